"""The sentences of the sources that an answer rests on, and the citations made of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from qa_service.answering.language.marks import without_marks
from qa_service.retrieval.analysis import as_searched
from qa_service.retrieval.store import Store, StoredPassage
from qa_service.types import AnswerSentence, Citation, CitedWork, Span

_BULLET = re.compile(r"\s*\n\s*(?:•|\d+\.) ")


@dataclass(frozen=True, slots=True)
class Source:
    """A sentence of a stored passage."""

    stored: StoredPassage
    span: Span

    @property
    def document_id(self) -> str:
        """The key of the work that it is from."""
        return self.stored.passage.document_id

    @property
    def quote(self) -> str:
        """The exact words."""
        passage = self.stored.passage
        return passage.text[self.span.start - passage.start : self.span.end - passage.start]

    @property
    def read(self) -> str:
        """The words as they are read: in a record, labels and values are set apart."""
        return as_searched(self.stored.passage.section, self.quote)


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence that a generator proposes, with what it rests on. It is not yet verified."""

    text: str
    sources: tuple[Source, ...]
    """Empty where it was given up: it is counted, and not sent."""
    if_refused: Literal["partial", "withheld", "again"] = "partial"
    """What it means when it is refused: the answer lacks something, or does not, or it comes once more in other words."""
    by: str | None = None
    """Who wrote it, where that is not the generator that was asked for."""


class Citations:
    """The citations of one answer, numbered in the order of their first use."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._numbers: dict[tuple[str, int, int], int] = {}
        self.all: list[Citation] = []

    def resolves(self, source: Source) -> bool:
        """Whether the quote stands in the stored text of its document, at its place."""
        passage = source.stored.passage
        stored = self._store.text_at(passage.document_id, source.span.start, source.span.end)
        return bool(stored) and stored == source.quote

    def add(self, sources: Sequence[Source]) -> tuple[int, ...]:
        """Cite sources that resolve; gives their numbers."""
        return tuple(dict.fromkeys(map(self._number, sources)))

    def number_of(self, source: Source) -> int | None:
        """The number by which a source is cited; None where it is not."""
        return self._numbers.get(_place(source))

    def _number(self, source: Source) -> int:
        place = _place(source)
        if place not in self._numbers:
            self._numbers[place] = len(self._numbers) + 1
            self.all.append(_citation(source, self._numbers[place]))
        return self._numbers[place]


def _place(source: Source) -> tuple[str, int, int]:
    return source.document_id, source.span.start, source.span.end


def _citation(source: Source, number: int) -> Citation:
    passage, work = source.stored.passage, source.stored.work
    return Citation(
        n=number,
        document_id=passage.document_id,
        passage_id=passage.id,
        section=passage.section,
        quote=source.quote,
        start=source.span.start,
        end=source.span.end,
        sha256=source.stored.sha256,
        text_kind=passage.text_kind,
        document=CitedWork.of(work),
    )


def as_sentence(quote: str) -> str:
    """A quote as it reads in an answer: a list on one line, no reference marks of its own, a full stop at the end."""
    text = _BULLET.sub("; ", without_marks(quote).strip()).removeprefix("• ")
    text = " ".join(text.split()).replace(":; ", ": ")
    return text if text.endswith((".", "!", "?", "…", ".”", '."', ".)")) else f"{text}."


def with_marks(sentences: Sequence[AnswerSentence]) -> str:
    """The sentences as one text, each with its marks before the full stop."""
    return " ".join(_marked(sentence.text, sentence.citations) for sentence in sentences)


def _marked(text: str, numbers: tuple[int, ...]) -> str:
    marks = "".join(f"[{number}]" for number in numbers)
    match = re.search(r"[.!?…]+$", text)
    return f"{text[: match.start()]} {marks}{match[0]}" if match else f"{text} {marks}"
