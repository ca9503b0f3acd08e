"""The JSON report keeps its form: programs of other teams read it."""

from __future__ import annotations

import pytest

from qa_service.evals.results import FORMAT_VERSION, CaseResult, Report, TurnResult, Verdict
from qa_service.types import Value

# What format 1 has. A field may be added; one that goes, or gets another name, needs another format version.
FORMAT_1 = {
    Report: "format_version started seconds target suites fingerprints results cases retries partial",
    CaseResult: "suite id kind must turns passes repeats is_flaky",
    TurnResult: "question text answer verdicts seconds attempts error is_refused",
    Verdict: "check outcome reason expected found score",
}


@pytest.mark.parametrize("value", FORMAT_1, ids=lambda value: value.__name__)
def test_no_field_of_the_report_is_lost(value: type[Value]) -> None:
    """Neither taken out nor renamed while the version is the same."""
    assert FORMAT_VERSION == 1
    assert set(FORMAT_1[value].split()) <= set(value.model_fields)
