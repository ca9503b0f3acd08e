"""The routes. Each translates a request into one call and its result into a response."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Annotated, Any, Literal

import structlog
from fastapi import APIRouter, Depends, Path, Query, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from qa_service import __version__
from qa_service.answering.service import AnswerCompleted, Event, PassagesFound, SentenceVerified, clean_question
from qa_service.answering.service import Request as Question
from qa_service.errors import QaServiceError
from qa_service.settings import Settings
from qa_service.types import Answer, SearchMode
from qa_service.web.leaving import ClosingStream, first_event, while_there
from qa_service.web.live_index import LiveIndex
from qa_service.web.metrics import Metrics
from qa_service.web.problems import PROBLEM, InvalidRequestError, make_problem, problem_of, request_id_of
from qa_service.web.schemas import (
    ABOUT_K,
    ABOUT_QUESTION,
    LONGEST,
    ChatRequest,
    DocumentList,
    DocumentOut,
    DocumentQuery,
    DocumentSummary,
    Health,
    PassageFound,
    PassageOut,
    SearchResponse,
    SentenceEvent,
)
from qa_service.web.turns import Turns

_INVALID: dict[int | str, dict[str, Any]] = {422: PROBLEM}
_UNKNOWN = _INVALID | {404: PROBLEM}
_EVENT = {
    "type": "object",
    "properties": {
        "event": {"enum": ["passages", "sentence", "answer", "error"]},
        "data": {"type": "string", "contentMediaType": "application/json"},
    },
    "required": ["event", "data"],
}
_EVENTS = {"content": {"text/event-stream": {"itemSchema": _EVENT}}, "description": "The answer, or its events"}
_WAIT = {"Retry-After": {"schema": {"type": "integer"}, "description": "seconds after which to ask again"}}
_BUSY = PROBLEM | {"headers": _WAIT, "description": "The generator has as many requests as it may have"}
_ANSWERED = _UNKNOWN | {200: _EVENTS, 413: PROBLEM, 429: _BUSY, 503: PROBLEM}
_METRICS: dict[int | str, dict[str, Any]] = {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}

_log = structlog.get_logger(__name__)
router = APIRouter()


def _live(request: Request) -> LiveIndex:
    live: LiveIndex = request.app.state.live
    return live


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def _metrics(request: Request) -> Metrics:
    metrics: Metrics = request.app.state.metrics
    return metrics


Live = Annotated[LiveIndex, Depends(_live)]
Config = Annotated[Settings, Depends(_settings)]
Counted = Annotated[Metrics, Depends(_metrics)]
Key = Annotated[str, Path(max_length=200)]


@router.post("/chat", response_model=Answer, responses=_ANSWERED, tags=["answers"])
async def chat(request: Request, body: ChatRequest, live: Live, settings: Config, metrics: Counted) -> Response:
    """Answer a question; with `stream` as server-sent events: passages, sentence (repeated), answer, or error."""
    _check_question(body.question, settings)
    question = Question(
        question=body.question,
        conversation_id=body.conversation_id,
        generator=body.generator or settings.generator,
        top_k=_checked_k(body.top_k, settings),
        filters=body.filters,
    )
    service = live.service
    try:
        service.check(question)
    except ValueError as error:
        raise InvalidRequestError(str(error)) from error
    turns: Turns = request.app.state.turns
    if body.stream:
        events = turns.stream(service, question, body.follows)
        first = await first_event(request, events)
        return ClosingStream(_server_sent(first, events, metrics, request_id_of(request)), events)
    answer = await while_there(request, turns.answer(service, question, body.follows))
    metrics.observe_answer(answer)
    return Response(answer.model_dump_json(), media_type="application/json")


@router.get("/search", responses=_INVALID, tags=["sources"])
async def search(
    live: Live,
    settings: Config,
    q: Annotated[str, Query(min_length=1, max_length=LONGEST, description=ABOUT_QUESTION)],
    k: Annotated[int | None, Query(ge=1, description=ABOUT_K)] = None,
    mode: SearchMode = "hybrid",
) -> SearchResponse:
    """Passages for a question, best first, with their scores."""
    _check_question(q, settings, "q")
    searcher = live.searcher
    try:
        question = clean_question(q)
    except ValueError as error:
        raise InvalidRequestError(str(error)) from error
    query = await asyncio.to_thread(searcher.query, question)
    found = await asyncio.to_thread(searcher.search, query, _checked_k(k, settings, "k"), mode)
    return SearchResponse(query=query.text, mode=mode, results=[PassageFound.of(item) for item in found])


@router.get("/documents", responses=_INVALID, tags=["sources"])
async def documents(live: Live, query: Annotated[DocumentQuery, Query()]) -> DocumentList:
    """The works of the corpus that meet every filter, in the order of their ids."""
    listed = await asyncio.to_thread(live.searcher.store.works, query.wanted(), query.limit, query.offset)
    works = [DocumentSummary(id=key, **work.model_dump()) for key, work in listed.works]
    return DocumentList(total=listed.total, documents=works, types=listed.types)


@router.get("/documents/{document_id}", responses=_UNKNOWN, tags=["sources"])
async def document(document_id: Key, live: Live) -> DocumentOut:
    """A work with its text."""
    return DocumentOut.of(await asyncio.to_thread(live.searcher.store.document, document_id))


@router.get("/passages/{passage_id}", responses=_UNKNOWN, tags=["sources"])
async def passage(passage_id: Key, live: Live) -> PassageOut:
    """A passage and its place in its document."""
    return PassageOut.of(await asyncio.to_thread(live.searcher.store.passage, passage_id))


@router.get("/healthz", tags=["operation"])
async def healthz() -> Health:
    """Whether the process runs."""
    return Health(status="ok", version=__version__)


@router.get("/readyz", tags=["operation"])
async def readyz(live: Live) -> Health:
    """Whether questions can be answered."""
    searcher = live.searcher
    return Health(
        status="ready",
        version=__version__,
        generation=searcher.generation.name,
        documents=searcher.manifest.counts.documents,
    )


@router.get("/metrics", responses=_METRICS, tags=["operation"], response_class=Response)
async def metrics_text(live: Live, metrics: Counted) -> Response:
    """Metrics in the text format of Prometheus."""
    return Response(metrics.render(live.searcher.manifest.counts.documents), media_type=CONTENT_TYPE_LATEST)


async def _server_sent(
    first: Event, others: AsyncIterator[Event], metrics: Metrics, request_id: str
) -> AsyncGenerator[str]:
    try:
        yield _event(first)
        async for event in others:
            if isinstance(event, AnswerCompleted):
                metrics.observe_answer(event.answer)
            yield _event(event)
    except QaServiceError as error:
        _log.error("stream_broke_off", request_id=request_id, error=str(error))
        yield _frame("error", problem_of(error, request_id).model_dump_json(exclude_none=True))
    except Exception as error:  # the status is sent already, so the stream itself must say that it failed
        detail = f"the answer broke off: {type(error).__name__}; ask again"
        problem = make_problem(500, "internal_error", detail, request_id)
        yield _frame("error", problem.model_dump_json(exclude_none=True))
        raise


def _event(event: Event) -> str:
    match event:
        case PassagesFound(found):
            passages = [PassageFound.of(item).model_dump(mode="json") for item in found]
            return _frame("passages", json.dumps({"passages": passages}))
        case SentenceVerified(sentence, citations):
            sent = SentenceEvent(text=sentence.text, verdict=sentence.verdict, citations=list(citations))
            return _frame("sentence", sent.model_dump_json())
        case AnswerCompleted(answer):
            return _frame("answer", answer.model_dump_json())


def _frame(name: Literal["passages", "sentence", "answer", "error"], data: str) -> str:
    return f"event: {name}\ndata: {data}\n\n"


def _check_question(question: str, settings: Settings, name: str = "question") -> None:
    if len(question) > settings.max_question_chars:
        raise InvalidRequestError(
            f"{name}: {len(question)} characters are too many; the limit is {settings.max_question_chars}"
        )


def _checked_k(k: int | None, settings: Settings, name: str = "top_k") -> int:
    if k is not None and k > settings.max_top_k:
        raise InvalidRequestError(f"{name}: {k} is too many; the limit is {settings.max_top_k}")
    return k or settings.top_k
