"""A cue negates the next words of its clause, and no more."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.answering.language.folding import folded
from qa_service.answering.language.negation import scopes
from qa_service.evals.words import mentions


def is_negated(words: str, text: str) -> bool:
    [mention] = mentions(folded(text), (words,))
    return mention.is_negated


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("fever", "There was no fever."),
        ("fever", "The sailors did not have a high fever."),
        ("fever", "The sailors didn't have fever."),
        ("fever", "The sailors didn’t have fever."),
        ("fever", "Sailors without fever recovered."),
        ("fever", "None of the ten sailors of the long voyage round the cape had any fever."),
        ("fever", "Neither fever nor rash was seen."),
        ("rash", "Neither fever nor rash was seen."),
        ("cough", "no fever, chills or cough"),
        ("fever", "Fever was not seen."),
        ("fever", "Fever was absent."),
        ("fever", "Fever is very unlikely."),
        ("fever", "Fever did not occur."),
        ("fever", "The juice failed to lower fever."),
        ("postsynaptic", "It is presynaptic rather than postsynaptic."),
        ("tumour", "a non-tumour cause"),
        ("fever", "absence of fever"),
        ("fever", "It can hardly be fever."),
        ("fever", "fever was found in none"),
        ("fallen", "The fever had not yet fallen."),
        ("shorten life", "Scurvy does not shorten life."),
    ],
)
def test_words_that_a_cue_reaches_are_negated(words: str, text: str) -> None:
    """Before the cue or behind it."""
    assert is_negated(words, text)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("presynaptic", "It is presynaptic, not postsynaptic."),
        ("rash", "There was no fever, but a rash."),
        ("rash", "There was no fever; a rash was seen."),
        ("rash", "There was no fever although a rash was seen."),
        ("rash", "There was no fever. A rash was seen."),
        ("rash", "There was no fever (a rash was seen)."),
        ("weak", "Sailors without fever were weak."),
        ("weak", "Without lemons, sailors grew weak."),
        ("fever", "Not only fever was seen."),
        ("fever", "There is no doubt that fever was seen."),
        ("fever", "Fever cannot be ruled out."),
        ("fever", "It is not without fever."),
        ("fever", "No, fever was seen."),
        ("fever", "Was it seen? No. Fever was seen."),
        ("60 mg", "It is no more than 60 mg."),
        ("60 mg", "It must not exceed 60 mg."),
        ("fever", "Paper no. 5 describes fever."),
        ("fever", "There was no cure until fever set in."),
        (
            "fever",
            "The sailors of the very long and stormy voyage did not eat any of the many lemons for weeks of fever.",
        ),
        ("fever", "There was no rash, and they had fever."),
        ("improved", "No sailor died and was buried; most improved."),
    ],
)
def test_words_that_no_cue_reaches_are_affirmed(words: str, text: str) -> None:
    """The clause ends, the words are too far, or the phrase negates nothing."""
    assert not is_negated(words, text)


def test_words_that_hold_their_own_negation_are_affirmed() -> None:
    """`/not shorten/` is affirmed by "does not shorten"."""
    assert not is_negated("/not shorten/", "It does not shorten life.")
    assert not is_negated("no fever", "There was no fever.")


def test_each_place_is_told_apart() -> None:
    """The same word may be negated here and affirmed there."""
    found = mentions("no fever at first; fever later", ("fever",))

    assert [mention.is_negated for mention in found] == [True, False]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from("not no none without nor , . ; ( ) fever was seen and but in x".split()), max_size=40))
def test_scopes_lie_in_their_text(words: list[str]) -> None:
    """Whatever the order of cues and clause ends."""
    text = folded(" ".join(words))

    for scope in scopes(text):
        assert 0 <= scope.start < scope.end <= len(text)
