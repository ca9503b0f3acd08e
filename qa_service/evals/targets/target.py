"""What every target gives: replies in a conversation, the documents that it serves, and what its search finds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from qa_service.evals.checks import ServedDocument
from qa_service.evals.results import TargetRecord
from qa_service.types import Answer

RANKED = 100
"""How many passages are asked of search; a service may give fewer."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back for one question."""

    question: str
    text: str
    answer: Answer | None
    is_declined: bool
    seconds: float
    attempts: int = 1

    @classmethod
    def of(cls, question: str, answer: Answer, seconds: float, attempts: int = 1) -> Reply:
        """The reply of an endpoint that speaks our format; judged by what was asked, not by what it says was asked."""
        return cls(question, answer.text, answer, answer.status == "abstained", seconds, attempts)


class Target(Protocol):
    """Something that answers questions."""

    @property
    def record(self) -> TargetRecord:
        """What it is, for the report."""

    @property
    def retries(self) -> int:
        """How many requests were tried again so far."""

    async def ask(self, question: str, earlier: Sequence[Reply]) -> Reply:
        """Ask a question that follows earlier ones of its conversation.

        Raises:
            TargetError: it does not answer, or not as it should.
        """

    async def documents(self, ids: Iterable[str]) -> dict[str, ServedDocument]:
        """The documents with these ids, as they are served; those that are not served are left out."""

    async def ranked(self, question: str) -> tuple[str, ...] | None:
        """Ids of the documents that search finds, best first; None where there is no search."""

    async def close(self) -> None:
        """Let go of what it holds."""
