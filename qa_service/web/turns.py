"""The turns of conversations: each sees those before it, one is served after another, and its answer is stored."""

from __future__ import annotations

import asyncio
import uuid
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

    async def answer(self, service: AnswerService, question: Request, follows: str | None = None) -> Answer:
        """Answer a question as the next turn of its conversation.

        Raises:
            UnknownIdError: the answer that it follows is not there, as where its conversation was deleted.
            ConversationStoreError: the turns before cannot be read.
        """
        async with aclosing(self.stream(service, question, follows)) as events:
            async for event in events:
                if isinstance(event, AnswerCompleted):
                    return event.answer
        raise AssertionError("a stream ends with its answer")

    async def stream(
        self, service: AnswerService, question: Request, follows: str | None = None
    ) -> AsyncGenerator[Event]:
        """Answer a question, event by event; the answer is stored before its event, so that who saw it can ask on.

        Args:
            service: what answers.
            question: the question, without its history.
            follows: the id of the answer that it follows. A conversation that has no turn yet begins with it.

        Raises:
            UnknownIdError: the answer that it follows is not there, as where its conversation was deleted.
            ConversationStoreError: the turns before cannot be read.
        """
        async with self._one_at_a_time(question.conversation_id):
            own = await self._history(question.conversation_id)
            history = own
            if follows and not own:
                history = (await asyncio.to_thread(self._conversations.answer, follows),)
            async with aclosing(service.stream(replace(question, history=history))) as events:
                async for event in events:
                    if isinstance(event, AnswerCompleted):
                        await self._keep(event.answer, own, history)
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

    async def _keep(self, answer: Answer, own: tuple[Answer, ...], history: tuple[Answer, ...]) -> None:
        """Store an answer, after a copy of the one that its conversation begins with.

        One that cannot be stored is sent all the same: it is right, and the reader waits for it. So is one whose conversation
        was deleted meanwhile, which it does not bring back.
        """
        conversation, append = answer.conversation_id, self._conversations.append
        copies = () if own else (_copy_for(conversation, turn) for turn in history)
        try:
            for turn in copies:
                await asyncio.to_thread(append, conversation, turn)
            await asyncio.to_thread(append, conversation, answer, begins=not history)
        except (QaServiceError, ValueError) as error:
            _log.error("turn_not_stored", conversation=conversation, answer=answer.id, error=str(error))


def _copy_for(conversation_id: str, answer: Answer) -> Answer:
    return answer.model_copy(update={"id": uuid.uuid4().hex, "conversation_id": conversation_id})
