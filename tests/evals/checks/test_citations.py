"""`cites`, `quotes_verbatim`: an answer cites the right work, and its quotes stand there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from qa_service.evals.checks import ServedDocument
from qa_service.evals.checks.check import ServedSection
from qa_service.evals.results import Verdict
from qa_service.types import Answer, Citation

Cite = Callable[..., Citation]
Write = Callable[..., Answer]
Judge = Callable[..., Verdict]

MILD, LIFE = "Up to 60% of cases of scurvy are mild.", "Scurvy does not shorten life."


@pytest.mark.parametrize(
    "check",
    [
        {"cites": "marsh1998"},
        {"cites": ["toll2001", "marsh1998"]},
        {"cites": {"document": "marsh1998", "quote": "up to 60 % of cases"}},
        {"cites": {"document": "marsh1998", "quote": ["lemons", "/not shorten/"]}},
    ],
    ids=str,
)
def test_a_work_is_cited(judge: Judge, scurvy: Answer, check: Any) -> None:
    """One of the works, with one of the words in its quote."""
    assert judge(check, scurvy).outcome == "passed"


@pytest.mark.parametrize(
    ("check", "reason"),
    [
        (
            {"cites": "toll2001"},
            f"expected a citation of toll2001; found [1] marsh1998: “{MILD}”; [2] marsh1998: “{LIFE}”",
        ),
        (
            {"cites": {"document": ["marsh1998", "toll2001"], "quote": ["lemons", "limes"]}},
            "expected a citation of marsh1998 or toll2001 with “lemons or limes”; "
            f"found [1] marsh1998: “{MILD}”; [2] marsh1998: “{LIFE}”",
        ),
        (
            {"cites": {"document": "marsh1998", "quote": "40% of cases"}},
            f"expected a citation of marsh1998 with “40% of cases”; found [1] marsh1998: “{MILD}”; [2] marsh1998: “{LIFE}”",
        ),
    ],
    ids=["another work", "other words", "another figure"],
)
def test_the_wrong_citation_is_told(judge: Judge, scurvy: Answer, check: Any, reason: str) -> None:
    """Though the text is right."""
    assert judge(check, scurvy).reason == reason


def test_right_words_of_another_work_are_no_citation(judge: Judge, scurvy: Answer, cite: Cite) -> None:
    """Words and work belong to one citation."""
    foreign = [cite(1, MILD, document_id="toll2001"), cite(2, LIFE)]
    verdict = judge(
        {"cites": {"document": "marsh1998", "quote": "60% of cases"}},
        scurvy.model_copy(update={"citations": tuple(foreign)}),
    )

    assert verdict.reason == f"expected a citation of marsh1998 with “60% of cases”; found [2] marsh1998: “{LIFE}”"


def test_no_citation_is_told_with_the_text(judge: Judge, write: Write) -> None:
    """As in an answer that declines."""
    verdict = judge({"cites": "marsh1998"}, write(status="abstained", text="This is not answered here."))

    assert (
        verdict.reason
        == "expected a citation of marsh1998; found no citation in declined: “This is not answered here.”"
    )


def test_the_quote_of_a_record_is_found_as_it_reads(judge: Judge, write: Write, cite: Cite) -> None:
    """Or as it stands."""
    answer = write([("The review has 10 pages.", (1,))], [cite(1, "Number of pages10", section="Record")])

    for words in ("Number of pages 10", "Number of pages10"):
        assert judge({"cites": {"document": "marsh1998", "quote": words}}, answer).outcome == "passed"


def test_an_endpoint_without_citations_is_not_judged(judge: Judge) -> None:
    """It is not counted as passed."""
    for check in ({"cites": "marsh1998"}, "faithful", "quotes_verbatim", "corrects_premise"):
        verdict = judge(check, "Up to 60%.")

        assert (verdict.outcome, verdict.reason) == ("not_applicable", "the endpoint gives no citations and no status")


def test_quotes_that_stand_in_their_document_are_verbatim(judge: Judge, scurvy: Answer, write: Write) -> None:
    """All of them; an answer that declines has none."""
    assert judge("quotes_verbatim", scurvy).found == "2 quotes"
    assert judge("quotes_verbatim", write(status="abstained", text="No.")).found == "0 quotes"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param(
            {"quote": MILD.replace("60", "61")},
            "expected “Up to 60% of cases of scurvy are mild…”, which is marsh1998[0:38]; "
            "found [1] “Up to 61% of cases of scurvy are mild…”",
            id="one character off",
        ),
        pytest.param(
            {"quote": f"{MILD} "},
            "expected “…% of cases of scurvy are mild.”, which is marsh1998[0:38]; found [1] “…% of cases of scurvy are mild. ”",
            id="white space added",
        ),
        pytest.param(
            {"quote": "up to 60% of cases of scurvy are mild."},
            "expected “Up to 60% of cases of scurvy a…”, which is marsh1998[0:38]; found [1] “up to 60% of cases of scurvy a…”",
            id="small letter",
        ),
        pytest.param(
            {"start": 1, "end": 39},
            "expected “p to 60% of cases of scurvy ar…”, which is marsh1998[1:39]; found [1] “Up to 60% of cases of scurvy a…”",
            id="place one off",
        ),
        pytest.param(
            {"start": -5, "end": 9_999},
            "expected a place of marsh1998, which has 126 characters; found [1] marsh1998[-5:9999]",
            id="place out of range",
        ),
        pytest.param(
            {"quote": "", "end": 0},
            "expected a place of marsh1998, which has 126 characters; found [1] marsh1998[0:0]",
            id="empty quote",
        ),
        pytest.param(
            {"sha256": "0" * 64},
            f"expected the hash of the text of marsh1998; found [1] '{'0' * 64}'",
            id="wrong hash",
        ),
        pytest.param(
            {"document_id": "toll2001"},
            "expected the document of [1]; found no document 'toll2001'",
            id="document that is not served",
        ),
    ],
)
def test_a_quote_that_does_not_stand_there_is_told(
    judge: Judge, scurvy: Answer, cite: Cite, changes: dict[str, Any], reason: str
) -> None:
    """With what stands there, around the first difference."""
    damaged = scurvy.model_copy(update={"citations": (cite(1, MILD, **changes), cite(2, LIFE))})
    verdict = judge("quotes_verbatim", damaged)

    assert (verdict.outcome, verdict.reason, verdict.score) == ("failed", reason, 0.5)


def test_a_source_that_is_called_otherwise_is_told(judge: Judge, scurvy: Answer, cite: Cite) -> None:
    """The reader is shown the work that the document is."""
    [first, second] = scurvy.citations
    renamed = first.model_copy(update={"document": first.document.model_copy(update={"year": 2001})})

    assert judge("quotes_verbatim", scurvy.model_copy(update={"citations": (renamed, second)})).reason == (
        "expected year 1998 of marsh1998; found [1] year 2001"
    )


def test_a_source_of_another_section_is_told(judge: Judge, scurvy: Answer, document: ServedDocument) -> None:
    """Where the service serves the sections of a document, the quote lies in the one that is named."""
    results = ServedSection(title="Results", start=0, end=60, text_kind="abstract")
    served = {document.id: document.model_copy(update={"sections": (results,)})}

    assert judge("quotes_verbatim", scurvy, documents=served).reason == (
        "expected a section that holds it of marsh1998; found [2] 'Results' (abstract)"
    )
