"""Questions to begin with, and questions to go on with. Each is asked before it is offered, and its own sentence answers it."""

from __future__ import annotations

from collections.abc import Collection
from threading import Lock

from qa_service.answering.declining import near_sentences
from qa_service.answering.evidence import Evidence
from qa_service.answering.examples import Example, make_examples
from qa_service.answering.gathering import Gatherer
from qa_service.answering.reader import Reader
from qa_service.answering.suggestions import suggest
from qa_service.retrieval.analysis import fold
from qa_service.retrieval.search import Searcher
from qa_service.types import Answer


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
                self._examples = make_examples(self._searcher.entries, self._gatherer())
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

    def _gatherer(self) -> Gatherer:
        return Gatherer(self._searcher, self._reader, self._top_k, None)
