"""A work that is named by the journal it was printed in is found by it; a word that only looks like a journal names none."""

from __future__ import annotations

import pytest

from qa_service.retrieval.journals import is_called, journals_named

JOURNALS = ("Neurology", "Journal of Neurology", "New England Journal of Medicine", "Brain", "Muscle & Nerve", "Nature")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("What did the 1988 Brain series find?", [("Brain", 1988)]),
        ("How many took part in the NEJM trial?", [("New England Journal of Medicine", None)]),
        ("In Neurology in 2000, which dose was used?", [("Neurology", 2000)]),
        ("Who wrote the 2017 Journal of Neurology overview?", [("Journal of Neurology", 2017)]),
        ("What does J Neurol 2017 say?", [("Journal of Neurology", 2017)]),
        ("The Nature paper of 1985: what was shown?", [("Nature", 1985)]),
        ("What did the Muscle & Nerve study show?", [("Muscle & Nerve", None)]),
        ("Brain tumours: who gets them?", []),
        ("Does Nature heal it?", []),
        ("What is the brain series?", []),
        ("Which paper in Lancet 1953 was the first?", []),
        ("", []),
    ],
)
def test_a_journal_is_named_beside_a_noun_for_works_or_a_year(text: str, named: list[tuple[str, int | None]]) -> None:
    """And with the year, where there is one."""
    assert list(journals_named(text, lambda: JOURNALS)) == named


@pytest.mark.parametrize("name", ["", "Journal", "of", "J", "NJM"])
def test_too_little_names_no_journal(name: str) -> None:
    """A letter or a common noun fits many."""
    assert not any(is_called(journal, name) for journal in JOURNALS)
