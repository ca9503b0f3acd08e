"""Compose an answer: the sentence that answers best, and those that complete it.

A further sentence must come near the first in support, or speak of a part of the question that nothing before it speaks of (after
maximal marginal relevance, Carbonell and Goldstein 1998, with the question's own weighted terms in the place of similarity).
The answer to a comparison speaks of both sides: a further sentence on one side alone must be the first on it.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from qa_service.answering.evidence import Evidence, holds_all
from qa_service.answering.reading import Form, Reading
from qa_service.answering.sides import asks_to_choose, sides_spoken_of
from qa_service.retrieval.analysis import term, terms
from qa_service.retrieval.query import Query

_MOST = {Form.LIST: 4}
_USUAL_MOST = 3
_MOST_WORDS = 80
# A further sentence must come this near to the best one, in log-odds.
_NEAR = 4.0
# What a sentence gains, in log-odds, that alone speaks of the whole question.
_COMPLETES = 3.0
# What a sentence gains that speaks of both sides of a comparison.
_COMPARES = 1.5
# A further sentence on both sides speaks of so much of that in which they are compared, by weight.
_MOST_OF = 0.5
_OF_COMPARING = frozenset(
    map(term, "compare comparison difference differ different versus contrast distinction distinguish".split())
)
# Two sentences that share more of their terms than this say the same, if their figures are the same.
_SAME = 0.7


def compose(reading: Reading, query: Query, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The few sentences of an answer, the one that leads first.

    Args:
        reading: what the question asks for.
        query: the question as it was searched.
        evidence: sentences that answer, best first.
    """
    if reading.sides and not asks_to_choose(reading.text, reading.sides):
        compared = _compare(reading.sides, query, evidence)
        if compared:
            return compared
    chosen: list[Evidence] = []
    left = list(evidence)
    while left and len(chosen) < _MOST.get(reading.form, _USUAL_MOST):
        best = max(left, key=lambda item: _worth(item, chosen, query))
        left.remove(best)
        if chosen and _worth(best, chosen, query) < chosen[0].score - _NEAR:
            break
        if not chosen or _fits(best, chosen):
            chosen.append(best)
    return chosen


def _compare(sides: tuple[str, ...], query: Query, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The sentences of a comparison; none where they do not speak of both sides."""
    spoken = {item.number: sides_spoken_of(item, sides, query) for item in evidence}
    compared = set(query.weights.weights) - {name for side in sides for name in terms(side)} - _OF_COMPARING

    def worth(item: Evidence) -> float:
        return item.score + (_COMPARES if len(spoken[item.number]) == len(sides) else 0.0)

    chosen: list[Evidence] = []
    told: frozenset[int] = frozenset()
    for item in sorted(evidence, key=worth, reverse=True):
        own = spoken[item.number]
        is_new = bool(own - told)
        is_near = len(own) == len(sides) and bool(chosen) and worth(item) >= worth(chosen[0]) - _NEAR
        compares = is_near and _is_on(compared, item, query)
        if len(chosen) < _USUAL_MOST and (is_new or compares) and (not chosen or _fits(item, chosen)):
            chosen.append(item)
            told |= own
    return chosen if len(told) == len(sides) else []


def _is_on(compared: Set[str], item: Evidence, query: Query) -> bool:
    """Whether a sentence speaks of most of that in which two things are compared."""
    held = item.speaks_of.union(terms(item.text))
    told = {name for name in compared if holds_all([name], held)}
    return query.weights.covered(told) >= _MOST_OF * query.weights.covered(compared)


def _worth(item: Evidence, chosen: Sequence[Evidence], query: Query) -> float:
    """The score of a sentence, with what it adds to what the chosen ones speak of."""
    if not chosen:
        return item.score
    spoken_of = frozenset[str]().union(*(other.speaks_of for other in chosen))
    return item.score + _COMPLETES * query.weights.covered(item.speaks_of - spoken_of)


def _fits(item: Evidence, chosen: Sequence[Evidence]) -> bool:
    length = sum(len(other.text.split()) for other in (*chosen, item))
    return length <= _MOST_WORDS and not any(_says_the_same(item, other) for other in chosen)


def _says_the_same(item: Evidence, other: Evidence) -> bool:
    """Whether a sentence tells nothing that another one does not: no figure, and nothing else that was asked for."""
    one, two = set(terms(item.text)), set(terms(other.text))
    adds = item.speaks_of - other.speaks_of or any(term[0].isdigit() for term in one - two)
    return not adds and len(one & two) / max(1, min(len(one), len(two))) > _SAME
