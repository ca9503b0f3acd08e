"""A question as retrieval sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from qa_service.retrieval.weighing import TermWeights
from qa_service.types import Vectors


@dataclass(frozen=True)
class Query:
    """A question, read by `Searcher.query`."""

    text: str
    terms: tuple[str, ...]
    counts: dict[str, int]
    """How many passages hold each term; terms that none holds are not in it."""
    weights: TermWeights
    foreign: tuple[str, ...]
    """Names in what the question asks that neither the corpus nor everyday language knows, and `missing_names`."""
    other_names: dict[str, tuple[str, ...]]
    """Other names of what the question names: the terms of each, joined, and the question's own terms for it."""
    phrases: tuple[str, ...]
    """Those of the other names that are searched too: the ones that the corpus uses at least as often."""
    required: frozenset[str]
    """Terms of the names in the question (a drug, a place) that an answer must hold."""
    authors: frozenset[str]
    """Names of authors in the question, folded."""
    named: frozenset[int]
    """Numbers of the works that the question names; empty where it names none."""
    embed: Callable[[], Vectors] = field(repr=False, compare=False)
    """Embeds the question, in the words that it is searched by."""
    missing_names: tuple[str, ...] = ()
    """Works that the question cites by author and year and that are not there: "Keogh 2014"."""

    @cached_property
    def vector(self) -> Vectors:
        """The vector of the question, made when it is first asked for, as a search by words alone needs none; shape (1, n)."""
        return self.embed()
