"""Generators write the sentences of an answer over ranked evidence. All obey one interface; none is trusted: what a
generator drafts is verified before anybody sees it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from qa_service.answering.evidence import Evidence
from qa_service.answering.reading import Reading
from qa_service.answering.sources import Draft, as_sentence


class Generator(Protocol):
    """Writes an answer, sentence by sentence."""

    @property
    def name(self) -> str:
        """What a request calls it."""

    @property
    def prompt(self) -> str:
        """Fingerprint of everything that instructs it; empty where nothing does."""

    def draft(self, reading: Reading, evidence: Sequence[Evidence]) -> AsyncIterator[Draft]:
        """Draft the sentences of an answer, best first."""


class ExtractiveGenerator:
    """Answers with the sources' own sentences. No language model, no key, no network."""

    name = "extractive"
    prompt = ""

    async def draft(
        self,
        reading: Reading,  # noqa: ARG002 - a writer of prose needs it
        evidence: Sequence[Evidence],
    ) -> AsyncIterator[Draft]:
        """Draft the sentences that answer, as they stand in the sources."""
        for item in evidence:
            yield Draft(as_sentence(item.text), (item.source,))


def built_in() -> dict[str, Generator]:
    """The generators that need nothing else, by name."""
    return {ExtractiveGenerator.name: ExtractiveGenerator()}
