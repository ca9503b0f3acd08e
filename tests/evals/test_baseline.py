"""A run is compared with a baseline, case by case, and refused only for what is worse."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa_service.evals.baseline import Baseline, compare, read_baseline, write_baseline
from qa_service.evals.reports.changes import changes
from qa_service.evals.results import CaseResult, Outcome, Report, TargetRecord, TurnResult, Verdict
from qa_service.types import Answer, Fingerprint, Timings


def answered(corpus: str) -> Answer:
    """The least of an answer that tells which corpus it is from."""
    hashes = dict.fromkeys(Fingerprint.model_fields, "0")
    return Answer(
        id="a",
        conversation_id="c",
        question="Why?",
        standalone_question="Why?",
        status="answered",
        text="Because.",
        generator="extractive",
        fingerprint=Fingerprint(**{**hashes, "corpus": corpus}),
        timings_ms=Timings(rewrite=0, retrieve=0, generate=0, verify=0, total=0),
    )


def result(name: str, outcome: Outcome, must: bool = False, corpus: str = "one") -> CaseResult:
    verdicts = (Verdict(check="contains", outcome=outcome, reason="expected this; found that"),)
    turn = TurnResult(question="Why?", text="Because.", answer=answered(corpus), verdicts=verdicts)
    return CaseResult(suite="a/b", id=name, kind="", must=must, turns=(turn,), passes=int(outcome != "failed"))


def report(*results: CaseResult, partial: str | None = None) -> Report:
    return Report(
        started="2026-01-01T00:00:00+00:00",
        seconds=1,
        target=TargetRecord(kind="in_process"),
        suites={"a/b": "hash"},
        results=results,
        cases=len(results),
        partial=partial,
    )


def test_what_changed_is_told_apart() -> None:
    """Better, worse, new, and no more run."""
    before = report(
        result("up", "failed"), result("down", "passed"), result("same", "passed"), result("gone", "passed")
    )
    after = report(result("up", "passed"), result("down", "failed"), result("same", "passed"), result("new", "passed"))

    compared = compare(after, Baseline.of(before))

    assert compared.better == ("a/b::up",)
    assert [item.key for item in compared.worse] == ["a/b::down"]
    assert [item.key for item in compared.new] == ["a/b::new"]
    assert compared.missing == ("a/b::gone",)
    assert (compared.compared, compared.passed_before, compared.passed_now) == (3, 2, 2)
    assert not compared.is_worse


@pytest.mark.parametrize("outcome", ["failed", "error"])
def test_a_case_that_must_hold_may_not_be_lost(outcome: Outcome) -> None:
    """One is enough, whatever else got better."""
    before = report(result("key", "passed", must=True), *(result(f"c{n}", "failed") for n in range(9)))
    after = report(result("key", outcome, must=True), *(result(f"c{n}", "passed") for n in range(9)))

    compared = compare(after, Baseline.of(before))

    assert [item.key for item in compared.lost] == ["a/b::key"]
    assert compared.is_worse


def test_a_case_that_must_hold_and_never_did_is_no_regression() -> None:
    """It is known; a new one that fails is not."""
    before = report(result("known", "failed", must=True))
    after = report(result("known", "failed", must=True), result("new", "failed", must=True))

    assert [item.key for item in compare(after, Baseline.of(before)).lost] == ["a/b::new"]


@pytest.mark.parametrize(
    ("lost", "gained", "is_worse"),
    [
        (4, 0, False),  # p = 1/16: chance explains it
        (5, 0, True),  # p = 1/32
        (12, 8, False),  # p = .25
        (15, 4, True),  # p = .0096
    ],
)
def test_a_drop_counts_beyond_the_margin_and_beyond_chance(lost: int, gained: int, is_worse: bool) -> None:
    """Cases that need not hold each may change; together they may not get worse."""
    before = report(*(result(str(n), "passed" if n < lost else "failed") for n in range(100)))
    after = report(*(result(str(n), "passed" if lost <= n < lost + gained else "failed") for n in range(100)))

    assert compare(after, Baseline.of(before), margin=0.03).is_worse is is_worse


def test_a_drop_within_the_margin_is_let_pass() -> None:
    """However sure it is."""
    before = report(*(result(str(n), "passed") for n in range(100)))
    after = report(*(result(str(n), "failed" if n < 8 else "passed") for n in range(100)))

    assert not compare(after, Baseline.of(before), margin=0.1).is_worse
    assert compare(after, Baseline.of(before), margin=0.05).is_worse


def test_what_was_not_judged_is_not_compared() -> None:
    """A check that does not apply to this endpoint is neither better nor worse."""
    compared = compare(report(result("a", "not_applicable")), Baseline.of(report(result("a", "passed"))))

    assert (compared.compared, compared.worse, compared.new) == (0, (), ())
    assert compared.unjudged == ("a/b::a",)
    assert "  no check applies any more: a/b::a" in changes(compared)


def test_another_corpus_is_named() -> None:
    """A comparison never passes over it in silence."""
    compared = compare(report(result("a", "passed", corpus="two")), Baseline.of(report(result("a", "passed"))))

    assert compared.other_corpora == ("a/b",)
    assert "OTHER CORPUS than the baseline's: a/b" in changes(compared)


def test_a_partial_report_makes_no_baseline() -> None:
    """Its missing cases would count as gone."""
    with pytest.raises(ValueError, match="a partial report makes no baseline: the server went away"):
        Baseline.of(report(result("a", "passed"), partial="the server went away"))


def test_a_baseline_is_written_sorted_and_read_again(tmp_path: Path) -> None:
    """Suites that were not run keep what they had; a JSON report is a baseline, too."""
    path = tmp_path / "baselines" / "lems.json"
    other = result("x", "passed").model_copy(update={"suite": "other/suite"})
    write_baseline(path, report(other))
    write_baseline(path, report(result("b", "passed"), result("a", "failed")))
    (tmp_path / "report.json").write_text(report(result("a", "failed")).model_dump_json())

    assert {name: suite.cases for name, suite in read_baseline(path).suites.items()} == {
        "a/b": {"a": "failed", "b": "passed"},
        "other/suite": {"x": "passed"},
    }
    assert list(read_baseline(path).suites["a/b"].cases) == ["a", "b"]
    assert read_baseline(tmp_path / "report.json").suites["a/b"].cases == {"a": "failed"}


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"\xff\xfe", b'{"format_version": 2, "suites": {}}', b'{"results": 1}']
)
def test_a_file_that_is_no_baseline_is_refused(tmp_path: Path, content: bytes) -> None:
    """With its name, and how to make one."""
    path = tmp_path / "baseline.json"
    path.write_bytes(content)

    with pytest.raises(ValueError, match=r"baseline\.json: "):
        read_baseline(path)


def test_changes_are_told_in_a_few_lines() -> None:
    """With the reason why the run is refused."""
    before = report(*(result(str(n), "passed", must=n == 0) for n in range(50)))
    after = report(*(result(str(n), "failed" if n < 30 else "passed", must=n == 0) for n in range(50)))

    told = changes(compare(after, Baseline.of(before)))

    assert (
        told.splitlines()[0]
        == "Against the baseline: 0 better, 30 worse, 0 new, 0 not run; 50 -> 20 of 50 cases passed."
    )
    assert "  worse: a/b::0" in told
    assert "  worse: ... and 10 more" in told
    assert "REFUSED: 1 cases that must hold do not." in told
    assert "REFUSED: the pass rate fell by 60.0%, which is more than 1.0% and more than chance explains" in told
