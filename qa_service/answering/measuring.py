"""Figures as amounts of one dimension, so that "18 months" and "1.5 years" can be compared, and whether two amounts differ."""

from __future__ import annotations

import re
from typing import NamedTuple

from qa_service.answering.language.quantities import Quantity, told

_TIME = {"ms": 1e-3, "second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
_YEARS = {"month": 2_629_800, "year": 31_557_600, "decade": 315_576_000}
_MASS = {"kg": 1e3, "g": 1, "mg": 1e-3, "µg": 1e-6, "ng": 1e-9, "pg": 1e-12}
_VOLUME = {"l": 1, "dl": 0.1, "ml": 1e-3, "µl": 1e-6}
_MOLES = {"mmol": 1e-3, "µmol": 1e-6, "nmol": 1e-9, "pmol": 1e-12}
_LENGTH = {"km": 1e3, "cm": 1e-2, "mm": 1e-3, "µm": 1e-6, "nm": 1e-9}
_SCALES = {
    name: (dimension, float(factor))
    for dimension, scale in (
        ("time", {**_TIME, **_YEARS}), ("mass", _MASS), ("volume", _VOLUME), ("moles", _MOLES), ("length", _LENGTH),
        ("share", {"%": 1.0, "‰": 0.1}), ("voltage", {"V": 1.0, "mV": 1e-3, "µV": 1e-6}), ("frequency", {"Hz": 1.0, "kHz": 1e3}),
    )
    for name, factor in scale.items()
}  # fmt: skip
_LARGE = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
_RATE = re.compile(r"per (?P<count>[1-9][\d,]*)? ?(?P<large>thousand|million|billion)?(?P<of>.*)")
# "About" leaves so much open, as a share of the figure: "about half" is said of 46% as well.
_ABOUT = 0.1


class Amount(NamedTuple):
    """A figure in the base unit of its dimension."""

    dimension: str
    low: float
    high: float
    slack: float
    """How far it may be off by how it was rounded, or as "about" lets it."""
    hedge: str


def amount_of(figure: Quantity) -> Amount | None:
    """A figure as an amount; None where its unit is not known, as of what is only counted."""
    name, slash, per = figure.unit.partition("/")
    scale = _SCALES.get(name) or _rate(name)
    if not scale:
        return None
    dimension, factor = scale
    slack = max(_rounding(figure.low), _rounding(figure.high))
    if figure.is_hedged("about") or "about" in figure.hedge or figure.is_hedged("nearly"):
        slack = max(slack, _ABOUT * abs(figure.high))
    if dimension == "rate" and per == "year":  # an incidence is one of a year, whether that is written or not
        slash = per = ""
    return Amount(f"{dimension}{slash}{per}", figure.low * factor, figure.high * factor, slack * factor, figure.hedge)


def differ(one: Amount, other: Amount) -> bool:
    """Whether two amounts of one dimension cannot both be meant, rounding and open ends allowed for."""
    slack = max(one.slack, other.slack)
    if one.dimension != other.dimension or (one.low <= other.high + slack and other.low <= one.high + slack):
        return False
    lower, upper = (one, other) if one.high < other.low else (other, one)
    return not _is_open_above(lower) and not _is_open_below(upper)


def _is_open_above(amount: Amount) -> bool:
    return amount.hedge.startswith(("more than", "at least"))


def _is_open_below(amount: Amount) -> bool:
    return amount.hedge.startswith(
        "less than"
    )  # "up to 60" tells a highest value that was found, so it is a figure itself


def _rate(unit: str) -> tuple[str, float] | None:
    match = _RATE.fullmatch(unit)
    if not match or not (match["count"] or match["large"]):
        return None
    of = float((match["count"] or "1").replace(",", "")) * _LARGE.get(match["large"] or "", 1.0)
    return f"rate{match['of']}", 1 / of


def _rounding(value: float) -> float:
    """Half of the last digit that is written."""
    fraction = told(value).partition(".")[2]
    return 0.5 * 10.0 ** -len(fraction) if fraction else 0.5
