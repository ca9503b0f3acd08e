"""Works that give different values are listed with their values; figures that only look different are not."""

import pytest

from qa_service.answering.disagreement import disagreement, topic_of_disagreement
from qa_service.answering.figures import Candidate
from qa_service.types import Work

QUESTION = "What share of beech trees is infected with canker?"


def _said(*texts: str, support: float = 1.0) -> list[Candidate]:
    years = range(2001, 2001 + len(texts))
    return [
        Candidate(
            text,
            Work(title=f"Forest {year}", authors=(f"Ann Lee{year}", "Bo Ray"), year=year, type="case-series"),
            support,
        )
        for text, year in zip(texts, years, strict=True)
    ]


def _values(question: str, *texts: str) -> list[str]:
    return [given.value for given in disagreement(question, _said(*texts))]


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (
            ["Up to 60% of beech trees are infected with canker.", "Canker infected 34% of beech trees."],
            ["up to 60%", "34%"],
        ),
        (
            [
                "Up to 60% of beech trees are infected with canker.",
                "About half of beech trees are infected with canker.",
            ],
            ["up to 60%", "about 50 %"],
        ),
        (
            [
                "Canker infects 3.4% of beech trees.",
                "Canker infects 12% of beech trees.",
                "3.4% of beech trees are infected with canker.",
            ],
            ["3.4%", "12%", "3.4%"],
        ),
    ],
)
def test_different_values_of_different_works_are_listed(texts: list[str], values: list[str]) -> None:
    """Each as it is said, oldest work first."""
    assert _values(QUESTION, *texts) == values


@pytest.mark.parametrize(
    "texts",
    [
        ["Canker infects 3.4% of beech trees.", "Canker infects 3.42% of beech trees."],
        ["Canker infects 20-40% of beech trees.", "Canker infects 34% of beech trees."],
        ["More than 30% of beech trees are infected with canker.", "Canker infects 34% of beech trees."],
        ["About 35% of beech trees are infected with canker.", "Canker infects 34% of beech trees."],
        ["About half of beech trees are infected with canker.", "Canker infects 46% of beech trees."],
        ["Canker infects 34% of beech trees."],
        ["Canker infects 34% of beech trees.", "Canker infects 60% of beech trees with scale insects."],
        ["Canker infects 34% of beech trees.", "Canker infects 60% of beech trees after 10 years."],
        ["Canker infects 34% of beech trees.", "Canker infects 60% of oaks."],
        [
            "Canker infects 34% of beech trees.",
            "In the north 20% and in the south 60% of beech trees are infected with canker.",
        ],
        ["Canker infects 34% of beech trees.", "Canker killed infected beech trees within 12 years."],
        ["Canker infects 34% of beech trees.", "Canker does not infect beech trees, not 60% of them."],
        ["We studied 34 beech trees infected with canker.", "We studied 60 beech trees infected with canker."],
        ["Canker infects 34% of beech trees.", "3 of 150 infected trees with canker (2%) were beech trees."],
        ["34% of beech trees are infected with canker.", "Of all canker, 60% of infected sites are on beech trees."],
        ["Canker infects 34% of beech trees.", "Canker infects 40% (95% CI 30-50) of beech trees."],
        ["", " "],
    ],
)
def test_what_only_looks_different_is_no_disagreement(texts: list[str]) -> None:
    """Rounding, ranges, bounds, other groups, other times, other things, several figures, counts."""
    assert _values(QUESTION, *texts) == []


def test_two_values_of_one_work_are_no_disagreement() -> None:
    """Nor are those of its abstract and of a digest of it."""
    one, two = _said("Canker infects 34% of beech trees.", "Canker infects 60% of beech trees.")

    assert disagreement(QUESTION, [one, Candidate(two.text, one.work, 1.0)]) == ()
    assert disagreement(QUESTION, []) == ()


def test_a_name_in_the_question_must_be_spoken_of() -> None:
    """What holds for the P-type does not contradict what holds for the N-type."""
    question = "What share of infected beech trees has N-type canker?"

    assert (
        _values(
            question, "N-type canker has 31% of infected beech trees.", "P-type canker has 82% of infected beech trees."
        )
        == []
    )


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        (
            "How common is canker among beech trees?",
            ["34% of beech trees are infected with canker.", "Canker on beech trees was 61% of all."],
        ),
        (
            "How many beech trees have canker?",
            ["Canker was found in 20 of 50 beech trees (40%).", "Beech was found in 6 of 50 trees with canker (12%)."],
        ),
        (
            "How long do beech trees without canker live?",
            ["Beech trees with canker live for 12 years.", "Beech trees without canker live for 90 years."],
        ),
        (
            "How old are beech trees with canker?",
            [
                "Beech trees with canker have a mean age of 40 years.",
                "Beech trees with canker have a median age of 30 years.",
            ],
        ),
        (
            "How common is blocking canker in beech trees?",
            ["Canker was found in 34% of beech trees.", "Blocking canker was found in 12% of beech trees."],
        ),
        (
            "What is the median age of beech trees?",
            [
                "The median age of beech trees was 40 years, with a range of 2-90 years.",
                "Beech trees had a median age of 40 years.",
            ],
        ),
    ],
)
def test_what_is_of_others_is_not_compared(question: str, texts: list[str]) -> None:
    """A share of whom nobody says, the share the other way round, those without, another average, another kind, a spread."""
    assert _values(question, *texts) == []


def test_units_of_one_dimension_are_compared() -> None:
    """18 months are 1.5 years, and not 3."""
    question = "How long is the incubation of ash dieback?"

    assert (
        _values(question, "The incubation of ash dieback is 18 months.", "Incubation of ash dieback takes 1.5 years.")
        == []
    )
    assert _values(
        question, "The incubation of ash dieback is 18 months.", "Incubation of ash dieback takes 3 years."
    ) == [
        "18 months",
        "3 years",
    ]


def test_the_lead_is_one_of_those_that_differ() -> None:
    """Where the best answer has no value, or one that nobody contradicts, what others say is no disagreement with it."""
    candidates = _said(
        "Canker infects beech trees.", "Canker infects 34% of beech trees.", "Canker infects 60% of beech trees."
    )

    assert disagreement(QUESTION, candidates, lead=0) == ()
    assert [given.value for given in disagreement(QUESTION, candidates, lead=2)] == ["34%", "60%"]
    assert [given.value for given in disagreement(QUESTION, candidates)] == ["34%", "60%"]


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Which works disagree on the share of infected trees?", "What is the share of infected trees?"),
        ("Do the sources agree on the age at onset?", "What is the age at onset?"),
        ("Do studies differ about how many trees are infected?", "How many trees are infected?"),
        ("Is there disagreement among studies about the age of trees?", "What is the age of trees?"),
        ("How do the estimates of incidence vary between studies?", "What is incidence?"),
        ("Do studies agree that canker kills trees?", None),
        ("Do survival times differ between ash and oak?", None),
        ("What is the share of infected trees?", None),
        ("Which studies report on beech?", None),
        ("", None),
    ],
)
def test_a_question_for_disagreement_has_a_topic(question: str, topic: str | None) -> None:
    """The rest of it only asks whether the sources agree."""
    assert topic_of_disagreement(question) == topic
