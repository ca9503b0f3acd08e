"""Genes, drugs, trials, people and abbreviations."""

from __future__ import annotations

import pytest

from qa_service.answering.verification.guards.names import names
from qa_service.answering.verification.reading import compare


@pytest.mark.parametrize(
    ("text", "quote", "reason"),
    [
        ("IL-8 rose.", "IL-6 rose.", "'IL-8' stands in no quote"),
        ("The effect was seen in SCOTT.", "The effect was seen in AMUNDSEN.", "'SCOTT' stands in no quote"),
        ("It was seen by Nansen.", "It was seen by Amundsen.", "'Nansen' stands in no quote"),
    ],
)
def test_what_disagrees_is_told(text: str, quote: str, reason: str) -> None:
    """The guard says in words what is wrong."""
    assert reason in [found.reason for found in names(compare(text, [quote], ""))]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("HIV-positive sailors died.", "HIV-infected sailors died."),
        ("IL6 rose.", "IL-6 rose."),
        ("BMI rose.", "The body mass index rose."),
    ],
)
def test_an_honest_paraphrase_is_left_alone(text: str, quote: str) -> None:
    """Other words, another order, or a part of what is said."""
    assert [found.reason for found in names(compare(text, [quote], ""))] == []
