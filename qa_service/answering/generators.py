"""Generators write the sentences of an answer over ranked evidence. All obey one interface; none is trusted: what a
generator drafts is verified before anybody sees it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from qa_service.answering.evidence import Evidence
from qa_service.answering.reading import Form, Reading
from qa_service.answering.sources import Draft, as_sentence
from qa_service.retrieval.analysis import terms


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

    async def draft(self, reading: Reading, evidence: Sequence[Evidence]) -> AsyncIterator[Draft]:
        """Draft the sentences that answer, as they stand in the sources."""
        for item in select_sentences(reading, evidence):
            yield Draft(as_sentence(item.text), (item.source,))


def built_in() -> dict[str, Generator]:
    """The generators that need nothing else, by name."""
    return {ExtractiveGenerator.name: ExtractiveGenerator()}


# Tuned on the development questions: docs/experiments.md.
_MOST = {Form.LIST: 4}
_USUAL_MOST = 3
_MOST_WORDS = 80
# A further sentence must come this near to the best one, in log-odds.
_NEAR = 1.0
# Two sentences that share more of their terms than this say the same.
_SAME = 0.7


def select_sentences(reading: Reading, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The few sentences that answer a question: the best, and those nearly as good that add something."""
    chosen: list[Evidence] = []
    words = 0
    for item in evidence:
        length = len(item.text.split())
        if not chosen or (
            item.score >= chosen[0].score - _NEAR
            and words + length <= _MOST_WORDS
            and not any(_says_the_same(item.text, other.text) for other in chosen)
        ):
            chosen.append(item)
            words += length
        if len(chosen) == _MOST.get(reading.form, _USUAL_MOST):
            break
    return chosen


def _says_the_same(text: str, other: str) -> bool:
    one, two = set(terms(text)), set(terms(other))
    return len(one & two) / max(1, min(len(one), len(two))) > _SAME
