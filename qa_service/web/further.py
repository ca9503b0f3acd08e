"""The routes of questions that can be asked: to begin with, and after an answer."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from qa_service.answering.examples import Example
from qa_service.types import Answer
from qa_service.web.conversations import Store
from qa_service.web.problems import PROBLEM
from qa_service.web.routes import Key, Live

_ONE: dict[int | str, dict[str, Any]] = {404: PROBLEM, 422: PROBLEM, 503: PROBLEM}

router = APIRouter(tags=["answers"])


class ExampleList(BaseModel):
    """Questions that the corpus answers."""

    examples: list[Example]


class SuggestionList(BaseModel):
    """Questions that can be asked next."""

    suggestions: list[str]


@router.get("/examples")
async def examples(live: Live) -> ExampleList:
    """Questions to begin with; each was asked, and is answered by a work of its own."""
    return ExampleList(examples=list(await asyncio.to_thread(live.further.examples)))


@router.get("/answers/{answer_id}/suggestions", responses=_ONE)
async def suggestions(answer_id: Key, live: Live, store: Store) -> SuggestionList:
    """Questions near what a stored answer cites, that its conversation has not asked; none after one that declines."""

    def further(answer: Answer) -> tuple[str, ...]:
        turns = store.turns(answer.conversation_id)
        asked = [question for turn in turns for question in (turn.question, turn.standalone_question)]
        return live.further.after(answer, asked)

    answer = await asyncio.to_thread(store.answer, answer_id)
    return SuggestionList(suggestions=list(await asyncio.to_thread(further, answer)))
