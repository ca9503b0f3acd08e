"""The pytest plugin: every case of every suite is a test, and other projects pay nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qa_service.evals.suite_files import is_suite

pytest_plugins = ["pytester"]

Write = Callable[..., Any]


def test_every_case_is_a_test(project: pytest.Pytester, write_suite: Write) -> None:
    """Its node id is the file and the id of the case."""
    write_suite("right", "wrong")

    listed = project.runpytest("--collect-only", "-q", "evals")
    ended = project.runpytest("evals/invented.yaml::right", "-v")

    assert listed.outlines[:2] == ["evals/invented.yaml::right", "evals/invented.yaml::wrong"]
    ended.assert_outcomes(passed=1)
    ended.stdout.fnmatch_lines(["evals/invented.yaml::right PASSED *"])


def test_a_failure_is_read_without_a_traceback(project: pytest.Pytester, write_suite: Write) -> None:
    """The question, the answer, what each failed check expected and found, and what was cited."""
    write_suite("wrong")

    ended = project.runpytest("evals")

    ended.assert_outcomes(failed=1)
    start = next(number for number, line in enumerate(ended.outlines) if "_ invented::wrong _" in line)
    assert ended.outlines[start + 1 : start + 8] == [
        "question: What is the DOI of Vega 2021?",
        "answer (answered): The review by Vega et al. (2021) has the DOI 10.1234/jim.2021.0412 [1].",
        "  - contains: expected 10.9999; found “The review by Vega et al. (2021) has the DOI 10.1234/jim.2021.0412 [1].”",
        "  - cites: expected a citation of marsh1998_jim; found [1] vega2021_jim: “DOI: 10.1234/jim.2021.0412”",
        "  [1] vega2021_jim: “DOI: 10.1234/jim.2021.0412”",
        "=========================== short test summary info ============================",
        "FAILED evals/invented.yaml::wrong - contains: expected 10.9999; found “The re...",
    ]


def test_a_conversation_is_one_test(project: pytest.Pytester, write_suite: Write) -> None:
    """Its turns are told apart."""
    write_suite("talk")

    ended = project.runpytest("evals")

    ended.assert_outcomes(failed=1)
    ended.stdout.fnmatch_lines(
        [
            "turn 1, question: What is the DOI of Vega 2021?",
            "turn 1, answer (answered): The review by Vega et al. *",
            "turn 2, question: Who won the football match in Hamburg?",
            "turn 2, answer (abstained): *",
            "  - answers: expected *",
        ],
        consecutive=True,
    )


def test_cases_are_chosen_by_kind_and_by_must(project: pytest.Pytester, write_suite: Write) -> None:
    """-k for the kind, -m for those that may not fail once they passed."""
    write_suite("right", "wrong")

    project.runpytest("evals", "-k", "misprint").assert_outcomes(failed=1, deselected=1)
    project.runpytest("evals", "-k", "identifier").assert_outcomes(passed=1, deselected=1)
    project.runpytest("evals", "-m", "qa_must", "--strict-markers").assert_outcomes(passed=1, deselected=1)


def test_a_suite_that_cannot_be_read_is_an_error_of_collection(project: pytest.Pytester, write_suite: Write) -> None:
    """It says where, and what to write instead; nothing runs."""
    write_suite("- id: a\n  question: What is scurvy?\n  checks: [contians: vitamin]\n")

    ended = project.runpytest("evals")

    assert ended.ret == pytest.ExitCode.INTERRUPTED
    ended.stdout.fnmatch_lines(["evals/invented.yaml:5: *there is no check 'contians'; did you mean 'contains'?"])


def test_a_name_that_two_suites_have_is_an_error_of_collection(project: pytest.Pytester, write_suite: Write) -> None:
    """A baseline could not tell them apart."""
    write_suite("right")
    (project.path / "evals" / "other.yaml").write_bytes((project.path / "evals" / "invented.yaml").read_bytes())

    ended = project.runpytest("evals")

    ended.assert_outcomes(errors=1)
    ended.stdout.fnmatch_lines(["evals/other.yaml: the suite 'invented' is also in evals/invented.yaml; rename one *"])


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.yaml", b"# a comment\nsuite: a\ncases: []\n", True),
        ("a.yml", b"cases: []\r\nsuite: a\r\n", True),
        ("a.yaml", b"test_suite: a\n suite: a\n", False),
        ("a.yaml", b"\xff\xfe\x00", False),
        ("a.yaml", b"", False),
        ("a.json", b"suite: a\n", False),
    ],
)
def test_a_suite_is_told_by_a_line(tmp_path: Path, name: str, content: bytes, expected: bool) -> None:
    """So that other YAML is neither parsed nor refused."""
    path = tmp_path / name
    path.write_bytes(content)

    assert is_suite(path) is expected


def test_other_yaml_is_left_alone(project: pytest.Pytester) -> None:
    """Also where it is none."""
    project.makefile(".yaml", compose="services: {}", broken="a: [")

    assert project.runpytest().ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_a_project_without_a_suite_pays_nothing() -> None:
    """The plugin brings no module that is not Python's, pytest's or a small one of ours."""
    code = (
        "import sys, pytest; before = set(sys.modules); import qa_service.evals.pytest_plugin; "
        "print(*sorted(name for name in set(sys.modules) - before if name.split('.')[0] not in sys.stdlib_module_names))"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ended.stdout.split() == [
        "qa_service",
        "qa_service.errors",
        "qa_service.evals",
        "qa_service.evals.pytest_plugin",
        "qa_service.evals.suite_files",
    ]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--qa-api", "openai"), "--qa-api openai needs --qa-url and --qa-model: the address and the model to ask for"),
        (("--qa-url", ""), "--qa-url is '', which is no address; write http://HOST:PORT"),
        (("--qa-timeout", "0"), "--qa-timeout is 0; it is a number of seconds above 0"),
    ],
)
def test_options_that_do_not_fit_are_refused(project: pytest.Pytester, options: tuple[str, ...], told: str) -> None:
    """Before anything is collected."""
    ended = project.runpytest(*options)

    assert ended.ret == pytest.ExitCode.USAGE_ERROR
    ended.stderr.fnmatch_lines([f"ERROR: {told}"])


def test_a_missing_extra_is_told_with_its_command(
    project: pytest.Pytester, write_suite: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once a suite is met."""
    write_suite("right")
    monkeypatch.setitem(sys.modules, "text_to_num", None)

    ended = project.runpytest("evals")

    ended.assert_outcomes(errors=1)
    ended.stdout.fnmatch_lines(["'text_to_num' is not installed; * Install it with: pip install 'qa-service[[]evals]'"])
