"""What requests and responses look like where they are not the values of `qa_service.types` themselves."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from qa_service.retrieval.listing import Wanted
from qa_service.retrieval.search import Found
from qa_service.retrieval.store import StoredPassage
from qa_service.types import Citation, CitedWork, Document, Filters, SearchMode, TextKind, Work

# The largest question that any setting may allow; the setting itself is checked in the route.
LONGEST = 20_000
ABOUT_QUESTION = "words, at most 2,000 characters if the service is not set otherwise"
ABOUT_K = "how many passages, at most 50 if the service is not set otherwise"
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class ChatRequest(BaseModel):
    """A question."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"question": "What share of cases is paraneoplastic?"}]}
    )

    question: str = Field(min_length=1, max_length=LONGEST, description=ABOUT_QUESTION)
    conversation_id: Id | None = None
    follows: Id | None = Field(
        None,
        description="the id of the answer that the question follows; where it is gone, nothing is answered (404), and a "
        "conversation that has no turn yet begins with it",
    )
    generator: str | None = Field(
        None, max_length=100, description="who writes the answer; that of the settings if not set"
    )
    stream: bool = Field(False, strict=True, description="send server-sent events instead of one answer")
    top_k: int | None = Field(None, strict=True, ge=1, description=ABOUT_K)
    filters: Filters | None = None


class PassagePlace(BaseModel):
    """The words of a passage and where they stand."""

    id: str
    document_id: str
    section: str
    text: str
    start: int
    end: int
    text_kind: TextKind


class PassageFound(PassagePlace):
    """A retrieved passage with its scores."""

    score: float
    dense: float
    lexical: float
    document: CitedWork

    @classmethod
    def of(cls, found: Found) -> PassageFound:
        """A search result as it is sent."""
        scores = {"score": found.score, "dense": found.dense, "lexical": found.lexical}
        return cls(**_place(found.stored), **{name: round(score, 6) for name, score in scores.items()})


class SearchResponse(BaseModel):
    """The passages found for a question."""

    query: str = Field(description="the question as it was searched, with typing errors put right")
    mode: SearchMode
    results: list[PassageFound]


class SectionOut(BaseModel):
    """A headed part of a document's text."""

    title: str
    start: int
    end: int
    text_kind: TextKind


class SpanOut(BaseModel):
    """A stretch of a document's text, in code points."""

    start: int
    end: int


class DocumentSummary(Work):
    """A work without its text."""

    id: str


class DocumentList(BaseModel):
    """Works of the corpus."""

    total: int = Field(description="how many works meet what was asked for")
    documents: list[DocumentSummary]
    types: dict[str, int] = Field(description="how many there are of each kind, as if no kind were asked for")


class DocumentQuery(BaseModel):
    """Which works are listed."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(100, ge=1, le=1000)
    offset: int = Field(0, ge=0, le=10**9)
    q: str = Field(
        "", max_length=200, description="words of title, authors, journal or text; the last may be unfinished"
    )
    author: str = Field("", max_length=200, description="a name, or the beginning of one")
    type: list[str] = Field([], max_length=50, description="kinds of work, such as review; any of them")
    id: list[str] = Field([], max_length=1000, description="ids of works; those that nobody knows are left out")
    year_from: int | None = Field(None, ge=0, le=9999)
    year_to: int | None = Field(None, ge=0, le=9999)

    @model_validator(mode="after")
    def _years_are_in_order(self) -> Self:
        if self.year_from is not None and self.year_to is not None and self.year_from > self.year_to:
            raise ValueError(f"year_from {self.year_from} is after year_to {self.year_to}; exchange them")
        return self

    def wanted(self) -> Wanted:
        """What is looked for."""
        return Wanted(self.q, self.author, tuple(self.id), tuple(self.type), self.year_from, self.year_to)


class DocumentOut(DocumentSummary):
    """A work with its text; quotes are `text[start:end]`."""

    text: str
    sha256: str
    sections: list[SectionOut]
    passages: list[str]

    @classmethod
    def of(cls, document: Document) -> DocumentOut:
        """A document as it is sent."""
        sections = [
            SectionOut(title=s.title, start=s.start, end=s.end, text_kind=s.text_kind) for s in document.sections
        ]
        return cls(
            **document.work.model_dump(),
            id=document.id,
            text=document.text,
            sha256=document.sha256,
            sections=sections,
            passages=[passage.id for passage in document.passages],
        )


class PassageOut(PassagePlace):
    """A passage, its sentences, and the hash of the text that they stand in."""

    sha256: str
    sentences: list[SpanOut]
    document: CitedWork

    @classmethod
    def of(cls, stored: StoredPassage) -> PassageOut:
        """A stored passage as it is sent."""
        sentences = [SpanOut(start=span.start, end=span.end) for span in stored.passage.sentences]
        return cls(**_place(stored), sha256=stored.sha256, sentences=sentences)


class SentenceEvent(BaseModel):
    """One verified sentence of a stream, with the citations it uses."""

    text: str
    verdict: str
    citations: list[Citation]


class Health(BaseModel):
    """Whether the service runs, and over what."""

    status: str
    version: str
    generation: str | None = None
    documents: int | None = None


class Problem(BaseModel):
    """An error (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    errors: list[dict[str, Any]] | None = None


def _place(stored: StoredPassage) -> dict[str, Any]:
    """What every passage that is sent says of itself and of its work."""
    place = {name: getattr(stored.passage, name) for name in PassagePlace.model_fields}
    return {**place, "document": CitedWork.of(stored.work)}
