"""What is denied and what is affirmed."""

from __future__ import annotations

import pytest

from qa_service.answering.verification.guards.negations import negations
from qa_service.answering.verification.reading import compare


@pytest.mark.parametrize(
    ("text", "quote", "reason"),
    [
        ("It does not help.", "It helps.", "'help' is denied; the source affirms it"),
        (
            "Juice helps sailors with scurvy.",
            "Juice never helps sailors with scurvy.",
            "the source says 'never', the sentence does not",
        ),
        (
            "Among sailors on long voyages, limes prevent scurvy.",
            "The trial found that limes do not prevent scurvy in anybody.",
            "'prevent' is affirmed; the source denies it",
        ),
    ],
)
def test_what_disagrees_is_told(text: str, quote: str, reason: str) -> None:
    """The guard says in words what is wrong."""
    assert reason in [found.reason for found in negations(compare(text, [quote], ""))]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Weight did not change.", "Weight was unchanged."),
        ("Limes are sour.", "Limes are sour, and not sweet."),
        ("No change was seen in sailors.", "In sailors, no change was seen."),
    ],
)
def test_an_honest_paraphrase_is_left_alone(text: str, quote: str) -> None:
    """Other words, another order, or a part of what is said."""
    assert [found.reason for found in negations(compare(text, [quote], ""))] == []
