"""Gather what may answer a question: passages by search, their sentences by features, the best of them read with the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from qa_service.answering.abstention import reason_to_decline, sufficient
from qa_service.answering.composition import compose
from qa_service.answering.evidence import READ, Evidence, rank_evidence, read_evidence, worth_reading
from qa_service.answering.orders import gives_orders
from qa_service.answering.reader import Reader
from qa_service.answering.reading import Reading, read_question
from qa_service.answering.records import wants_record
from qa_service.answering.retraction import is_usable
from qa_service.answering.sides import question_for_side, sides_spoken_of
from qa_service.answering.suggestions import subject_of
from qa_service.answering.summaries import wants_summary
from qa_service.retrieval.naming import years_in
from qa_service.retrieval.query import Query
from qa_service.retrieval.search import Found, Searcher
from qa_service.types import RECORD, AbstentionReason, Filters

# A question of several parts gets so many sentences for each.
_MOST_OF_A_PART = 2
# So many sentences are read to see what would lead an answer.
_AT_ONCE = 2
# So many sentences are kept beside those that are read: what could be asked is made of them.
_TOLD = 40
# The titles of so many works tell what a corpus is about.
_TITLES = 500


@dataclass(frozen=True)
class Gathered:
    """What was found for a question. Its sentences are read when they are asked for, as reading takes most of the time."""

    query: Query
    reading: Reading
    hits: list[Found]
    told: list[Evidence]
    """The sentences that may be shown, the most promising first; the first few of them are read."""
    reader: Reader

    @property
    def promising(self) -> list[Evidence]:
        """The sentences that may be read, the most promising first."""
        return self.told[:READ]

    @cached_property
    def evidence(self) -> list[Evidence]:
        """The sentences as they were read, best first, whether or not they answer."""
        return read_evidence(self.query, worth_reading(self.promising), self.reader)

    @property
    def lead(self) -> Evidence | None:
        """The first sentence that answers, of the two most promising ones; none else is read for it."""
        worth = [] if self.query.foreign else worth_reading(self.promising)
        return next(iter(sufficient(self.query, read_evidence(self.query, worth[:_AT_ONCE], self.reader))), None)

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
    """Gathers evidence within what one request lets pass."""

    def __init__(self, searcher: Searcher, reader: Reader, top_k: int, filters: Filters | None) -> None:
        self.reader = reader
        self.filters = filters
        self._searcher = searcher
        self._top_k = top_k
        self._queries: dict[str, Query] = {}
        self._gathered: dict[str, Gathered] = {}

    def gather(self, query: Query) -> Gathered:
        """Gather what may answer a question."""
        hits = self._searcher.search(query, self._top_k, filters=self.filters)
        reading = read_question(query.text)
        usable = [hit for hit in hits if is_usable(hit.stored.work, bool(query.named))]
        ranked = rank_evidence(reading, query, usable, self._searcher)
        told = (item for item in ranked if item.section != RECORD and not gives_orders(item.text))
        return Gathered(query, reading, hits, list(islice(told, _TOLD)), self.reader)

    def query(self, question: str) -> Query:
        """Read a question; one that was read before is not read again."""
        if question not in self._queries:
            self._queries[question] = self._searcher.query(question)
        return self._queries[question]

    def gather_for(self, question: str) -> Gathered:
        """Gather what may answer a question; what was gathered before, with what was read of it, is given again."""
        if question not in self._gathered:
            self._gathered[question] = self.gather(self.query(question))
        return self._gathered[question]

    def answer_to(self, question: str) -> Evidence | None:
        """The sentence that leads the answer to a question; None where none would, or a record or a summary is asked for."""
        gathered = self.gather_for(question)
        asks_else = wants_record(gathered.reading, gathered.query) or wants_summary(gathered.reading, gathered.query)
        return None if asks_else else gathered.lead

    def introduce(self) -> list[Evidence]:
        """The sentences on what most works are about, of reviews where there are some; those that name a year last."""
        subject = subject_of(tuple(entry.work.title for entry in self._searcher.entries[:_TITLES]))
        query = self._searcher.query(f"What is {subject}?")
        told = self._of_reviews().gather(query).told or self.gather(query).told
        return sorted(told, key=lambda item: bool(years_in(item.text)))

    def of_work(self, key: str) -> Gatherer:
        """The same, of one work alone."""
        return Gatherer(self._searcher, self.reader, self._top_k, Filters(document_ids=(key,)))

    def _of_reviews(self) -> Gatherer:
        """The same, of reviews alone; unchanged where a request chooses kinds of works itself."""
        filters = self.filters or Filters()
        narrowed = filters.model_copy(update={"types": filters.types or ("review",)})
        return Gatherer(self._searcher, self.reader, self._top_k, narrowed)


def answering_evidence(gathered: Gathered, gatherer: Gatherer) -> tuple[list[Evidence], bool]:
    """The sentences of an answer to all that a question asks, and whether some part of it is left open."""
    if not gathered.reading.parts:
        return _with_both_sides(gathered, gatherer), False
    parts = [gatherer.gather_for(part).composed(_MOST_OF_A_PART) for part in gathered.reading.parts]
    sentences = list({item.number: item for part in parts for item in part}.values())
    if not any(parts):
        return gathered.composed(), False
    return sentences, not all(parts)


def _with_both_sides(gathered: Gathered, gatherer: Gatherer) -> list[Evidence]:
    """The sentences of an answer; a side of a comparison that they do not speak of is asked for by itself.

    Where they answer nothing of a comparison, both sides must be answered by themselves.
    """
    sentences, sides = gathered.composed(), gathered.reading.sides
    told = {place for item in sentences for place in sides_spoken_of(item, sides, gathered.query)}
    if not sides or len(told) > 1 or (sentences and not told):
        return sentences
    found = [_on_side(gathered, gatherer, place, sentences) for place in sorted({0, 1} - told)]
    return [*sentences, *(item for items in found for item in items)] if sentences or all(found) else []


def _on_side(gathered: Gathered, gatherer: Gatherer, place: int, chosen: Sequence[Evidence]) -> list[Evidence]:
    """The best sentence on one side of a comparison that is not chosen yet; none where none answers."""
    sides = gathered.reading.sides
    question = question_for_side(gathered.reading.text, sides, place)
    if not question:
        return []
    found = gatherer.gather_for(question)
    numbers = {item.number for item in chosen}
    best = [item for item in found.composed(1) if item.number not in numbers]
    return [item for item in best if place in sides_spoken_of(item, sides, found.query)]
