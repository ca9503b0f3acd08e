"""The kind of figure that a question asks for, and whether a sentence has one of it.

    >>> holds_asked_figure("How many months did it last?", "It lasted 3 years.", {"month"})
    True
    >>> holds_asked_figure("How many of the sailors were women?", "Scurvy killed 12 of 40 sailors.", {"women"})
    False

A question after a dose is not answered by a share, nor one after women by a count of all. Where the kind cannot be told, any
sentence may answer.
"""

from __future__ import annotations

import re
from collections.abc import Container
from functools import lru_cache
from typing import NamedTuple

from qa_service.answering.inversion import is_plural
from qa_service.answering.language.quantities import Quantity, quantities
from qa_service.answering.language.units import measure_at
from qa_service.answering.measuring import amount_of
from qa_service.answering.opposites import are_alike
from qa_service.patterns import lazy
from qa_service.retrieval.analysis import fold, term, terms


class Wanted(NamedTuple):
    """What a figure must be to answer."""

    dimensions: frozenset[str]
    """In one of these it is measured; empty where it is counted, or where that cannot be told."""
    counted: frozenset[str]
    """The terms of what is counted, beside people of no particular kind."""


# What is asked for in these words has one of these dimensions, whatever else the question says; the first that fits counts.
_DIMENSIONS = [
    (lazy(r"\bp[- ]?values?\b"), "p"),
    (lazy(r"\bhow long\b"), "time or length"),
    (lazy(r"\bhow (?:old|soon|late)\b|\b(?:what|which) (?:is the |was the )?(?:\w+ )?(?:half-?life|age)\b"), "time"),
    (
        lazy(
            r"\b(?:what|which) (?:is the |was the |are the |were the )?(?:\w+ ){0,2}(?:dos(?:e|es|age))\b|"
            r"\bhow (?:much|many mg|many milligrams?)\b.* (?:take|took|taken|given|give|get|got|receive[sd]?|begin|start|use)\b"
        ),
        "mass",
    ),
    (lazy(r"\bhow heavy\b|\b(?:what|which|how much) (?:\w+ ){1,6}weigh(?:t|s|ed)?\b"), "mass"),
    (lazy(r"\b(?:what|which) (?:\w+ )?temperatures?\b"), "°C"),
    (lazy(r"\b(?:what|which) (?:\w+ )?(?:share|proportion|percentage|percent|fraction)\b"), "share"),
]  # fmt: skip
_MEASURED_AS = {
    "time or length": frozenset({"time", "length"}),
    "mass": frozenset({"mass", "volume", "moles", "IU"}),
}
# Nouns that measure, though they are no units of `language.units`: what doses are counted in, and lengths.
_MEASURING = {
    "mass": frozenset(terms("unit tablet capsule drop puff spray vial patch gray Gy")),
    "length": frozenset(terms("m metre feet foot inch mile yard")),
}
_P_VALUE = lazy(r"\bp ?[=<>≤]|\bp-?values? (?:of|was|is)\b", re.IGNORECASE)
_HOW_MANY = lazy(r"\bhow many (?P<what>[\w-]+(?: [\w-]+){0,4})")
_GROUP = lazy(
    r"\b(?:was|were|are|is|being) (?P<group>men|women|males?|females?|boys|girls|children|adults|infants|smokers)\b"
)
_GENERIC = frozenset(
    terms(
        """patient people person case subject individual participant volunteer member time sort kind type way thing part study
        work paper trial report source"""
    )
)
_DENIES = lazy(r"\b(?:not|no|none|never|neither)\b|n['’]t\b", re.IGNORECASE)
_SHARE = lazy(
    r"\d+ (?:of|out of) (?:the )?\d+|\b(?:half|third|quarter|all|none|no|most|majority|every|each|never|always)\b",
    re.IGNORECASE,
)
_NUMBER_WORD = lazy(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozen|half|none|no|all|both|single)\b", re.IGNORECASE
)


def holds_asked_figure(question: str, text: str, known: Container[str]) -> bool:
    """Whether a sentence has a figure of the kind that a question asks for; true where that cannot be told.

    Args:
        known: the terms that the corpus holds; what is counted in other words than the corpus's own cannot be told.
    """
    wanted = wanted_figure(question)
    if wanted is None:
        return True
    if "p" in wanted.dimensions:
        return bool(_P_VALUE.search(text))
    figures = [figure for figure in quantities(text) if not figure.is_year]
    if not figures and _DENIES.search(text):  # "by how many years" is answered by "it does not" as well
        return True
    held = terms(text)
    if not all(any(are_alike(name, other) for other in held) for name in wanted.counted if name in known):
        return False
    if not wanted.dimensions:
        return bool(figures or _NUMBER_WORD.search(text))
    return any(_is_of(figure, wanted.dimensions) for figure in figures) or (
        "share" in wanted.dimensions and bool(_SHARE.search(text))
    )


@lru_cache(maxsize=1000)
def wanted_figure(question: str) -> Wanted | None:
    """The kind of figure that a question asks for; None where it asks for none, or does not tell."""
    plain = " ".join(fold(question).split())
    dimension = next((name for pattern, name in _DIMENSIONS if pattern.search(plain)), None)
    if dimension:
        return Wanted(_MEASURED_AS.get(dimension, frozenset({dimension})), frozenset())
    many = _HOW_MANY.search(plain)
    if not many:
        return None
    group = _GROUP.search(plain, many.start())
    if group:
        return Wanted(frozenset(), frozenset({term(group["group"])}))
    head = next((word for word in many["what"].split() if is_plural(word)), "")
    unit = measure_at(head, 0)
    if unit.name and unit.end == len(head):
        scale = amount_of(Quantity(1, 1, unit.name, "", (), "", is_negated=False, is_change=False, start=0, end=0))
        return Wanted(frozenset({scale.dimension if scale else unit.name}), frozenset())
    return Wanted(frozenset(), frozenset({term(head)} - _GENERIC if head else ()))


def _is_of(figure: Quantity, dimensions: frozenset[str]) -> bool:
    amount = amount_of(figure)
    if amount is None:
        measures = any(
            not nouns.isdisjoint(figure.nouns[:1]) for name, nouns in _MEASURING.items() if name in dimensions
        )
        return measures or figure.unit.split("/")[0] in dimensions
    return re.split(r"[/ ]", amount.dimension)[0] in dimensions
