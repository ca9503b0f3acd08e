"""Compare a claim with a sentence of a source, without a model: how much of it the sentence tells, and what it says otherwise.

What is told apart: a figure of the same kind with another value, "all" or "none" against a share, a word that is negated on one
side only, a word against its opposite, and a comparison turned round. It is meant to be right where it speaks, and else silent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from qa_service.answering.language.digits import with_digits
from qa_service.answering.language.folding import folded
from qa_service.answering.language.negation import Scope, scopes
from qa_service.answering.language.quantities import Quantity, quantities
from qa_service.answering.opposites import are_alike, are_opposite
from qa_service.retrieval.analysis import STOPWORDS, fold, term


class Conflict(StrEnum):
    """How a sentence says otherwise than a claim."""

    FIGURE = "figure"
    SHARE = "share"
    NEGATION = "negation"
    OPPOSITE = "opposite"
    COMPARISON = "comparison"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a statement."""

    term: str
    is_negated: bool
    is_content: bool
    """Whether it tells what the statement is about; a small word such as "after" or "more" may only turn it round."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A text as it is compared."""

    text: str
    words: tuple[Word, ...]
    figures: tuple[Quantity, ...]

    @property
    def content(self) -> frozenset[str]:
        """The terms that it is about."""
        return frozenset(word.term for word in self.words if word.is_content)


_WORD = re.compile(r"[^\W\d_]+\d*|\d+(?:[.,]\d+)*(?:-[^\W\d_]+)?")
_PREFIX = re.compile(r"\b(over|under|pre|post|non|un|up|down|hyper|hypo|anti)-(?=[a-z]{4})", re.IGNORECASE)
# Small words that turn a statement round.
_TURNING = frozenset("before after more most less few above below over under never always all none no few".split())
_LIGHT = frozenset(
    term(word)
    for word in """patient people person case study trial paper report review series show shown found find describe
    say said give given gave call see saw seen use done so still once already yet also may can occur
    someone somebody something everyone thing count estimate conclude report include put make made
    need come came set according accord recommend state total number mean whole never always mainly
    mostly often usually enough goes keep kept keeps day daily yearly far normal disease disorder
    condition illness without neither both either got get""".split()
)
_NAMED_WORK = re.compile(
    r"\b(?:(?:in|of|by|from|to|as) )?[A-Z][\w'’-]+(?:,? (?:et al\.?|and [A-Z][\w'-]+))?,? \(?(?:19|20)\d\d\)?(?:'s)?"
)
_ALL = re.compile(
    r"\b(?:always|all(?! in\b)|both|every|everyone|everybody|invariably|without exception|in each)\b", re.IGNORECASE
)
_NONE = re.compile(
    r"\b(?:never|no|none|neither|nobody|nothing)\b(?! (?:more|less|fewer|longer|later) than)", re.IGNORECASE
)
_SOME = re.compile(
    r"\b(?:some|sometimes|rarely|few|usually|minority|majority|only \d+|not all|not always)\b", re.IGNORECASE
)
_MOST = re.compile(
    r"\b(?:most(?= of|(?: [a-z]+)* (?:patients|people|cases))|the majority|more than half|over half)\b", re.IGNORECASE
)
_NEAR = 5
# Stems of one word differ by a short ending.
_LEAST_STEM, _MOST_ENDING = 5, 3
_HALF = 50
# In a claim of so few terms a word need not stand among the same others as in the sentence.
_SHORT = 2


@lru_cache(maxsize=20_000)
def read_statement(text: str) -> Statement:
    """Read a claim or a sentence."""
    plain = _PREFIX.sub(r"\1", with_digits(folded(text)))
    figures = quantities(plain)
    negated = [(scope.start, _end(plain, scope)) for scope in scopes(plain)]
    places = [(figure.start, figure.end) for figure in figures]
    words = []
    for match in _WORD.finditer(plain):
        if any(start <= match.start() < end for start, end in places):
            continue
        small = fold(match[0])
        is_small = small in STOPWORDS and not (match[0].isupper() and len(match[0]) > 1)
        if not small or (is_small and small not in _TURNING):
            continue
        words.append(
            Word(
                term=term(small),
                is_negated=any(start <= match.start() < end for start, end in negated),
                is_content=not is_small and term(small) not in _LIGHT,
            )
        )
    return Statement(plain, tuple(words), figures)


def _end(text: str, scope: Scope) -> int:
    """Where a negation ends: one that belongs to a noun, "without a tumour", ends with it."""
    if scope.cue.lower() not in ("without", "lacking", "non", "free of", "free from"):
        return scope.end
    stop = re.compile(r"[,;.]|\s(?:in|of|at|on|by|from|for|with|than|and|or)\s").search(text, scope.start, scope.end)
    return stop.start() if stop else scope.end


def without_source(claim: str) -> str:
    """A claim without the work that it names by author and year, which a sentence of that work need not name."""
    bare = _NAMED_WORK.sub(" ", claim)
    return bare if len(read_statement(bare).content) > 1 else claim


def coverage(claim: Statement, sentence: Statement, weights: Mapping[str, float]) -> float:
    """The share of a claim, by weight, that a sentence speaks of; an opposite speaks of the same thing."""
    wanted = claim.content
    total = sum(weights.get(word, 1.0) for word in wanted)
    held = sum(weights.get(word, 1.0) for word in wanted if _is_spoken_of(word, sentence))
    return held / total if total else 0.0


def _is_spoken_of(word: str, sentence: Statement) -> bool:
    return any(
        are_alike(word, other.term) or are_opposite(word, other.term) or _is_form_of(word, other.term)
        for other in sentence.words
    )


def _is_form_of(one: str, other: str) -> bool:
    """Whether two stems are of one word: "diagnos" of "diagnosed", "diagnosi" of "diagnosis"."""
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= _LEAST_STEM and len(longer) - len(shorter) <= _MOST_ENDING and longer.startswith(shorter)


def conflicts(claim: Statement, sentence: Statement) -> list[Conflict]:
    """How a sentence says otherwise than a claim, as far as it speaks of the same thing."""
    found = []
    if _has_other_figure(claim, sentence):
        found.append(Conflict.FIGURE)
    if _is_only_a_share(claim, sentence):
        found.append(Conflict.SHARE)
    if turned := _turned(claim, sentence):
        found.append(turned)
    return found


def holds_figures(claim: Statement, sentence: Statement) -> bool:
    """Whether every figure of a claim is in a sentence, and is bounded alike."""
    return all(figure.is_year or any(_agrees(figure, other) for other in sentence.figures) for figure in claim.figures)


def holds_amount(claim: Statement, sentence: Statement) -> bool:
    """Whether a sentence speaks of all where the claim does."""
    return not _ALL.search(claim.text) or bool(_ALL.search(sentence.text))


def _has_other_figure(claim: Statement, sentence: Statement) -> bool:
    """Whether a figure of the claim has another value in the sentence, and its own nowhere there."""
    for figure in claim.figures:
        if figure.is_year:
            continue
        same_kind = [other for other in sentence.figures if _is_same_kind(figure, other)]
        comparable = [other for other in sentence.figures if other in same_kind or not (other.unit and figure.unit)]
        if same_kind and not any(_agrees(figure, other) for other in comparable):
            return True
    return False


def _is_same_kind(one: Quantity, other: Quantity) -> bool:
    if one.is_year or other.is_year:
        return False
    if one.unit or other.unit:
        return one.unit.split("/")[0] == other.unit.split("/")[0] and one.unit != ""
    return bool(set(one.nouns[:2]) & set(other.nouns[:2]))


def _agrees(one: Quantity, other: Quantity) -> bool:
    """Whether two figures may both be true: they overlap, or one is within the bound of the other."""
    if one.low <= other.high and other.low <= one.high:
        return True
    for bound, value in ((one, other), (other, one)):
        if bound.hedge.startswith(("up to", "less than")) and value.high <= bound.high and not value.hedge:
            return True
        if bound.hedge.startswith(("at least", "more than")) and value.low >= bound.low and not value.hedge:
            return True
    return abs(one.low - other.low) <= 0.02 * max(abs(one.low), abs(other.low))


def _is_only_a_share(claim: Statement, sentence: Statement) -> bool:
    """Whether the claim speaks of all or of none, and the sentence of a part."""
    shares = [figure for figure in sentence.figures if figure.unit == "%" and not figure.is_negated]
    if any(figure.high == 100 for figure in shares):
        return False
    if _ALL.search(claim.text) and not _ALL.search(sentence.text) and not _NONE.search(claim.text):
        return bool(_SOME.search(sentence.text)) or any(0 <= figure.high < 100 for figure in shares)
    if _NONE.search(claim.text) and not any(word.is_negated for word in sentence.words):
        return bool(_ALL.search(sentence.text)) or (bool(shares) and all(figure.low > 0 for figure in shares))
    if _MOST.search(claim.text) and not any(figure.unit == "%" for figure in claim.figures):
        return len(shares) == 1 and shares[0].high < _HALF and not shares[0].hedge
    return False


def _turned(claim: Statement, sentence: Statement) -> Conflict | None:
    """Whether a word is negated on one side only, or stands against its opposite; one undoes the other."""
    own = {word.term for word in claim.words}
    theirs = {word.term for word in sentence.words}
    around_theirs = [_around(sentence.words, place) for place in range(len(sentence.words))]
    is_short = len(claim.content) <= _SHORT
    flips: set[Conflict] = set()
    for place, word in enumerate(claim.words):
        around = _around(claim.words, place)
        for other, around_other in zip(sentence.words, around_theirs, strict=True):
            if not is_short and around.isdisjoint(around_other):
                continue
            if not are_opposite(word.term, other.term) or other.term in own:
                continue
            if not any(are_alike(word.term, their) for their in theirs):
                if word.is_negated != other.is_negated:
                    return None
                flips.add(Conflict.OPPOSITE)
    if _is_negated_otherwise(claim, sentence):
        flips.add(Conflict.NEGATION)
    return flips.pop() if len(flips) == 1 else None


def _is_negated_otherwise(claim: Statement, sentence: Statement) -> bool:
    """Whether what both speak of is negated on one side only, and nothing is negated on both."""
    if any(figure.high == 0 for figure in sentence.figures):  # "in 0%" denies too
        return False
    shared = claim.content & sentence.content
    own, theirs = _polarities(claim), _polarities(sentence)
    if any(True in own[word] and True in theirs[word] for word in shared):
        return False
    return any(own[word].isdisjoint(theirs[word]) for word in shared)


def _polarities(statement: Statement) -> dict[str, set[bool]]:
    found: dict[str, set[bool]] = {}
    for word in statement.words:
        found.setdefault(word.term, set()).add(word.is_negated)
    return found


def _around(words: Sequence[Word], place: int) -> set[str]:
    near = [*words[max(0, place - _NEAR) : place], *words[place + 1 : place + 1 + _NEAR]]
    return {word.term for word in near if word.is_content}
