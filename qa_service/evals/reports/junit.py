"""A report as JUnit XML, which CI servers show: a suite per suite, a test per case."""

from __future__ import annotations

import io
from pathlib import Path

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from qa_service.evals.reports import write_text_atomically
from qa_service.evals.reports.failures import reasons
from qa_service.evals.reports.provenance import partial_line, provenance
from qa_service.evals.reports.tallies import flaky_keys, results_of_suites
from qa_service.evals.reports.visible import one_line, visible
from qa_service.evals.results import CaseResult, Report


def write_junit(report: Report, path: Path) -> None:
    """Write the report where a CI server looks for it."""
    document = JUnitXml("qa-service eval")
    for name, results in results_of_suites(report).items():
        document.append(_suite(report, name, results))
    document.update_statistics()
    written = io.BytesIO()
    document.write(written)
    write_text_atomically(path, written.getvalue().decode("utf-8") + "\n")


def _suite(report: Report, name: str, results: list[CaseResult]) -> TestSuite:
    suite = TestSuite(visible(name))
    suite.timestamp = visible(report.started)
    for key, value in _properties(report, name, results).items():
        suite.add_property(key, visible(value))
    suite.add_testcases([_case(result) for result in results])
    return suite


def _properties(report: Report, name: str, results: list[CaseResult]) -> dict[str, str]:
    values = {**provenance(report), "suite": report.suites.get(name, "not known")}
    if report.partial:
        values["partial"] = partial_line(report)
    if keys := flaky_keys(results):
        values["flaky"] = ", ".join(keys)
    return values


def _case(result: CaseResult) -> TestCase:
    case = TestCase(name=visible(result.id), classname=visible(result.suite), time=round(result.seconds, 6))
    if result.outcome != "passed":
        case.result = _ended(result)
    return case


def _ended(result: CaseResult) -> Error | Failure | Skipped:
    if result.outcome == "not_applicable":
        return Skipped(one_line(next((verdict.reason for verdict in result.verdicts), "") or "no check applies"))
    found = reasons(result)
    kind, name = (Error, "error") if result.outcome == "error" else (Failure, "failed")
    ended = kind(one_line(found[0]), "must" if result.must else name)
    asked = [f"Question: {turn.question}\nAnswer: {turn.text or 'none'}" for turn in result.turns]
    ended.text = visible("\n\n".join([*asked, "\n".join(f"- {reason}" for reason in found)]))
    return ended
