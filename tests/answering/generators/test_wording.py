"""What a sentence of a model must be before it is worth a verdict."""

from __future__ import annotations

import pytest

from qa_service.answering.generators.wording import borrowed, dropped, fault_of


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
        "40 healthy people and 538 tests in myasthenia gravis (MG).",
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
        ("The high-fat meal works by blocking potassium outflow.", "'high-fat' stands in another sentence"),
        ("Amifampridine works in LEMS by blocking the breakdown of calcium.", "'breakdown' stands in another sentence"),
        ("Amifampridine works in LEMS by relaxing muscle.", "'relaxing' does not stand there"),
        ("Garlic works in LEMS by blocking potassium outflow.", "'Garlic' does not stand there"),
        ("Amifampridine is used, and works by blocking potassium outflow.", None),
    ],
)
def test_what_is_told_of_a_source_is_not_of_something_else(text: str, reason: str | None) -> None:
    """Neither by a subject that it does not have, nor by words of the sentences beside it, nor by others."""
    told = "Amifampridine works in LEMS by blocking potassium outflow, so that more calcium enters."
    others = ["A high-fat meal cut the peak of amifampridine.", "NAT2 slows the breakdown of amifampridine."]

    assert borrowed(text, told, "How does amifampridine or garlic work?", others) == reason


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


def test_what_holds_mainly_does_not_just_hold() -> None:
    """Nor does what holds often, or nearly."""
    assert dropped("NAT2 breaks it down.", "It is broken down mainly by NAT2.", "") == "it leaves out 'mainly'"
