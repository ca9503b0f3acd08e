"""The two sides of a comparison: which of them a sentence speaks of, and the question that asks for one of them alone."""

from __future__ import annotations

import re

from qa_service.answering.evidence import Evidence
from qa_service.retrieval.analysis import terms
from qa_service.retrieval.query import Query

# A sentence speaks of a side if it holds so much of the weight of what sets that side apart.
_HELD = 0.85
_LACKING = re.compile(r"\b(?:non|no|not|without|lacking)\b", re.IGNORECASE)


def sides_spoken_of(item: Evidence, sides: tuple[str, ...], query: Query) -> frozenset[int]:
    """The places of the sides that a sentence speaks of, under whatever name; "without fever" needs a word that says so."""
    if not sides:
        return frozenset()
    is_without = bool(_LACKING.search(item.text)) or "non" in item.speaks_of
    return frozenset(
        place
        for place, own in enumerate(_telling(sides))
        if _speaks_of(item, own, query) and (is_without or not _LACKING.search(sides[place]))
    )


def asks_to_choose(question: str, sides: tuple[str, ...]) -> bool:
    """Whether a question asks for one of its sides, "A or B", and not for how they compare."""
    folded = question.lower()
    first, last = folded.find(sides[0].lower()), folded.rfind(sides[1].lower())
    return 0 <= first < last and bool(re.search(r"\bor\b", folded[first + len(sides[0]) : last]))


def question_for_side(question: str, sides: tuple[str, ...], place: int) -> str | None:
    """A question with one side in the place of both: "Compare A and B in fever" asks "Compare A in fever"."""
    start, last = question.find(sides[0]), question.rfind(sides[1])
    if not 0 <= start < last:
        return None
    return f"{question[:start]}{sides[place]}{question[last + len(sides[1]) :]}"


def _telling(sides: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """What sets each side apart from the other; where one says nothing besides the other, what both say."""
    one, other = (frozenset(terms(_LACKING.sub(" ", side))) for side in sides)
    return (one - other, other - one) if one - other and other - one else (one & other, one & other)


def _speaks_of(item: Evidence, own: frozenset[str], query: Query) -> bool:
    weights = {name: query.weights.weights.get(name, 0.0) for name in own}
    held = sum(weights[name] for name in own & item.speaks_of)
    return held > 0 and held >= _HELD * sum(weights.values())
