"""The vectors of a corpus while its index is built: known ones are copied, the others embedded, and all lie in files.

So what is held in memory is one window of texts, however large the corpus is. The texts of a window are embedded in the order
of their length, for a batch takes as long as its longest text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from qa_service.retrieval.analysis import as_searched
from qa_service.retrieval.embedder import Embedder
from qa_service.retrieval.generation import STORE, Counts
from qa_service.retrieval.progress import Progress
from qa_service.retrieval.store import Store
from qa_service.retrieval.vectors import PassageVectors, SentenceVectors
from qa_service.types import Document, Passage, Vectors

# Texts that are put in order of length at a time, and those of them that are embedded before it is told how far it is.
_WINDOW = 8192
_TOLD = 256


class RowFile:
    """Vectors in a file, written in any order; rows that are never written are zero."""

    def __init__(self, path: Path, rows: int, dimension: int, kind: type[np.floating]) -> None:
        self._path, self._shape, self._kind = path, (rows, dimension), np.dtype(kind)
        self._file = path.open("w+b")
        self._file.truncate(rows * self._row_bytes)

    def write(self, first: int, rows: Vectors) -> None:
        """Write rows from one on."""
        self._file.seek(first * self._row_bytes)
        self._file.write(rows.astype(self._kind, copy=False).tobytes())

    def mapped(self) -> npt.NDArray[np.floating]:
        """All rows, read from the file where they are looked at."""
        self._file.flush()
        return np.memmap(self._path, self._kind, "r", shape=self._shape)

    def remove(self) -> None:
        """Close and delete the file."""
        self._file.close()
        self._path.unlink()

    @property
    def _row_bytes(self) -> int:
        return self._shape[1] * self._kind.itemsize


class Place(NamedTuple):
    """Where a document's rows begin."""

    number: int
    passage: int
    sentence: int


class Text(NamedTuple):
    """What is embedded, and the row of its vector among those of passages or of sentences."""

    text: str
    row: int
    is_passage: bool


class CorpusRows:
    """The passage and sentence vectors of documents, in files of a folder."""

    def __init__(self, folder: Path, documents: Sequence[Document], dimension: int) -> None:
        self._documents = documents
        self.counts = counts_of(documents)
        self.passages = RowFile(folder / ".passages", self.counts.passages, dimension, np.float32)
        self.sentences = RowFile(folder / ".sentences", self.counts.sentences, dimension, np.float16)

    def copy(self, generation: Path | None) -> list[Place]:
        """Take the vectors of the works that stand in a generation exactly as they are now; the places of the others."""
        if generation is None:
            return [place for place, _ in self._placed()]
        store, passages, sentences = Store(generation / STORE), PassageVectors(generation), SentenceVectors(generation)
        old, missing = store.documents(), []
        stored = next(old, None)
        for place, document in self._placed():
            while stored and stored.document.id < document.id:
                stored = next(old, None)
            if stored and stored.document == document:
                counts = counts_of([document])
                numbers = range(stored.first_passage, stored.first_passage + counts.passages)
                spans = slice(stored.first_sentence, stored.first_sentence + counts.sentences)
                self.passages.write(place.passage, passages.rows(list(numbers)))
                self.sentences.write(place.sentence, sentences.rows(spans))
            else:
                missing.append(place)
        store.close()
        return missing

    def embed(self, embedder: Embedder, places: Sequence[Place]) -> None:
        """Embed the works at some places, telling how far it is."""
        progress = Progress("embedding", sum(len(self._documents[place.number].text) for place in places))
        for window in self._windows(places):
            window.sort(key=lambda item: len(item.text), reverse=True)
            of_document = _letters(item for item in window if not item.is_passage) / max(_letters(window), 1)
            for first in range(0, len(window), _TOLD):
                some = window[first : first + _TOLD]
                for item, vector in zip(some, embedder.embed([item.text for item in some]), strict=True):
                    (self.passages if item.is_passage else self.sentences).write(item.row, vector)
                progress.advance(_letters(some) * of_document)
        progress.end()

    def remove(self) -> None:
        """Delete the files."""
        self.passages.remove()
        self.sentences.remove()

    def _placed(self) -> Iterator[tuple[Place, Document]]:
        passage = sentence = 0
        for number, document in enumerate(self._documents):
            yield Place(number, passage, sentence), document
            counts = counts_of([document])
            passage, sentence = passage + counts.passages, sentence + counts.sentences

    def _windows(self, places: Sequence[Place]) -> Iterator[list[Text]]:
        window: list[Text] = []
        for place in places:
            window += texts_of(self._documents[place.number], place.passage, place.sentence)
            if len(window) >= _WINDOW:
                yield window
                window = []
        if window:
            yield window


def texts_of(document: Document, passage: int = 0, sentence: int = 0) -> Iterator[Text]:
    """What is embedded of a document whose rows begin there. Search never compares records: their rows stay zero, at no cost."""
    for row, found in enumerate(document.passages, passage):
        if found.is_searched:
            yield Text(in_context(document, found), row, is_passage=True)
            for number, span in enumerate(found.sentences, sentence):
                text = as_searched(found.section, document.text[span.start : span.end])
                yield Text(text, number, is_passage=False)
        sentence += len(found.sentences)


def _letters(texts: Iterable[Text]) -> int:
    return sum(len(item.text) for item in texts)


def in_context(document: Document, passage: Passage) -> str:
    """What the embedder reads of a passage: title and section stand before it."""
    if not passage.is_searched:
        return ""
    text = as_searched(passage.section, passage.text)
    return ". ".join(part for part in (document.work.title.rstrip("."), passage.section, text) if part)


def counts_of(documents: Sequence[Document]) -> Counts:
    """How much there is in documents."""
    passages = sentences = 0
    for document in documents:
        passages += len(document.passages)
        sentences += sum(len(passage.sentences) for passage in document.passages)
    return Counts(documents=len(documents), passages=passages, sentences=sentences)
