"""What is told of a long piece of work, on a terminal and in a log."""

from __future__ import annotations

import io
import time

import pytest

from qa_service.retrieval import progress
from qa_service.retrieval.progress import Progress


class Terminal(io.StringIO):
    """A stream that people look at."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every word is due."""
    monkeypatch.setattr(progress, "_ON_A_TERMINAL", 0.0)
    monkeypatch.setattr(progress, "_IN_A_LOG", 0.0)


def test_a_log_gets_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done, how long it took, and how long the rest takes at that speed."""
    clock = iter([100.0, 130.0, 4000.0, 7300.0])
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    log = io.StringIO()

    told = Progress("embedding", 400, log)
    told.advance(1)
    told.advance(200)
    told.end()

    assert log.getvalue().splitlines() == [
        "embedding:   0%, 0:30 passed, 3:19:30 left",
        "embedding:  50%, 1:05:00 passed, 1:04:21 left",
        "embedding: 100%, 2:00:00",
    ]


def test_on_a_terminal_one_line_is_written_over() -> None:
    """And ended with the work."""
    terminal = Terminal()

    told = Progress("embedding", 2, terminal)
    told.advance(1)
    told.advance(1)
    told.end()

    assert terminal.getvalue().count("\r") == 3
    assert terminal.getvalue().endswith("\n")
    assert terminal.getvalue().count("\n") == 1


def test_short_work_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends before a word is due."""
    monkeypatch.setattr(progress, "_IN_A_LOG", 30.0)
    log = io.StringIO()

    told = Progress("embedding", 2, log)
    told.advance(2)
    told.end()

    assert log.getvalue() == ""
