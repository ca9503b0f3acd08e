"""A figure of the table: a share, an AUROC or a median, with its interval, its baseline and its target."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

from qa_service.evals.statistics import wilson

_RESAMPLES, _SEED = 2000, 0
_HEAD = "| row | what | n | figure | 95% interval | plain baseline | target | met |\n|---|---|---|---|---|---|---|---|"

Unit = Literal["share", "ms", "words", "times"]
Scored: TypeAlias = Sequence[tuple[bool, float]]
"""The cases of one question, each with whether it is positive and its score; they are drawn together."""


class Estimate(NamedTuple):
    """A value with its interval, over so many cases."""

    n: int
    value: float
    low: float
    high: float


class Target(NamedTuple):
    """What a figure should reach."""

    sign: Literal[">=", "<=", "<"]
    value: float

    def is_met(self, value: float) -> bool:
        """Whether a value reaches it."""
        return {">=": value >= self.value, "<=": value <= self.value, "<": value < self.value}[self.sign]


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of the table."""

    what: str
    estimate: Estimate | None = None
    unit: Unit = "share"
    target: Target | None = None
    baselines: tuple[tuple[str, Estimate], ...] = ()
    missed: tuple[str, ...] = ()
    """Ids of the cases that count against it; never what was asked."""
    note: str = ""

    def line(self, row: str) -> str:
        """It as a line of a Markdown table."""
        if self.estimate is None:
            return f"| {row} | {self.what} | | | | | | {self.note} |"
        found, aim = self.estimate, self.target
        against = "; ".join(f"{name} {_shown(value.value, self.unit)}" for name, value in self.baselines)
        aimed = f"{aim.sign} {_shown(aim.value, self.unit)}" if aim else ""
        met = "" if aim is None else "yes" if aim.is_met(found.value) else "no"
        interval = f"{_shown(found.low, self.unit)} to {_shown(found.high, self.unit)}"
        cells = (row, self.what, found.n, _shown(found.value, self.unit), interval, against, aimed, met)
        return f"| {' | '.join(map(str, cells))} |"

    def as_json(self, row: str) -> dict[str, Any]:
        """It with all that is known."""
        return {
            "row": row,
            "what": self.what,
            "unit": self.unit,
            **(self.estimate._asdict() if self.estimate else {"n": 0, "value": None}),
            "baselines": {name: value._asdict() for name, value in self.baselines},
            "target": self.target and f"{self.target.sign} {self.target.value}",
            "met": self.target and self.estimate and self.target.is_met(self.estimate.value),
            "missed": list(self.missed),
            "note": self.note,
        }


def table(rows: Sequence[tuple[str, Figure]]) -> str:
    """The figures as a Markdown table; what there is to say on them stands below."""
    notes = [f"- {row}, {figure.what}: {figure.note}" for row, figure in rows if figure.note and figure.estimate]
    return "\n".join([_HEAD, *(figure.line(row) for row, figure in rows), *(["", *notes] if notes else [])])


def share(is_true: Mapping[str, bool]) -> Estimate | None:
    """The share of cases, by id, for which something is true; None of no case."""
    if not is_true:
        return None
    true = sum(is_true.values())
    return Estimate(len(is_true), true / len(is_true), *wilson(true, len(is_true)))


def share_figure(
    what: str,
    is_true: Mapping[str, bool],
    target: Target | None = None,
    baselines: Mapping[str, Mapping[str, bool]] | None = None,
    note: str = "",
) -> Figure:
    """The row of a share; its baselines are shares too. Missed are the cases on the side that the target speaks against."""
    against = target is not None and target.sign != ">="
    beside = {name: share(of_baseline) for name, of_baseline in (baselines or {}).items()}
    return Figure(
        what,
        share(is_true),
        "share",
        target,
        tuple((name, found) for name, found in beside.items() if found),
        tuple(case for case, true in is_true.items() if true is against),
        note if is_true else "no case",
    )


def auroc(cases: Sequence[Scored]) -> Estimate:
    """The chance that a positive case scores above a negative one, with a percentile bootstrap over the questions.

    Raises:
        ValueError: all cases are positive, or none is.
    """
    pairs = [pair for group in cases for pair in group]
    labels, scores = np.array([label for label, _ in pairs], dtype=bool), np.array([score for _, score in pairs])
    group_of = np.repeat(np.arange(len(cases)), [len(group) for group in cases])
    if labels.all() or not labels.any():
        raise ValueError("an AUROC needs positive and negative cases")
    members = [np.flatnonzero(group_of == number) for number in range(len(cases))]

    def resampled(drawn: npt.NDArray[np.int64]) -> float:
        rows = np.concatenate([members[number] for number in drawn])
        return _auroc(labels[rows], scores[rows])

    return Estimate(len(pairs), _auroc(labels, scores), *_bootstrap(resampled, len(cases)))


def median(values: Sequence[float]) -> Estimate:
    """The median, with a percentile bootstrap."""
    return quantile(values, 0.5)


def quantile(values: Sequence[float], part: float) -> Estimate:
    """A quantile, with a percentile bootstrap.

    Raises:
        ValueError: there is no value.
    """
    if not values:
        raise ValueError("a quantile needs values")
    of = np.asarray(values, dtype=float)
    low, high = _bootstrap(lambda drawn: float(np.quantile(of[drawn], part)), len(of))
    return Estimate(len(of), float(np.quantile(of, part)), low, high)


def _bootstrap(statistic: Callable[[npt.NDArray[np.int64]], float], count: int) -> tuple[float, float]:
    chance = np.random.default_rng(_SEED)
    found = [statistic(chance.integers(0, count, count)) for _ in range(_RESAMPLES)]
    low, high = np.nanquantile(found, (0.025, 0.975))
    return float(low), float(high)


def _auroc(labels: npt.NDArray[np.bool_], scores: npt.NDArray[np.float64]) -> float:
    positive = int(labels.sum())
    negative = len(labels) - positive
    if not positive or not negative:
        return float("nan")
    ranks = rankdata(scores)
    return float((ranks[labels].sum() - positive * (positive + 1) / 2) / (positive * negative))


def _shown(value: float, unit: Unit) -> str:
    if unit == "share":
        return f"{value:.3f}"
    return f"{value:.1f}{' ms' if unit == 'ms' else ''}"
