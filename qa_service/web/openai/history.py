"""The history of a conversation that is nowhere stored: its earlier questions, answered again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from qa_service.answering.service import AnswerService, Request
from qa_service.types import Answer
from qa_service.web.problems import InvalidRequestError

REMEMBERED = 6
"""Earlier questions that are answered again; a follow-up rarely looks further back, and each takes its time."""

SECONDS = 20.0
"""Longest time for all of them: many times what six answers take, and less than clients wait."""


async def answered_again(
    service: AnswerService, question: Request, earlier: Sequence[str], longest: int, seconds: float = SECONDS
) -> tuple[Answer, ...]:
    """The answers to the questions before one, each given with those before it.

    They are the sources' own sentences, which come at once and are the same every time. A message that asks nothing,
    or more than a question may have, has no answer and is passed over.

    Raises:
        InvalidRequestError: they took too long; without all of them the question could be taken for another one.
    """
    history: tuple[Answer, ...] = ()
    try:
        async with asyncio.timeout(seconds):
            for text in earlier[-REMEMBERED:]:
                again = replace(question, question=text, conversation_id=None, generator="extractive", history=history)
                if len(text) <= longest and _asks(service, again):
                    history = (*history, await service.answer(again))
    except TimeoutError as error:
        message = f"answering the earlier messages again took more than {seconds:g} s; ask again later, or send fewer"
        raise InvalidRequestError(message, "messages", "history_too_slow", 503) from error
    return history


def _asks(service: AnswerService, question: Request) -> bool:
    try:
        service.check(question)
    except ValueError:
        return False
    return True
