"""The cases that did not pass, and why."""

from __future__ import annotations

from qa_service.evals.results import CaseResult, Report


def failures(report: Report) -> list[CaseResult]:
    """Those that failed or could not be asked, as they come."""
    return [result for result in report.results if result.outcome in ("failed", "error")]


def reasons(result: CaseResult) -> tuple[str, ...]:
    """Why it did not pass, at least one line."""
    if 0 < result.passes < result.repeats:
        return (*result.reasons, f"passed {result.passes} of {result.repeats} times")
    return result.reasons or ("no reason was given",)
