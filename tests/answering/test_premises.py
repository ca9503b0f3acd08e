"""What a question takes for granted, as a plain sentence."""

from __future__ import annotations

import pytest

from qa_service.answering.premises import Presupposition, presupposed


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        ("Since scurvy is always fatal, how long do patients live?", "Scurvy is always fatal."),
        ("Given that 90% of sailors got scurvy, who was spared?", "90% of sailors got scurvy."),
        ("Because limes hold no vitamin C, what did sailors eat?", "Limes hold no vitamin C."),
        ("Now that lemons are banned, which fruit is given?", "Lemons are banned."),
        ("If lemons cure scurvy, why was it so common?", "Lemons cure scurvy."),
        ("As Lind showed in 1747, cider beats lemons. By how much?", "Lind showed in 1747 that cider beats lemons."),
        ("After the Navy banned lemons, who protested?", "The Navy banned lemons."),
        ("What should sailors eat, given that lemons do not help?", "Lemons do not help."),
    ],
)
def test_a_reason_that_is_given_is_a_premise(question: str, claim: str) -> None:
    """It is told in the question's own words."""
    assert Presupposition(claim, "stated") in presupposed(question)


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        ("Guinea pigs make vitamin C. Why do humans not?", "Guinea pigs make vitamin C."),
        ("I've heard that limes strengthen the gums. How many should I eat?", "Limes strengthen the gums."),
        ("My teacher told me scurvy is contagious. How does it spread?", "Scurvy is contagious."),
        ("Most scurvy begins in the eyes, so which test comes first?", "Most scurvy begins in the eyes."),
        ("Lind 1753 treated sixty sailors; how many recovered?", "Lind 1753 treated sixty sailors."),
        ("Scurvy is caused by bad air, right?", "Scurvy is caused by bad air."),
        ("Scurvy is caused by bad air, isn’t it? What helps?", "Scurvy is caused by bad air."),
    ],
)
def test_a_statement_beside_the_question_is_a_premise(question: str, claim: str) -> None:
    """Before it, joined to it, or with a tag that asks for a nod."""
    assert claim in [item.claim for item in presupposed(question)]


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        ("Why does scurvy attack the bones?", "Scurvy attacks the bones."),
        ("Why do sailors with scurvy live longer?", "Sailors with scurvy live longer."),
        ("Why did Lind give cider to his patients?", "Lind gave cider to his patients."),
        ("Why don't lemons help?", "Lemons do not help."),
        ("Why does lemon juice not help in scurvy?", "Lemon juice does not help in scurvy."),
        ("Why is scurvy with anaemia mainly a disease of men?", "Scurvy with anaemia is mainly a disease of men."),
        ("Why is scurvy contagious?", "Scurvy is contagious."),
        ("Why are the gums of sailors so brittle?", "The gums of sailors are so brittle."),
        ("Why were patients without scurvy diagnosed sooner?", "Patients without scurvy were diagnosed sooner."),
        ("Why might sailors live longer on lemons?", "Sailors might live longer on lemons."),
        ("How come scurvy sets in faster than gout?", "Scurvy sets in faster than gout."),
        ("How does vitamin C block collagen?", "Vitamin C blocks collagen."),
        ("By how much does scurvy shorten life?", "Scurvy shortens life."),
        ("By how many years does scurvy shorten life?", "Scurvy shortens life."),
        ("When did the Navy ban lemons?", "The Navy banned lemons."),
        ("How long before scurvy did the Navy stop issuing lemons?", "The Navy stopped issuing lemons."),
        ("What makes the gums so brittle in scurvy?", "The gums are so brittle in scurvy."),
        ("Which vessels is it that scurvy takes away?", "Scurvy takes away vessels."),
        ("How many points does gum bleeding bring in the Lind score?", "Gum bleeding brings points in the Lind score."),
        ("How does lime, being a stimulant, raise the mood?", "Lime is a stimulant."),
        ("How were the Dutch sailors chosen in whom the score was built?", "The score was built in the Dutch sailors."),
        ("What became of the 90% of sailors who recovered?", "90% of sailors recovered."),
        ("My father has scurvy. By how much will that shorten his life?", "Scurvy will shorten his life."),
        ("Which fruit cures scurvy best?", "A fruit cures scurvy best."),
        ("How is the inherited form of scurvy treated?", "There is an inherited form of scurvy."),
    ],
)
def test_what_a_question_asks_about_is_taken_for_granted(question: str, claim: str) -> None:
    """The order of a plain sentence is put back."""
    assert claim in [item.claim for item in presupposed(question)]


@pytest.mark.parametrize(
    "question",
    [
        "What is scurvy?",
        "Is scurvy contagious?",
        "Does lemon juice cure scurvy?",
        "scurvy treatment",
        "List the symptoms of scurvy",
        "I am a student. What is scurvy?",
        "Thanks. Can you tell me more?",
        "Why do they do it?",
        "",
        "?",
        "Since",
        "Why?",
        "How come?",
        "why does",
    ],
)
def test_a_plain_question_takes_nothing_for_granted(question: str) -> None:
    """Neither do pieces of one."""
    assert presupposed(question) == []


def test_a_very_long_question_is_read_in_time() -> None:
    """Patterns do not run away."""
    assert len(presupposed("Since scurvy is bad, " + "why does the very bad scurvy " * 2000)) < 20
