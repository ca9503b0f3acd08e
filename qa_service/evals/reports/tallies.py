"""How groups of cases did: what every form of a report shows of a suite, of a kind and of all.

A share is of the cases that were judged. What does not apply and what could not be asked are counted beside it, never in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qa_service.evals.results import CaseResult, Report
from qa_service.evals.statistics import median_and_quantile, wilson


@dataclass(frozen=True, slots=True)
class Tally:
    """How the cases of one group did, and how long each of their answers took."""

    name: str
    passed: int
    failed: int
    errors: int
    not_applicable: int
    seconds: tuple[float, ...]

    @property
    def cases(self) -> int:
        """All of the group."""
        return self.judged + self.errors + self.not_applicable

    @property
    def judged(self) -> int:
        """Those that passed or failed."""
        return self.passed + self.failed

    @property
    def interval(self) -> tuple[float, float]:
        """Where the share of passed cases lies, at 95%."""
        return wilson(self.passed, self.judged)

    @property
    def rate(self) -> str:
        """The share that passed and its interval, in per cent."""
        if not self.judged:
            return "-"
        low, high = self.interval
        # Rounded down, so that 100.0% is never said of a group with a failure.
        share = self.passed * 1000 // self.judged / 10
        return f"{share:.1f}% ({100 * low:.1f} to {100 * high:.1f})"

    @property
    def median(self) -> str:
        """The time within which half of its answers came."""
        return duration(median_and_quantile(self.seconds)[0]) if self.seconds else "-"

    @property
    def slow(self) -> str:
        """The time within which 95% of its answers came."""
        return duration(median_and_quantile(self.seconds)[1]) if self.seconds else "-"


def whole(report: Report) -> Tally:
    """All cases that were run."""
    return tally("total", report.results)


def by_suite(report: Report) -> list[Tally]:
    """One per suite, also where none of its cases was run."""
    return [tally(name, results) for name, results in results_of_suites(report).items()]


def by_kind(report: Report) -> list[Tally]:
    """One per kind of case, as they come."""
    groups: dict[str, list[CaseResult]] = {}
    for result in report.results:
        groups.setdefault(result.kind, []).append(result)
    return [tally(name, results) for name, results in groups.items()]


def results_of_suites(report: Report) -> dict[str, list[CaseResult]]:
    """The results of each suite, also where none of its cases was run."""
    groups: dict[str, list[CaseResult]] = {name: [] for name in report.suites}
    for result in report.results:
        groups.setdefault(result.suite, []).append(result)
    return groups


def tally(name: str, results: Iterable[CaseResult]) -> Tally:
    """Count the cases of a group."""
    members = list(results)
    counts = Counter(result.outcome for result in members)
    return Tally(
        name=name,
        passed=counts["passed"],
        failed=counts["failed"],
        errors=counts["error"],
        not_applicable=counts["not_applicable"],
        seconds=tuple(turn.seconds for result in members for turn in result.turns if not turn.error),
    )


def duration(seconds: float) -> str:
    """A time as a person says it."""
    return f"{1000 * seconds:.0f} ms" if seconds < 0.9995 else f"{seconds:,.1f} s"


def flaky_keys(results: Sequence[CaseResult]) -> list[str]:
    """The cases whose repeats differed."""
    return [result.key for result in results if result.is_flaky]
