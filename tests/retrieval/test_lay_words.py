"""Names that mean the same: a question is asked in one, a corpus may be written in another."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from qa_service.retrieval.analysis import terms
from qa_service.retrieval.lay_words import held_otherwise, in_held_names, in_written_words, name_groups, words_of_names
from qa_service.retrieval.search import Searcher
from qa_service.retrieval.spelling import Speller
from qa_service.retrieval.synonyms import Synonym


def holding(**passages: int) -> Callable[[str], int]:
    """A corpus of which so many passages hold each name."""
    held = {" ".join(terms(name.replace("_", " "))): count for name, count in passages.items()}
    return lambda phrase: held.get(phrase, 0)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How much paracetamol is safe?", "How much acetaminophen is safe?"),
        ("How much Tylenol is safe?", "How much acetaminophen is safe?"),
        ("Is a water tablet safe?", "Is a diuretic safe?"),
        ("Are water-tablets safe?", "Are diuretics safe?"),
        ("Is bleeding in my brain likely?", "Is intracerebral hemorrhage likely?"),
        ("Who had heart attacks?", "Who had myocardial infarctions?"),
    ],
)
def test_a_question_takes_the_name_that_the_corpus_holds(question: str, expected: str) -> None:
    """In any number, hyphenated or not, whosever brain it is."""
    count = holding(acetaminophen=3, diuretic=1, myocardial_infarction=20, intracerebral_hemorrhage=2)

    assert in_held_names(question, count) == expected


@pytest.mark.parametrize(
    "question", ["Is aspirin safe?", "Is salbutamol safe?", "Is water, tablet or not, safe?", "Does it hurt?", "", "?"]
)
def test_nothing_else_is_renamed(question: str) -> None:
    """Neither a name that the corpus holds too, nor one of which it holds no other, nor words that only stand near."""
    assert in_held_names(question, holding(aspirin=4, acetylsalicylic_acid=30, diuretic=2)) == question


def test_of_several_names_the_commonest_is_taken() -> None:
    """A question has room for one."""
    count = holding(dyspnea=2, breathlessness=5)

    assert in_held_names("When does shortness of breath begin?", count) == "When does breathlessness begin?"


def test_abbreviations_are_told_by_their_capitals() -> None:
    """Hearing aids are no syndrome."""
    count = holding(acquired_immunodeficiency_syndrome=1)

    assert in_held_names("Do hearing aids help?", count) == "Do hearing aids help?"
    assert in_held_names("Is AIDS common?", count) == "Is acquired immunodeficiency syndrome common?"


def test_another_name_is_told_where_it_is_the_usual_one() -> None:
    """A rarer one would only lead away from what is asked."""
    count = holding(heart_attack=5, myocardial_infarction=20)

    assert held_otherwise("Who had a heart attack?", count) == [Synonym("heart attack", "myocardial infarction")]
    assert held_otherwise("Who had a myocardial infarction?", count) == []


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("I had a fit yesterday.", "I had a seizure yesterday."),
        ("Does a good fit matter?", "Does a good fit matter?"),
        ("He had a fit of coughing.", "He had a bout of coughing."),
    ],
)
def test_what_only_speech_says_is_written_as_papers_do(spoken: str, written: str) -> None:
    """Where the phrase makes plain which of its meanings a word has."""
    assert in_written_words(spoken) == written


def test_every_group_holds_different_names_and_no_name_stands_twice() -> None:
    """A name with two meanings has no place in the list."""
    keys = [name.key for group in name_groups() for name in group]

    assert all(len(group) > 1 for group in name_groups())
    assert sorted({key for key in keys if keys.count(key) > 1}) == []
    assert [name.written for group in name_groups() for name in group if name.phrase in ("", "cell", "syndrom")] == []


@pytest.mark.parametrize(
    ("written", "here"),
    [
        ("Cancer of the oesophagus", "Cancer of the esophagus"),
        ("Oesophagus", "Esophagus"),
        ("randomized", "randomised"),
        ("tumour", "tumour"),
        ("filled", "filled"),
        ("analysis", "analysis"),
    ],
)
def test_words_are_spelled_as_in_the_corpus(written: str, here: str) -> None:
    """British or American, where the corpus has but one of them; "filled" is not "filed"."""
    held = {"cancer": 1, "esophagus": 2, "randomised": 1, "tumour": 1, "tumor": 5, "filed": 1, "analyze": 1}

    assert Speller(held, ["filled", "analysis"]).correct(written) == here


def test_a_name_is_no_typing_error() -> None:
    """Nobody who asks on the bowel means a bowl."""
    held = {"bowl": 3, "singles": 1}

    assert Speller(held, [], right=words_of_names()).correct("Shingles or bowel cancer") == "Shingles or bowel cancer"
    assert Speller(held, []).correct("bowel") == "bowl"


def test_a_renamed_question_is_about_nothing_unknown(searcher: Searcher) -> None:
    """What the corpus holds under another name is not missing; what it holds under none is."""
    query = searcher.query("May sumatriptan be taken after a mini-stroke?")

    assert query.text == "May sumatriptan be taken after a transient ischemic attack?"
    assert query.foreign == ()
    assert searcher.query("Does salbutamol relieve migraine?").foreign == ("salbutamol",)


def test_a_usual_name_is_credited_and_searched(searcher: Searcher) -> None:
    """As names that the corpus itself teaches are."""
    query = searcher.query("Which daily dose of ascorbate prevents scurvy?")

    assert query.other_names["vitamin c"] == ("ascorb",)
    assert "vitamin c" in query.phrases
