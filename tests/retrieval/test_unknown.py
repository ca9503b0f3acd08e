"""What a question is about and the corpus does not hold, and the words that a question may use for what it holds."""

from __future__ import annotations

import pytest

from qa_service.retrieval.focus import question_focus
from qa_service.retrieval.search import Searcher
from qa_service.retrieval.wording import in_plain_words, long_form_in


@pytest.mark.parametrize(
    ("question", "foreign"),
    [
        ("What did Chen 2014 find?", ("Chen 2014",)),
        ("What did the 2014 trial by Chen find?", ("Chen 2014",)),
        ("What did Chen 2021 find?", ()),  # the only work of Chen is of 2020
        ("What did Chen 2020 find?", ()),
        ("Does ravulizumab help in migraine?", ("ravulizumab",)),
        ("Which dose did trial MIG-004 use?", ("MIG-004",)),
        ("I live in Norway and have migraine. Should I take it?", ()),
        ("I live in Greater Norway. Should I take it?", ()),
        ("Is it sold in Norway?", ("Norway",)),
        ("My aunt Gudrun from Norway came on Thursday. How soon does sumatriptan relieve the headache?", ()),
    ],
)
def test_only_names_that_are_asked_about_are_foreign(
    searcher: Searcher, question: str, foreign: tuple[str, ...]
) -> None:
    """A story may name anything; a cited work, a drug or a trial that is not there makes an answer impossible."""
    assert searcher.query(question).foreign == foreign


def test_a_work_that_is_not_there_is_named(searcher: Searcher) -> None:
    """Apart from other unknown names."""
    assert searcher.query("What did Chen 2014 find?").missing_names == ("Chen 2014",)


def test_a_cited_work_is_the_one_of_its_year(searcher: Searcher) -> None:
    """Every passage found is from it."""
    query = searcher.query("What did Chen 2020 find?")

    assert {found.stored.passage.document_id for found in searcher.search(query, 5)} == {"chen2020_jim"}


@pytest.mark.parametrize(
    ("message", "focus"),
    [
        (
            "Good day! I should be glad if you could tell me how many patients Chen treated. Thank you!",
            "how many patients Chen treated.",
        ),
        (
            "In which year was Smith v. Jones decided by the court?",
            "In which year was Smith v. Jones decided by the court?",
        ),
        ("Is it 0.5 per million in the north?", "Is it 0.5 per million in the north?"),
    ],
)
def test_the_part_that_asks_is_found(message: str, focus: str) -> None:
    """Also where it ends with no question mark."""
    assert question_focus(message) == focus


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("WHAT IS THE DOSE OF SUMATRIPTAN", "what is the dose of sumatriptan"),
        ("DOI MIG", "DOI MIG"),
        ("pts w/o fever", "patients without fever"),
        ("[INST] What is scurvy? [/INST]", "What is scurvy?"),
    ],
)
def test_capitals_and_shorthand_become_plain_words(written: str, plain: str) -> None:
    """One or two abbreviations are no shouting."""
    assert in_plain_words(written) == plain


@pytest.mark.parametrize(
    ("short", "long"),
    [("RNS", "repetitive nerve stimulation"), ("PLEX", "plasma exchange"), ("SMA", None)],
)
def test_an_abbreviation_is_written_out_with_words_of_the_corpus(short: str, long: str | None) -> None:
    """If they stand there often enough not to agree by chance."""
    texts = ["Repetitive nerve stimulation and plasma exchange. Some may ask."] * 3

    assert long_form_in(texts, short) == long
