"""Works that give different values are listed with their values; figures that only look different are not."""

import pytest

from qa_service.answering.disagreement import (
    Candidate,
    disagreement,
    stands_in,
    told_disagreement,
    topic_of_disagreement,
)
from qa_service.types import Work

QUESTION = "What share of beech trees is infected with canker?"


def _said(*texts: str, support: float = 1.0) -> list[Candidate]:
    years = range(2001, 2001 + len(texts))
    return [
        Candidate(
            text,
            f"w{year}",
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

    assert disagreement(QUESTION, [one, Candidate(two.text, "w2001_digest", one.work, 1.0)]) == ()
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


def test_the_sentence_names_each_value_with_its_work() -> None:
    """Values stand in the quotes; names, years and kinds in the records."""
    candidates = _said("Up to 60% of beech trees are infected with canker.", "Canker infected 34% of beech trees.")
    given = disagreement(QUESTION, candidates)

    assert told_disagreement(given) == (
        "The sources differ: up to 60% (Lee2001 et al. 2001, case series), 34% (Lee2002 et al. 2002, case series)."
    )
    assert all(stands_in(item.value, candidates[item.index].text) for item in given)
    assert not stands_in("60%", candidates[0].text)


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Which works disagree on the share of infected beech trees?", "the share of infected beech trees"),
        ("Do the sources agree on the age at onset?", "the age at onset"),
        ("Do studies differ about the incidence of canker?", "the incidence of canker"),
        ("What is the share of infected trees?", None),
        ("Which studies report on beech?", None),
        ("", None),
    ],
)
def test_a_question_for_disagreement_has_a_topic(question: str, topic: str | None) -> None:
    """The rest of it only asks whether the sources agree."""
    assert topic_of_disagreement(question) == topic
