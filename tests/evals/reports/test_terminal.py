"""What a person reads in a terminal."""

from __future__ import annotations

import click

from qa_service.evals.reports.terminal import WIDTH, summary
from qa_service.evals.results import Report


def test_the_terminal_says_all_in_ten_seconds(outcomes: Report) -> None:
    """Counts, share, time, and each failure with its question and reason; nothing else."""
    assert summary(outcomes) == (
        "Asked in this process at 2026-11-24T13:42:08Z; took 12.3 s.\n"
        "\n"
        "suite       cases  passed  failed  errors   n/a  pass rate, 95% interval     median\n"
        "lems/facts      5       2       1       1     1  66.6% (20.8 to 93.9)         20 ms\n"
        "-----------------------------------------------------------------------------------\n"
        "total           5       2       1       1     1  66.6% (20.8 to 93.9)         20 ms\n"
        "\n"
        "Checks: 3 passed, 1 failed, 1 not applicable (never counted as passed). Retries: 2.\n"
        "\n"
        "FAILED lems/facts::F1 (must)\n"
        "  What share?\n"
        "  - number: expected about 60 %, found up to 60 %\n"
        "\n"
        "ERROR lems/facts::E1\n"
        "  What share?\n"
        "  - timed out after 3 attempts\n"
    )


def test_a_run_of_nothing_says_so(empty: Report) -> None:
    """No table is drawn of no cases."""
    assert "No case was run." in summary(empty)
    assert "suite" not in summary(empty)


def test_the_terminal_shows_twenty_failures(outcomes: Report) -> None:
    """The rest is counted, and it says where they are."""
    failed = outcomes.results[2]

    text = summary(outcomes.model_copy(update={"results": (failed,) * 23}))

    assert text.count("FAILED") == 20
    assert text.endswith("\n... and 3 more (see the JSON or HTML report)\n")


def test_colour_only_colours(outcomes: Report) -> None:
    """Without it, it is the same text."""
    coloured = summary(outcomes, colour=True)

    assert "\x1b[" in coloured
    assert click.unstyle(coloured) == summary(outcomes)


def test_the_terminal_obeys_no_answer(hostile: Report) -> None:
    """No control character of a text reaches it, and no line is longer than the terminal."""
    lines = summary(hostile).split("\n")

    assert [line for line in lines if not line.isprintable()] == []
    assert max(map(len, lines)) <= WIDTH
