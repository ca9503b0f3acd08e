"""`faithful`: every sentence stands on what it cites, and text, sentences, marks and citations fit each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from qa_service.evals.results import Verdict
from qa_service.types import Answer, AnswerSentence, Citation, DisagreeingValue, Premise

Cite = Callable[..., Citation]
Write = Callable[..., Answer]
Judge = Callable[..., Verdict]

MILD, LIFE = "Up to 60% of cases of scurvy are mild.", "Scurvy does not shorten life."


def test_a_supported_answer_is_faithful(judge: Judge, scurvy: Answer, write: Write) -> None:
    """As is one that declines, and claims nothing."""
    assert judge("faithful", scurvy).found == "2 sentences"
    assert judge("faithful", write(status="abstained", text="This is not answered here.")).outcome == "passed"


def test_a_sentence_may_cite_several_places(judge: Judge, write: Write, cite: Cite) -> None:
    """Marks stand behind it in their order; a citation may be used twice."""
    both = "Up to 60% of cases of scurvy are mild, and scurvy does not shorten life."
    answer = write([(both, (1, 2)), (LIFE, (2,))], [cite(1, MILD), cite(2, LIFE)])

    assert judge("faithful", answer).outcome == "passed"


def test_a_sentence_is_judged_by_the_served_document(judge: Judge, write: Write, cite: Cite) -> None:
    """Not by the quote that the server sends with it."""
    said = "Up to 90% of cases of scurvy are mild."
    verdict = judge("faithful", write([(said, (1,))], [cite(1, MILD, quote=said)]))

    assert (
        verdict.reason
        == f"expected every sentence supported by what it cites; found “{said}”: up to 90 % is not in what it cites"
    )


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("60% of cases of scurvy are mild.", "60 % is not in what it cites, which has up to 60 %"),
        ("Up to 60 mg of cases of scurvy are mild.", "up to 60 mg is not in what it cites, which has up to 60 %"),
        ("Up to 60% of cases of scurvy are not mild.", "“mild” is negated; what it cites has it affirmed"),
        ("Up to 60% of cases of rickets are mild.", "“rickets” is not in what it cites"),
    ],
)
def test_a_sentence_that_is_not_supported_is_told(
    judge: Judge, write: Write, cite: Cite, sentence: str, told: str
) -> None:
    """With why; the score is the share of sentences that are supported."""
    verdict = judge("faithful", write([(sentence, (1,)), (LIFE, (2,))], [cite(1, MILD), cite(2, LIFE)]))

    assert verdict.reason == f"expected every sentence supported by what it cites; found “{sentence}”: {told}"
    assert verdict.score == 0.5


def sentences(*said: tuple[str, tuple[int, ...]]) -> tuple[AnswerSentence, ...]:
    return tuple(AnswerSentence(text=text, citations=numbers) for text, numbers in said)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        pytest.param({"sentences": ()}, "an answer without sentences", id="no sentences"),
        pytest.param(
            {"text": f"{MILD[:-1]} [1]. Lemons cure it. {LIFE[:-1]} [2]."},
            f"a text that is not its sentences: “{MILD[:-1]} [1]. Lemons cure it. {LIFE[:-1]} [2].”",
            id="a sentence more in the text",
        ),
        pytest.param(
            {"sentences": sentences((MILD, (1,)))},
            f"a text that is not its sentences: “{MILD[:-1]} [1]. {LIFE[:-1]} [2].”",
            id="a sentence less",
        ),
        pytest.param(
            {"text": f"{MILD[:-1]} [2]. {LIFE[:-1]} [1]."}, f"marks [2] for citations [1] of “{MILD}”", id="marks swapped"
        ),
        pytest.param(
            {"text": f"{MILD} {LIFE[:-1]} [1][2]."}, f"marks [] for citations [1] of “{MILD}”", id="both marks at the end"
        ),
        pytest.param(
            {"text": f"{MILD} {LIFE}"}, f"marks [] for citations [1] of “{MILD}”", id="no marks"
        ),
        pytest.param(
            {"text": f"{MILD[:-1]} [1]. {LIFE[:-1]} [2]. [9]"}, f"marks [2, 9] for citations [2] of “{LIFE}”", id="a mark more"
        ),
        pytest.param(
            {"sentences": sentences((f"{MILD[:-1]} [7].", (1,)), (LIFE, (2,)))},
            f"a mark within the words of a sentence: “{MILD[:-1]} [7].”",
            id="a forged mark",
        ),
    ],
)  # fmt: skip
def test_parts_that_do_not_fit_are_told(judge: Judge, scurvy: Answer, changes: dict[str, Any], found: str) -> None:
    """Nothing unjudged reaches the reader, and no mark points elsewhere."""
    verdict = judge("faithful", scurvy.model_copy(update=changes))

    assert verdict.reason == f"expected text, sentences, marks and citations to fit; found {found}"


def test_another_text_than_the_answers_is_told(judge: Judge, scurvy: Answer) -> None:
    """What was shown is what is judged."""
    verdict = judge("faithful", scurvy, text="Lemons cure all.")

    assert verdict.found == "another text than the answer's: “Lemons cure all.”"


@pytest.mark.parametrize(
    ("numbers", "found"),
    [
        ((1, 2, 3), "citations [3] that no sentence uses"),
        ((1, 3), "citations numbered [1, 3]"),
        ((2, 1), "citations numbered [2, 1]"),
    ],
    ids=["orphan", "gap", "order"],
)
def test_citations_are_numbered_and_used(
    judge: Judge, scurvy: Answer, cite: Cite, numbers: Sequence[int], found: str
) -> None:
    """From 1, without a gap, each by a sentence."""
    quotes = [MILD, LIFE, "Lemon juice cured nine of ten sailors."]
    citations = tuple(cite(number, quote) for number, quote in zip(numbers, quotes, strict=False))

    assert judge("faithful", scurvy.model_copy(update={"citations": citations})).found == found


@pytest.mark.parametrize(
    ("cited", "changes", "told"),
    [
        pytest.param((), {}, "it cites nothing", id="no citation"),
        pytest.param((3,), {}, "it cites [3], which is not there", id="missing citation"),
        pytest.param(
            (1,), {"document_id": "toll2001"}, "it cites [1] of toll2001, which is not served", id="document not served"
        ),
        pytest.param((1,), {"end": 9_999}, "it cites [1], which is no place of marsh1998", id="beyond the end"),
        pytest.param((1,), {"start": -38}, "it cites [1], which is no place of marsh1998", id="before the beginning"),
        pytest.param((1,), {"start": 38}, "it cites [1], which is no place of marsh1998", id="empty place"),
        pytest.param((2,), {}, "up to 60 % is not in what it cites", id="another's citation"),
    ],
)
def test_a_sentence_cites_a_place_that_holds_it(
    judge: Judge, write: Write, cite: Cite, cited: tuple[int, ...], changes: dict[str, Any], told: str
) -> None:
    """A citation that leads nowhere, or elsewhere, supports nothing."""
    answer = write([(MILD, cited), (LIFE, (1, 2))], [cite(1, MILD, **changes), cite(2, LIFE)])
    verdict = judge("faithful", answer)

    assert verdict.outcome == "failed"
    assert verdict.found.startswith(f"“{MILD}”: {told}")


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ({"premise": Premise(claim="All are mild.", correction="Up to 60% are mild.", citations=(1,))}, ""),
        (
            {"premise": Premise(claim="All are mild.", correction="Up to 90% are mild.", citations=(1,))},
            "“Up to 90% are mild.”",
        ),
        (
            {"premise": Premise(claim="All are mild.", correction="Up to 60% are mild.", citations=())},
            "it cites nothing",
        ),
        ({"disagreement": (DisagreeingValue(value="up to 60%", citations=(1,)),)}, ""),
        (
            {"disagreement": (DisagreeingValue(value="up to 70%", citations=(1,)),)},
            "up to 70 % is not in what it cites",
        ),
    ],
    ids=["premise", "wrong premise", "premise without citation", "disagreement", "wrong disagreement"],
)
def test_corrections_and_disagreements_are_sentences_too(
    judge: Judge, scurvy: Answer, part: dict[str, Any], told: str
) -> None:
    """They reach the reader, and cite."""
    assert told in judge("faithful", scurvy.model_copy(update=part)).found


def test_a_record_line_supports_its_sentence(judge: Judge, write: Write, cite: Cite) -> None:
    """ "The review by Marsh (1998) has 10 pages" of "Number of pages10"."""
    answer = write(
        [("The review by Marsh (1998) has 10 pages.", (1,))], [cite(1, "Number of pages10", section="Record")]
    )

    assert judge("faithful", answer).outcome == "passed"


def test_a_declining_answer_with_sentences_is_judged(judge: Judge, scurvy: Answer) -> None:
    """It claims something after all."""
    said = scurvy.model_copy(update={"status": "abstained", "sentences": sentences(("All die.", (1,)), (LIFE, (2,)))})

    assert judge("faithful", said).outcome == "failed"
