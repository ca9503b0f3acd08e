"""Numbers with unit, bound and what they count."""

from __future__ import annotations

import pytest

from qa_service.answering.verification.guards.figures import figures
from qa_service.answering.verification.reading import compare


@pytest.mark.parametrize(
    ("text", "quote", "reason"),
    [
        ("It affects 60% of sailors.", "It affects up to 60% of sailors.", "60 % is said without the source's 'up to'"),
        ("The dose was 10 g.", "The dose was 10 mg.", "10 g is said; the source counts 10 mg"),
        ("The dose was 100 mg.", "The dose was 10 mg.", "100 mg is said; the source has 10 mg"),
        ("It began in 1999.", "It began in 1989.", "1999 stands in no quote"),
        (
            "More than 5 days passed.",
            "Less than 5 days passed.",
            "'more than' of more than 5 days is not in the source, which has less than 5 days",
        ),
    ],
)
def test_what_disagrees_is_told(text: str, quote: str, reason: str) -> None:
    """The guard says in words what is wrong."""
    assert reason in [found.reason for found in figures(compare(text, [quote], ""))]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Sixty per cent of them were well.", "60% of the sailors were well."),
        ("They took 60 mg a day.", "The dose was 60 mg daily."),
        ("One study counted 12 sailors.", "12 sailors were counted."),
    ],
)
def test_an_honest_paraphrase_is_left_alone(text: str, quote: str) -> None:
    """Other words, another order, or a part of what is said."""
    assert [found.reason for found in figures(compare(text, [quote], ""))] == []
