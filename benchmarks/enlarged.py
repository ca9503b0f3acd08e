"""A corpus of any size that is as hard to search as a real one, made of real passages and their vectors.

A new passage is made of a real one, one of its ten nearest (other), and the difference of two more neighbours somewhere else:

    vector = real + t * (other - real) + difference,  t by lot from 0 to 1/2, then of length 1
    text   = as many sentences as the real one has, drawn from both

Vectors drawn at random have no neighbourhoods, and small clusters around real ones are found too easily; both tell nothing of
an index. The difference of neighbours gives each new vector its own noise, in the directions that real texts differ in. How much
of it there is was set so that cells find as little as among real vectors: `python -m benchmarks.vector_scale --check` compares.
The questions are those of the sets as they are: they lie elsewhere than passages, which makes cells miss more.
"""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import faiss
import numpy as np
import numpy.typing as npt

from benchmarks.real_passages import RealPassages
from qa_service.types import Document, Passage, Section, Span, Vectors, Work

_NEIGHBOURS = 10
_PORTION = 100_000
_PER_DOCUMENT = 10


@dataclass(frozen=True, slots=True)
class Parents:
    """Which real passages each new one is made of, and in which share."""

    one: npt.NDArray[np.int64]
    other: npt.NDArray[np.int64]
    share: npt.NDArray[np.float32]
    differs: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]


def neighbours(vectors: Vectors) -> npt.NDArray[np.int64]:
    """The ten nearest of each vector, without itself."""
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    found: npt.NDArray[np.int64] = index.search(vectors, _NEIGHBOURS + 1)[1][:, 1:]
    return found


class Enlarged:
    """Real vectors made more, portion by portion, each portion the same at every call."""

    def __init__(self, vectors: Vectors, noise: float = 1.0) -> None:
        self._vectors, self._noise = vectors, np.float32(noise)
        self._near = neighbours(vectors)

    def portions(self, size: int) -> Iterator[Vectors]:
        """So many vectors in all."""
        for number, first in enumerate(range(0, size, _PORTION)):
            yield self._vectors_of(self.parents(number, min(_PORTION, size - first)))

    def vectors(self, size: int) -> Vectors:
        """So many vectors at once."""
        return np.concatenate(list(self.portions(size)))

    def parents(self, portion: int, count: int) -> Parents:
        """What a portion is made of."""
        lot = np.random.default_rng((1, portion))
        near = lot.integers(_NEIGHBOURS, size=(2, count))
        one, third = lot.integers(len(self._vectors), size=(2, count))
        share = lot.uniform(0, 0.5, count).astype(np.float32)
        return Parents(one, self._near[one, near[0]], share, (third, self._near[third, near[1]]))

    def _vectors_of(self, parents: Parents) -> Vectors:
        real = self._vectors[parents.one]
        made = real + parents.share[:, None] * (self._vectors[parents.other] - real)
        made += self._noise * (self._vectors[parents.differs[0]] - self._vectors[parents.differs[1]])
        unit: Vectors = made / np.linalg.norm(made, axis=1, keepdims=True)
        return unit


class EnlargedDocuments(Sequence[Document]):
    """The documents of an enlarged corpus, of ten passages each, made when they are asked for."""

    def __init__(self, real: RealPassages, enlarged: Enlarged, size: int) -> None:
        self._real, self._size = real, size
        counts = [min(_PORTION, size - first) for first in range(0, size, _PORTION)]
        parents = [enlarged.parents(number, count) for number, count in enumerate(counts)]
        self._one = np.concatenate([portion.one for portion in parents])
        self._other = np.concatenate([portion.other for portion in parents])

    def __len__(self) -> int:
        return math.ceil(self._size / _PER_DOCUMENT)

    def __getitem__(self, number: int) -> Document:  # type: ignore[override]
        if not 0 <= number < len(self):
            raise IndexError(number)
        rows = range(number * _PER_DOCUMENT, min(self._size, (number + 1) * _PER_DOCUMENT))
        texts = [self._sentences(row) for row in rows]
        title = self._real.titles[self._one[rows[0]]]
        work = Work(title=title, year=1980 + number % 45)
        return _document(f"work{_letters(number)}", work, texts)

    def _sentences(self, row: int) -> list[str]:
        one, other = self._real.passages[self._one[row]], self._real.passages[self._other[row]]
        there = [*_sentences_of(one), *_sentences_of(other)]
        return random.Random(row).sample(there, min(len(there), max(1, len(one.sentences))))


def _sentences_of(passage: Passage) -> list[str]:
    return [passage.text[span.start - passage.start : span.end - passage.start] for span in passage.sentences]


def _letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def _document(key: str, work: Work, texts: Sequence[Sequence[str]]) -> Document:
    passages, written, start = [], [], 0
    for ordinal, sentences in enumerate(texts):
        text, spans, place = " ".join(sentences), [], start
        for sentence in sentences:
            spans.append(Span(place, place + len(sentence)))
            place += len(sentence) + 1
        passages.append(
            Passage(start, start + len(text), f"{key}:{ordinal}", key, "Text", "abstract", text, tuple(spans))
        )
        written.append(text)
        start += len(text) + 2
    whole = "\n\n".join(written)
    return Document(
        id=key,
        work=work,
        text=whole,
        sha256=hashlib.sha256(whole.encode()).hexdigest(),
        sections=(Section(0, len(whole), "Text", "abstract"),),
        passages=tuple(passages),
    )
