"""A wrong premise is put right by the sentence that contradicts it; a true one, and one nobody speaks of, is left alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

from qa_service.answering.corrections import find_correction

FILLER = ["Lind sailed in 1747.", "Cider was brewed in Kent.", "The Navy keeps its records in Kew."]


class FixedJudge:
    """Says the same of every text."""

    def __init__(self, *probabilities: float) -> None:
        self._probabilities = probabilities

    def judge(self, claim: str, evidence: Sequence[str]) -> npt.NDArray[np.float32]:
        return np.array([self._probabilities] * len(evidence), dtype=np.float32)


# Sees nothing: what is found then is read off the words.
BLIND = FixedJudge(0.1, 0.1, 0.8)


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("90% of sailors had scurvy.", "Up to 60% of sailors had scurvy."),
        ("All sailors had scurvy.", "In that year 62% of sailors had scurvy."),
        ("Scurvy shortens life.", "Scurvy does not shorten life."),
        ("Scurvy attacks the postsynaptic membrane.", "Scurvy attacks the presynaptic membrane."),
        ("Scurvy kills faster than gout.", "Gout kills faster than scurvy."),
        (
            "Sailors with scurvy had more fever than those without.",
            "Fever was seen in 6% of sailors with scurvy, against 27% of sailors without scurvy.",
        ),
    ],
)
def test_what_says_otherwise_corrects(claim: str, sentence: str) -> None:
    """The correction names the sentence."""
    found = find_correction(claim, [*FILLER, sentence], BLIND)
    assert found is not None
    assert found.place == 3


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("Up to 60% of sailors had scurvy.", "Up to 60% of sailors had scurvy."),
        ("Scurvy does not shorten life.", "Scurvy does not shorten life."),
        ("Gout kills faster than scurvy.", "Gout kills faster than scurvy."),
        ("Scurvy kills slower than gout.", "Gout kills faster than scurvy."),
        ("Nobody with scurvy had fever.", "Fever was seen in 0% of people with scurvy."),
        ("Scurvy shortens life.", "Gout does not shorten the big toe."),
    ],
)
def test_what_agrees_or_speaks_of_something_else_corrects_nothing(claim: str, sentence: str) -> None:
    """A true premise is left alone."""
    assert find_correction(claim, [*FILLER, sentence], BLIND) is None


def test_a_sentence_that_supports_a_claim_outweighs_one_that_does_not() -> None:
    """Sources that disagree make no premise wrong."""
    sentences = ["Up to 60% of sailors had scurvy.", "Another survey found that 90% of sailors had scurvy."]
    assert find_correction("90% of sailors had scurvy.", sentences, BLIND) is None


def test_a_judge_that_is_sure_corrects_what_words_do_not_show() -> None:
    """And one that is not sure corrects nothing."""
    assert find_correction("Lind was a baker.", ["Lind was a surgeon."], FixedJudge(0.02, 0.95, 0.03)) is not None
    assert find_correction("Lind was a baker.", ["Lind was a surgeon."], FixedJudge(0.2, 0.6, 0.2)) is None


def test_a_judge_that_sees_support_vetoes() -> None:
    """However much the words differ."""
    claim, sentence = "Scurvy is rare among sailors.", "Scurvy is common among sailors."
    assert find_correction(claim, [sentence], BLIND) is not None
    assert find_correction(claim, [sentence], FixedJudge(0.99, 0.005, 0.005)) is None


def test_a_judge_that_overlooks_a_figure_has_no_veto() -> None:
    """A sentence that says the same, but for the figure, says otherwise."""
    claim, sentence = "Ninety sailors took part in the trial of Lind.", "The trial of Lind was held with nine sailors."
    assert find_correction(claim, [sentence], FixedJudge(0.9, 0.05, 0.05)) is not None


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("Neither of the sailors got better on cider.", "Both sailors improved on cider."),
        ("More than half of the sailors had scurvy.", "Scurvy was found in 3.8% of the sailors."),
        ("Cider speeds up the healing of scurvy.", "Cider slowed the healing of scurvy."),
    ],
)
def test_extent_and_pace_are_read_off_the_words(claim: str, sentence: str) -> None:
    """None against all, most against a few, fast against slow."""
    assert find_correction(claim, [*FILLER, sentence], BLIND) is not None


def test_a_sentence_on_others_corrects_nothing() -> None:
    """A disease that is called by its letters is another one than that of the claim."""
    judge = FixedJudge(0.02, 0.95, 0.03)
    assert find_correction("MBD never begins in the eyes.", ["In LEMS the eyes were first in 59%."], judge) is None


@pytest.mark.parametrize(("claim", "sentences"), [("Scurvy kills.", []), ("", ["Scurvy kills."]), ("?", [""])])
def test_nothing_to_compare_corrects_nothing(claim: str, sentences: list[str]) -> None:
    """Neither without sentences nor without a claim."""
    assert find_correction(claim, sentences, BLIND) is None
