"""Gather what may answer a question: passages by search, their sentences by features, the best of them read with the question."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from qa_service.answering.abstention import reason_to_decline, sufficient
from qa_service.answering.composition import compose
from qa_service.answering.evidence import READ, Evidence, rank_evidence, read_evidence
from qa_service.answering.orders import gives_orders
from qa_service.answering.reader import Reader
from qa_service.answering.reading import Reading, read_question
from qa_service.answering.retraction import is_usable
from qa_service.retrieval.search import Found, Query, Searcher
from qa_service.types import RECORD, AbstentionReason, Filters

# A question of several parts gets so many sentences for each.
_MOST_OF_A_PART = 2


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was found for a question."""

    query: Query
    reading: Reading
    hits: list[Found]
    evidence: list[Evidence]
    """The sentences that were read, best first, whether or not they answer."""

    @property
    def reason(self) -> AbstentionReason | None:
        """Why the evidence does not answer; None where it does."""
        return reason_to_decline(self.query, self.evidence)

    def composed(self, most: int | None = None) -> list[Evidence]:
        """The sentences of an answer, the one that leads first; none where the evidence does not answer."""
        if self.reason:
            return []
        return compose(self.reading, self.query, sufficient(self.query, self.evidence))[:most]


class Gatherer:
    """Gathers evidence within what a request lets pass."""

    def __init__(self, searcher: Searcher, reader: Reader, top_k: int, filters: Filters | None) -> None:
        self.reader = reader
        self.filters = filters
        self._searcher = searcher
        self._top_k = top_k

    def gather(self, query: Query) -> Gathered:
        """Gather what may answer a question."""
        hits = self._searcher.search(query, self._top_k, filters=self.filters)
        reading = read_question(query.text)
        usable = [hit for hit in hits if is_usable(hit.stored.work, bool(query.named))]
        ranked = rank_evidence(reading, query, usable, self._searcher)
        told = (item for item in ranked if item.section != RECORD and not gives_orders(item.text))
        return Gathered(query, reading, hits, read_evidence(query, list(islice(told, READ)), self.reader))

    def gather_for(self, question: str) -> Gathered:
        """Gather what may answer a question that is not read yet."""
        return self.gather(self._searcher.query(question))

    def answers(self, question: str) -> bool:
        """Whether a question would be answered."""
        return self.gather_for(question).reason is None


def answering_evidence(gathered: Gathered, gatherer: Gatherer) -> tuple[list[Evidence], bool]:
    """The sentences of an answer to all that a question asks, and whether some part of it is left open."""
    if not gathered.reading.parts:
        return gathered.composed(), False
    parts = [gatherer.gather_for(part).composed(_MOST_OF_A_PART) for part in gathered.reading.parts]
    sentences = list({item.number: item for part in parts for item in part}.values())
    if not any(parts):
        return gathered.composed(), False
    return sentences, not all(parts)
