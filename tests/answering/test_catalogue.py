"""Which works there are, and which one a question points to, is answered from the records."""

from __future__ import annotations

import pytest

from qa_service.answering.reading import read_question
from qa_service.answering.records import draft_from_records, wants_record
from qa_service.retrieval.search import Searcher


def cited(searcher: Searcher, question: str) -> list[str] | None:
    """The works that the drafts of an answer cite; None where records are not asked for."""
    query = searcher.query(question)
    reading = read_question(query.text)
    if not wants_record(reading, query):
        return None
    drafts = draft_from_records(reading, query, searcher)
    return list(dict.fromkeys(source.document_id for draft in drafts for source in draft.sources))


@pytest.mark.parametrize(
    ("question", "works"),
    [
        ("Which papers are by Ibsen?", ["ibsen2019_aip"]),
        ("Which works are from 2021?", ["vega2021_jim"]),
        ("Which papers appeared in the Archive of Invented Paediatrics?", ["ibsen2019_aip"]),
        ("Which papers are from 1803?", []),
        ("Which papers are by Hawkingstone?", []),
        ("Which papers appeared in the Zebra Gazette?", []),
    ],
)
def test_works_are_chosen_by_their_records(library_searcher: Searcher, question: str, works: list[str]) -> None:
    """Over the whole store; none where no record fits."""
    assert cited(library_searcher, question) == works


@pytest.mark.parametrize(
    ("question", "work"),
    [
        ("Who wrote the trial of sumatriptan?", "chen2020_jim"),
        ("Where was Ibsen 2019 published?", "ibsen2019_aip"),
        ("Which year is the paper on rickets from?", "ibsen2019_aip"),
        ('Who wrote "Vitamins on long flights"?', "vega2021_jim"),
    ],
)
def test_a_work_is_singled_out_by_what_is_said_of_it(library_searcher: Searcher, question: str, work: str) -> None:
    """By topic, by author and year, or by title."""
    assert cited(library_searcher, question) == [work]


@pytest.mark.parametrize("question", ["Who wrote the paper on volcanoes?", "Who wrote Vega 2003?"])
def test_no_work_is_better_than_a_wrong_one(library_searcher: Searcher, question: str) -> None:
    """Where no work fits what is said of it."""
    assert cited(library_searcher, question) == []


@pytest.mark.parametrize(
    "question", ["Which studies found rickets in towns?", "How many trials of sumatriptan had deaths?"]
)
def test_a_question_on_content_is_none_on_records(library_searcher: Searcher, question: str) -> None:
    """It is answered from the text."""
    assert cited(library_searcher, question) is None
