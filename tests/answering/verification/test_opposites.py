"""Directions and populations."""

from __future__ import annotations

import pytest

from qa_service.answering.verification.guards.opposites import directions, populations_meant
from qa_service.answering.verification.reading import compare


@pytest.mark.parametrize(
    ("text", "quote", "reason"),
    [
        ("The drug increased pain.", "The drug decreased pain.", "'increased' against 'decreased'"),
        ("Pain was worse on land.", "Pain was better on land.", "'worse' against 'better'"),
        ("Scurvy is seen in children.", "Scurvy is seen in adults.", "'children' against 'adults'"),
        ("Scurvy is common in women.", "Scurvy is common on ships.", "'women' stands in no quote"),
        ("Sailors without a tumour recover.", "Sailors with a tumour recover.", "'without' against 'with'"),
    ],
)
def test_what_disagrees_is_told(text: str, quote: str, reason: str) -> None:
    """The guard says in words what is wrong."""
    assert reason in [
        found.reason
        for found in [*directions(compare(text, [quote], "")), *populations_meant(compare(text, [quote], ""))]
    ]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Juice reduced pain.", "Pain was lower after juice."),
        ("Adults recover.", "Adults recover, children do not."),
        ("Blood pressure rose.", "An increase in blood pressure was seen."),
    ],
)
def test_an_honest_paraphrase_is_left_alone(text: str, quote: str) -> None:
    """Other words, another order, or a part of what is said."""
    assert [
        found.reason
        for found in [*directions(compare(text, [quote], "")), *populations_meant(compare(text, [quote], ""))]
    ] == []
