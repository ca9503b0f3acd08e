"""The values that pass between the parts of the service. All are frozen.

Offsets count Unicode code points of `Document.text`; `end` is exclusive, so a quote is `text[start:end]`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

Vectors: TypeAlias = npt.NDArray[np.float32]
"""Unit vectors, one per row: shape (n, dimension)."""

TextKind = Literal["abstract", "digest", "record"]
"""Whose words a text is: the source's own, this project's digest, or a record made from the front matter."""

RECORD = "Record"
"""Title of the section that holds the bibliographic record of a work."""

SearchMode = Literal["hybrid", "dense", "lexical"]


class Value(BaseModel):
    """A frozen value that crosses the HTTP boundary."""

    model_config = ConfigDict(frozen=True)


class Work(Value):
    """The bibliographic record of a work, as the front matter of its file gives it."""

    title: str
    authors: tuple[str, ...] = ()
    journal: str | None = None
    year: int | None = None
    volume: str | None = None
    pages: str | None = None
    doi: str | None = None
    pmid: str | None = None
    url: str | None = None
    type: str = "article"
    text_kind: Literal["abstract", "digest"] = "abstract"
    license: str | None = None
    retracted: bool = False
    unverified: tuple[str, ...] = ()
    """Names of fields that are missing or marked, because no source for them was seen."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a document's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Section(Span):
    """A headed part of a document. The span is the text under the heading, without the heading."""

    title: str
    text_kind: TextKind


@dataclass(frozen=True, slots=True)
class Passage(Span):
    """A few neighbouring sentences of one section: what is retrieved."""

    id: str
    document_id: str
    section: str
    text_kind: TextKind
    text: str
    sentences: tuple[Span, ...]

    @property
    def is_searched(self) -> bool:
        """Whether search may find it. A record made from front matter is only quoted: every passage carries it anyway."""
        return self.text_kind != "record"


@dataclass(frozen=True, slots=True)
class Document:
    """A work and its text, ready to be indexed."""

    id: str
    work: Work
    text: str
    sha256: str
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]


class Filters(Value):
    """Which works may be searched; a filter that is not given lets all pass."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    document_ids: tuple[str, ...] | None = None
    types: tuple[str, ...] | None = None
    text_kinds: tuple[Literal["abstract", "digest"], ...] | None = None
    year_from: int | None = Field(None, strict=True, ge=0, le=9999)
    year_to: int | None = Field(None, strict=True, ge=0, le=9999)


class CitedWork(Value):
    """What a reader needs to recognise a cited work."""

    title: str
    authors: tuple[str, ...]
    year: int | None
    journal: str | None
    doi: str | None
    pmid: str | None
    type: str
    retracted: bool
    url: str | None

    @classmethod
    def of(cls, work: Work) -> CitedWork:
        """What is shown of a work."""
        return cls(**work.model_dump(include=set(cls.model_fields)))


class Citation(Value):
    """An exact quote and its place: `quote == document.text[start:end]`, and `sha256` is that text's hash."""

    n: int
    document_id: str
    passage_id: str
    section: str
    quote: str
    start: int
    end: int
    sha256: str
    text_kind: TextKind
    document: CitedWork


class AnswerSentence(Value):
    """One sentence that was found supported by its citations."""

    text: str
    verdict: Literal["supported"] = "supported"
    citations: tuple[int, ...]


class Evidence(Value):
    """A sentence near the question, shown when the service declines."""

    document_id: str
    passage_id: str
    section: str
    quote: str
    title: str


AbstentionReason = Literal["out_of_scope", "not_in_corpus", "insufficient", "not_a_question"]


class Abstention(Value):
    """Why the service declines, what stands nearest to the question, and what could be asked instead."""

    reason: AbstentionReason
    nearest: tuple[Evidence, ...]
    suggestions: tuple[str, ...]


class Premise(Value):
    """A wrong assumption in the question, and what the sources say."""

    claim: str
    correction: str
    citations: tuple[int, ...]


class DisagreeingValue(Value):
    """One of several values that sources give for the same thing."""

    value: str
    citations: tuple[int, ...]
    work: str | None = None
    """The key of the work that gives it."""
    year: int | None = None
    study: str | None = None
    """The kind of that work."""


class Fingerprint(Value):
    """What an answer depends on; with all of it equal, the answer replays."""

    corpus: str
    index: str
    embedder: str
    generator: str
    prompt: str
    settings: str


class Timings(Value):
    """How long each step took, in milliseconds."""

    rewrite: float
    retrieve: float
    generate: float
    verify: float
    total: float


class Answer(Value):
    """The whole answer to one question, as every transport returns it."""

    id: str
    conversation_id: str
    question: str
    standalone_question: str
    status: Literal["answered", "partial", "abstained"]
    text: str
    sentences: tuple[AnswerSentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    abstention: Abstention | None = None
    premise: Premise | None = None
    disagreement: tuple[DisagreeingValue, ...] | None = None
    safety: str | None = None
    generator: str
    withheld: int = Field(default=0, description="sentences that were not sent because nothing supports them")
    fingerprint: Fingerprint
    timings_ms: Timings


class Conversation(Value):
    """What is told of a conversation without its turns."""

    id: str
    title: str
    created: datetime
    updated: datetime
    """When its last turn was stored."""
    turn_count: int


Thumbs = Literal["up", "down"]


class Feedback(Value):
    """What a reader says of an answer."""

    conversation_id: str
    answer_id: str
    thumbs: Thumbs | None
    comment: str
    given: datetime


class Turn(Value):
    """An answer's place in its conversation, without the answer itself."""

    answer_id: str
    conversation_id: str
    number: int
    """From 1 on."""
    given: datetime
    feedback: Feedback | None
