"""How sure and how general a statement is."""

from __future__ import annotations

import pytest

from qa_service.answering.verification.guards.certainty import amounts, certainty
from qa_service.answering.verification.reading import compare


@pytest.mark.parametrize(
    ("text", "quote", "reason"),
    [
        ("Tea cures pain.", "Tea may cure pain.", "the source's 'may' is lost"),
        ("Tea should be given.", "Tea was given.", "'should' is not in the source"),
        (
            "Smoking causes scurvy.",
            "Smoking is associated with scurvy.",
            "'causes' is said where the source has 'associated'",
        ),
        ("All sailors improved.", "Sailors improved.", "'All' stands in no quote"),
        ("Sailors improved.", "Some sailors improved.", "the source's 'Some' is lost"),
    ],
)
def test_what_disagrees_is_told(text: str, quote: str, reason: str) -> None:
    """The guard says in words what is wrong."""
    assert reason in [
        found.reason for found in [*certainty(compare(text, [quote], "")), *amounts(compare(text, [quote], ""))]
    ]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Tea might cure pain.", "Tea may cure pain."),
        ("Scurvy is linked to smoking.", "Smoking is associated with scurvy."),
        ("Most sailors improved.", "The majority of sailors improved."),
    ],
)
def test_an_honest_paraphrase_is_left_alone(text: str, quote: str) -> None:
    """Other words, another order, or a part of what is said."""
    assert [
        found.reason for found in [*certainty(compare(text, [quote], "")), *amounts(compare(text, [quote], ""))]
    ] == []
