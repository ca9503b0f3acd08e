"""Answers with the sources' own sentences. No language model, no key, no network."""

from __future__ import annotations

from collections.abc import Sequence

from qa_service.answering.evidence import Evidence
from qa_service.answering.generators.generator import Drafts
from qa_service.answering.reading import Reading
from qa_service.answering.sources import Draft, as_sentence

EXTRACTIVE = "extractive"


class ExtractiveGenerator:
    """Writes nothing of its own."""

    name = EXTRACTIVE
    prompt = ""

    async def draft(
        self,
        reading: Reading,  # noqa: ARG002 - a writer of prose needs it
        evidence: Sequence[Evidence],
    ) -> Drafts:
        """Draft the sentences that answer, as they stand in the sources."""
        for item in evidence:
            yield Draft(as_sentence(item.text), (item.source,))
