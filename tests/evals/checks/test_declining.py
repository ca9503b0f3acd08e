"""`answers`, `abstains`, `corrects_premise`: what an answer does with a question that it cannot take as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from qa_service.evals.checks import read_check
from qa_service.evals.results import Verdict
from qa_service.types import Abstention, AbstentionReason, Answer, Citation, Evidence, Premise

Cite = Callable[..., Citation]
Write = Callable[..., Answer]
Judge = Callable[..., Verdict]

DECLINING = "The literature that this service holds does not answer this question."
NEAREST = "Lemon juice cured nine of ten sailors of the fleet within a week."


def abstention(reason: AbstentionReason = "not_in_corpus", nearest: str = NEAREST) -> Abstention:
    evidence = Evidence(document_id="marsh1998", passage_id="", section="", quote=nearest, title="")
    return Abstention(reason=reason, nearest=(evidence,), suggestions=())


@pytest.fixture
def declined(write: Write) -> Answer:
    return write(status="abstained", text=DECLINING, abstention=abstention())


def test_an_answer_answers(judge: Judge, scurvy: Answer) -> None:
    """Wholly or in part."""
    assert judge("answers", scurvy).outcome == "passed"
    assert judge("answers", scurvy.model_copy(update={"status": "partial"})).outcome == "passed"
    assert judge("answers", "Up to 60%.").outcome == "passed"


def test_a_declining_answer_answers_nothing(judge: Judge, declined: Answer) -> None:
    """Neither does an empty one."""
    assert judge("answers", declined).reason == f"expected an answer; found declined: “{DECLINING}”"
    assert judge("answers", " \n").reason == "expected an answer; found “”"


@pytest.mark.parametrize(
    "check",
    [
        "abstains",
        {"abstains": "not_in_corpus"},
        {"abstains": ["out_of_scope", "not_in_corpus"]},
        {"abstains": {"reason": "not_in_corpus"}},
    ],
    ids=str,
)
def test_a_question_is_declined(judge: Judge, declined: Answer, check: Any) -> None:
    """For any reason, or for one of these."""
    assert judge(check, declined).outcome == "passed"


def test_an_answer_does_not_abstain(judge: Judge, scurvy: Answer) -> None:
    """It is shown."""
    verdict = judge({"abstains": ["out_of_scope", "not_in_corpus"]}, scurvy)

    assert verdict.reason == (
        "expected it to be declined as out_of_scope or not_in_corpus; found an answer: “Up to 60% of cases of scurvy are "
        "mild [1]. Scurvy does not shorten life [2].”"
    )


def test_another_reason_is_told(judge: Judge, declined: Answer) -> None:
    """Though it was declined."""
    assert judge({"abstains": "out_of_scope"}, declined).reason == (
        "expected it to be declined as out_of_scope; found declined as not_in_corpus"
    )


@pytest.mark.parametrize(
    ("text", "nearest", "found"),
    [
        pytest.param(
            "Not answered. It may be 60%.",
            NEAREST,
            "the figure 60 % in declined: “Not answered. It may be 60%.”",
            id="figure",
        ),
        pytest.param(
            "Not answered, but two thirds.",
            NEAREST,
            "the figure 66.67 % in declined: “Not answered, but two thirds.”",
            id="words",
        ),
        pytest.param(
            "Not answered. But lemon juice cured nine of ten sailors of the fleet!",
            NEAREST,
            "the figure 9",
            id="figure of the evidence",
        ),
        pytest.param(
            "Not answered: the sailors of the fleet were cured by lemons.",
            "All the sailors of the fleet were cured by lemon juice.",
            "“of the fleet were cured by” of marsh1998",
            id="stretch",
        ),
        pytest.param(
            "Not answered. Lemons cure scurvy.",
            "Lemons cure scurvy.",
            "“lemons cure scurvy” of marsh1998",
            id="short evidence",
        ),
    ],
)
def test_a_declining_text_gives_no_answer_away(
    judge: Judge, declined: Answer, text: str, nearest: str, found: str
) -> None:
    """No figure, no stretch of the nearest evidence."""
    leaking = declined.model_copy(update={"text": text, "abstention": abstention(nearest=nearest)})
    verdict = judge("abstains", leaking)

    assert verdict.expected == "a declining text that gives no answer away"
    assert verdict.found.startswith(found)


def test_sentences_and_citations_give_an_answer_away(judge: Judge, scurvy: Answer) -> None:
    """Whatever the text says."""
    leaking = scurvy.model_copy(update={"status": "abstained", "text": DECLINING, "abstention": abstention()})

    assert judge("abstains", leaking).found == "2 sentences and 2 citations"
    assert judge("abstains", leaking.model_copy(update={"sentences": ()})).found == "0 sentences and 2 citations"


def test_what_the_question_holds_gives_nothing_away(judge: Judge, declined: Answer) -> None:
    """Its figures and its words may be repeated."""
    text = "Whether 60% of all sailors of the fleet had scurvy is not answered here."
    repeating = declined.model_copy(
        update={"text": text, "abstention": abstention(nearest="All sailors of the fleet had scurvy.")}
    )

    assert (
        judge("abstains", repeating, question="Did sixty per cent of all sailors of the fleet have scurvy?").outcome
        == "failed"
    )
    assert (
        judge("abstains", repeating, question="Is it so that 60% of all sailors of the fleet had scurvy?").outcome
        == "passed"
    )


def test_an_endpoint_without_status_is_judged_by_its_words(judge: Judge) -> None:
    """It gives no reason, so that none can be judged."""
    assert judge("abstains", DECLINING, is_declined=True).outcome == "passed"
    assert judge("abstains", "Up to 60%.").outcome == "failed"
    assert judge({"abstains": "not_in_corpus"}, DECLINING, is_declined=True).outcome == "not_applicable"


def test_an_unknown_reason_is_refused() -> None:
    """With those that there are."""
    with pytest.raises(
        ValueError, match=r"reason\.0 is 'out_of_scop': input should be 'out_of_scope', 'not_in_corpus'"
    ):
        read_check({"abstains": "out_of_scop"})


@pytest.fixture
def corrected(scurvy: Answer) -> Answer:
    """An answer with a premise put right."""
    premise = Premise(claim="All cases are mild.", correction="Up to 60% of cases are mild, not all.", citations=(1,))
    return scurvy.model_copy(update={"premise": premise})


@pytest.mark.parametrize(
    "check",
    ["corrects_premise", {"corrects_premise": True}, {"corrects_premise": {"correction": ["rickets", "up to 60%"]}}],
    ids=str,
)
def test_a_wrong_premise_is_corrected(judge: Judge, corrected: Answer, check: Any) -> None:
    """With a citation, in one of these words."""
    assert judge(check, corrected).found == "“Up to 60% of cases are mild, not all.”"


@pytest.mark.parametrize(
    ("correction", "citations", "reason"),
    [
        pytest.param(
            "Up to 40% are mild.",
            (1,),
            "expected the premise to be corrected with up to 60%; found “Up to 40% are mild.”",
            id="otherwise",
        ),
        pytest.param(
            "It is not up to 60%.",
            (1,),
            "expected the premise to be corrected with up to 60%; found “It is not up to 60%.”, which negates it",
            id="negated",
        ),
        pytest.param(
            "Up to 60%.",
            (),
            "expected the premise to be corrected with up to 60%, with a citation; found none: “Up to 60%.”",
            id="without citation",
        ),
        pytest.param(
            "Up to 60%.",
            (9,),
            "expected the premise to be corrected with up to 60%, with a citation; found citation 9, which is not there",
            id="citation that is not there",
        ),
    ],
)
def test_a_correction_that_is_none_is_told(
    judge: Judge, corrected: Answer, correction: str, citations: tuple[int, ...], reason: str
) -> None:
    """It says otherwise, or stands on nothing."""
    premise = Premise(claim="All cases are mild.", correction=correction, citations=citations)
    verdict = judge(
        {"corrects_premise": {"correction": "up to 60%"}}, corrected.model_copy(update={"premise": premise})
    )

    assert verdict.reason == reason


def test_a_premise_that_is_left_is_told(judge: Judge, scurvy: Answer) -> None:
    """With what was answered."""
    assert judge("corrects_premise", scurvy).reason == (
        "expected the premise to be corrected; found no correction: “Up to 60% of cases of scurvy are mild [1]. Scurvy does not "
        "shorten life [2].”"
    )


def test_a_true_premise_is_left_alone(judge: Judge, scurvy: Answer, corrected: Answer) -> None:
    """And a correction of it is told."""
    assert judge({"corrects_premise": False}, scurvy).outcome == "passed"
    assert judge({"corrects_premise": False}, corrected).reason == (
        "expected the premise to be left alone; found “All cases are mild.” corrected as “Up to 60% of cases are mild, not all.”"
    )


def test_a_true_premise_has_no_correction() -> None:
    """A suite cannot ask for both."""
    with pytest.raises(ValueError, match="a premise that is not wrong has no correction; take one of them out"):
        read_check({"corrects_premise": {"is_wrong": False, "correction": "up to 60%"}})
