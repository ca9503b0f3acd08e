"""The command line: what it prints where, and with which status it ends. The corpus and its index have a file of their own."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest

from qa_service import __version__
from qa_service.retrieval.build import BuildReport
from qa_service.types import Answer

pytestmark = pytest.mark.e2e

COMMAND = Path(sys.executable).with_name("qa-service")
QUESTION = "What is the DOI of Vega 2021?"
ANSWER = "The review by Vega et al. (2021) has the DOI 10.1234/jim.2021.0412 [1].\n"
Run = Callable[..., Any]


@pytest.fixture
def index(library: BuildReport) -> Path:
    return library.generation.parent


def test_ask_prints_the_answer_and_its_sources(run: Run, index: Path) -> None:
    """The text with its marks, then each work with the quoted words and their place."""
    ended = run("ask", QUESTION, "--out", index)

    assert (ended.status, ended.stderr) == (0, "")
    assert ended.stdout == (
        f"{ANSWER}\n"
        "[1] Vega R et al. Vitamins on long flights. Journal of Invented Medicine, 2021  (vega2021_jim, Record)\n"
        "    “DOI: 10.1234/jim.2021.0412” [386:412]\n"
    )


def test_ask_prints_the_whole_answer_as_json(run: Run, index: Path) -> None:
    """The same object that the API returns."""
    ended = run("ask", QUESTION, "--json", "--generator", "extractive", "--out", index)

    assert (ended.status, ended.stderr) == (0, "")
    answer = Answer.model_validate_json(ended.stdout)
    assert answer.model_dump(mode="json") == json.loads(ended.stdout)
    assert (answer.status, answer.generator) == ("answered", "extractive")


def test_declining_is_no_failure(run: Run, index: Path) -> None:
    """The status is 0, and what is near is shown."""
    ended = run("ask", "What does scurvy cost in Norway?", "--out", index)

    assert (ended.status, ended.stderr) == (0, "")
    assert "\nNearest in the literature:\n  - " in ended.stdout


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize(
    ("question", "problem"),
    [
        ("", "the question is empty; ask one in words"),
        ("\x07 \n", "the question is empty; ask one in words"),
        ("x" * 2001, "the question has 2001 characters; the limit is 2000"),
        ("\udcff", "the question holds half of a surrogate pair, which is not text; send valid Unicode"),
    ],
)
def test_a_question_that_cannot_be_asked_is_the_callers_mistake(
    run: Run, index: Path, command: str, question: str, problem: str
) -> None:
    """One line on stderr, nothing on stdout."""
    assert run(command, question, "--out", index) == (2, "", f"error: {problem}\n")


def test_an_unknown_generator_is_the_callers_mistake(run: Run, index: Path) -> None:
    """Those that are there are named."""
    problem = "error: there is no generator 'gpt'; choose one of extractive, local, or provider:model as in openai:gpt-5-mini\n"
    assert run("ask", QUESTION, "--generator", "gpt", "--out", index) == (2, "", problem)


@pytest.mark.parametrize(
    "command", [("ask", "a b"), ("search", "a b"), ("index", "info"), ("index", "verify"), ("serve",)]
)
def test_a_missing_index_is_named_with_what_builds_one(run: Run, command: tuple[str, ...]) -> None:
    """The service could not do it."""
    problem = "error: there is no index in nowhere; build one with: qa-service index build\n"
    assert run(*command, "--out", "nowhere") == (3, "", problem)


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask",),
        ("frobnicate",),
        ("ask", "a b", "--colour"),
        ("search", "a b", "-k", "0"),
        ("search", "a b", "--mode", "best"),
        ("serve", "--port", "65536"),
        ("serve", "--workers", "0"),
        ("corpus", "add"),
    ],
)
def test_wrong_usage_is_the_callers_mistake(run: Run, arguments: tuple[str, ...]) -> None:
    """The help is pointed to."""
    ended = run(*arguments)

    assert (ended.status, ended.stdout) == (2, "")
    assert "Usage: qa-service" in ended.stderr
    assert "Error: " in ended.stderr


@pytest.mark.parametrize("arguments", [("--help",), ("-h",), ("ask", "--help"), ("index", "build", "-h")])
def test_help_goes_to_stdout(run: Run, arguments: tuple[str, ...]) -> None:
    """It was asked for."""
    ended = run(*arguments)

    assert (ended.status, ended.stderr) == (0, "")
    assert ended.stdout.startswith("Usage: qa-service")


def test_the_version_is_printed(run: Run) -> None:
    """That of the package."""
    assert run("--version") == (0, f"qa-service, version {__version__}\n", "")


def test_search_prints_passages(run: Run, index: Path) -> None:
    """Best first, as text or as JSON."""
    question = "What share of the Aurora crew had sore gums?"
    text = run("search", question, "-k", "2", "--out", index)
    found = json.loads(run("search", question, "-k", "2", "--json", "--out", index).stdout)

    assert (text.status, text.stderr) == (0, "")
    assert f"{found[0]['score']:.3f}  vega2021_jim:0  Vitamins on long flights: Results\n" in text.stdout
    assert (len(found), found[0]["id"]) == (2, "vega2021_jim:0")


def test_settings_are_printed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those in force, from wherever they come, as they could be set."""
    Path("qa-service.toml").write_text("corpus = 'papers/gout'\n", encoding="utf-8")
    monkeypatch.setenv("QA_PORT", "8001")

    ended = run("settings")

    values = dict(line.partition("  #")[0].split("=", 1) for line in ended.stdout.splitlines())
    assert (ended.status, ended.stderr) == (0, "")
    assert values["QA_CORPUS"] == "papers/gout"
    assert values["QA_INDEX"] == "index/gout"
    assert values["QA_PORT"] == "8001"


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("QA_COLOUR", "red", "error: unknown setting QA_COLOUR; known are QA_CORPUS, "),
        ("QA_PORT", "many", "error: port is 'many': input should be a valid integer"),
    ],
)
def test_a_wrong_setting_is_the_callers_mistake(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, problem: str
) -> None:
    """Whatever the command; on one line."""
    monkeypatch.setenv(name, value)

    for command in (("settings",), ("ask", "a b"), ("serve",), ("corpus", "check")):
        ended = run(*command)
        assert (ended.status, ended.stdout, len(ended.stderr.splitlines())) == (2, "", 1)
        assert ended.stderr.startswith(problem)


def test_a_wrong_settings_file_is_the_callers_mistake(run: Run) -> None:
    """An unknown name, and what is no TOML."""
    for content, problem in (("colour = 1", "unknown setting colour in"), ("colour", "qa-service.toml is not TOML: ")):
        Path("qa-service.toml").write_text(content, encoding="utf-8")
        ended = run("settings")
        assert (ended.status, ended.stdout, len(ended.stderr.splitlines())) == (2, "", 1)
        assert ended.stderr.startswith(f"error: {problem}")


def test_a_taken_port_is_something_the_service_could_not_do(index: Path) -> None:
    """With one process and with several; the address is named."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for workers in ("1", "2"):
            command = [COMMAND, "serve", "--port", str(port), "--workers", workers, "--out", index]
            ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
            assert (ended.returncode, ended.stdout) == (3, "")
            assert ended.stderr.endswith(f"error: could not serve on http://127.0.0.1:{port}\n")
            assert "Traceback" not in ended.stderr


def test_a_server_ends_when_it_is_told_to(serve: Callable[..., AbstractContextManager[Any]], index: Path) -> None:
    """Its log is one JSON object per line, on stderr, with the id of each request."""
    with serve(index) as served:
        httpx.get(f"{served.address}/healthz", headers={"X-Request-ID": "told"})
        served.process.terminate()
        served.process.wait(timeout=10)

    events = [json.loads(line) for line in served.log.read_text(encoding="utf-8").splitlines()]
    assert events[0]["event"] == "serving"
    assert events[0]["address"] == served.address
    [request] = [event for event in events if event.get("request_id") == "told"]
    assert (request["event"], request["method"], request["path"], request["status"]) == (
        "request",
        "GET",
        "/healthz",
        200,
    )
