"""The service over the indexes that are measured, opened when the first row asks for one, and its answers, each asked once."""

from __future__ import annotations

import asyncio
import copy
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from tqdm import tqdm

from benchmarks.answering.baselines import DenseSentences
from benchmarks.public_sets import load
from qa_service.answering.gathering import Gatherer
from qa_service.answering.generators import built_in
from qa_service.answering.generators.choosing import Generators, opened_for
from qa_service.answering.reader import Reader, shipped_reader
from qa_service.answering.service import AnswerService, Request
from qa_service.evals.ir.evaluation import open_index
from qa_service.evals.ir.sets import JudgedSet
from qa_service.retrieval.embedder import SentenceEmbedder
from qa_service.retrieval.generation import current_generation
from qa_service.retrieval.query import Query
from qa_service.retrieval.search import Found, Searcher
from qa_service.settings import PINNED_EMBEDDER, load_settings
from qa_service.types import Answer, Filters, SearchMode

_SEED = 0
# Of the passages that search finds so many more are asked for when some documents are left out.
_MORE = 60
# Less than any score: there was nothing to have confidence in.
NOTHING = -1e6

Item = TypeVar("Item")


class Without(Searcher):
    """A searcher, opened already, that finds nothing of some documents."""

    def __init__(self, searcher: Searcher, left_out: frozenset[str]) -> None:
        self.__dict__.update(searcher.__dict__)
        self._left_out = left_out

    def search(self, query: Query, k: int, mode: SearchMode = "hybrid", filters: Filters | None = None) -> list[Found]:
        """The k best passages of the other documents, best first."""
        found = super().search(query, k + _MORE, mode, filters)
        return [item for item in found if item.stored.passage.document_id not in self._left_out][:k]


def confidence(
    service: AnswerService, question: str, left_out: frozenset[str] = frozenset(), only: Sequence[str] = ()
) -> float:
    """How sure the service is that it can answer: the support of the best sentence. What is sure is decided here alone.

    Args:
        service: answers over one index.
        question: what is asked.
        left_out: documents that are taken away.
        only: documents that alone are searched; all, if none is given.
    """
    if left_out:
        service = copy.copy(service)
        service._searcher = Without(service._searcher, left_out)
    filters = Filters(document_ids=tuple(only)) if only else None
    gathered = Gatherer(service._searcher, service._reader, Request(question).top_k, filters).gather_for(question)
    return max((float(item.support) for item in gathered.evidence), default=NOTHING)


class Asked:
    """The service over one index, and what it answered."""

    def __init__(self, searcher: Searcher, service: AnswerService, top_k: int, generator: str) -> None:
        self.searcher, self.service, self.top_k, self.generator = searcher, service, top_k, generator
        self._answers: dict[str, Answer] = {}

    @cached_property
    def dense_sentences(self) -> DenseSentences:
        """The sentences of the index, to be found by cosine alone."""
        return DenseSentences(self.searcher)

    def answers(self, questions: Iterable[str]) -> list[Answer]:
        """The answers to questions; one that was asked already is not asked again."""
        questions = list(questions)
        asyncio.run(self._ask([question for question in dict.fromkeys(questions) if question not in self._answers]))
        return [self._answers[question] for question in questions]

    async def _ask(self, questions: list[str]) -> None:
        for question in tqdm(questions, unit="answer", leave=False, disable=None):
            request = Request(question, generator=self.generator, top_k=self.top_k)
            self._answers[question] = await self.service.answer(request)


@dataclass(frozen=True)
class Services:
    """Where the data and the indexes lie, and the services over them."""

    data: Path
    index: Path
    work: Path
    questions: tuple[Path, ...] = ()
    """Further files of questions on the corpus of `index`."""
    reader: Path | None = None
    sample: int | None = None
    is_verbose: bool = False
    generator: str = "extractive"
    """Who writes the answers."""

    @property
    def public(self) -> Path:
        """The folder of public sets."""
        return self.data / "public"

    @cached_property
    def lems(self) -> Asked:
        """Over the corpus of the service."""
        return self._asked(Searcher(current_generation(self.index)))

    @cached_property
    def bioasq(self) -> tuple[JudgedSet, Asked]:
        """Over the documents of BioASQ."""
        return self._public("bioasq")

    @cached_property
    def clapnq(self) -> tuple[JudgedSet, Asked]:
        """Over the passages of CLAP NQ."""
        return self._public("clapnq")

    def close(self) -> None:
        """End what writes."""
        if self._opened:
            self._opened.close()

    def some(self, items: Sequence[Item]) -> list[Item]:
        """The items, or a seeded sample of them in their order, where one is asked for."""
        if self.sample is None or self.sample >= len(items):
            return list(items)
        chosen = random.Random(_SEED).sample(range(len(items)), self.sample)
        return [items[number] for number in sorted(chosen)]

    def open_reader(self) -> Reader:
        """The reader of the folder that is named, or the one in the package."""
        return Reader(self.reader or shipped_reader())

    def _public(self, name: str) -> tuple[JudgedSet, Asked]:
        judged = load(self.public, name)
        return judged, self._asked(open_index(judged, SentenceEmbedder(PINNED_EMBEDDER), self.work))

    def _asked(self, searcher: Searcher) -> Asked:
        settings = load_settings()
        service = AnswerService(searcher, self.open_reader(), self._opened or built_in(), settings.fingerprint())
        return Asked(searcher, service, settings.top_k, self.generator)

    @cached_property
    def _opened(self) -> Generators | None:
        return opened_for(self.generator, load_settings())
