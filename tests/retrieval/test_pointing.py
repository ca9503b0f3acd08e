"""Works that a question points to by a noun, and what the words around the noun tell."""

from __future__ import annotations

import pytest

from qa_service.retrieval.citing import make_entries
from qa_service.retrieval.pointing import nouns_in, pointers_in, works_meant
from qa_service.types import Work

KINDS = {"review", "label", "cohort"}
WORKS = make_entries(
    [
        (1, "ibsen2011_cl", Work(title="Treatment of scurvy", journal="Cochrane Library", type="review")),
        (2, "vega2017_jn", Work(title="Scurvy today", journal="J Nutrition", type="review")),
        (3, "lind2012_jn", Work(title="Limes at sea", journal="J Nutrition", type="cohort")),
    ]
)


def rank(word: str) -> int | None:
    """A few everyday words."""
    return {"main": 1, "whole": 2, "other": 3}.get(word)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What does the review say?", {2}),
        ("What does the main review say on limes?", {2}),
        ("What does the 2011 Cochrane review say?", {1}),
        ("What did the 2017 review find?", {2}),
        ("How many took part in the 2012 paper?", {3}),
        ("What did the 2017 prospective cohort find?", set()),
        ("What did the 2012 prospective cohort find?", {3}),
        ("What did the lancet review find?", set()),
        ("What does the paper say?", {2}),
        ("What does the limes paper say?", {3}),
        ("In the review about children, how many got well?", {1, 2}),
    ],
)
def test_what_stands_around_the_noun_tells_which_work_is_meant(question: str, expected: set[int]) -> None:
    """The usual one where nothing tells, none where no work is called so, all of the kind where it is described."""
    pointer = next(pointers_in(question, KINDS))

    assert works_meant(pointer, WORKS, {2}, rank) == expected


@pytest.mark.parametrize("question", ["What does the paper about limes say?", "What does that article on limes say?"])
def test_a_described_paper_may_be_any_work(question: str) -> None:
    """The noun fits all works, so it leaves out none."""
    assert works_meant(next(pointers_in(question, KINDS)), WORKS, {2}, rank) == set()


def test_what_stands_beyond_a_preposition_calls_no_work_so() -> None:
    """ "The treatment in the review" is of the review, not of one that is called after the treatment."""
    assert [pointer.called for pointer in pointers_in("What is the treatment in the review?", KINDS)] == [frozenset()]


def test_only_what_stands_behind_an_article_points() -> None:
    """ "A review" is any, "the American label" is one."""
    assert nouns_in("Is a review enough, or does the American label say more?", KINDS) == {"label"}
