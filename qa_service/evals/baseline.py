"""A baseline: which cases passed when it was taken. A run is compared with it, case by case.

A run is worse if a case that must hold was lost, or if its pass rate over the cases of both fell by more than a margin and by
more than chance explains (McNemar's exact test on the cases that changed).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from qa_service.evals.reports import write_text_atomically
from qa_service.evals.results import CaseResult, Outcome, Report
from qa_service.evals.statistics import mcnemar_drop
from qa_service.types import Value

MARGIN = 0.01
"""Share of the cases by which the pass rate may fall before it counts."""
_SIGNIFICANCE = 0.05


class BaselineSuite(Value):
    """One suite of a baseline."""

    corpus: str | None = Field(
        None, description="hash of the corpus that was answered from, where the endpoint tells it"
    )
    cases: dict[str, Outcome]


class Baseline(Value):
    """The outcome of every case, by suite."""

    format_version: Literal[1] = 1
    suites: dict[str, BaselineSuite]

    @classmethod
    def of(cls, report: Report) -> Baseline:
        """The baseline that a report makes. A partial one makes none.

        Raises:
            ValueError: the report is partial.
        """
        if report.partial:
            raise ValueError(f"a partial report makes no baseline: {report.partial}")
        names = dict.fromkeys(result.suite for result in report.results)
        return cls(suites={name: _suite(result for result in report.results if result.suite == name) for name in names})

    def outcome(self, result: CaseResult) -> Outcome | None:
        """How a case ended then; None where it was not there."""
        suite = self.suites.get(result.suite)
        return suite.cases.get(result.id) if suite else None


class Comparison(Value):
    """What changed from a baseline to a run."""

    better: tuple[str, ...]
    worse: tuple[CaseResult, ...]
    new: tuple[CaseResult, ...]
    unjudged: tuple[str, ...] = Field(description="cases that passed then, and to which no check applies now")
    missing: tuple[str, ...] = Field(
        description="cases of the suites that were run which are there no more, or were left out"
    )
    compared: int
    passed_before: int
    passed_now: int
    other_corpora: tuple[str, ...] = Field(description="suites that were answered from another corpus than then")
    margin: float = MARGIN

    @property
    def failed(self) -> tuple[CaseResult, ...]:
        """The cases that do not pass, and did or were not there before."""
        return tuple(result for result in (*self.worse, *self.new) if result.outcome in ("failed", "error"))

    @property
    def lost(self) -> tuple[CaseResult, ...]:
        """Those of them that must hold."""
        return tuple(result for result in self.failed if result.must)

    @property
    def probability(self) -> float:
        """How likely it is that so many were lost by chance alone."""
        return mcnemar_drop(len(self.worse), len(self.better))

    @property
    def has_dropped(self) -> bool:
        """Whether the pass rate fell beyond the margin, and beyond chance."""
        drop = (self.passed_before - self.passed_now) / max(1, self.compared)
        return drop > self.margin and self.probability < _SIGNIFICANCE

    @property
    def is_worse(self) -> bool:
        """Whether the run is to be refused."""
        return bool(self.lost) or self.has_dropped


def compare(report: Report, baseline: Baseline, margin: float = MARGIN) -> Comparison:
    """Compare a run with a baseline, over the cases that were judged in both.

    Raises:
        ValueError: the margin is no share.
    """
    if not 0 <= margin <= 1:
        raise ValueError(f"the margin is {margin:g}; it is a share from 0 to 1")
    judged = [result for result in report.results if result.outcome in ("passed", "failed", "error")]
    known = [(result, then) for result in judged if (then := baseline.outcome(result)) in ("passed", "failed")]
    run = {result.key for result in report.results}
    suites = {result.suite for result in report.results}
    return Comparison(
        better=tuple(result.key for result, then in known if then == "failed" and result.outcome == "passed"),
        worse=tuple(result for result, then in known if then == "passed" and result.outcome != "passed"),
        new=tuple(result for result in judged if baseline.outcome(result) is None),
        unjudged=tuple(
            result.key
            for result in report.results
            if result.outcome == "not_applicable" and baseline.outcome(result) == "passed"
        ),
        missing=tuple(
            key
            for name, suite in baseline.suites.items()
            if name in suites
            for key in (f"{name}::{case}" for case in suite.cases)
            if key not in run
        ),
        compared=len(known),
        passed_before=sum(then == "passed" for _, then in known),
        passed_now=sum(result.outcome == "passed" for result, _ in known),
        other_corpora=_other_corpora(report, baseline),
        margin=margin,
    )


def read_report(path: Path) -> Report:
    """Read a JSON report.

    Raises:
        ValueError: the file is missing or is none.
    """
    try:
        return Report.model_validate_json(_read(path))
    except ValidationError as error:
        raise ValueError(f"{path}: no JSON report of this version; eval run ... --json FILE writes one") from error


def read_baseline(path: Path) -> Baseline:
    """Read a baseline, or take a JSON report as one.

    Raises:
        ValueError: the file is missing or is neither.
    """
    try:
        return Baseline.model_validate_json(_read(path))
    except ValidationError as error:
        if '"results"' in _read(path):
            return Baseline.of(read_report(path))
        raise ValueError(f"{path}: neither a baseline nor a JSON report of this version; take it anew") from error


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ValueError(
            f"{path}: there is no such file; eval run writes it with --update-baseline or --json"
        ) from error
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: not UTF-8, so neither a baseline nor a report") from error


def write_baseline(path: Path, report: Report) -> None:
    """Write the baseline that a report makes. Suites that were not run keep what they had.

    Raises:
        ValueError: the report is partial.
    """
    old = read_baseline(path).suites if path.exists() else {}
    made = Baseline(suites=dict(sorted({**old, **Baseline.of(report).suites}.items())))
    write_text_atomically(path, f"{made.model_dump_json(indent=1)}\n")


def _suite(results: Iterable[CaseResult]) -> BaselineSuite:
    kept = sorted(results, key=lambda result: result.id)
    return BaselineSuite(corpus=_corpus(kept), cases={result.id: result.outcome for result in kept})


def _corpus(results: Iterable[CaseResult]) -> str | None:
    """The corpus that was answered from, or all of them where it changed; None where no answer tells."""
    answers = (turn.answer for result in results for turn in result.turns if turn.answer)
    return "+".join(sorted({answer.fingerprint.corpus for answer in answers})) or None


def _other_corpora(report: Report, baseline: Baseline) -> tuple[str, ...]:
    """Names of the suites whose answers came from another corpus."""
    found = []
    for name in dict.fromkeys(result.suite for result in report.results):
        now = _corpus(result for result in report.results if result.suite == name)
        then = baseline.suites[name].corpus if name in baseline.suites else None
        if now and then and now != then:
            found.append(name)
    return tuple(found)
