"""Guards first, then the judge: what becomes of a sentence, and why."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

from qa_service.answering.verification import verify

QUOTE = "Lime juice relieves the pain of sailors within a week."
PARAPHRASE = "Sailors with pain feel relief within a week of lime juice."


class Told:
    """A judge who finds what he is told to find."""

    def __init__(self, *likely: float) -> None:
        self.likely = likely

    def judge(self, claim: str, evidence: Sequence[str]) -> npt.NDArray[np.float32]:
        return np.array([self.likely] * len(evidence), dtype=np.float32)


def everyday(word: str) -> int:
    """Every word is everyday language."""
    return 1


@pytest.mark.parametrize(
    ("likely", "label"),
    [((0.9, 0.05, 0.05), "supported"), ((0.1, 0.8, 0.1), "contradicted"), ((0.2, 0.1, 0.7), "partly")],
)
def test_the_judge_decides_on_a_paraphrase(likely: tuple[float, float, float], label: str) -> None:
    """And its probability of support is the score."""
    verdict = verify(PARAPHRASE, [QUOTE], [], Told(*likely), everyday)

    assert (verdict.label, verdict.score) == (label, pytest.approx(likely[0]))


def test_no_judge_overrules_a_guard() -> None:
    """However sure it is."""
    verdict = verify("Lime juice relieves the pain of sailors within a month.", [QUOTE], [], Told(1, 0, 0), everyday)

    assert verdict.label == "unsupported"
    assert verdict.reasons == ("'month' stands where the source has 'week'",)


def test_without_a_judge_a_paraphrase_is_not_supported() -> None:
    """What cannot be confirmed is not sent, and the verdict says why."""
    verdict = verify(PARAPHRASE, [QUOTE], [], rank=everyday)

    assert verdict.label != "supported"
    assert verdict.reasons


def test_a_word_that_nobody_knows_needs_a_quote() -> None:
    """Without a vocabulary every word is unknown."""
    assert verify("Lemonade helps.", [QUOTE], [], Told(1, 0, 0)).label == "unsupported"


@pytest.mark.parametrize(
    "quotes", [[QUOTE], ["Rats ate the bread.", QUOTE], [f"Rats ate the bread. {QUOTE} It was dull."]]
)
def test_the_words_of_a_quote_are_supported(quotes: list[str]) -> None:
    """Alone, among others, or as one of its whole sentences; no judge is asked."""
    assert verify(QUOTE, quotes, [], Told(0, 1, 0)).label == "supported"


@pytest.mark.parametrize("text", ["", ".", "•"])
def test_nothing_is_not_supported(text: str) -> None:
    """Nor is anything without a quote."""
    assert verify(text, [QUOTE], []).label == "unsupported"
    assert verify(QUOTE, [], []).label == "unsupported"


def test_two_numbers_are_not_one() -> None:
    """White space between digits tells them apart."""
    assert verify("In 2 5 sailors died.", ["In 25 sailors died."], []).label != "supported"
