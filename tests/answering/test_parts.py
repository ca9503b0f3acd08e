"""What a question is made of: the things that it compares, and the questions that it asks at once."""

from __future__ import annotations

import pytest

from qa_service.answering.reading import read_question


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("Compare aspirin and ibuprofen in fever", ("aspirin", "ibuprofen")),
        ("What is the difference between scurvy and rickets?", ("scurvy", "rickets")),
        ("How does scurvy differ from rickets?", ("scurvy", "rickets")),
        ("How does the onset differ between scurvy and rickets?", ("scurvy", "rickets")),
        ("Does the dose vary much between men and women?", ("men", "women")),
        ("How does the frequency of scurvy compare with that of rickets?", ("scurvy", "rickets")),
        ("How long do people with scurvy live compared with those without?", ("with scurvy", "without scurvy")),
        ("Aspirin vs ibuprofen in fever?", ("Aspirin", "ibuprofen")),
        ("2,3-diol vs ethanol in solvents?", ("2,3-diol", "ethanol")),
        ("Does aspirin or ibuprofen cause bleeding?", ("aspirin", "ibuprofen")),
        ("Is Vega 2021 a review or a trial?", ("review", "trial")),
        ("What is the dose in children and in adults?", ("children", "adults")),
        ("Is survival longer with and without fever?", ("with fever", "without fever")),
        ("Compare the age at onset in men and women", ("men", "women")),
        ("Compare cancer of the lung and cancer of the breast", ("lung", "breast")),
        ("Is aspirin or paracetamol safer?", ("aspirin", "paracetamol")),
        ("What causes scurvy?", ()),
        ("Should patients with fever or cough be treated?", ()),
        ("", ()),
    ],
)
def test_the_two_sides_of_a_comparison_are_read(question: str, sides: tuple[str, ...]) -> None:
    """So that an answer can cover both."""
    assert read_question(question).sides == sides


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("What is scurvy and how is it treated?", ("What is scurvy?", "How is scurvy treated?")),
        ("What is scurvy? What causes it?", ("What is scurvy?", "What causes scurvy?")),
        (
            "What is the prevalence of scurvy and what is its prognosis?",
            ("What is the prevalence of scurvy?", "What is scurvy's prognosis?"),
        ),
        ("Which drugs and doses are used in scurvy?", ()),
        ("Which signs occur in scurvy, and how often?", ()),
        ("Does vitamin C help in scurvy and why?", ()),
        ("What is scurvy?", ()),
        ("", ()),
    ],
)
def test_each_question_of_several_stands_alone(question: str, parts: tuple[str, ...]) -> None:
    """Its subject is carried over."""
    assert read_question(question).parts == parts
