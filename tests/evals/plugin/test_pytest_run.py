"""What the pytest plugin asks: the service in its process, or one at an address, opened once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any
from xml.etree import ElementTree

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from qa_service.retrieval.build import BuildReport

pytestmark = pytest.mark.e2e

pytest_plugins = ["pytester"]

Write = Callable[..., Any]
Listening = Callable[[ASGIApp], AbstractContextManager[str]]


@pytest.fixture(scope="module")
def address(serve: Callable[..., AbstractContextManager[Any]], library: BuildReport) -> Iterator[str]:
    """A service in a process of its own."""
    with serve(library.generation.parent) as served:
        yield served.address


def test_cases_run_in_several_processes(project: pytest.Pytester, write_suite: Write) -> None:
    """Each opens what it asks; reports come back whole."""
    write_suite("right", "wrong", "talk")

    ended = project.runpytest_subprocess("evals", "-p", "xdist.plugin", "-n", "2")

    ended.assert_outcomes(passed=1, failed=2)
    ended.stdout.fnmatch_lines_random(
        ["FAILED evals/invented.yaml::wrong - contains: *", "FAILED evals/invented.yaml::talk - turn 2: answers: *"]
    )


def test_another_project_asks_its_service_by_address(
    pytester: pytest.Pytester, write_suite: Write, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder with a suite is all it needs: the plugin is found among all others, and QA_ variables may be its own."""
    write_suite("right", "wrong", "talk").parent.rename(pytester.path / "suites")
    monkeypatch.setenv("QA_STAGE", "nightly")

    ended = pytester.runpytest_subprocess("--qa-url", address, "suites", "--junit-xml", "report.xml")

    ended.assert_outcomes(passed=1, failed=2)
    cases = ElementTree.parse(pytester.path / "report.xml").findall(".//testcase")
    properties = {item.attrib["name"]: item.attrib["value"] for item in cases[0].findall(".//property")}
    assert properties == {"suite": "invented", "kind": "identifier", "must": "True"}
    assert (
        cases[1].find("failure").attrib["message"].startswith("contains: expected 10.9999; found “The review by Vega")
    )


def test_an_endpoint_of_openai_is_asked_for_its_model(
    project: pytest.Pytester, write_suite: Write, listening: Listening
) -> None:
    """What needs citations does not apply to it; a case of which nothing applies is skipped."""

    async def completions(request: Request) -> Response:
        text = f"{(await request.json())['model']} says 10.1234/jim.2021.0412."
        return JSONResponse({"choices": [{"message": {"role": "assistant", "content": text}}]})

    write_suite("right", "cited")
    with listening(Starlette(routes=[Route("/v1/chat/completions", completions, methods=["POST"])])) as address:
        ended = project.runpytest("evals", "--qa-url", address, "--qa-api", "openai", "--qa-model", "gpt", "-rs")

    ended.assert_outcomes(passed=1, skipped=1)
    ended.stdout.fnmatch_lines(["SKIPPED * the endpoint gives no citations and no status"])


def test_a_suite_that_adds_works_is_skipped_at_an_address(
    project: pytest.Pytester, write_suite: Write, address: str
) -> None:
    """Only a service in this process can take them up."""
    project.makefile(".md", **{"evals/rumour": "Rumours."})
    write_suite("right", more="adds: [rumour.md]\n")

    ended = project.runpytest("evals", "--qa-url", address, "-rs")

    ended.assert_outcomes(skipped=1)
    ended.stdout.fnmatch_lines(["SKIPPED * the suite adds works, which only a service in this process can take up"])


def test_a_suite_that_cannot_be_opened_leaves_the_others_alone(project: pytest.Pytester, write_suite: Write) -> None:
    """It is an error that says why."""
    write_suite("right")
    project.makefile(".md", **{"evals/broken": "---\nyear: soon\n---\nRumours."})
    write_suite("right", name="more", more="adds: [broken.md]\n")

    ended = project.runpytest("evals")

    ended.assert_outcomes(passed=1, errors=1)
    ended.stdout.fnmatch_lines(["*broken.md*year*"])


def test_a_service_that_is_not_there_is_an_error(
    project: pytest.Pytester, write_suite: Write, write_baseline: Write
) -> None:
    """Not a failed case, and not an expected failure either."""
    write_suite("right", "wrong")
    write_baseline(wrong="failed")
    nobody = ("--qa-url", "http://127.0.0.1:1", "--qa-retries", "0")

    ended = project.runpytest("evals", *nobody, "--qa-baseline", "known.json")

    ended.assert_outcomes(errors=2)
    ended.stdout.fnmatch_lines(["GET http://127.0.0.1:1/readyz: ConnectError: *; is the service running there?"])
    ended.stdout.no_fnmatch_line("*.py:*")


def test_a_service_that_breaks_is_left_alone_after_a_while(
    project: pytest.Pytester, write_suite: Write, listening: Listening
) -> None:
    """Five cases in a row that could not be asked are enough."""
    asked = []

    async def chat(request: Request) -> Response:
        asked.append(request)
        return PlainTextResponse("out of memory", 500)

    async def ready(_: Request) -> Response:
        return JSONResponse({"generation": "g1"})

    write_suite(*(f"- {{id: c{number}, question: What is scurvy, checks: [answers]}}\n" for number in range(7)))
    with listening(Starlette(routes=[Route("/readyz", ready), Route("/chat", chat, methods=["POST"])])) as broken:
        ended = project.runpytest("evals", "--qa-url", broken, "--qa-retries", "0")

    ended.assert_outcomes(failed=5, errors=2)
    assert len(asked) == 5
    ended.stdout.fnmatch_lines_random(
        [
            "question: What is scurvy",
            f"  - POST {broken}/chat: status 500: out of memory",
            f"the target failed 5 times in a row; the last time: POST {broken}/chat: status 500: out of memory",
        ]
    )
