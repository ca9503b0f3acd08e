"""Marks of a source do not look like ours; retracted works are used only where they are asked for, and say so."""

import pytest

from qa_service.answering.language.marks import without_marks
from qa_service.answering.retraction import is_retracted, is_usable, with_note, without_note
from qa_service.answering.sources import as_sentence
from qa_service.types import Work


@pytest.mark.parametrize(
    ("quote", "read"),
    [
        ("Rinsing undid the effect [7][8].", "Rinsing undid the effect."),
        ("It is rare [1, 2] and treatable[3].", "It is rare and treatable."),
        ("It is rare 【7】 and mild ［８］.", "It is rare and mild."),
        ("The share is [[1]1] high.", "The share is high."),
        ("The median was 60 [45-70] mg.", "The median was 60 (45-70) mg."),
        ("[11C]PIB bound in 3 [n = 5] cases.", "[11C]PIB bound in 3 [n = 5] cases."),
        ("• One [4]\n• Two", "One; Two."),
    ],
)
def test_marks_of_the_source_do_not_look_like_citations(quote: str, read: str) -> None:
    """The quote keeps them; the sentence does not."""
    assert as_sentence(quote) == read
    assert without_marks(without_marks(quote)) == without_marks(quote)


def test_a_retracted_work_is_evidence_only_for_questions_that_name_it() -> None:
    """By its record, or by its title."""
    fine, flagged, titled = Work(title="A"), Work(title="B", retracted=True), Work(title="RETRACTED: C")

    assert [is_retracted(work) for work in (fine, flagged, titled)] == [False, True, True]
    assert [is_usable(work, False) for work in (fine, flagged, titled)] == [True, False, False]
    assert is_usable(flagged, True)


def test_the_notice_of_a_retraction_is_not_itself_retracted() -> None:
    """Nor is a work about retractions."""
    assert not is_retracted(Work(title="Retraction: copper and sleep"))
    assert not is_retracted(Work(title="Retracted papers in oncology"))


def test_a_sentence_of_a_retracted_work_says_so_once() -> None:
    """The note stands before the stop, and can be taken out again."""
    works = [Work(title="B", retracted=True)]
    noted = with_note("Copper cures 97% of cases.", works)

    assert noted == "Copper cures 97% of cases (retracted)."
    assert with_note(noted, works) == noted
    assert without_note(noted) == "Copper cures 97% of cases."
    assert with_note("Copper is a metal.", [Work(title="A")]) == "Copper is a metal."
