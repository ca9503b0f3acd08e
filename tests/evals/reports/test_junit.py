"""What a CI server reads."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from qa_service.evals.reports.junit import write_junit
from qa_service.evals.results import Report


def read(report: Report, folder: Path) -> ElementTree.Element:
    path = folder / "ci" / "junit.xml"
    write_junit(report, path)
    return ElementTree.parse(path).getroot()


def test_a_test_per_case_under_its_suite(outcomes: Report, tmp_path: Path) -> None:
    """Each outcome is of its own kind, and what does not apply is skipped."""
    (suite,) = read(outcomes, tmp_path)

    assert suite.get("name") == "lems/facts"
    assert [suite.get(name) for name in ("tests", "failures", "errors", "skipped")] == ["5", "1", "1", "1"]
    ended = {test.get("name"): [child.tag for child in test] for test in suite.iter("testcase")}
    assert ended == {"P1": [], "P2": [], "F1": ["failure"], "E1": ["error"], "N1": ["skipped"]}
    assert {(test.get("classname"), test.get("time")) for test in suite.iter("testcase")} == {("lems/facts", "0.02")}


def test_a_failure_tells_the_whole_story(outcomes: Report, tmp_path: Path) -> None:
    """The first reason as its message; question, answer and every reason as its text."""
    failure = read(outcomes, tmp_path).find(".//failure")

    assert failure is not None
    assert failure.attrib == {"message": "number: expected about 60 %, found up to 60 %", "type": "must"}
    assert failure.text == (
        "Question: What share?\nAnswer: Up to 60% [1].\n\n- number: expected about 60 %, found up to 60 %"
    )


def test_what_is_skipped_says_why(outcomes: Report, tmp_path: Path) -> None:
    """The reason of the check that does not apply."""
    skipped = read(outcomes, tmp_path).find(".//skipped")

    assert skipped is not None
    assert skipped.get("message") == "the endpoint has no search"


def test_properties_say_what_the_answers_depend_on(nothing_run: Report, tmp_path: Path) -> None:
    """With the reason of a partial report, also where no case was run."""
    properties = read(nothing_run, tmp_path).iter("property")

    assert {item.get("name"): item.get("value") for item in properties} == {
        "target": "in this process",
        "started": "2026-11-24T13:42:08Z",
        "corpus": "c0",
        "index": "i0",
        "embedder": "e0",
        "generator": "g0",
        "prompt": "none",
        "settings": "s0",
        "suite": "hash-of-facts",
        "partial": "the service did not start (0 of 7 cases have a result)",
    }


def test_what_was_flaky_is_a_property(flaky: Report, tmp_path: Path) -> None:
    """JUnit has no outcome for it."""
    (flaky_cases,) = [item for item in read(flaky, tmp_path).iter("property") if item.get("name") == "flaky"]

    assert flaky_cases.get("value") == "lems/facts::S07a"


def test_the_file_is_well_formed_and_counts_agree(any_report: Report, tmp_path: Path) -> None:
    """Whatever the answers hold."""
    root = read(any_report, tmp_path)

    counts = any_report.counts()
    expected = [len(any_report.results), counts["failed"], counts["error"], counts["not_applicable"]]
    counted = [[int(element.get(name) or 0) for name in ("tests", "failures", "errors", "skipped")] for element in root]
    assert [int(root.get(name) or 0) for name in ("tests", "failures", "errors", "skipped")] == expected
    assert [sum(column) for column in zip(*counted, strict=True)] == (expected if counted else [])
    assert len(list(root.iter("testcase"))) == len(any_report.results)
