"""What reading a message takes: what was said before it, what is known of words, and the questions that it may be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Before:
    """What was said before a message."""

    question: str
    """The last question, as it stands alone."""
    told: str = ""
    """The sentences that led its answer; empty where it was declined."""
    works: tuple[str, ...] = ()
    """What the works are called that its answer cites, in the order of their first mark."""
    earlier: tuple[str, ...] = ()
    """The questions before the last one, each as it stands alone, the latest first."""
    cited_earlier: tuple[str, ...] = ()
    """What other works are called that were cited or named in answers, the latest first."""
    sources: tuple[str, ...] = ()
    """What bodies and people are called whose works the last answer cites."""
    new: tuple[str, ...] = ()
    """The things that the last answer brought up."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that a message may be."""

    question: str
    prior: float
    """What speaks for it before any evidence is seen, in log-odds."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What is known of words, from the corpus and from everyday language."""

    nearness: Callable[[str, Sequence[str]], Sequence[float]]
    """How near in meaning a phrase is to each of others, from -1 to 1."""
    names: Callable[[str], bool]
    """Whether a text names something that is no everyday word."""
    spread: Callable[[str], int]
    """In how many passages of the corpus the rarest word of a phrase stands; 0 where one stands nowhere."""
    author: Callable[[str], bool] = lambda _: False
    """Whether a text is the surname of an author and nothing else."""
