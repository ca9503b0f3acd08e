"""`contains`, `not_contains`, `number`, `covers`: what stands in the text of an answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from qa_service.evals.checks import read_check
from qa_service.evals.results import Verdict

Judge = Callable[..., Verdict]

MILD = "Up to 60% of cases of scurvy are mild [1]. It does not shorten life [2]."


@pytest.mark.parametrize(
    "check",
    [
        {"contains": "scurvy"},
        {"contains": ["rickets", "mild"]},
        {"contains": "/sc[uo]rvy/"},
        {"contains": 60},
        {"contains": "60 %"},
        {"contains": "/not shorten life/"},
        {"contains": {"any": "shorten life", "negated": "may"}},
        {"contains": {"any": "shorten life", "negated": "must"}},
        {"not_contains": "rickets"},
        {"not_contains": "shorten life"},
        {"not_contains": ["rickets", "/sever/"]},
    ],
    ids=str,
)
def test_words_pass(judge: Judge, check: Any) -> None:
    """One of the alternatives stands there and is affirmed; none that must not does."""
    assert judge(check, MILD).outcome == "passed"


@pytest.mark.parametrize(
    ("check", "reason"),
    [
        pytest.param(
            {"contains": ["rickets", "severe"]},
            "expected rickets or severe; found “Up to 60% of cases of scurvy are mild [1]. It does not shorten life [2].”",
            id="missing",
        ),
        pytest.param(
            {"contains": "shorten life"},
            "expected shorten life; found it only negated: “…to 60% of cases of scurvy are mild. It does not shorten life.”",
            id="negated",
        ),
        pytest.param(
            {"contains": {"any": "mild", "negated": "must"}},
            "expected mild, negated; found it only affirmed: “Up to 60% of cases of scurvy are mild. It does not shorten life.”",
            id="affirmed",
        ),
        pytest.param(
            {"contains": {"any": "rickets", "negated": "may"}},
            "expected rickets (negated or not); found “Up to 60% of cases of scurvy are mild [1]. It does not shorten life [2].”",
            id="missing either way",
        ),
        pytest.param(
            {"not_contains": ["mild"]},
            "expected no mild; found “Up to 60% of cases of scurvy are mild. It does not shorten life.”",
            id="there",
        ),
    ],
)
def test_words_that_fail_say_why(judge: Judge, check: Any, reason: str) -> None:
    """What was expected, and what stands there instead."""
    verdict = judge(check, MILD)

    assert (verdict.outcome, verdict.reason) == ("failed", reason)


@pytest.mark.parametrize("text", ["", " \n", "…"])
def test_an_empty_text_holds_nothing(judge: Judge, text: str) -> None:
    """Neither words nor figures, and nothing that must not be there."""
    assert judge({"contains": "scurvy"}, text).outcome == "failed"
    assert judge({"number": 60}, text).outcome == "failed"
    assert judge({"not_contains": "scurvy"}, text).outcome == "passed"


@pytest.mark.parametrize(
    ("check", "text"),
    [
        ({"value": 60, "unit": "%", "hedge": "up to"}, "Up to sixty per cent of cases are mild."),
        ({"value": 60, "unit": "%", "hedge": "up to"}, "At most 60 % of cases are mild."),
        ({"value": 60, "unit": "%", "hedge": "up to"}, "Up to about 60% of cases are mild."),
        ({"value": 60, "unit": "%", "hedge": "none"}, "It is 60%."),
        ({"value": 60, "unit": "%"}, "About 60% of cases are mild."),
        ({"value": 60, "unit": "mg"}, "Take 60 mg a day."),
        ({"value": 60, "unit": "mg/day"}, "Take 60 mg daily."),
        ({"value": 26, "unit": "sailors"}, "26 young sailors took part."),
        ({"value": 0.48, "unit": "per million"}, "Incidence was 0.48 per million."),
        ({"value": 12523409}, "There were 12,523,409 sailors."),
        ({"value": 12.5e6}, "There were 12.5 million sailors."),
        ({"value": 60, "tolerance": 2}, "It was 61.5."),
        ({"range": [3, 4], "unit": "%"}, "It was three to four per cent."),
        ({"range": [1854, 1863]}, "Pages 1,854–1,863."),
        ({"value": 65, "unit": "%"}, "Strength rose from 45% to 65%."),
        ({"range": [45, 65], "unit": "%"}, "Strength rose from 45% to 65%."),
        ({"value": 60, "unit": "%", "of": "mild"}, "Forty per cent are severe. Sixty per cent are mild."),
        ({"value": 9, "of": ["two sailors", "nine of ten"]}, "It cured nine of ten."),
        ({"value": 2017}, "It appeared on 1 September 2017."),
    ],
    ids=str,
)
def test_a_figure_passes_however_it_is_written(judge: Judge, check: dict[str, Any], text: str) -> None:
    """In digits or in words, with its unit and its hedge."""
    assert judge({"number": check}, text).outcome == "passed"


@pytest.mark.parametrize(
    ("check", "text", "reason"),
    [
        pytest.param(
            {"value": 60, "unit": "%", "hedge": "up to"},
            "Up to 40% of cases are mild.",
            "expected up to 60 %; found up to 40 % (“Up to 40% of cases are mild.”)",
            id="number",
        ),
        pytest.param(
            {"value": 60, "unit": "%", "hedge": "up to"},
            "In 2017, 26 sailors were ill; sixty percent of cases are mild, 10% severe.",
            "expected up to 60 %; found 60 % (“In 2017, 26 sailors were ill; 60 percent of cases are mild, 10% severe.”); "
            "10 % (“…ill; 60 percent of cases are mild, 10% severe.”); "
            "26 sailors (“In 2017, 26 sailors were ill; 60 percent of cases…”)",
            id="hedge is missing, and the figure most like it comes first",
        ),
        pytest.param(
            {"value": 60, "unit": "%", "hedge": "none"},
            "About 60% of cases are mild.",
            "expected 60 %, without a hedge; found about 60 % (“About 60% of cases are mild.”)",
            id="hedge is added",
        ),
        pytest.param({"value": 60, "unit": "mg"}, "Take 60 g.", "expected 60 mg; found 60 g (“Take 60 g.”)", id="unit"),
        pytest.param({"value": 60, "unit": "mg"}, "Take 60 µg.", "expected 60 mg; found 60 µg (“Take 60 μg.”)", id="micrograms"),
        pytest.param(
            {"value": 60, "unit": "mg"}, "Take 60 mg/kg.", "expected 60 mg; found 60 mg/kg (“Take 60 mg/kg.”)", id="per kilogram"
        ),
        pytest.param(
            {"value": 10, "unit": "months"}, "It was 10 years.", "expected 10 months; found 10 years (“It was 10 years.”)",
            id="years",
        ),
        pytest.param(
            {"value": 3, "unit": "%"}, "It was 3-4%.", "expected 3 %; found 3-4 % (“It was 3-4%.”)", id="range for a value"
        ),
        pytest.param(
            {"range": [3, 4]}, "It was 3, and 4 later.",
            "expected 3-4; found 4 later (“It was 3, and 4 later.”); 3 (“It was 3, and 4 later.”)",
            id="values for a range",
        ),
        pytest.param(
            {"value": 60, "unit": "%"}, "It is 40%, not 60%.",
            "expected 60 %; found not 60 % (“It is 40%, not 60%.”); 40 % (“It is 40%, not 60%.”)",
            id="denied",
        ),
        pytest.param(
            {"value": 60, "unit": "%", "of": "mild"},
            "Sixty per cent are severe. Some are mild.",
            "expected 60 % of mild; found 60 % (“60 per cent are severe.”), in a sentence without mild",
            id="of something else",
        ),
        pytest.param({"value": 60, "tolerance": 1}, "It was 61.5.", "expected 60 ± 1; found 61.5 (“It was 61.5.”)", id="far off"),
        pytest.param({"value": 60}, "Many are mild.", "expected 60; found no figure in “Many are mild.”", id="no figure"),
        pytest.param({"value": 12523409}, "It was 12.", "expected 12,523,409; found 12 (“It was 12.”)", id="large"),
    ],
)  # fmt: skip
def test_another_figure_fails_and_the_nearest_is_shown(
    judge: Judge, check: dict[str, Any], text: str, reason: str
) -> None:
    """Those of the unit first, then those of the value."""
    verdict = judge({"number": check}, text)

    assert (verdict.outcome, verdict.reason) == ("failed", reason)


@pytest.mark.parametrize(
    ("check", "reason"),
    [
        ({"number": {"unit": "%"}}, "number: write either value or range"),
        ({"number": {"value": 1, "range": [1, 2]}}, "number: write either value or range"),
        ({"number": {"range": [4, 3]}}, "number: the range [4.0, 3.0] must go from low to high"),
        ({"number": {"value": float("nan")}}, "number: value is 'nan': input should be a finite number"),
        (
            {"number": {"value": 1, "tolerance": -1}},
            "number: tolerance is '-1': input should be greater than or equal to 0",
        ),
        (
            {"number": {"value": 1, "hedge": "circa"}},
            "number: hedge is 'circa': input should be 'up to', 'about', 'at least', 'more than', 'less than', 'nearly' "
            "or 'none'",
        ),
        ({"contains": ""}, "contains: any empty words would be found in every text; write what must stand there"),
        ({"contains": []}, "contains: any the list of alternatives is empty; write at least one"),
        (
            {"contains": {"any": "x", "negate": "may"}},
            "contains: negate is not known here; take it out, or look for a spelling mistake",
        ),
        ({"covers": []}, "covers: facts write a list of facts, at least one"),
        ({"covers": {"facts": ["a"], "at_least": 2}}, "covers: at_least is 2, but there are only 1 facts"),
        ({"covers": "scurvy"}, "covers: facts write a list of facts, at least one"),
        ({"contain": "x"}, "there is no check 'contain'; did you mean 'contains'?"),
        ("answers: x", "there is no check 'answers: x'; did you mean 'answers'?"),
        ({"answers": "x"}, "answers: answers takes no value; write 'answers' alone"),
    ],
    ids=str,
)
def test_a_check_that_cannot_be_met_is_refused(check: Any, reason: str) -> None:
    """With what to write instead."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole message is compared
        read_check(check)

    assert str(caught.value) == reason


FACTS = ["scurvy", ["rickets", "mild"], {"number": {"value": 60, "unit": "%"}}, "lemons"]


def test_enough_facts_cover(judge: Judge) -> None:
    """The score is the share of facts that are there."""
    verdict = judge({"covers": {"facts": FACTS, "at_least": 3}}, MILD)

    assert (verdict.outcome, verdict.score, verdict.found) == ("passed", 0.75, "3 of 4 facts")


def test_too_few_facts_do_not_cover(judge: Judge) -> None:
    """All are needed if nothing else is said; what is missing is named."""
    verdict = judge({"covers": [*FACTS, {"number": {"value": 10, "unit": "years"}}]}, MILD)

    assert (verdict.outcome, verdict.score) == ("failed", 0.6)
    assert verdict.reason == (
        "expected 5 of 5 facts; found 3 of 5 facts, without lemons; 10 years, in “Up to 60% of cases of scurvy are mild [1]. "
        "It does not shorten life [2].”"
    )


def test_facts_that_do_not_apply_are_not_counted(judge: Judge) -> None:
    """A fact that needs citations is left out where an endpoint has none; if all are, the check does not apply."""
    verdict = judge({"covers": ["scurvy", {"cites": "marsh1998"}]}, MILD)

    assert (verdict.outcome, verdict.score) == ("passed", 1.0)
    assert judge({"covers": [{"cites": "marsh1998"}]}, MILD).outcome == "not_applicable"
