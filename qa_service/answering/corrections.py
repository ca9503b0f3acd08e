"""Decide whether sources contradict what a question takes for granted, and which sentence puts it right best.

A premise that some sentence supports is left alone, and so is one that no sentence speaks of: a true premise that is "corrected"
does more harm than a wrong one that passes.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

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
    confidence: float
    """Between 0 and 1; what is below 0.5 is not returned."""
    conflict: Conflict | None
    """What it says otherwise, as far as that can be seen without a judge."""


@dataclass(frozen=True, slots=True)
class _Compared:
    """A claim beside one sentence."""

    coverage: float
    holds_extent: bool
    conflict: Conflict | None
    supported: float
    contradicted: float


# A term that fewer sentences hold tells no more: the wrong word of a wrong premise stands in none.
_RARE = 4
_SHORT = re.compile(r"\b[A-Z]{3,6}\b")
# How much of a claim a sentence must speak of to put it right, by what it says otherwise.
_LEAST = {
    Conflict.FIGURE: 0.75,
    Conflict.SHARE: 0.6,
    Conflict.NEGATION: 0.75,
    Conflict.OPPOSITE: 0.7,
    Conflict.COMPARISON: 0.7,
}
# With no conflict seen, so much of a claim makes a sentence support it.
_SUPPORTS = 0.85
# Of a judge: from where it is believed alone that a sentence contradicts, and that one supports.
_SURE, _SUPPORTED = 0.9, 0.6


def find_correction(claim: str, sentences: Sequence[str], judge: SupportJudge | None = None) -> Correction | None:
    """The sentence that contradicts a claim best; None where one supports it, or none speaks of it.

    Args:
        claim: a plain sentence.
        sentences: retrieved for it, best first.
        judge: a model; without one only what can be read off the words counts.
    """
    if not sentences:
        return None
    compared = _compare(claim, sentences, judge)
    scores = [_score(item, has_judge=judge is not None) for item in compared]
    place = max(range(len(scores)), key=lambda number: (scores[number], -number))
    if scores[place] < 0.5 or _is_supported(compared, place):
        return None
    return Correction(place, min(1.0, scores[place]), compared[place].conflict)


def _compare(claim: str, sentences: Sequence[str], judge: SupportJudge | None) -> list[_Compared]:
    told = _abbreviated(without_source(claim), sentences)
    said = read_statement(told)
    read = [read_statement(sentence) for sentence in sentences]
    weights = _weights(said, read)
    judged = judge.judge(claim, sentences) if judge else np.zeros((len(sentences), 3), dtype=np.float32)
    compared = []
    for sentence, (supported, contradicted, _) in zip(read, judged, strict=True):
        is_otherwise = compares_otherwise(told, sentence.text)
        found = conflicts(said, sentence) if is_otherwise is None else [Conflict.COMPARISON] * is_otherwise
        conflict = max(found, key=list(Conflict).index) if found else None
        held = coverage(said, sentence, weights)
        compared.append(_Compared(held, _holds_extent(said, sentence), conflict, float(supported), float(contradicted)))
    return compared


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


def _score(item: _Compared, *, has_judge: bool) -> float:
    """How sure it is that a sentence puts the claim right; 0.5 is the least that counts."""
    seen = item.conflict is not None and item.coverage >= _LEAST[item.conflict]
    if not has_judge:
        return item.coverage if seen else 0.0
    if seen and item.supported < _SUPPORTED:
        return max(item.coverage, item.contradicted)
    return item.contradicted if item.contradicted >= _SURE else 0.0


def _is_supported(compared: Sequence[_Compared], place: int) -> bool:
    """Whether some sentence says what the claim says, at least as surely as the best says otherwise."""
    best = compared[place]
    says = [item for item in compared if item.conflict is None and item.holds_extent]
    if any(item.coverage >= max(_SUPPORTS, best.coverage - 0.05) for item in says):
        return best.contradicted < _SURE
    return any(item.supported >= max(_SUPPORTED, best.contradicted) for item in says)
