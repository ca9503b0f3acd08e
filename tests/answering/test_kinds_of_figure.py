"""A sentence with another kind of figure than the one that is asked for answers nothing."""

from __future__ import annotations

import pytest

from qa_service.answering.kinds_of_figure import holds_asked_figure
from qa_service.retrieval.analysis import terms

KNOWN = set(terms("women men smokers centres sites ships lemons voyages deaths months"))

HOLDS = [
    ("How many of the sailors were women?", "Women made up 12% of the sailors."),
    ("How many of the sailors were women?", "There were 3 females among the 40 sailors."),
    ("How many patients were there?", "The trial had 26 participants."),
    ("How many ships sailed?", "Twelve ships sailed, two of them with lemons."),
    ("How many centers took part?", "Patients came from 9 centres."),
    ("How many gizmos were used?", "They used 9 things."),
    ("How many months did it last?", "It lasted 3 years."),
    ("How many points did the score rise?", "The score rose by 2.4 points."),
    ("What percentage died?", "Scurvy killed 12 of 40 sailors."),
    ("Which share recovered?", "All of them recovered."),
    ("What dose was given?", "They took 60-100 mg on alternate days."),
    ("How much ascorbic acid did they take?", "They were given 1 g of it daily."),
    ("Which p value did Lind give?", "The drug was better (P = 0.02)."),
    ("How old were the sailors?", "Their mean age was 34 years."),
    ("What is the half-life of vitamin C?", "Its half-life is 2 hours."),
    ("By how many years does scurvy shorten life?", "Scurvy does not shorten life."),
    ("How many of the sailors were women?", "None of the sailors was a woman."),
    ("Why does scurvy kill?", "It weakens the vessels."),
    ("How much do lemons help?", "They help as much as limes."),
    ("What dose was given?", "They took 400 IU a day."),
    ("What dose was given?", "They took 2 tablets a day."),
    ("How long is a scurvy-grass leaf?", "Its leaves measure 15 mm."),
    ("How long is the ship?", "The ship is 30 metres long."),
    ("How quickly do lemons grow?", "Lemons grow by 5 mm a week."),
    ("How heavy is a lemon?", "A lemon weighs 100 g."),
    ("At which temperature do lemons keep?", "Lemons keep best at 8 degrees C."),
]
LACKS = [
    ("What is the half-life of vitamin C?", "Death was not commoner with vitamin C (hazard ratio 0.94)."),
    ("How heavy is a lemon?", "A sailor ate 20% of a lemon a day."),
    ("How many of the sailors were women?", "Scurvy killed 12 of 40 sailors."),
    ("How many were smokers?", "Scurvy killed 12 of 40 sailors."),
    ("How many centres took part?", "The trial had 26 participants."),
    ("How many patients were there?", "The trial of 1947 was controlled."),
    ("How many months did it last?", "It was given to 12 of 40 sailors."),
    ("By how many points did the score differ?", "The score was better on the drug (P = 0.02)."),
    ("What percentage died?", "They died after 3 weeks."),
    ("What dose was given?", "It was given to 26 participants."),
    ("How much ascorbic acid did they take?", "The trial of 1747 compared ascorbic acid with cider."),
    ("Which p value did Lind give?", "The drug was better than placebo in 1747."),
    ("How old were the sailors?", "There were 12 sailors."),
]


@pytest.mark.parametrize(("question", "text"), HOLDS)
def test_a_figure_of_the_kind_is_seen(question: str, text: str) -> None:
    """Units of one dimension, other words for the same people, shares in words; and where the kind cannot be told, anything."""
    assert holds_asked_figure(question, text, KNOWN)


@pytest.mark.parametrize(("question", "text"), LACKS)
def test_another_figure_is_told_apart(question: str, text: str) -> None:
    """A count of others, a year, a p value or a time in the place of what was asked for."""
    assert not holds_asked_figure(question, text, KNOWN)
