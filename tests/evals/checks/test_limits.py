"""`max_words`, `max_seconds`, `language`, `retrieves`, `python`: limits, rankings and checks of one's own."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qa_service.evals.checks import read_check
from qa_service.evals.results import Verdict

Judge = Callable[..., Verdict]

MILD = "Up to 60% of cases of scurvy are mild [1]."
OWN_CHECKS = """\
class Wards:
    @staticmethod
    def told(seen):
        return None if "ward" in seen.text else "no ward is named"

def broken(seen):
    raise KeyError("ward")

def leaves(seen):
    raise SystemExit(3)

def counts(seen):
    return 3

def agrees(seen):
    return True

async def waits(seen):
    return None

number = 5
"""


def test_words_and_seconds_are_counted(judge: Judge) -> None:
    """Citation marks are no words; a limit may be reached."""
    assert judge({"max_words": 9}, MILD).found == "9 words"
    assert judge({"max_words": 8}, MILD).reason == "expected at most 8 words; found 9 words"
    assert judge({"max_words": 1}, "").outcome == "passed"
    assert judge({"max_seconds": 2}, MILD, seconds=2.0).outcome == "passed"
    assert judge({"max_seconds": 2}, MILD, seconds=2.01).reason == "expected at most 2 s; found 2.01 s"


@pytest.mark.parametrize(
    "check", [{"max_words": 0}, {"max_seconds": 0}, {"max_seconds": float("inf")}, {"language": "xx"}], ids=str
)
def test_limits_that_cannot_be_kept_are_refused(check: Any) -> None:
    """As is a language that cannot be told."""
    with pytest.raises(ValueError, match=r"greater than|finite|'xx' is no language that can be told"):
        read_check(check)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "Up to 60% of cases occur as a paraneoplastic disorder [1]."),
        ("en", "The disease is rare."),
        ("de", "Bis zu 60 Prozent der Fälle sind mild."),
        ("fr", "Jusqu'à 60 % des cas sont bénins."),
    ],
)
def test_the_language_is_told(judge: Judge, code: str, text: str) -> None:
    """Of a sentence."""
    assert judge({"language": code}, text).outcome == "passed"


def test_another_language_fails(judge: Judge) -> None:
    """With the language that it is, and the text."""
    verdict = judge({"language": "en"}, "Die Behandlung richtet sich nach der Ursache.")

    assert verdict.reason == "expected en; found de: “Die Behandlung richtet sich nach der Ursache.”"


@pytest.mark.parametrize("text", ["", "Ja.", "60%", "Marsh E, Toll K", "Nein, nie."])
def test_a_short_text_has_no_language(judge: Judge, text: str) -> None:
    """What cannot be told is not judged."""
    assert judge({"language": "en"}, text).outcome == "not_applicable"


RANKED = ("toll2001", "marsh1998", "hull2010")


@pytest.mark.parametrize(
    "check",
    [
        {"retrieves": {"documents": "marsh1998"}},
        {"retrieves": {"documents": ["marsh1998", "toll2001"]}},
        {"retrieves": {"documents": ["marsh1998"], "at_least": {"R@2": 1, "RR": 0.5}}},
        {"retrieves": {"documents": {"toll2001": 2, "marsh1998": 1}, "at_least": {"nDCG@10": 1}}},
    ],
    ids=str,
)
def test_what_is_ranked_high_enough_is_retrieved(judge: Judge, check: Any) -> None:
    """By recall in ten if nothing else is said."""
    assert judge(check, "", ranked=RANKED).outcome == "passed"


def test_what_is_ranked_too_low_is_told(judge: Judge) -> None:
    """With the measures that were reached, and what came first; the score is the lowest of them."""
    check = {"retrieves": {"documents": ["marsh1998", "lind1753"], "at_least": {"R@10": 1, "RR": 0.5}}}
    verdict = judge(check, "", ranked=RANKED)

    assert verdict.reason == (
        "expected R@10 >= 1, RR >= 0.5 for marsh1998, lind1753; found R@10 0.500, RR 0.500; "
        "first are toll2001, marsh1998, hull2010"
    )
    assert verdict.score == 0.5


def test_nothing_found_is_told(judge: Judge) -> None:
    """And where there is no search, nothing is judged."""
    check = {"retrieves": {"documents": ["marsh1998"]}}

    assert judge(check, "", ranked=()).found == "R@10 0.000; first are none"
    assert judge(check, "").outcome == "not_applicable"


@pytest.mark.parametrize(
    ("check", "reason"),
    [
        ({"documents": [], "at_least": {"RR": 1}}, "documents is '[]': value should have at least 1 item"),
        ({"documents": ["a"], "at_least": {}}, "at_least is '{}': value should have at least 1 item"),
        (
            {"documents": ["a"], "at_least": {"recall": 1}},
            "'recall' cannot be measured (measure not found: recall); write R@10",
        ),
        ({"documents": ["a"], "at_least": {"NumRet": 1}}, "'NumRet' is no share between 0 and 1; write R@10"),
        ({"documents": {"a": -1}}, "documents.a is '-1': input should be greater than or equal to 0"),
    ],
    ids=str,
)
def test_what_cannot_be_measured_is_refused(check: dict[str, Any], reason: str) -> None:
    """When the suite is read, not when it runs."""
    with pytest.raises(ValueError, match=re.escape(reason)):
        read_check({"retrieves": check})


@pytest.fixture
def own_checks(empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A module of checks in the folder that one is in."""
    (empty_folder / "own_checks_of_a_suite.py").write_text(OWN_CHECKS)
    (empty_folder / "spoilt_checks_of_a_suite.py").write_text("import sys\nsys.exit(2)\n")
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.delitem(sys.modules, "own_checks_of_a_suite", raising=False)
    return "own_checks_of_a_suite"


def test_a_function_judges(judge: Judge, own_checks: str) -> None:
    """It returns None, or what is wrong."""
    check = {"python": f"{own_checks}:Wards.told"}

    assert judge(check, "on the ward").outcome == "passed"
    assert (
        judge(check, "at sea").reason
        == f"expected {own_checks}:Wards.told to find nothing wrong; found no ward is named"
    )


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        ("broken", "KeyError: 'ward'"),
        ("leaves", "SystemExit: 3"),
        ("counts", "returned 3; it must return None, or a text that says what is wrong"),
        ("agrees", "returned True; it must return None, or a text that says what is wrong"),
    ],
)
def test_a_function_that_breaks_judges_nothing(judge: Judge, own_checks: str, function: str, reason: str) -> None:
    """Neither passed nor failed, alone or among facts."""
    for check in ({"python": f"{own_checks}:{function}"}, {"covers": ["sea", {"python": f"{own_checks}:{function}"}]}):
        verdict = judge(check, "at sea")

        assert verdict.outcome == "error"
        assert verdict.reason.endswith(reason)


@pytest.mark.parametrize(
    ("named", "reason"),
    [
        ("own_checks_of_a_suite", "names no function; write module:function"),
        (":told", "names no function; write module:function"),
        ("own_checks_of_a_suite:missing", "cannot be imported: AttributeError"),
        ("no_such_module_anywhere:told", "cannot be imported: ModuleNotFoundError"),
        ("spoilt_checks_of_a_suite:told", "cannot be imported: SystemExit"),
        ("own_checks_of_a_suite:number", "is no function"),
        ("own_checks_of_a_suite:waits", "is asynchronous; write a plain function"),
    ],
)
def test_a_function_that_is_none_is_refused(own_checks: str, named: str, reason: str) -> None:
    """When the suite is read."""
    with pytest.raises(ValueError, match=re.escape(reason)):
        read_check({"python": named})


def test_reading_suites_loads_nothing_that_few_of_them_need() -> None:
    """Languages and retrieval measures are loaded by the checks that ask for them."""
    code = (
        "import sys\nfrom qa_service.evals.suites import load_suites\n"
        "print([name for name in ('py3langid', 'ir_measures', 'scipy', 'pandas', 'torch') if name in sys.modules])"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ended.stdout == "[]\n"
