"""What requests and responses look like where they are not the values of `qa_service.types` themselves."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

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

    total: int
    documents: list[DocumentSummary]


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
