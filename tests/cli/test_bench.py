"""`qa-service bench` over a small index: every figure is there, and mistakes are told before anything is started."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qa_service.evals.speed.report import SpeedReport
from qa_service.evals.speed.server import ServerDidNotStartError, serving
from qa_service.retrieval.build import BuildReport

pytestmark = pytest.mark.e2e

FIGURES = [
    "importing fastapi, faiss, onnxruntime",
    "start of the server to ready",
    "qa-service ask",
    "resident when ready",
    "embedding the question alone",
    "answer, one client",
    "resident after 3 answers",
    "answers of one worker, 2 clients",
    "answers of 2 workers, 2 clients",
    "answer while a generation is opened",
]


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    written = tmp_path / "questions.txt"
    written.write_text("What is scurvy?\nHow is scurvy treated?\nWho wrote on beriberi?\n", encoding="utf-8")
    return written


def test_everything_is_measured(library: BuildReport, questions: Path, run: Callable[..., Any]) -> None:
    """A line for each figure on stdout, progress on stderr, and every value in the JSON."""
    written = questions.with_name("bench.json")

    options = ("--rounds", "1", "--clients", "2", "--questions", questions, "--json", written)
    ended = run("bench", *options, "--out", library.generation.parent)

    report = SpeedReport.model_validate_json(written.read_text(encoding="utf-8"))
    assert [figure.name for figure in report.figures] == FIGURES
    assert all(value > 0 for figure in report.figures for value in figure.values)
    assert report.generation == library.generation.name
    assert (ended.status, len(ended.stdout.splitlines()), len(ended.stderr.splitlines())) == (0, 12, 10)


@pytest.mark.parametrize(
    ("options", "status", "told"),
    [
        (["--rounds", "0"], 2, "0 is not in the range"),
        (["--json", "."], 2, "File '.' is a directory"),
        (["--json", "a.txt", "--plot", "a.txt"], 2, "two reports would be written to this one file"),
        (["--questions", "nowhere.txt"], 2, "'nowhere.txt' does not exist"),
    ],
)
def test_a_mistake_is_told_before_anything_is_measured(
    library: BuildReport, run: Callable[..., Any], options: list[str], status: int, told: str
) -> None:
    """With the value and what is wrong with it."""
    ended = run("bench", *options, "--out", library.generation.parent)

    assert (ended.status, ended.stdout) == (status, "")
    assert told in ended.stderr


def test_a_server_that_ends_is_not_waited_for(tmp_path: Path) -> None:
    """The error says with which status it ended, and how to see why."""
    with (
        pytest.raises(ServerDidNotStartError, match=r"ended with status 3 before it was ready.*qa-service serve"),
        serving(tmp_path),
    ):
        pass
