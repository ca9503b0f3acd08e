"""Which words of a question are put right, and which are left alone."""

from __future__ import annotations

import pytest

from qa_service.retrieval.spelling import Speller

CORPUS = {
    "tumour": 5,
    "calcium": 4,
    "prednisone": 3,
    "vgcc": 9,
    "lems": 9,
    "screening": 2,
    "hypertension": 2,
    "amifampridine": 6,
    "scurvy": 3,
    "curve": 1,
    "weakness": 4,
}
EVERYDAY = ["tension", "week", "seizure", "colour", "wobble", "kind", "tumult"]


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller(CORPUS, EVERYDAY)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("screning", "screening"),  # one letter too few
        ("screeening", "screening"),  # too many
        ("tumiur", "tumour"),  # wrong
        ("calcuim", "calcium"),  # swapped
        ("amifanpridin", "amifampridine"),  # two slips in a long word
        ("Calcuim", "calcium"),
        ("TUMUOR", "TUMOUR"),
    ],
)
def test_a_slip_of_the_finger_is_put_right(speller: Speller, typed: str, meant: str) -> None:
    """One letter too many, too few, wrong or swapped; in a long word two of them."""
    assert speller.correct(typed) == meant


def test_the_rest_of_the_question_stays_as_it_is(speller: Speller) -> None:
    """Signs, spaces and numbers."""
    assert speller.correct("  Tumur\tscrening (10 mg)?! ") == "  tumour\tscreening (10 mg)?! "


@pytest.mark.parametrize("word", ["scurvy", "Scurvy", "SCURVY", "tension", "which", "curve"])
def test_a_known_word_stays(speller: Speller, word: str) -> None:
    """Whether the corpus or the encoder knows it; also if another one is near."""
    assert speller.correct(word) == word


@pytest.mark.parametrize("word", ["seizures", "wobbling", "tumours", "screenings"])
def test_an_inflected_known_word_stays(speller: Speller, word: str) -> None:
    """Vocabularies do not hold every form."""
    assert speller.correct(word) == word


@pytest.mark.parametrize("word", ["prednisolone", "hypotension", "ritux", "bortezomib"])
def test_another_word_is_no_typing_error(speller: Speller, word: str) -> None:
    """Two neighbouring letters make another drug, and 'hypo' is not 'hyper'."""
    assert speller.correct(word) == word


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("avduction", "abduction"),  # v is next to b
        ("abdoction", "abduction"),  # a vowel for a vowel
        ("adduction", "adduction"),  # d is far from b, and it is the opposite movement
        ("agduction", "agduction"),  # g is next to b only in another row
    ],
)
def test_a_wrong_letter_is_a_slip_only_beside_the_right_one(typed: str, read: str) -> None:
    """A finger hits the next key of its row, an ear takes a vowel for a vowel; all else may be another word."""
    assert Speller({"abduction": 4}, []).correct(typed) == read


@pytest.mark.parametrize("code", ["VGKC", "VGC", "SOX1", "IgG", "HuD", "LEM", "P/Q", "3,4-DAP", "vGcD"])
def test_a_code_is_left_alone(speller: Speller, code: str) -> None:
    """One letter makes another antibody: VGKC is not VGCC."""
    assert speller.correct(code) == code


@pytest.mark.parametrize("word", ["tmr", "lms", "cal"])
def test_a_short_word_is_left_alone(speller: Speller, word: str) -> None:
    """Too many words are near."""
    assert speller.correct(word) == word


@pytest.mark.parametrize("word", ["umour", "kalcium"])
def test_the_first_letter_is_taken_as_typed(speller: Speller, word: str) -> None:
    """Fingers rarely miss it, and so the search stays fast."""
    assert speller.correct(word) == word


def test_the_word_of_the_corpus_wins_over_the_everyday_word() -> None:
    """Of two words that are equally near, the more frequent one in the corpus."""
    assert Speller({"stumble": 3}, ["stubble"]).correct("stunble") == "stumble"
    assert Speller({"stumble": 1, "stubble": 4}, []).correct("stunble") == "stubble"
    assert Speller({"stumble": 4, "stubble": 1}, []).correct("stunble") == "stumble"


def test_swapped_letters_of_an_abbreviation_are_put_right() -> None:
    """Capitals stay capitals."""
    assert Speller({"cmap": 3}, []).correct("CAMP") == "CMAP"


def test_a_known_word_of_two_letters_does_not_explain_another() -> None:
    """'lmes' is 'lems' with two letters swapped, also where the corpus knows 'lm'."""
    assert Speller({"lems": 9, "lm": 1}, []).correct("lmes") == "lems"


def test_a_rare_ending_does_not_make_a_word(speller: Speller) -> None:
    """The corpus is full of weakness."""
    assert speller.correct("weekness") == "weakness"


def test_a_word_becomes_no_word_that_the_corpus_does_not_hold(speller: Speller) -> None:
    """Tensilon is a drug, not a tension; an unknown word is better left to the encoder."""
    assert speller.correct("tensilon") == "tensilon"


def test_a_farther_word_of_the_corpus_does_not_stand_in_for_the_nearest() -> None:
    """Who meant the everyday word did not mean the one of the corpus."""
    assert Speller({"complement": 5}, ["compliment"]).correct("complimemt") == "complimemt"
    assert Speller({"complement": 5}, []).correct("complimemt") == "complement"


@pytest.mark.parametrize("question", ["", " ", "????", "日本語の質問です", "😀😀😀😀", "a" * 5000, "é" * 10, "αβγδε"])
def test_what_is_no_word_stays(speller: Speller, question: str) -> None:
    """Neither is it an error."""
    assert speller.correct(question) == question


def test_an_empty_corpus_corrects_nothing() -> None:
    """There is nothing to compare with."""
    assert Speller({}, []).correct("tumur") == "tumur"


def test_the_order_in_which_words_are_known_changes_nothing() -> None:
    """A set has another order in every process; the same question must be read the same in all."""
    known = [f"scurv{letter}" for letter in "aeiouybcdfgklmnpqrstvwxz"]
    forwards, backwards = Speller(dict.fromkeys(known, 1), []), Speller(dict.fromkeys(reversed(known), 1), [])

    assert forwards.correct("scurvh") == backwards.correct("scurvh")
