"""The pytest plugin and a baseline: what is known to fail is expected to, and a regression is red."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qa_service.ingestion.corpus import corpus_fingerprint, read_corpus

pytest_plugins = ["pytester"]

Write = Callable[..., Any]

LITERATURE = Path(__file__).parents[2] / "literature"


def test_what_the_baseline_has_as_failed_is_expected_to_fail(
    project: pytest.Pytester, write_suite: Write, write_baseline: Write
) -> None:
    """A known failure is no news; one that passes is shown, though xfail is strict in this project."""
    write_suite("right", "wrong")
    write_baseline(right="failed", wrong="failed")

    ended = project.runpytest("evals", "--qa-baseline", "known.json", "-rxX")

    assert ended.ret == pytest.ExitCode.OK
    ended.assert_outcomes(xfailed=1, xpassed=1)
    ended.stdout.fnmatch_lines(["XFAIL evals/invented.yaml::wrong - the baseline has it as failed"])


def test_a_regression_is_red(project: pytest.Pytester, write_suite: Write, write_baseline: Write) -> None:
    """What the baseline has as passed, or does not have, may not fail."""
    write_suite("wrong", "talk")
    write_baseline(wrong="passed")

    project.runpytest("evals", "--qa-baseline", "known.json").assert_outcomes(failed=2)


def test_the_ini_file_names_the_usual_baseline(
    project: pytest.Pytester, write_suite: Write, write_baseline: Write
) -> None:
    """From the root directory; where it is not there yet, nothing is expected to fail."""
    write_suite("wrong")
    here = project.path / "evals"

    project.runpytest("-o", "qa_baseline=known.json", here).assert_outcomes(failed=1)
    write_baseline(wrong="failed")
    project.runpytest("-o", "qa_baseline=known.json", here).assert_outcomes(xfailed=1)


def test_a_baseline_that_cannot_be_read_is_refused(project: pytest.Pytester, write_suite: Write) -> None:
    """Missing, it is a mistake of the command line; broken, an error of collection."""
    write_suite("right")
    (project.path / "broken.json").write_text("{", encoding="utf-8")

    missing = project.runpytest("evals", "--qa-baseline", "missing.json")
    broken = project.runpytest("evals", "--qa-baseline", "broken.json")

    assert missing.ret == pytest.ExitCode.USAGE_ERROR
    missing.stderr.fnmatch_lines(["ERROR: --qa-baseline missing.json: there is no such file"])
    assert broken.ret == pytest.ExitCode.INTERRUPTED
    broken.stdout.fnmatch_lines(["broken.json: *"])


def test_a_baseline_of_another_corpus_is_told_once(
    project: pytest.Pytester, write_suite: Write, write_baseline: Write
) -> None:
    """As a warning, which a project may turn into an error; of the same corpus, nothing is said."""
    write_suite("wrong", "talk")
    write_baseline("another", wrong="failed", talk="failed")
    options = ("evals", "--qa-baseline", "known.json", "-W")

    project.runpytest(*options, "default").assert_outcomes(xfailed=2, warnings=1)
    strict = project.runpytest(*options, "error")
    write_baseline(corpus_fingerprint(read_corpus(LITERATURE)), wrong="failed", talk="failed")
    project.runpytest(*options, "error").assert_outcomes(xfailed=2)

    strict.assert_outcomes(failed=1, xfailed=1)
    strict.stdout.fnmatch_lines(["the baseline of invented was taken over another corpus; take it anew with *"])
