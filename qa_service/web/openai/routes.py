"""`/v1`: each route translates a request of OpenAI's into one call, and its result into OpenAI's response."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from starlette.exceptions import HTTPException

from qa_service.answering.service import AnswerService
from qa_service.answering.service import Request as Question
from qa_service.settings import Settings
from qa_service.web.leaving import ClosingStream, first_event, while_there
from qa_service.web.openai.asking import DEFAULT_MODEL, Asked, asked, generator_asked
from qa_service.web.openai.completions import Head, completion, prompt_tokens
from qa_service.web.openai.history import answered_again
from qa_service.web.openai.schemas import Completion, CompletionRequest, ErrorBody, Model, ModelList
from qa_service.web.openai.streaming import Chunks, frames
from qa_service.web.problems import InvalidRequestError, request_id_of
from qa_service.web.routes import Config, Counted, Key, Live
from qa_service.web.turns import Turns

_REFUSED: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": ErrorBody, "description": "An error as OpenAI's clients read it"}
}
_DATA = {
    "type": "object",
    "properties": {"data": {"type": "string", "description": "a chunk in JSON, an error, or `[DONE]`"}},
    "required": ["data"],
}
_COMPLETED = _REFUSED | {
    200: {"content": {"text/event-stream": {"itemSchema": _DATA}}, "description": "The answer, or its chunks"}
}

router = APIRouter(prefix="/v1", tags=["openai"])


async def _in_json(request: Request) -> None:
    """Refuse a body of another type; FastAPI would not read it, and say that fields are missing."""
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if sent != "application/json":
        raise HTTPException(415, f"the body is sent as {sent!r}; send it with Content-Type: application/json")


@router.post("/chat/completions", response_model=Completion, responses=_COMPLETED, dependencies=[Depends(_in_json)])
async def complete(
    request: Request, body: CompletionRequest, live: Live, settings: Config, metrics: Counted
) -> Response:
    """Answer the last message; with `stream` as chunks, one for each verified sentence.

    With `metadata.conversation_id` it is the next turn of a stored conversation, as with `/chat`. Without it nothing is
    stored, and the earlier messages of the user are the history.
    """
    service, turns, ask = live.service, _turns(request), asked(body)
    question = _question(body, ask, service, settings)
    if ask.earlier:
        again = answered_again(service, question, ask.earlier, settings.max_question_chars)
        question = replace(question, history=await while_there(request, again))
    is_stored = question.conversation_id is not None
    head = Head(question.generator, prompt_tokens(body), lambda key: str(request.url_for("document", document_id=key)))
    if not body.stream:
        answering = turns.answer(service, question) if is_stored else service.answer(question)
        answer = await while_there(request, answering)
        metrics.observe_answer(answer)
        return Response(completion(head, answer).model_dump_json(), media_type="application/json")
    with_usage = bool(body.stream_options and body.stream_options.include_usage)
    events = turns.stream(service, question) if is_stored else service.stream(question)
    first = await first_event(request, events)
    chunks = Chunks(head, ask.question, with_usage)
    return ClosingStream(frames(chunks, first, events, metrics, request_id_of(request)), events)


@router.get("/models", responses=_REFUSED)
async def models(live: Live) -> ModelList:
    """The generators, and the name of the default."""
    return ModelList(data=[_model(name, live) for name in (DEFAULT_MODEL, *live.service.generators)])


@router.get("/models/{model:path}", responses=_REFUSED)
async def model(model: Key, live: Live, settings: Config) -> Model:
    """A generator."""
    generator_asked(model, live.service.generators, settings.generator)
    return _model(model, live)


def _turns(request: Request) -> Turns:
    turns: Turns = request.app.state.turns
    return turns


def _question(body: CompletionRequest, ask: Asked, service: AnswerService, settings: Settings) -> Question:
    length, most = len(ask.question), settings.max_question_chars
    if length > most:
        message = f"the question has {length} characters; the limit is {most}"
        raise InvalidRequestError(message, ask.field, "string_above_max_length")
    question = Question(
        question=ask.question,
        conversation_id=ask.conversation_id,
        generator=generator_asked(body.model, service.generators, settings.generator),
        top_k=settings.top_k,
    )
    try:
        service.check(question)
    except ValueError as error:
        raise InvalidRequestError(str(error), ask.field) from error
    return question


def _model(name: str, live: Live) -> Model:
    return Model(id=name, created=int(live.searcher.manifest.created.timestamp()))
