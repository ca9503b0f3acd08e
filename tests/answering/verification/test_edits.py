"""Sentences that are nearly their source."""

from __future__ import annotations

import pytest

from qa_service.answering.verification.guards.edits import edits
from qa_service.answering.verification.reading import compare


@pytest.mark.parametrize(
    ("text", "quote", "reason"),
    [
        (
            "Aspirin relieves pain in sailors.",
            "Ibuprofen relieves pain in sailors.",
            "'Aspirin' stands where the source has 'Ibuprofen'",
        ),
        (
            "Lime juice relieves pain.",
            "Lime juice relieves pain in patients with scurvy.",
            "drops the condition 'in patients with scurvy'",
        ),
        (
            "Lime juice is given before meals to sailors.",
            "Lime juice is given after meals to sailors.",
            "'before' is not in the source",
        ),
    ],
)
def test_what_disagrees_is_told(text: str, quote: str, reason: str) -> None:
    """The guard says in words what is wrong."""
    assert reason in [found.reason for found in edits(compare(text, [quote], ""))]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Lime juice reduces pain in sailors.", "Lime juice decreases pain in sailors."),
        ("Lime juice (citrus) relieves pain.", "Lime juice (citrus) relieves pain."),
        ("In sailors, lime juice relieves pain.", "Lime juice relieves pain in sailors."),
    ],
)
def test_an_honest_paraphrase_is_left_alone(text: str, quote: str) -> None:
    """Other words, another order, or a part of what is said."""
    assert [found.reason for found in edits(compare(text, [quote], ""))] == []
