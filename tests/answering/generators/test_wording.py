"""What a sentence of a model must be before it is worth a verdict."""

from __future__ import annotations

import pytest

from qa_service.answering.evidence import Evidence
from qa_service.answering.gathering import Gatherer
from qa_service.answering.generators.wording import borrowed, dropped, fault_of
from qa_service.answering.reader import Reader, shipped_reader
from qa_service.retrieval.search import Searcher


@pytest.fixture(scope="module")
def evidence(lems: Searcher) -> list[Evidence]:
    """What says how the drug works, and a sentence each on a meal and on its breakdown."""
    gatherer = Gatherer(lems, Reader(shipped_reader()), 40, None)
    asked = {
        "potassium outflow": "How does amifampridine work?",
        "high-fat meal": "What does a high-fat meal do to the peak level of amifampridine?",
        "breakdown": "What slows the breakdown of amifampridine?",
    }
    return [next(item for item in gatherer.gather_for(q).told if words in item.text) for words, q in asked.items()]


@pytest.mark.parametrize(
    "text",
    [
        "LEMS is an autoimmune disorder.",
        "Antibodies block calcium channels at the terminal.",
        "Amifampridine causes paraesthesia in some patients.",
        "Up to 60% of cases occur with a tumour.",
        "The drug has not been tested in children.",
        "The difference was significant (p < 0.05).",
        "It was seen in series with n>3.",
        "Most patients improve within two weeks.",
    ],
)
def test_a_whole_statement_has_no_fault(text: str) -> None:
    """Of any tense and number; signs of comparison are no markup."""
    assert fault_of(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Potassium outflow.",
        "Paraneoplastic.",
        "Up to 60%.",
        "Small cell lung cancer in adults.",
        "The causes are as follows:",
        "How does amifampridine work in LEMS?",
        "It works in LEMS",
        "It works.",
    ],
)
def test_a_fragment_a_question_or_an_announcement_is_no_sentence(text: str) -> None:
    """It needs a verb, four words and a full stop."""
    assert fault_of(text) == "it is no whole sentence"


@pytest.mark.parametrize(
    "text", ["It works in [LEMS.", "It <b>works</b> in LEMS.", "It works in LEMS [Smith].", "</s>It works."]
)
def test_marks_and_markup_do_not_reach_the_reader(text: str) -> None:
    assert fault_of(text) == "it holds marks or brackets that do not belong there"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Amifampridine works in LEMS by blocking potassium outflow.", None),
        ("The high-fat meal works by blocking potassium outflow.", "'fat' stands in another sentence"),
        ("Amifampridine works in LEMS by blocking the breakdown of calcium.", "'breakdown' stands in another sentence"),
    ],
)
def test_what_is_told_of_a_source_is_not_of_something_else(evidence: list[Evidence], text: str, reason: str) -> None:
    """Neither by a subject that it does not have, nor by words of the sentences beside it."""
    first, *others = (item.source for item in evidence)

    assert borrowed(text, first, others) == reason


TOLD = "In two trials, amifampridine improves strength in adults without cancer, and side effects are mild."


@pytest.mark.parametrize(
    ("text", "known", "reason"),
    [
        ("Amifampridine improves strength.", "Does it help?", "it leaves out 'In two trials'"),
        ("Amifampridine improves strength in trials.", "Does it help?", "it leaves out 'in adults'"),
        ("Amifampridine improves strength in trials.", "Does it help adults?", "it leaves out 'without cancer'"),
        ("Amifampridine improves strength in adults without cancer in trials.", "Does it help?", None),
        ("Side effects are mild.", "What are the side effects?", None),
    ],
)
def test_for_whom_it_holds_may_not_be_left_out(text: str, known: str, reason: str | None) -> None:
    """Unless the question says it, or another part of the sentence is told."""
    assert dropped(text, TOLD, known) == reason
