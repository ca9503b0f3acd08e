"""`qa-service eval`: what is printed, what is written, and the exit status."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from qa_service.retrieval.build import BuildReport

pytestmark = pytest.mark.e2e

Run = Callable[..., Any]
WriteSuite = Callable[..., Path]
COMMAND = Path(sys.executable).with_name("qa-service")
LITERATURE = Path(__file__).parents[1] / "literature"
WRONG = """\
suite: invented/wrong
must: true
cases:
- id: a
  question: How many sailors did lemon juice cure?
  checks: [number: {value: 7, of: sailors}]
"""
MANY = """\
suite: invented/many
always: [faithful, quotes_verbatim]
cases:
- id: a
  question: How many sailors did lemon juice cure?
  checks: [answers]
- id: b
  question: What is scurvy?
  checks: [answers]
- id: c
  question: How much ascorbate a day prevents scurvy?
  checks: [answers]
- id: d
  question: How often did a bleeding peptic ulcer occur?
  checks: [answers]
"""


@pytest.fixture
def over(library: BuildReport) -> tuple[str | Path, ...]:
    """Options for the invented literature."""
    return "--corpus", LITERATURE, "--out", library.generation.parent


def test_a_green_run_is_told_in_a_few_lines(run: Run, suite: WriteSuite, over: tuple[str, ...]) -> None:
    """Results on stdout, nothing else there; status 0."""
    ended = run("eval", "run", suite(), *over)

    assert ended.status == 0
    assert "invented/scurvy" in ended.stdout
    assert "100.0%" in ended.stdout
    assert "[info" not in ended.stdout


def test_a_failure_names_case_expected_and_found(run: Run, suite: WriteSuite, over: tuple[str, ...]) -> None:
    """Status 1."""
    ended = run("eval", "run", suite(WRONG), *over)

    assert ended.status == 1
    assert "FAILED invented/wrong::a (must)" in ended.stdout
    assert "number: expected 7 of sailors; found" in ended.stdout
    assert "9 sailors (“Lemon juice cured 9 of 10 sailors" in " ".join(ended.stdout.split())


def test_every_report_is_written(run: Run, suite: WriteSuite, over: tuple[str, ...], tmp_path: Path) -> None:
    """JSON, JUnit, Markdown and HTML, in folders that are made for them."""
    out = tmp_path / "reports"
    files = ("--json", out / "r.json", "--junit", out / "r.xml", "--md", out / "r.md", "--html", out / "r.html")

    assert run("eval", "run", suite(), *files, *over).status == 0

    report = json.loads((out / "r.json").read_text())
    assert (report["format_version"], report["partial"], len(report["results"])) == (1, None, 3)
    assert ElementTree.parse(out / "r.xml").getroot().get("tests") == "3"
    assert "invented/scurvy" in (out / "r.md").read_text()
    assert (out / "r.html").read_text().startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nothing/there",), "nothing/there: there is no such file, folder or suite"),
        (("SUITE", "--filter", "nobody"), "fits none of 3 cases"),
        (("SUITE", "--api", "openai"), "--api openai needs --url and --model"),
        (("SUITE", "--url", "localhost"), "'localhost' is no address"),
        (("SUITE", "--update-baseline"), "--update-baseline needs --baseline FILE"),
        (("SUITE", "--baseline", "b.json", "--update-baseline", "--filter", "x"), "leave out --filter"),
        (("SUITE", "--baseline", "b.json", "--fail-fast"), "leave out one of them"),
        (("SUITE", "--json", "/dev/null/x.json"), "/dev/null/x.json: cannot be written"),
        (("SUITE", "--json", "same", "--md", "./same"), "two reports would be written to this one file"),
        (("SUITE", "--timeout", "nan"), "--timeout is nan; it is a number of seconds above 0"),
        (("SUITE", "--url", "http://127.0.0.1:abc"), "http://127.0.0.1:abc"),
        (("SUITE", "--baseline", "nowhere.json"), "nowhere.json: there is no such file"),
        (("SUITE", "--model", "gpt"), "there is no generator 'gpt'; choose one of extractive"),
        (("SUITE", "--repeat", "0"), "0 is not in the range"),
        ((), "Missing argument"),
    ],
)
def test_a_mistake_of_the_caller_is_status_2(
    run: Run, suite: WriteSuite, over: tuple[str, ...], arguments: tuple[str, ...], told: str
) -> None:
    """And is told with the value."""
    path = suite()

    ended = run("eval", "run", *(path if word == "SUITE" else word for word in arguments), *over)

    assert ended.status == 2
    assert told in ended.stderr


def test_a_broken_suite_is_status_2_with_its_line(run: Run, suite: WriteSuite, over: tuple[str, ...]) -> None:
    """Before anything is asked."""
    ended = run("eval", "run", suite(WRONG.replace("number", "nummer")), *over)

    assert ended.status == 2
    assert "scurvy.yaml:6: cases.0.checks.0 there is no check 'nummer'; did you mean 'number'?" in ended.stderr


def test_no_index_is_status_3(run: Run, suite: WriteSuite) -> None:
    """With the command that builds it, in the report too."""
    ended = run("eval", "run", suite(), "--corpus", LITERATURE, "--json", "report.json")

    assert ended.status == 3
    assert "index build" in json.loads(Path("report.json").read_text())["partial"]
    assert "index build" in ended.stderr


def test_a_service_that_is_not_there_gives_a_partial_report(run: Run, suite: WriteSuite, tmp_path: Path) -> None:
    """Status 3; the report says that it is partial, and why."""
    files = (
        "--json",
        tmp_path / "r.json",
        "--junit",
        tmp_path / "r.xml",
        "--html",
        tmp_path / "r.html",
        "--md",
        tmp_path / "r.md",
    )

    ended = run("eval", "run", suite(), "--url", "http://127.0.0.1:9", "--retries", "0", *files)

    report = json.loads((tmp_path / "r.json").read_text())
    assert ended.status == 3
    assert "PARTIAL" in ended.stdout
    assert "is the service running there?" in ended.stderr
    assert report["partial"].startswith("GET http://127.0.0.1:9/readyz: ConnectError")
    assert (report["cases"], report["results"]) == (3, [])


def test_a_running_service_is_asked(
    run: Run, suite: WriteSuite, serve: Callable[..., AbstractContextManager[Any]], library: BuildReport
) -> None:
    """Its documents are read from it, and its index is not needed here."""
    with serve(library.generation.parent) as served:
        ended = run("eval", "run", suite(), "--url", served.address)

    assert ended.status == 0
    assert served.address in ended.stdout


def test_a_baseline_lets_known_failures_pass_and_refuses_new_ones(
    run: Run, suite: WriteSuite, over: tuple[str, ...], tmp_path: Path
) -> None:
    """`--update-baseline` takes it; what passes now and failed then is better."""
    baseline = ("--baseline", tmp_path / "baseline.json")
    right = WRONG.replace("value: 7", "value: 9")

    assert run("eval", "run", suite(WRONG), *baseline, "--update-baseline", *over).status == 0
    known = run("eval", "run", suite(WRONG), *baseline, *over)
    better = run("eval", "run", suite(right), *baseline, "--update-baseline", *over)
    worse = run("eval", "run", suite(WRONG), *baseline, *over)

    assert (known.status, better.status, worse.status) == (0, 0, 1)
    assert "better: invented/wrong::a" in better.stdout
    assert "REFUSED: 1 cases that must hold do not." in worse.stdout
    assert "number: expected 7 of sailors; found" in worse.stdout
    assert "number: expected" not in known.stdout


def test_another_corpus_is_not_compared_silently(
    run: Run, suite: WriteSuite, over: tuple[str, ...], tmp_path: Path
) -> None:
    """Status 2 with the way on; with --across-corpora it is."""
    path, baseline = suite(), tmp_path / "baseline.json"
    run("eval", "run", path, "--baseline", baseline, "--update-baseline", *over)
    content = json.loads(baseline.read_text())
    content["suites"]["invented/scurvy"]["corpus"] = "another"
    baseline.write_text(json.dumps(content))

    silent = run("eval", "run", path, "--baseline", baseline, *over)
    across = run("eval", "run", path, "--baseline", baseline, "--across-corpora", *over)

    assert (silent.status, across.status) == (2, 0)
    assert "the baseline was taken over another corpus" in silent.stderr


def test_a_baseline_that_does_not_fit_is_status_2(
    run: Run, suite: WriteSuite, over: tuple[str, ...], tmp_path: Path
) -> None:
    """It knows none of the cases, or cases that are there no more."""
    baseline = tmp_path / "baseline.json"
    run("eval", "run", suite(), "--baseline", baseline, "--update-baseline", *over)

    unknown = run("eval", "run", suite(MANY), "--baseline", baseline, *over)
    gone = run("eval", "run", suite(suite().read_text().partition("- id: football")[0]), "--baseline", baseline, *over)
    chosen = run("eval", "run", suite(), "--baseline", baseline, "--filter", "cured", *over)

    assert (unknown.status, gone.status, chosen.status) == (2, 2, 0)
    assert "the baseline holds none of these cases" in unknown.stderr
    assert "cases of the baseline are there no more" in gone.stderr


def test_an_endpoint_to_which_no_check_applies_is_status_2(
    run: Run, suite: WriteSuite, listening: Callable[..., Any]
) -> None:
    """Nothing was judged, which is no pass."""

    async def answer(_: Request) -> Response:
        return JSONResponse({"choices": [{"message": {"content": "nine"}}]})

    path = suite("suite: a/b\ncases: [{id: a, question: b, checks: [faithful, cites: x]}]\n")
    with listening(Starlette(routes=[Route("/v1/chat/completions", answer, methods=["POST"])])) as address:
        ended = run("eval", "run", path, "--url", address, "--api", "openai", "--model", "m")

    assert ended.status == 2
    assert "no case was judged" in ended.stderr


def test_a_partial_report_is_never_compared_as_whole(
    run: Run, suite: WriteSuite, over: tuple[str, ...], tmp_path: Path
) -> None:
    """Status 3, as the run itself had."""
    before, after = tmp_path / "before.json", tmp_path / "after.json"
    run("eval", "run", suite(), "--json", before, *over)
    run("eval", "run", suite(), "--json", after, "--url", "http://127.0.0.1:9", "--retries", "0")

    assert run("eval", "compare", before, after).status == 3


def test_two_reports_are_compared(run: Run, suite: WriteSuite, over: tuple[str, ...], tmp_path: Path) -> None:
    """Status 1 if the second is worse, 2 if the corpora differ."""
    for name, text in (("right", WRONG.replace("value: 7", "value: 9")), ("wrong", WRONG)):
        run("eval", "run", suite(text), "--json", tmp_path / f"{name}.json", *over)
    other = (tmp_path / "right.json").read_text()
    corpus = json.loads(other)["fingerprints"][0]["corpus"]
    (tmp_path / "other.json").write_text(other.replace(corpus, "another"))

    statuses = [
        run("eval", "compare", tmp_path / f"{before}.json", tmp_path / f"{after}.json").status
        for before, after in (("wrong", "right"), ("right", "wrong"), ("right", "other"))
    ]

    assert statuses == [0, 1, 2]


def test_a_corpus_with_a_changed_figure_fails_the_suite(
    run: Run, suite: WriteSuite, library: BuildReport, build: Callable[..., BuildReport], tmp_path: Path
) -> None:
    """The case is named, with the figure that was expected and the one that was found."""
    corpus, index = tmp_path / "literature", tmp_path / "index"
    shutil.copytree(LITERATURE, corpus)
    shutil.copytree(library.generation.parent, index)
    review = corpus / "core" / "marsh1998_jim.md"
    review.write_text(review.read_text().replace("9 of 10 sailors", "4 of 10 sailors"))
    build(corpus, index)

    ended = run("eval", "run", suite(), "--corpus", corpus, "--out", index)

    assert ended.status == 1
    assert "FAILED invented/scurvy::cured (must)" in ended.stdout
    assert "expected 9 of sailors; found" in ended.stdout
    assert "4 sailors (“Lemon juice cured 4 of 10 sailors" in " ".join(ended.stdout.split())


def test_a_run_that_was_killed_goes_on(
    suite: WriteSuite, listening: Callable[..., Any], tmp_path: Path, run: Run
) -> None:
    """What was finished is not asked again, and the file goes when the run is whole."""
    path = suite(
        "suite: a/b\ncases:\n" + "".join(f"- id: {n}\n  question: Q{n}\n  checks: [contains: nine]\n" for n in range(4))
    )
    asked: list[str] = []
    is_stuck = True

    async def answer(request: Request) -> Response:
        question = (await request.json())["messages"][-1]["content"]
        while is_stuck and question == "Q2":
            await asyncio.sleep(0.05)
        asked.append(question)
        return JSONResponse({"choices": [{"message": {"content": "nine"}}]})

    journal = tmp_path / "journal"
    with listening(Starlette(routes=[Route("/v1/chat/completions", answer, methods=["POST"])])) as address:
        arguments = [
            "eval",
            "run",
            path,
            "--url",
            address,
            "--api",
            "openai",
            "--model",
            "m",
            "--concurrency",
            "1",
            "--resume",
            journal,
        ]
        with subprocess.Popen([COMMAND, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as killed:
            while not journal.exists() or journal.read_bytes().count(b"\n") < 2:
                assert killed.poll() is None
                time.sleep(0.05)
            killed.kill()
        is_stuck = False
        asked.clear()
        ended = run(*arguments)

    assert ended.status == 0
    assert [question for question in asked if question != "Q2"] == ["Q3"]
    assert not journal.exists()


def test_the_harness_is_tested_by_damage(run: Run, suite: WriteSuite, over: tuple[str, ...], tmp_path: Path) -> None:
    """Answers that pass are damaged and judged again; every damage is listed with what caught it."""
    ended = run(
        "eval", "mutate", suite(MANY), "--count", "50", "--json", tmp_path / "mutants.json", "--at-least", "0.9", *over
    )

    mutants = json.loads((tmp_path / "mutants.json").read_text())
    assert ended.status == 0
    assert {mutant["kind"] for mutant in mutants} == {
        "number changed", "negation put in or taken out", "unit swapped", "citation swapped", "sentence dropped"
    }  # fmt: skip
    assert len(mutants) == 50
    assert all(mutant["before"] != mutant["after"] for mutant in mutants)
    assert "caught: 50 of 50, 100.0%" in ended.stdout


def test_the_schema_is_printed(run: Run) -> None:
    """As JSON, alone on stdout."""
    assert json.loads(run("eval", "schema").stdout)["title"] == "Suite"
