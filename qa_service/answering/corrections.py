"""Decide whether sources contradict what a question takes for granted, and which sentence puts it right best.

A logistic model over what a judge says of claim and sentence and over what can be read off their words. It was fitted by
`python -m benchmarks.fit_premises` on questions that the judge did not learn from; the figures are in docs/experiments.md. A
premise that some sentence supports is left alone, and so is one that no sentence speaks of: a true premise that is "corrected"
does more harm than a wrong one that passes.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from qa_service.answering.comparison import compares_otherwise
from qa_service.answering.contradiction import (
    Conflict,
    Statement,
    conflicts,
    coverage,
    holds_amount,
    holds_figures,
    read_statement,
    without_source,
)
from qa_service.answering.verification import SupportJudge


@dataclass(frozen=True, slots=True)
class Correction:
    """The sentence that puts a claim right."""

    place: int
    """Its number among the sentences that were given."""
    odds: float
    """The log-odds that the claim is wrong and the sentence says so, above those from where it counts."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A claim beside one sentence."""

    contradicted: float
    """The judge's log-odds that the sentence contradicts the claim."""
    supported: float
    """The judge's log-odds that it supports the claim."""
    coverage: float
    """The share of the claim, by weight, that the sentence speaks of."""
    other_figure: float
    """1 where the words show another figure, or a share in place of all or none."""
    turned: float
    """1 where the words show a negation, an opposite or a comparison turned round."""
    says: float
    """1 where the words show that it says the same."""


# Weights of what speaks for a correction: of the sentence that corrects, and of the most that any sentence says for the claim.
CONTRADICTED, COVERAGE, OTHER_FIGURE, TURNED, SUPPORTED = 0.61, 2.36, 2.35, 1.88, 0.15
MOST_SUPPORTED, MOST_SAYS, CONSTANT = -0.58, -1.55, -3.1
# From where a claim is put right: of 913 questions without a wrong premise 10 are above it.
_FLOOR = 0.3
# A term that fewer sentences hold tells no more: the wrong word of a wrong premise stands in none.
_RARE = 4
_SHORT = re.compile(r"\b[A-Z]{3,6}\b")
_NAME = re.compile(r"(?<![A-Za-z])[A-Z]{2,6}(?![A-Za-z])")
# How much of a claim a sentence must speak of to say otherwise, by what it says otherwise.
_LEAST = {
    Conflict.FIGURE: 0.75,
    Conflict.SHARE: 0.6,
    Conflict.NEGATION: 0.75,
    Conflict.OPPOSITE: 0.7,
    Conflict.COMPARISON: 0.7,
}
_OF_FIGURES = frozenset({Conflict.FIGURE, Conflict.SHARE})
# The judge overlooks figures: from these log-odds on a sentence says the same, and with another figure says otherwise.
_SAME_BUT_FIGURE = 0.5
# From these log-odds on the judge is believed, whatever the words look like.
_SURE = 3.0
# With no conflict seen, so much of a claim makes a sentence say the same.
_SAYS = 0.85


def find_correction(claim: str, sentences: Sequence[str], judge: SupportJudge) -> Correction | None:
    """The sentence that contradicts a claim best; None where one supports it, or none speaks of it.

    Args:
        claim: a plain sentence.
        sentences: what was found near it.
        judge: says how surely a sentence supports or contradicts the claim.
    """
    if not sentences:
        return None
    compared = compare(claim, sentences, judge)
    place = max(range(len(compared)), key=lambda number: (says_otherwise(compared[number]), -number))
    odds = wrong_odds(compared, place) - _FLOOR
    return Correction(place, odds) if odds > 0 else None


def says_otherwise(item: Compared) -> float:
    """What orders the sentences that may correct a claim."""
    seen = OTHER_FIGURE * item.other_figure + TURNED * item.turned
    return CONTRADICTED * item.contradicted + COVERAGE * item.coverage + seen


def wrong_odds(compared: Sequence[Compared], place: int) -> float:
    """The log-odds that a claim is wrong and that the sentence at a place puts it right."""
    best = compared[place]
    for_it = MOST_SUPPORTED * max(item.supported for item in compared) + MOST_SAYS * max(item.says for item in compared)
    return CONSTANT + says_otherwise(best) + SUPPORTED * best.supported + for_it


def compare(claim: str, sentences: Sequence[str], judge: SupportJudge) -> list[Compared]:
    """Hold a claim against each sentence."""
    told = _abbreviated(without_source(claim), sentences)
    said = read_statement(told)
    read = [read_statement(sentence) for sentence in sentences]
    weights = _weights(said, read)
    compared = []
    for sentence, (supported, contradicted, _) in zip(read, judge.judge(claim, sentences), strict=True):
        is_otherwise = compares_otherwise(told, sentence.text)
        found = conflicts(said, sentence) if is_otherwise is None else [Conflict.COMPARISON] * is_otherwise
        held = coverage(said, sentence, weights)
        speaks_for, speaks_against = _log_odds(supported), _log_odds(contradicted)
        sure = {conflict for conflict in found if held >= _LEAST[conflict]}
        if _is_of_others(told, sentence.text):
            speaks_against, sure = -abs(speaks_against), set()
        if speaks_for > _SAME_BUT_FIGURE and _OF_FIGURES.intersection(found):
            speaks_for, speaks_against = -speaks_for, speaks_for
            sure.update(_OF_FIGURES.intersection(found))
        says = not found and held >= _SAYS and _holds_extent(said, sentence)
        if says and speaks_against < _SURE:
            speaks_against = min(speaks_against, 0.0)
        compared.append(
            Compared(
                contradicted=speaks_against,
                supported=speaks_for,
                coverage=held,
                other_figure=float(bool(sure & _OF_FIGURES)),
                turned=float(bool(sure - _OF_FIGURES)),
                says=float(says),
            )
        )
    return compared


def _is_of_others(claim: str, sentence: str) -> bool:
    """Whether a sentence has short names ("MG"), and none of those of the claim ("LEMS")."""
    own, theirs = set(_NAME.findall(claim)), set(_NAME.findall(sentence))
    return bool(own and theirs) and own.isdisjoint(theirs)


def _log_odds(probability: float) -> float:
    bounded = min(max(float(probability), 1e-3), 1 - 1e-3)
    return math.log(bounded / (1 - bounded))


def _abbreviated(claim: str, sentences: Sequence[str]) -> str:
    """A claim with its names as the sentences abbreviate them: "small cell lung cancer" is "SCLC"."""
    shorts = {short for sentence in sentences for short in _SHORT.findall(sentence)}
    for short in sorted(shorts, key=len, reverse=True):
        long = r"[\s-]+".join(rf"{letter}[a-z]+" for letter in short)
        claim = re.sub(rf"\b{long}\b", short, claim, flags=re.IGNORECASE)
    return claim


def _holds_extent(claim: Statement, sentence: Statement) -> bool:
    return holds_figures(claim, sentence) and holds_amount(claim, sentence)


def _weights(claim: Statement, sentences: Sequence[Statement]) -> dict[str, float]:
    """How much each term of a claim tells: less, the more of the sentences hold it."""
    held = Counter(word for sentence in sentences for word in sentence.content & claim.content)
    return {word: math.log(1 + (len(sentences) + 1) / max(held[word], _RARE)) for word in claim.content}
