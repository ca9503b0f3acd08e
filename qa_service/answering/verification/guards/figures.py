"""Numbers with unit, bound and sign, doses, dates and years: each must stand in the quotes as it is said.

>>> [found.reason for found in figures(compare("It affects 60% of them.", ["It affects up to 60% of them."], ""))]
["60 % is said without the source's 'up to'"]
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa_service.answering.language.quantities import Quantity
from qa_service.answering.verification.guards.finding import Finding
from qa_service.answering.verification.reading import Comparison, Reading
from qa_service.retrieval.analysis import STOPWORDS, term

_DAILY = re.compile(r"\b(?:daily|(?:per|a|each|every) day)\b", re.IGNORECASE)
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_WORKS = re.compile(
    r"\s(?:\w+\s)?(?:stud(?:y|ies)|trials?|papers?|reviews?|articles?|reports?|survey|series|guidelines?)\b", re.I
)
_PARTS = re.compile(r"[,;:()]\s?|\s(?:and|versus|vs\.?|than)\s")
_NEAR = 60


def figures(compared: Comparison) -> Iterator[Finding]:
    """Every figure that the quotes do not have."""
    said, quoted = compared.said, compared.quoted
    years = {figure.low for figure in compared.named.figures if figure.is_year}
    for figure in said.figures:
        if (figure.is_year and figure.low in years) or _counts_works(figure, said):
            continue
        found = _missing(figure, said, quoted)
        if found:
            yield found
    yield from _loose_digits(compared)
    yield from _of_another(compared)


def _missing(figure: Quantity, said: Reading, quoted: Reading) -> Finding | None:
    """What is wrong with a figure; nothing where a quote has it."""
    same = [other for other in quoted.figures if (other.low, other.high) == (figure.low, figure.high)]
    if any(_is_same(figure, said, other, quoted) for other in same):
        return None
    rival = next((other for other in quoted.figures if figure.unit and other.unit == figure.unit), None)
    if not same:
        if rival:
            return Finding("contradicted", f"{figure} is said; the source has {rival}")
        return Finding("unsupported", f"{figure} stands in no quote")
    other = same[0]
    if figure.is_negated != other.is_negated:
        return Finding("contradicted", f"{figure} is said; the source has {other}")
    if figure.unit != other.unit:
        return Finding("contradicted", f"{figure} is said; the source counts {other}")
    if other.hedge and not figure.hedge:
        return Finding("contradicted", f"{figure} is said without the source's '{other.hedge}'")
    if figure.hedge:
        return Finding("contradicted", f"'{figure.hedge}' of {figure} is not in the source, which has {other}")
    return Finding("unsupported", f"{figure} is said; the source counts {other}")


def _is_same(one: Quantity, said: Reading, other: Quantity, quoted: Reading) -> bool:
    if (one.hedge, one.is_negated, one.is_change) != (other.hedge, other.is_negated, other.is_change):
        return False
    if one.unit == other.unit:
        return bool(one.unit) or _counts_alike(one, other, quoted)
    return (one.unit == f"{other.unit}/day" and _is_daily(other, quoted)) or (
        f"{one.unit}/day" == other.unit and _is_daily(one, said)
    )


def _counts_alike(one: Quantity, other: Quantity, quoted: Reading) -> bool:
    """Whether two bare numbers may count the same: the noun of one stands near the other, or nowhere as a rival."""
    if not one.noun or not other.noun or term(one.noun.casefold()) in other.nouns or set(one.nouns) & set(other.nouns):
        return True
    near = quoted.text[max(0, other.start - _NEAR) : other.end + _NEAR]
    return term(one.noun.casefold()) in {term(word.casefold()) for word in re.findall(r"[^\W\d_]+", near)}


def _is_daily(figure: Quantity, reading: Reading) -> bool:
    return bool(_DAILY.search(reading.text[max(0, figure.start - _NEAR) : figure.end + _NEAR]))


def _counts_works(figure: Quantity, said: Reading) -> bool:
    """Whether it only counts what is cited: "one study"."""
    return figure.low == figure.high == 1 and not figure.unit and bool(_WORKS.match(said.text, figure.end))


def _loose_digits(compared: Comparison) -> Iterator[Finding]:
    """Digits that are part of no figure, as in names, ratios and formulas: they must stand in the quotes as well."""
    known = set(_DIGITS.findall(compared.quoted.text)) | set(_DIGITS.findall(compared.named.text))
    for match in _DIGITS.finditer(compared.said.text):
        is_read = any(figure.start <= match.start() < figure.end for figure in compared.said.figures)
        if not is_read and match[0] not in known:
            yield Finding("unsupported", f"'{match[0]}' stands in no quote")


def _of_another(compared: Comparison) -> Iterator[Finding]:
    """A figure that stands with words which the source has beside another figure of its kind."""
    said, source = compared.said, compared.source
    for figure in said.figures:
        kind = [other for other in source.figures if other.unit == figure.unit and not other.is_year]
        own = [other for other in kind if (other.low, other.high) == (figure.low, figure.high)]
        beside = _values_beside(said, figure)
        rivals = [other for other in kind if (other.low, other.high) not in beside]
        if figure.is_year or not own or not rivals:
            continue
        words = _around(said, figure)
        best = max((len(words & _around(source, other)), 0) for other in own)[0]
        rival = max(rivals, key=lambda other: len(words & _around(source, other)))
        count = len(words & _around(source, rival))
        if count >= 2 and count >= best + 2:
            yield Finding("contradicted", f"{figure} is told of what the source has {rival} for")


def _part(reading: Reading, figure: Quantity) -> tuple[int, int]:
    """Where the part of a sentence begins and ends that a figure stands in."""
    parts = [match.end() for match in _PARTS.finditer(reading.text)]
    start = max((place for place in parts if place <= figure.start), default=0)
    return start, min((place for place in parts if place > figure.end), default=len(reading.text))


def _values_beside(reading: Reading, figure: Quantity) -> set[tuple[float, float]]:
    """The values in the part of a sentence that a figure stands in, its own too."""
    start, end = _part(reading, figure)
    return {(other.low, other.high) for other in reading.figures if start <= other.start < end}


def _around(reading: Reading, figure: Quantity) -> frozenset[str]:
    """The words in the part of a sentence that a figure stands in."""
    start, end = _part(reading, figure)
    return frozenset(
        token.stem
        for token in reading.tokens
        if start <= token.start < end
        and token.is_content
        and not token.written[0].isdigit()
        and token.stem not in STOPWORDS
    )
