"""Units and hedges as people write them: one name each, and the forms that stand for it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from qa_service.patterns import lazy

# A figure of a kind is bounded by words before it (the longest come first) or after its unit.
HEDGES = {
    "up to": r"up to|as (?:many|much|high|long|often|late) as|at (?:the )?most|limited to|capped at|≤|<=|"
    r"(?:no|not) (?:more|longer|later|higher|greater) than|(?:not|never) (?:to )?(?:exceed(?:ing)?|be exceeded)|"
    r"(?:a |the )?max(?:imum|imal(?:ly)?|\.)?(?: (?:[a-z]+ ){0,6}?(?:of|is|was|be)| (?:[a-z]+ ){0,7}\()?",
    "at least": r"at least|(?:no|not) (?:less|fewer|earlier|shorter|lower) than|as (?:few|little|low) as|≥|>=|"
    r"(?:a |the )?minim(?:um|al(?:ly)?)(?: (?:[a-z]+ ){0,6}?(?:of|is|was))?",
    "nearly": r"nearly|almost|close to|just under|just below|just short of|approaching|not quite",
    "less than": r"(?:less|fewer|lower|shorter|younger|smaller|earlier|rarer) than|under|below|<",
    "more than": r"(?:more|greater|higher|longer|older|larger|later|bigger) than|(?:just |well |slightly |a little )?over|above|"
    r"beyond|in excess of|exceed(?:s|ed|ing)?|upwards? of|>",
    "about": r"about|around|approximately|approx\.?|roughly|circa|ca\.?|c\.|~|≈|near(?: to)?|an? estimated|"
    r"estimated(?: (?:at|to be|as))?|in the region of|[io]n the order of",
}
HEDGES_AFTER = {
    "up to": r"or (?:less|fewer|younger|below|under|earlier)|and (?:under|below|younger)|at (?:the )?most|max(?:imum|\.)?|tops",
    "at least": r"(?:or|and) (?:more|older|above|over|longer|higher|greater|up|upwards?|later)|at least|minimum|\+",
    "about": r"or so|approximately|or thereabouts",
}
# What is not here is a noun, and is compared by its stem. Most single letters count in their own case only: "3D" is no time.
_UNITS = {
    "percentage point": r"percentage[ -]points?\b",
    "%": r"%|per ?cent\b|percent\b|pct\b",
    "‰": r"‰|per mille?\b",
    "kg": r"kg\b|kilograms?\b|kilos?\b",
    "mg": r"mg\b|milligram(?:me)?s?\b",
    "µg": r"[µμ]g\b|ug\b|mcg\b|microgram(?:me)?s?\b",
    "ng": r"ng\b|nanogram(?:me)?s?\b",
    "pg": r"pg\b|picogram(?:me)?s?\b",
    "g": r"(?-i:g)\b|gram(?:me)?s?\b",
    "ml": r"ml\b|cc\b|millilit(?:er|re)s?\b",
    "µl": r"[µμ]l\b|microlit(?:er|re)s?\b",
    "dl": r"dl\b|decilit(?:er|re)s?\b",
    "l": r"l\b|lit(?:er|re)s?\b",
    "mmol": r"mmol\b|millimoles?\b",
    "µmol": r"[µμ]mol\b|micromoles?\b",
    "nmol": r"nmol\b|nanomoles?\b",
    "pmol": r"pmol\b|picomoles?\b",
    "IU": r"iu\b|international units?\b",
    "mV": r"mv\b|millivolts?\b",
    "µV": r"[µμ]v\b|microvolts?\b",
    "V": r"(?-i:V)\b|volts?\b",
    "mA": r"ma\b|milliamp(?:ere)?s?\b",
    "kHz": r"khz\b|kilohertz\b",
    "Hz": r"hz\b|hertz\b",
    "mmHg": r"mm ?hg\b",
    "mm": r"mm\b|millimet(?:er|re)s?\b",
    "cm": r"cm\b|centimet(?:er|re)s?\b",
    "km": r"km\b|kilomet(?:er|re)s?\b",
    "nm": r"nm\b|nanomet(?:er|re)s?\b",
    "µm": r"[µμ]m\b|micromet(?:er|re)s?\b|microns?\b",
    "kDa": r"kda\b|kilodaltons?\b",
    "°C": r"°c\b|degrees? (?:celsius|centigrade|(?-i:C))\b",
    "ms": r"ms\b|msecs?\b|milliseconds?\b",
    "second": r"(?-i:s)\b|secs?\b|seconds?\b",
    "minute": r"mins?\b|minutes?\b",
    "hour": r"(?-i:h)\b|hrs?\b|hours?\b",
    "day": r"days?\b|(?-i:d)\b",
    "week": r"weeks?\b|wks?\b",
    "month": r"months?\b|mos?\b",
    "year": r"years?\b|yrs?\b|(?-i:y)\b|yo\b",
    "decade": r"decades?\b",
    "point": r"points?\b",
    "fold": r"fold\b|times (?=(?:higher|lower|more|less|fewer|as|greater|larger|smaller|longer|shorter|rarer|commoner)\b)",
    "time": r"times?\b",
    "January": r"january\b",
    "February": r"february\b",
    "March": r"march\b",
    "April": r"april\b",
    "May": r"may\b(?= \d{4})",
    "June": r"june\b",
    "July": r"july\b",
    "August": r"august\b",
    "September": r"september\b",
    "October": r"october\b",
    "November": r"november\b",
    "December": r"december\b",
}  # fmt: skip
_NAMES = list(_UNITS)
_PLURAL = frozenset(
    {"percentage point", "second", "minute", "hour", "day", "week", "month", "year", "decade", "point", "time"}
)
_UNIT = lazy("|".join(f"(?P<u{place}>{form})" for place, form in enumerate(_UNITS.values())), re.IGNORECASE)
_PER = lazy(
    r"\s?(?:/|per\b)\s?(?P<of>m2|person-years?|patient-years?|population|[a-zµμ]+)|\s(?P<adverb>dai|week|month|year)ly\b|"
    r"\s(?:an?|each|every) (?P<time>day|week|month|year|hour|minute)\b",
    re.IGNORECASE,
)
_ADVERBS = {"dai": "day", "week": "week", "month": "month", "year": "year"}
_RATE = lazy(
    r"\s?(?:(?:cases?|patients?|people|persons?|women|men|children|adults|deaths?|births?)\s)?"
    r"(?:per|/|in every|in an?|in|out of every|for every)\s?"
    r"(?P<of>(?:\d[\d,]* ?)?(?:thousand|million|billion)|10[0,]*0)\b(?! ?(?:m?g|ml)\b)"
    r"(?P<years> (?:person|patient)[- ]years?\b)?",
    re.IGNORECASE,
)
_ROUND = {"1000": "thousand", "1000000": "million", "1000000000": "billion"}
_OF_PEOPLE = lazy(r"person|patient|population|m2", re.IGNORECASE)
# Nouns that may hang on a figure by a hyphen: "a 26-patient trial" counts, "4-aminopyridine" does not.
COUNTED = lazy(
    r"(?:patient|person|people|participant|subject|case|item|point|arm|armed|cent(?:er|re)|site|dose|step|page|author|member|part|way|stage|"
    r"hourly|weekly|monthly|yearly|old)s?\b",
    re.IGNORECASE,
)


class Measure(NamedTuple):
    """A unit with its rates, and where it ends in its text."""

    name: str
    end: int


def measure_at(text: str, start: int) -> Measure:
    """The unit that begins at a place of a folded text; its name is empty where none does."""
    rate = _RATE.match(text, start)
    if rate:
        of = re.sub(r"^1(?= ?[a-z])| ", "", rate["of"].replace(",", "").casefold())
        of = _ROUND.get(of, f"{int(of):,}" if of.isdigit() else of)
        name = f"per {of}{' person-years' if rate['years'] else ''}"
        return _with_rates(text, name, rate.end())
    at = start + (text[start : start + 1] in (" ", "-"))
    unit = _UNIT.match(text, at)
    return _with_rates(text, _NAMES[int(str(unit.lastgroup)[1:])], unit.end()) if unit else Measure("", start)


@lru_cache(maxsize=2_000)
def unit_name(unit: str) -> str:
    """The one name of a unit, with its rate; a noun stays as it is."""
    written = " ".join(unit.split())
    found = measure_at(written, 0)
    return found.name if found.name and found.end == len(written) else written


def told_unit(unit: str, is_one: bool) -> str:
    """A unit as it stands after a figure: "10 months"."""
    name, slash, rates = unit.partition("/")
    return f"{name}{'s' if name in _PLURAL and not is_one else ''}{slash}{rates}"


def _with_rates(text: str, name: str, end: int) -> Measure:
    """A unit with what follows it: "mg/kg per day" is mg/kg/day."""
    while per := _PER.match(text, end):
        unit = _UNIT.fullmatch(per["of"] or per["time"] or "")
        if per["adverb"]:
            of = _ADVERBS[per["adverb"].casefold()]
        elif unit:
            of = _NAMES[int(str(unit.lastgroup)[1:])]
        elif per["of"] and _OF_PEOPLE.match(per["of"]):
            of = per["of"].casefold().rstrip("s")
        else:
            break
        name, end = f"{name}/{of}", per.end()
    return Measure(name, end)
