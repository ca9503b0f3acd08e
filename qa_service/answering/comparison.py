"""Whether a sentence compares two things the way a claim does: "A is faster than B" against "B is faster than A", or figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from qa_service.answering.contradiction import Statement, read_statement
from qa_service.answering.language.quantities import Quantity
from qa_service.answering.opposites import are_alike, are_opposite

_THAN = re.compile(r"^(?P<first>.+?)\bthan\b(?P<second>.+)$", re.IGNORECASE)
_UNLIKE = re.compile(
    r"^(?:unlike|compared (?:with|to)|in contrast (?:to|with)) (?P<second>[^,]+), (?P<first>.+)$", re.IGNORECASE
)
_UP = re.compile(r"\b(?:more|higher|greater|larger|longer|older|later|commoner|bigger|slower|heavier)\b", re.IGNORECASE)
_DOWN = re.compile(
    r"\b(?:less|fewer|lower|smaller|shorter|younger|earlier|sooner|faster|rarer|quicker|lighter)\b", re.IGNORECASE
)
# Of speed: the faster, the less time it takes, but the more of anything else.
_OF_SPEED = re.compile(r"\b(?:sooner|faster|quicker|slower)\b", re.IGNORECASE)
_TIMES = ("second", "minute", "hour", "day", "week", "month", "year")


class _Compared(NamedTuple):
    """The two sides of a comparison."""

    first: Statement
    second: Statement

    @property
    def only_first(self) -> frozenset[str]:
        return _told(self.first) - _told(self.second)

    @property
    def only_second(self) -> frozenset[str]:
        return _told(self.second) - _told(self.first)


def compares_otherwise(claim: str, sentence: str) -> bool | None:
    """Whether a sentence compares what a claim compares with another outcome; None where it compares nothing of it."""
    said = _sides(claim)
    if not said or not said.only_first or not said.only_second:
        return None
    theirs = _sides(sentence)
    outcome = _by_words(said, theirs) if theirs else None
    return outcome if outcome is not None else _by_figures(said, claim, sentence)


def _sides(text: str) -> _Compared | None:
    match = _UNLIKE.match(text) or _THAN.match(text)
    return _Compared(read_statement(match["first"]), read_statement(match["second"])) if match else None


def _told(statement: Statement) -> frozenset[str]:
    """The terms of one side; "without" tells two sides apart."""
    return statement.content | {"without"} if re.search(r"\bwithout\b", statement.text) else statement.content


def _by_words(said: _Compared, theirs: _Compared) -> bool | None:
    here, there = _told(theirs.first), _told(theirs.second)
    moved, back = said.only_first & (there - here), said.only_second & (here - there)
    kept = said.only_second & (there - here)
    is_crossed = bool(back) and (bool(moved) or not kept)
    if not is_crossed and not (kept and said.only_first & (here - there)):
        return None
    pairs = [
        (word.term, other.term) for word in said.first.words for other in theirs.first.words if _is_measure(word.term)
    ]
    is_opposite = any(are_opposite(*pair) for pair in pairs)
    if not is_opposite and not any(are_alike(*pair) for pair in pairs):
        return None
    return is_crossed != is_opposite


def _is_measure(word: str) -> bool:
    """Whether a term says which side has more of something."""
    return are_alike(word, word) and any(
        are_opposite(word, other) for other in ("less", "more", "lower", "higher", "slow", "fast", "late", "worse")
    )


def _by_figures(said: _Compared, claim: str, sentence: str) -> bool | None:
    """The same where the sentence has a figure for each side: "6% with it, against 27% without"."""
    up, down = _UP.search(claim), _DOWN.search(claim)
    if bool(up) == bool(down):
        return None
    read = read_statement(sentence)
    for one, other in _neighbours(read.figures):
        near = [_told(read_statement(part)) for part in _parts(read.text, one, other)]
        values = [one.low, other.low]
        for first, second in ((0, 1), (1, 0)):
            is_second = said.only_second & near[second] and not said.only_second & near[first]
            if is_second and not said.only_first & (near[second] - near[first]) and values[0] != values[1]:
                is_more = bool(up)
                if _OF_SPEED.search(claim) and one.unit not in _TIMES:
                    is_more = not is_more
                return (values[first] > values[second]) != is_more
    return None


def _neighbours(figures: Sequence[Quantity]) -> list[tuple[Quantity, Quantity]]:
    """Figures of one unit that follow each other."""
    told = [figure for figure in figures if figure.unit and not figure.is_year]
    return [(one, other) for one, other in pairwise(told) if one.unit == other.unit]


def _parts(text: str, one: Quantity, other: Quantity) -> tuple[str, str]:
    """What is said of each of two figures: what stands behind it, up to the next."""
    rest = re.split(r"[;.,]\s", text[other.end :], maxsplit=1)[0]
    return text[one.end : other.start], rest
