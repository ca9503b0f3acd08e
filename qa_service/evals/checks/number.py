"""`number`: a figure with its unit and its hedge.

number: {value: 60, unit: "%", hedge: up to}    passes on "up to sixty per cent", fails on "60%" and on "up to 40%"
number: {range: [1854, 1863]}                   passes on "pages 1,854-1,863"
"""

from __future__ import annotations

import math
from typing import Annotated, ClassVar, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from qa_service.answering.language.digits import with_digits
from qa_service.answering.language.quantities import Quantity, quantities, told
from qa_service.answering.language.units import told_unit, unit_name
from qa_service.evals.checks.check import Check, SeenTurn, either
from qa_service.evals.results import Verdict
from qa_service.evals.words import Alternatives, mentions, snippet
from qa_service.ingestion.sentences import sentences_of

Hedge = Literal["up to", "about", "at least", "more than", "less than", "nearly", "none"]
_Figure = Annotated[float, Field(allow_inf_nan=False)]
# So many of the figures that were there instead are shown.
_SHOWN = 3
# So that zero has a logarithm, too.
_TINY = 1e-9


class _Found(NamedTuple):
    """A figure of the answer with its sentence."""

    quantity: Quantity
    sentence: str

    def __str__(self) -> str:
        read = with_digits(self.sentence)
        return f"{self.quantity} ({snippet(read, self.quantity.start, self.quantity.end, 40)})"


class Number(Check):
    """The text gives a figure."""

    name: ClassVar = "number"
    shorthand: ClassVar = "value"

    value: _Figure | None = None
    range: tuple[_Figure, _Figure] | None = None
    unit: str = ""
    hedge: Hedge | None = None
    tolerance: float = Field(0.0, ge=0, allow_inf_nan=False)
    of: Alternatives | None = None

    @model_validator(mode="after")
    def _is_one_figure(self) -> Self:
        if (self.value is None) == (self.range is None):
            raise ValueError("write either value or range")
        if self.range and self.range[0] >= self.range[1]:
            raise ValueError(f"the range {list(self.range)} must go from low to high")
        return self

    def _judge(self, seen: SeenTurn) -> Verdict:
        text = seen.words
        sentences = sentences_of(text)
        found = [_Found(quantity, sentence) for sentence in sentences for quantity in quantities(sentence)]
        for item in found:
            if self._is_met(item.quantity) and self._is_about(item.sentence):
                return self._passed(str(item))
        nearest = sorted(found, key=self._distance)[:_SHOWN]
        return self._failed(self._expected(), "; ".join(map(self._told, nearest)) or f"no figure in {seen.shown}")

    @property
    def _bounds(self) -> tuple[float, float]:
        return self.range or (self.value or 0.0, self.value or 0.0)

    def _is_met(self, quantity: Quantity) -> bool:
        return (
            self._has_value(quantity)
            and quantity.is_of(self.unit)
            and self._is_hedged(quantity)
            and not quantity.is_negated
        )

    def _has_value(self, quantity: Quantity) -> bool:
        low, high = self._bounds
        if self.value is not None and quantity.is_change:  # "rose from 45% to 65%" gives both
            return any(abs(end - self.value) <= self.tolerance for end in (quantity.low, quantity.high))
        return abs(quantity.low - low) <= self.tolerance and abs(quantity.high - high) <= self.tolerance

    def _is_hedged(self, quantity: Quantity) -> bool:
        return self.hedge is None or quantity.is_hedged("" if self.hedge == "none" else self.hedge)

    def _is_about(self, sentence: str) -> bool:
        return self.of is None or any(True for _ in mentions(sentence, self.of))

    def _distance(self, item: _Found) -> tuple[bool, bool, bool, float]:
        """How unlike a figure is what was expected: by unit, by what it is of, by value."""
        quantity, (low, high) = item.quantity, self._bounds
        ratio = abs(math.log((abs(quantity.high) + _TINY) / (abs(high) + _TINY)))
        is_of_unit = quantity.is_of(self.unit) if self.unit else not quantity.is_year or low > 1000
        return not is_of_unit, not self._has_value(quantity), not self._is_about(item.sentence), ratio

    def _told(self, item: _Found) -> str:
        is_elsewhere = self._is_met(item.quantity) and not self._is_about(item.sentence)
        return f"{item}, in a sentence without {either(self.of or ())}" if is_elsewhere else str(item)

    def _expected(self) -> str:
        low, high = self._bounds
        figure = told(low) if low == high else f"{told(low)}-{told(high)}"
        hedge = "" if self.hedge in (None, "none") else self.hedge
        said = " ".join(
            part for part in (hedge, figure, told_unit(unit_name(self.unit), is_one=low == high == 1)) if part
        )
        within = f" ± {self.tolerance:g}" if self.tolerance else ""
        of = f" of {either(self.of)}" if self.of else ""
        return f"{said}{within}{of}{', without a hedge' if self.hedge == 'none' else ''}"
