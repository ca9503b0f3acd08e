"""The routes of stored conversations, of single answers, and of what readers say of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from qa_service.conversations.store import Conversations
from qa_service.conversations.texts import LONGEST_COMMENT, LONGEST_SEARCH, LONGEST_TITLE, checked
from qa_service.types import Answer, Conversation, Feedback, Thumbs, Turn
from qa_service.web.problems import PROBLEM, InvalidRequestError
from qa_service.web.routes import Key

T = TypeVar("T")

_LISTED: dict[int | str, dict[str, Any]] = {422: PROBLEM, 503: PROBLEM}
_ONE = _LISTED | {404: PROBLEM}
_CHANGED = _ONE | {413: PROBLEM}

router = APIRouter(tags=["conversations"])


def _conversations(request: Request) -> Conversations:
    conversations: Conversations = request.app.state.conversations
    return conversations


Store = Annotated[Conversations, Depends(_conversations)]


class ConversationList(BaseModel):
    """Conversations, the latest first."""

    conversations: list[Conversation]


class ConversationOut(BaseModel):
    """A conversation with its turns, oldest first."""

    id: str
    title: str
    created: datetime
    updated: datetime
    turns: list[Answer]
    feedback: list[Feedback] = Field(description="what was said of its answers, in the order in which it was said")


class RenameRequest(BaseModel):
    """Another title."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(min_length=1, max_length=LONGEST_TITLE)


class FeedbackRequest(BaseModel):
    """What a reader says of an answer; without thumbs, neither good nor bad."""

    model_config = ConfigDict(extra="forbid")

    thumbs: Thumbs | None = None
    comment: str = Field("", max_length=LONGEST_COMMENT)


@router.get("/conversations", responses=_LISTED)
async def conversations(
    store: Store,
    limit: Annotated[int, Query(ge=1, le=1000)] = 50,
    offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
    q: Annotated[str, Query(max_length=LONGEST_SEARCH, description="what a title or a question holds")] = "",
) -> ConversationList:
    """The conversations, the latest first."""
    try:
        sought = checked("q", q, LONGEST_SEARCH)
    except ValueError as error:
        raise InvalidRequestError(str(error), "q") from error
    return ConversationList(conversations=list(await _call(store.listed, limit, offset, sought)))


@router.get("/conversations/{conversation_id}", responses=_ONE)
async def conversation(conversation_id: Key, store: Store) -> ConversationOut:
    """A conversation with its turns."""
    found, turns = await _call(store.with_turns, conversation_id)
    said = await _call(store.feedback_in, conversation_id)
    return ConversationOut(**found.model_dump(exclude={"turn_count"}), turns=list(turns), feedback=list(said))


@router.patch("/conversations/{conversation_id}", responses=_CHANGED)
async def rename(conversation_id: Key, body: RenameRequest, store: Store) -> Conversation:
    """Give a conversation another title."""
    await _call(store.rename, conversation_id, body.title)
    return await _call(store.conversation, conversation_id)


@router.delete("/conversations/{conversation_id}", status_code=204, responses=_ONE)
async def delete(conversation_id: Key, store: Store) -> None:
    """Delete a conversation, its turns, and the feedback on them."""
    await _call(store.delete, conversation_id)


@router.get("/answers/{answer_id}", responses=_ONE)
async def answer(answer_id: Key, store: Store) -> Answer:
    """An answer that was given, as it was given."""
    return await _call(store.answer, answer_id)


@router.get("/answers/{answer_id}/turn", responses=_ONE)
async def turn(answer_id: Key, store: Store) -> Turn:
    """When an answer was given, in which conversation, and what a reader said of it."""
    return await _call(store.turn, answer_id)


@router.post("/answers/{answer_id}/feedback", status_code=204, responses=_CHANGED)
async def feedback(answer_id: Key, body: FeedbackRequest, store: Store) -> None:
    """Say what an answer is worth; the latest counts."""
    await _call(store.give_feedback, answer_id, body.thumbs, body.comment)


async def _call(ask: Callable[..., T], *arguments: Any) -> T:
    """What the store gives, without keeping other requests waiting."""
    try:
        return await asyncio.to_thread(ask, *arguments)
    except ValueError as error:
        raise InvalidRequestError(str(error)) from error
