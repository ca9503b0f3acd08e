"""The one interface of those who write answers. None is trusted: what a generator drafts is verified before anybody sees it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol, TypeAlias, runtime_checkable

from qa_service.answering.evidence import Evidence
from qa_service.answering.reading import Reading
from qa_service.answering.sources import Draft

Drafts: TypeAlias = AsyncGenerator[Draft, str | None]
"""Sentences one by one. Into it is sent what was found of the last one: why it was refused, or None where it was not."""


class Generator(Protocol):
    """Writes an answer, sentence by sentence."""

    @property
    def name(self) -> str:
        """What a request calls it."""

    @property
    def prompt(self) -> str:
        """Fingerprint of everything that instructs it, and of who reads that; empty where nothing does."""

    def draft(self, reading: Reading, evidence: Sequence[Evidence]) -> Drafts:
        """Draft the sentences of an answer, best first."""


@runtime_checkable
class Queued(Protocol):
    """Who can serve so many requests at a time."""

    def place(self) -> AbstractContextManager[None]:
        """Be one of them.

        Raises:
            BusyError: there are as many as there may be.
        """


@runtime_checkable
class Rewriter(Protocol):
    """Who can say a message of a conversation as a question that stands alone."""

    async def rewrite(self, message: str, turns: Sequence[tuple[str, str]]) -> str | None:
        """The question; None where there is none.

        Args:
            message: what the user says.
            turns: the questions before, each as it stands alone, and what led its answer; oldest first.
        """


async def next_draft(drafts: Drafts, reason: str | None) -> Draft | None:
    """Tell what was found of the last draft and get the next one; None where there is none. At first nothing can be told."""
    try:
        return await drafts.asend(reason)
    except StopAsyncIteration:
        return None


def place_at(generator: Generator) -> AbstractContextManager[None]:
    """A place among those whom a generator serves; one that keeps no queue has a place for everybody.

    Raises:
        BusyError: there are as many as there may be.
    """
    return generator.place() if isinstance(generator, Queued) else nullcontext()
