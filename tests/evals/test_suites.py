"""A suite is read as it is written, or refused with file, line and what to write instead."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema_rs
import pytest
import yaml

from qa_service.errors import SuiteError
from qa_service.evals.checks import CHECKS
from qa_service.evals.schema import suite_schema
from qa_service.evals.suites import load_suite, load_suites

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "evals" / "suites").rglob("*.yaml"))

WriteSuite = Callable[..., Path]


def case(check: str) -> str:
    """A suite with one case, whose check stands in line 5."""
    return f"suite: invented/one\ncases:\n- id: a\n  question: Why?\n  checks: [{check}]\n"


def problems_of(path: Path) -> tuple[str, ...]:
    with pytest.raises(SuiteError) as caught:
        load_suite(path)
    return tuple(problem.replace(f"{path}:", "") for problem in caught.value.problems)


def test_a_suite_is_read(suite: WriteSuite) -> None:
    """Cases keep their order; what the suite says of all holds for each."""
    loaded = load_suite(suite())

    assert loaded.name == "invented/scurvy"
    assert [case.id for case in loaded.suite.cases] == ["cured", "cause", "football"]
    assert [check.name for check in loaded.suite.cases[1].conversation[0].checks] == ["contains", "not_contains"]
    assert [check.name for check in loaded.suite.always] == ["faithful", "quotes_verbatim"]
    assert all(loaded.must(case) for case in loaded.suite.cases)


def test_a_conversation_has_turns(suite: WriteSuite) -> None:
    """Each with its own checks."""
    turns = "  - question: One?\n    checks: [answers]\n  - question: Two?\n    checks: [abstains]\n"
    text = f"suite: a/b\ncases:\n- id: c\n  turns:\n{turns}"

    conversation = load_suite(suite(text)).suite.cases[0].conversation

    assert [(turn.question, turn.checks[0].name) for turn in conversation] == [
        ("One?", "answers"),
        ("Two?", "abstains"),
    ]


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        (case("containz: x"), "5: cases.0.checks.0 there is no check 'containz'; did you mean 'contains'?"),
        (case("contains"), "5: cases.0.checks.0 contains: any is missing"),
        (case("number: {unit: mg}"), "5: cases.0.checks.0 number: write either value or range"),
        (case("max_words: many"), "5: cases.0.checks.0 max_words: words is 'many': input should be a valid integer"),
        (case("{contains: a, cites: b}"), "5: cases.0.checks.0 a check is a name, or one name with its parameters"),
        (case("contains: /(/"), "5: cases.0.checks.0 contains: any /(/ is no regular expression"),
        (case("python: nowhere:nothing"), "5: cases.0.checks.0 python: function 'nowhere:nothing' cannot be imported"),
        (case("answers") + "  kinds: x\n", "6: cases.0.kinds is not known here; take it out, or look for a spelling mistake"),
        ("suite: a/b\ncases:\n- question: Why?\n  checks: [answers]\n", "3: cases.0.id is missing"),
        ("suite: a/b\ncases:\n- id: a b\n  question: Why?\n", "3: cases.0.id is 'a b': string should match pattern"),
        ("suite: a/b\ncases:\n- id: a\n  checks: [answers]\n", "3: cases.0 write either question and checks, or turns"),
        ("suite: a/b\ncases:\n- id: a\n  question: Why?\n", "1: case a has a turn without checks"),
        ("suite: a/b\ncases: []\n", "1: cases is empty; write at least one"),
        ("cases: [{id: a, question: b, checks: [answers]}]\n", "1: suite is missing"),
        (case("answers").replace("Why?", "Why?\n  question: How?"), "5: the key 'question' is written twice"),
        (case("answers") + "- id: a\n  question: Why?\n  checks: [answers]\n", "6: the id 'a' is also that of the case"),
        ("suite: a\ncases: [\n", "3: this is not YAML: "),
        ("suite: a\n\tcases: b\n", "2: this is not YAML: "),
        ("suite: !!python/object/apply:os.getcwd []\n", "1: this is not YAML: "),
        ("", "1: a suite is a mapping that begins with suite: NAME and has cases"),
        ("- a\n- b\n", "1: a suite is a mapping that begins with suite: NAME and has cases"),
        ("suite: a\0b\n", "1: this is not YAML: "),
        ("a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
            f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 10)}]\n" for n in range(7)
        ), "1: its aliases expand to more than 1,000,000 values"),
        ("suite: a\ncases: " + "[" * 60_000, "1: it is nested more than 50 deep"),
        (case("answers") + "adds: [works/*.md]\n", "6: adds 'works/*.md', but there is no such file beside this one"),
        (case("answers") + "adds: [/etc/passwd, '**', '', ../x]\n", "6: adds '/etc/passwd'; write a file beside"),
        (case("answers").replace("Why?", "' '"), "4: cases.0.question is ' ': string should match pattern"),
        ("suite: a\ncases: &a [*a]\n", "1: its aliases expand to more than 1,000,000 values"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line(suite: WriteSuite, written: str, problem: str) -> None:
    """The first problem begins with the line, and says what to write instead."""
    assert problems_of(suite(written))[0].startswith(problem)


def test_all_problems_of_a_suite_are_named_at_once(suite: WriteSuite) -> None:
    """Not one a run."""
    written = case("containz: x, max_words: 0") + "- id: b\n  question: ''\n  checks: [answers]\n"

    assert [problem.split()[0] for problem in problems_of(suite(written))] == ["5:", "5:", "7:"]


def test_a_file_that_is_not_utf8_is_refused(suite: WriteSuite) -> None:
    """With the line of the byte."""
    path = suite()
    path.write_bytes(b"suite: a\nabout: caf\xe9\n")

    assert problems_of(path) == ("2: byte 0xe9 is not UTF-8; save the file as UTF-8",)


def test_a_huge_file_is_refused_unread(suite: WriteSuite) -> None:
    """Before it is parsed."""
    path = suite("suite: a\n" + "# nothing\n" * 1_100_000)

    assert "at most 10,000,000" in problems_of(path)[0]


def test_suites_are_found_by_file_folder_and_name(
    suite: WriteSuite, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A folder gives its suites in order, and leaves other YAML alone; one that is named twice is loaded once."""
    first, other = suite(), suite("suite: a/b\ncases: [{id: a, question: b, checks: [answers]}]\n", "other.yaml")
    suite("settings: {}\n", "settings.yaml")
    monkeypatch.setattr("qa_service.evals.suites.SUITES", tmp_path / "suites")

    assert [item.path for item in load_suites([tmp_path / "suites"])] == [other, first]
    assert [item.path for item in load_suites(["scurvy", first])] == [first]


def test_a_suite_that_is_not_there_is_named_with_those_that_are(
    suite: WriteSuite, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """So is a folder without any."""
    suite()
    (tmp_path / "empty").mkdir()
    monkeypatch.setattr("qa_service.evals.suites.SUITES", tmp_path / "suites")

    with pytest.raises(SuiteError) as caught:
        load_suites(["nothing", tmp_path / "empty"])

    assert caught.value.problems == (
        f"nothing: there is no such file, folder or suite; in {tmp_path}/suites there are scurvy",
        f"{tmp_path}/empty: holds no suite; a suite is a .yaml file that begins with suite: NAME",
    )


@pytest.mark.parametrize("first", ["\ufeffsuite: a/b", '"suite": a/b', "suite : a/b", "'suite': a/b"])
def test_a_folder_leaves_out_no_suite(suite: WriteSuite, first: str) -> None:
    """However its first line is written."""
    suite(first + "\ncases: [{id: a, question: b, checks: [answers]}]\n")

    assert [item.name for item in load_suites([suite(name="other.YAML").parent])] == ["invented/scurvy", "a/b"]


def test_cases_without_the_name_of_a_suite_are_refused(suite: WriteSuite) -> None:
    """Rather than left out in silence."""
    suite("siute: a/b\ncases: [{id: a, question: b, checks: [answers]}]\n")

    with pytest.raises(SuiteError, match=r"scurvy\.yaml: has cases, but no line suite: NAME; write one"):
        load_suites([suite(name="other.yaml").parent])


def test_two_suites_of_one_name_are_refused(suite: WriteSuite) -> None:
    """Their cases could not be told apart."""
    with pytest.raises(SuiteError, match="is also in"):
        load_suites([suite(), suite(name="twin.yaml")])


def test_the_published_schema_is_that_of_the_code() -> None:
    """Editors read the file; `qa-service eval schema` writes it."""
    assert json.loads((ROOT / "evals" / "suite.schema.json").read_text(encoding="utf-8")) == suite_schema()


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_suite_fits_the_schema_and_loads(path: Path) -> None:
    """What an editor accepts and what the loader accepts are the same."""
    jsonschema_rs.validator_for(suite_schema()).validate(yaml.safe_load(path.read_text(encoding="utf-8")))

    assert load_suite(path).name == str(path.relative_to(ROOT / "evals" / "suites").with_suffix(""))


@pytest.mark.parametrize(
    "check", ["containz", "contains", {"number": {"value": "x"}}, {"number": {"values": 1}}, {"faithful": 1}]
)
def test_the_schema_refuses_what_the_loader_refuses(check: object) -> None:
    """So that an editor shows it."""
    written = {"suite": "a/b", "cases": [{"id": "a", "question": "Why?", "checks": [check]}]}

    assert not jsonschema_rs.validator_for(suite_schema()).is_valid(written)


def test_every_check_is_documented() -> None:
    """docs/suites.md has a row that begins with its name."""
    page = (ROOT / "docs" / "suites.md").read_text(encoding="utf-8")

    assert [name for name in CHECKS if f"`{name}" not in page] == []
