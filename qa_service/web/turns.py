"""The turns of conversations: each sees those before it, one is served after another, and its answer is stored."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from weakref import WeakValueDictionary

import structlog

from qa_service.answering.service import AnswerCompleted, AnswerService, Event, Request
from qa_service.conversations.store import Conversations
from qa_service.errors import QaServiceError
from qa_service.types import Answer

REMEMBERED = 20
"""Turns that a follow-up is read with."""

_log = structlog.get_logger(__name__)


class Turns:
    """Serves the turns of conversations from a store."""

    def __init__(self, conversations: Conversations) -> None:
        self._conversations = conversations
        # A lock is there as long as somebody holds it or waits for it, so there are no more of them than requests.
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def answer(self, service: AnswerService, question: Request) -> Answer:
        """Answer a question as the next turn of its conversation.

        Raises:
            ConversationStoreError: the turns before cannot be read.
        """
        async with aclosing(self.stream(service, question)) as events:
            async for event in events:
                if isinstance(event, AnswerCompleted):
                    return event.answer
        raise AssertionError("a stream ends with its answer")

    async def stream(self, service: AnswerService, question: Request) -> AsyncGenerator[Event]:
        """Answer a question, event by event; the answer is stored before its event, so that who saw it can ask on.

        Raises:
            ConversationStoreError: the turns before cannot be read.
        """
        async with self._one_at_a_time(question.conversation_id):
            history = await self._history(question.conversation_id)
            async with aclosing(service.stream(replace(question, history=history))) as events:
                async for event in events:
                    if isinstance(event, AnswerCompleted):
                        await self._keep(event.answer)
                    yield event

    @asynccontextmanager
    async def _one_at_a_time(self, conversation_id: str | None) -> AsyncIterator[None]:
        if conversation_id is None:  # nobody else can know the id that it will have
            yield
            return
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        async with lock:
            yield

    async def _history(self, conversation_id: str | None) -> tuple[Answer, ...]:
        if conversation_id is None:
            return ()
        return await asyncio.to_thread(self._conversations.turns, conversation_id, REMEMBERED)

    async def _keep(self, answer: Answer) -> None:
        """Store an answer. One that cannot be stored is sent all the same: it is right, and the reader waits for it."""
        try:
            await asyncio.to_thread(self._conversations.append, answer.conversation_id, answer)
        except (QaServiceError, ValueError) as error:
            _log.error("turn_not_stored", conversation=answer.conversation_id, answer=answer.id, error=str(error))
