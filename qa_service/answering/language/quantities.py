"""Read the figures of a text as people write them: value or range, unit, and the hedge that bounds it.

    >>> [str(found) for found in quantities("Up to sixty per cent; 3-4%; 15 to 60 mg a day; 0.48 per million; 26 patients")]
    ['up to 60 %', '3-4 %', '15-60 mg/day', '0.48 per million', '26 patients']

The libraries that read quantities (quantulum3, pint) know no hedges; what they know of units is in `units`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from qa_service.answering.language.digits import with_digits
from qa_service.answering.language.folding import folded
from qa_service.answering.language.units import COUNTED, HEDGES, HEDGES_AFTER, Measure, measure_at, told_unit, unit_name
from qa_service.patterns import lazy
from qa_service.retrieval.analysis import STOPWORDS, term

__all__ = ["Quantity", "quantities", "unit_name", "with_digits"]

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+"
_LARGE = r"(?P<times>\s?(?:thousand|million|billion)\b)?"
_FIGURE = lazy(
    rf"(?<![\w.,/^-])(?<!per )(?P<sign>[+-])?(?P<low>{_NUMBER}){_LARGE}(?![.,]?\d)",
    re.IGNORECASE,
)
_HIGH = lazy(
    rf"(?P<link>\s?-\s?|\s(?:to|through|and up to|up to|and|or)\s)(?P<sign>[+-])?(?P<high>{_NUMBER}){_LARGE}(?![.,]?\d|-\d|/\d)",
    re.IGNORECASE,
)
_TIMES = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
# Addresses and identifiers are no figures.
_NAME = lazy(r"\b(?:10\.\d{4,9}/\S+|https?://\S+|www\.\S+|\S+@\S+|\d+(?:-\d+){2,})")
_ORDINAL_OR_NAME = lazy(r"(?P<ordinal>(?:st|nd|rd|th)\b)|-(?P<hung>[^\W\d_])|[^\W\d_]")
_CHANGE = lazy(
    r"\b(?:rose|ris|increas|grew|grow|climb|went|go|improv|fell|fall|drop|declin|decreas|reduc|lower|cut|rais|chang|shift|worsen|"
    r"shr[aiu]nk|wid|lengthen|shorten|doubl|advanc|mov)\w*\b[^.;]{0,80}\bfrom $",
    re.IGNORECASE,
)
_NOT = lazy(
    r"(?:(?:\b(?:not|never|nor|neither|rather than|instead of)|n't)|(?:,|\band|\bbut) not (?:in|at|by|of|for|on|with))\s$",
    re.IGNORECASE,
)
_BETWEEN = lazy(r"\bbetween $", re.IGNORECASE)
_DECADE = lazy(r"(?<=\d\d\d0)'?s\b")
# What a figure is called by: "week 8", "age 45", "pages 766-768", "patients (n = 26)".
_LABEL = lazy(r"([^\W\d_]{2,})(?: \(n\s?=\s?|[:=]?\s)$")
_TIME_LABEL = lazy(r"(?<!per )(?<!\ba )(?<!each )(?<!every )\b(day|week|month|year|age)[sd]?(?: of)? $", re.IGNORECASE)
_SHARED = lazy(r"(?P<and>,? (?:and|or) |/)|, ")
# As far back as a hedge is looked for, in characters; as many of the next words tell what is counted.
_NEAR, _NEXT_WORDS = 90, 4
_RATES_OF_TIME = frozenset({"minute", "hour", "day", "week", "month", "year"})
_BEFORE = [
    (
        name,
        lazy(rf"(?:(?<![\w-])|(?=[^a-z\s]))(?:{forms})\s?(?:(?:an?|of|only|just|a total of)\s)?\(?$", re.IGNORECASE),
    )
    for name, forms in HEDGES.items()
]
_AFTER = [
    (name, lazy(rf"(?: [a-z]+)?,?\s?\(?(?:{forms})(?!\w| (?:of|than)\b|\)?\s?\d)", re.IGNORECASE))
    for name, forms in HEDGES_AFTER.items()
]


class Quantity(NamedTuple):
    """A figure of a text, and where it stands in that text once it is read with digits."""

    low: float
    high: float
    unit: str
    """One of the known units, with its rates ("mg/day", "per million"); empty where none follows."""
    hedge: str
    """What bounds it, the outermost bound first ("up to about"); empty where nothing does."""
    nouns: tuple[str, ...]
    """The stems of the next few words: what is counted, where no unit is known."""
    noun: str
    is_negated: bool
    """Whether it is named to be denied: "not 60%"."""
    is_change: bool
    """Whether it is the way from one value to another ("rose from 45% to 65%"), and not a range."""
    start: int
    end: int

    def __str__(self) -> str:
        """As it is told to people."""
        link = " to " if self.is_change or self.low < 0 else "-"
        value = told(self.low) if self.low == self.high else f"{told(self.low)}{link}{told(self.high)}"
        unit = told_unit(self.unit, is_one=self.low == self.high == 1) or ("" if self.is_year else self.noun)
        return " ".join(part for part in ("not" * self.is_negated, self.hedge, value, unit) if part)

    @property
    def is_year(self) -> bool:
        """Whether it looks like a year: four digits of our time, and no unit."""
        return not self.unit and self.low == self.high and 1800 <= self.low <= 2100 and self.low == int(self.low)

    def is_of(self, unit: str) -> bool:
        """Whether it is counted in a unit, or counts the noun. A dose may say more: "60 mg a day" is 60 mg; "60 mg/kg" is not."""
        wanted = unit_name(unit)
        if not wanted or wanted == self.unit:
            return True
        if self.unit:
            rest = self.unit.removeprefix(wanted)
            return rest == " person-years" or (rest[:1] == "/" and set(rest[1:].split("/")) <= _RATES_OF_TIME)
        words = {term(word) for word in re.findall(r"[^\W\d_]+", wanted.casefold())}
        return bool(words) and words <= set(self.nouns)

    def is_hedged(self, hedge: str) -> bool:
        """Whether this bounds it; an empty hedge, whether nothing does."""
        return self.hedge == hedge or (bool(hedge) and self.hedge.startswith(f"{hedge} "))


@lru_cache(maxsize=20_000)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Every figure of a text, in order."""
    read = with_digits(folded(text))
    return tuple(_with_shared_units(read, list(_figures(read))))


def told(value: float) -> str:
    """A value as it is told to people."""
    return f"{value:,.12g}" if value >= 10_000 else f"{value:.12g}"


class _Amount(NamedTuple):
    """What stands at a place: a value or a range, with its unit."""

    low: float
    high: float
    measure: Measure
    start: int
    is_linked: bool = False
    """Whether two values are joined by "to"."""


def _figures(text: str) -> Iterator[Quantity]:
    shown = _NAME.sub(lambda match: "_" * len(match[0]), text)
    place = 0
    while match := _FIGURE.search(shown, place):
        place = match.end()
        if not _is_part_of_name(shown, match.end()):
            amount = _amount(shown, match)
            place = amount.measure.end
            yield _quantity(shown, amount)


def _is_part_of_name(text: str, end: int) -> bool:
    """Whether the figure that ends here belongs to a name or an ordinal: "1,4-butanediol", "2nd", "2D"."""
    rest = _ORDINAL_OR_NAME.match(text, end)
    if not rest or rest["ordinal"]:
        return bool(rest)
    if measure_at(text, end).name or _DECADE.match(text, end):
        return False
    return not (rest["hung"] and COUNTED.match(text, end + 1))


def _amount(text: str, match: re.Match[str]) -> _Amount:
    """The value that a match begins, or the range."""
    low = _value(match["low"], match["sign"]) * _times(match)
    decade = _DECADE.match(text, match.end())
    measure = Measure("decade", decade.end()) if decade else measure_at(text, match.end())
    link = _HIGH.match(text, measure.end)
    if not link or not _is_range(text, match, measure, link):
        return _Amount(low, low, measure, match.start())
    high = _value(_whole(match["low"], link), link["sign"]) * _times(link)
    if not match["times"]:
        low *= _times(link)
    after = measure_at(text, link.end())
    whole = after if after.name else Measure(measure.name, link.end())
    return _Amount(low, high, whole, match.start(), is_linked="to" in link["link"])


def _is_range(text: str, match: re.Match[str], measure: Measure, link: re.Match[str]) -> bool:
    after = measure_at(text, link.end())
    if _is_part_of_name(text, link.end()):
        return False
    if measure.name and after.name and not f"{after.name}/".startswith(f"{measure.name}/"):
        return False
    joined = link["link"].strip().casefold()
    if joined == "and":
        return bool(_BETWEEN.search(text, max(0, match.start() - 9), match.start()))
    if joined == "or":
        return not measure.name and _value(link["high"], "") == _value(match["low"], "") + 1
    return True


def _whole(low: str, link: re.Match[str]) -> str:
    """The end of a range, with the digits that were left out: "1854-63"."""
    high = str(link["high"])
    is_short = link["link"] == "-" and low.isdigit() and high.isdigit() and len(low) > max(2, len(high))
    return low[: len(low) - len(high)] + high if is_short else high


def _quantity(text: str, amount: _Amount) -> Quantity:
    before = text[max(0, amount.start - _NEAR) : amount.start]
    if amount.low != amount.high:
        before = _BETWEEN.sub("", before)
    hedge, before = _hedge(before, text, amount.measure)
    unit = amount.measure.name
    label = _TIME_LABEL.search(before)
    if not unit and label and abs(amount.high) < 1000:
        unit = label[1].casefold().replace("age", "year")
    called = _LABEL.search(before)
    following = _following(text, amount.measure.end)
    return Quantity(
        low=amount.low,
        high=amount.high,
        unit=unit,
        hedge=hedge,
        nouns=tuple(term(word.casefold()) for word in (*following, *(called.groups() if called else ()))),
        noun=following[0] if following and not unit else "",
        is_negated=bool(_NOT.search(before)),
        is_change=amount.is_linked and bool(_CHANGE.search(before)),
        start=amount.start,
        end=amount.measure.end,
    )


def _following(text: str, end: int) -> list[str]:
    """The next few words that tell something, as far as the part of the sentence goes."""
    part = re.split(r"[.;:()]\s|,", text[end : end + _NEAR], maxsplit=1)[0]
    return [word for word in re.findall(r"[^\W\d_][\w-]*", part) if word.casefold() not in STOPWORDS][:_NEXT_WORDS]


def _hedge(before: str, text: str, measure: Measure) -> tuple[str, str]:
    """What bounds a figure, and what stands before its bound."""
    names: list[str] = []
    while len(names) < 2 and (found := _bound(before)):
        names.insert(0, found[0])
        before = before[: found[1]]
    if not names:
        names = [name for name, pattern in _AFTER if pattern.match(text, measure.end)][:1]
    return " ".join(dict.fromkeys(names)), before


def _bound(before: str) -> tuple[str, int] | None:
    """The hedge that a text ends with, and where it begins."""
    found = [(match.start(), name) for name, pattern in _BEFORE if (match := pattern.search(before))]
    return min(found)[::-1] if found else None


def _with_shared_units(text: str, found: list[Quantity]) -> list[Quantity]:
    """Give figures the unit that their list ends with: "46 and 51%"."""
    is_joined = False
    for place in range(len(found) - 2, -1, -1):
        item, following = found[place], found[place + 1]
        shared = _SHARED.fullmatch(text, item.end, following.start)
        is_joined = shared is not None and (is_joined or bool(shared["and"]))
        if is_joined and not item.unit and not item.is_year and following.unit:
            found[place] = item._replace(unit=following.unit, noun="")
    return found


def _times(match: re.Match[str]) -> float:
    return _TIMES[match["times"].strip().casefold()] if match["times"] else 1.0


def _value(written: str, sign: str | None) -> float:
    return float(written.replace(",", "")) * (-1 if sign == "-" else 1)
