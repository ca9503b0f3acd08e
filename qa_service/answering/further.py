"""Questions to begin with, and questions to go on with. Each is asked before it is offered, and its own sentence answers it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import chain, islice, zip_longest
from threading import Lock

from qa_service.answering.declining import near_sentences
from qa_service.answering.evidence import Evidence
from qa_service.answering.gathering import Gatherer
from qa_service.answering.reader import Reader
from qa_service.answering.suggestions import stiffness, subject_of, suggest
from qa_service.retrieval.analysis import fold
from qa_service.retrieval.citing import Entry
from qa_service.retrieval.search import Searcher
from qa_service.types import Answer, Filters

_EXAMPLES = 4
# Works that are tried for an example; each costs up to six searches.
_WORKS_TRIED = 12


@dataclass(frozen=True, slots=True)
class Example:
    """A question that the corpus answers, and the work that does."""

    question: str
    document_id: str
    title: str


class Further:
    """Makes questions over one opened generation. Safe to use from several threads."""

    def __init__(self, searcher: Searcher, reader: Reader, top_k: int) -> None:
        self._searcher = searcher
        self._reader = reader
        self._top_k = top_k
        self._examples: tuple[Example, ...] | None = None
        self._making = Lock()

    def examples(self) -> tuple[Example, ...]:
        """Questions to begin with, on different works; made when they are first asked for, and kept."""
        with self._making:
            if self._examples is None:
                self._examples = tuple(islice(self._make_examples(), _EXAMPLES))
            return self._examples

    def after(self, answer: Answer, asked: Collection[str]) -> tuple[str, ...]:
        """Questions near what an answer cites; none that was asked, and none that it has answered already.

        Args:
            answer: an answer that was given.
            asked: the questions of its conversation.
        """
        if answer.abstention:
            return ()  # it has suggestions of its own
        known = {fold(question) for question in (*asked, answer.question, answer.standalone_question)}
        quoted = {citation.quote for citation in answer.citations}
        gatherer = self._gatherer()

        def answer_to(question: str) -> Evidence | None:
            found = None if fold(question) in known else gatherer.answer_to(question)
            return None if found is None or found.text in quoted else found

        passages = [citation.passage_id for citation in answer.citations]
        works = {citation.document_id for citation in answer.citations}
        told = gatherer.gather_for(answer.standalone_question).told
        beside = [item for item in told if item.found.stored.passage.document_id in works and item.text not in quoted]
        beside.sort(key=lambda item: item.found.stored.passage.id not in passages)
        return suggest([*beside, *near_sentences([item for item in told if item not in beside])], answer_to)

    def _make_examples(self) -> Iterator[Example]:
        """The first says what most works are about; then the kinds of works take turns. Those that read stiffly come last."""
        gatherer, taken, stiff = self._gatherer(), set[str](), list[Example]()
        for told in chain([gatherer.introduce()], map(self._told_by, islice(self._various(), _WORKS_TRIED))):
            fresh = [item for item in told if item.found.stored.passage.document_id not in taken]
            for question in suggest(fresh, gatherer.answer_to)[:1]:
                lead = gatherer.answer_to(question)
                if lead is not None:
                    work = lead.found.stored
                    taken.add(work.passage.document_id)
                    example = Example(question, work.passage.document_id, work.work.title)
                    if stiffness(question, lead):
                        stiff.append(example)
                    else:
                        yield example
        yield from stiff

    def _various(self) -> Iterator[Entry]:
        """The works that can be named and have no gap in their record: one of each kind, then another of each."""
        kinds = defaultdict[str, list[Entry]](list)
        for entry in sorted(self._searcher.entries, key=lambda entry: (len(entry.work.unverified), entry.key)):
            if entry.work.authors and entry.work.year and not entry.work.retracted:
                kinds[entry.work.type].append(entry)
        frequent = sorted(kinds.values(), key=len, reverse=True)
        return (entry for round_ in zip_longest(*frequent) for entry in round_ if entry)

    def _told_by(self, entry: Entry) -> list[Evidence]:
        """The sentences of a work that are nearest to its subject."""
        filters = Filters(document_ids=(entry.key,))
        subject = subject_of((entry.work.title,))
        return self._gatherer(filters).gather_for(f"What is {subject}?").told

    def _gatherer(self, filters: Filters | None = None) -> Gatherer:
        return Gatherer(self._searcher, self._reader, self._top_k, filters)
