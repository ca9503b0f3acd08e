"""Questions about a work itself are answered from its record."""

from __future__ import annotations

import pytest

from qa_service.answering.service import AnswerService, Request


@pytest.mark.parametrize(
    ("question", "text", "line"),
    [
        (
            "Who wrote Vega 2021?",
            "The review by Vega et al. (2021) was written by Vega R, Lindqvist A and Moreau T [1].",
            "Authors: Vega R, Lindqvist A, Moreau T",
        ),
        ("When was Vega 2021 published?", "The review by Vega et al. (2021) was published in 2021 [1].", "Year: 2021"),
        (
            "In which journal did Vega 2021 appear?",
            "The review by Vega et al. (2021) appeared in Journal of Invented Medicine [1].",
            "Journal: Journal of Invented Medicine",
        ),
        (
            "Which volume is the article by Vega 2021 in?",
            "The review by Vega et al. (2021) is in volume 12(4) [1].",
            "Volume: 12(4)",
        ),
        (
            "On which pages is the Vega 2021 paper?",
            "The review by Vega et al. (2021) is on pages 101-117 [1].",
            "Pages: 101-117",
        ),
        (
            "What is the DOI of Vega 2021?",
            "The review by Vega et al. (2021) has the DOI 10.1234/jim.2021.0412 [1].",
            "DOI: 10.1234/jim.2021.0412",
        ),
        (
            "What is the title of the paper by Vega 2021?",
            "The title is “Vitamins on long flights” [1].",
            "Title: Vitamins on long flights",
        ),
        (
            "When was the paper by Ibsen published?",
            "The paper by Ibsen et al. (2019) was published in 2019 [1].",
            "Year: 2019",
        ),
        (
            "Who wrote the trial by Chen 2020?",
            "The trial by Chen (2020) was written by Chen L [1].",
            "Authors: Chen L",
        ),
    ],
)
async def test_a_field_of_a_record_is_said_with_its_line(
    service: AnswerService, question: str, text: str, line: str
) -> None:
    """The sentence names the work, and cites the line of the record that holds the field."""
    answer = await service.answer(Request(question))

    assert (answer.status, answer.text) == ("answered", text)
    assert [(citation.quote, citation.section, citation.text_kind) for citation in answer.citations] == [
        (line, "Record", "record")
    ]


@pytest.mark.parametrize(
    "question",
    [
        "Which volume is Ibsen 2019 in?",
        "On which pages is the paper by Ibsen?",
        "What is the DOI of the paper by Ibsen?",
        "What is the PMID of the trial by Chen?",
        "Who wrote the paper Beriberi aboard?",
        "In what language was the paper by Vega written?",
    ],
)
async def test_a_field_that_the_record_does_not_hold_is_not_answered(service: AnswerService, question: str) -> None:
    """Least of all with the field of another work."""
    answer = await service.answer(Request(question))

    assert (answer.status, answer.citations, answer.withheld) == ("abstained", (), 0)
    assert answer.abstention is not None
    assert answer.abstention.reason == "not_in_corpus"


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        ("Who wrote Vega 2021, and in what year was it published?", 2),
        ("What are the DOI and the PMID of Vega 2021?", 2),
    ],
)
async def test_each_field_that_is_asked_for_is_a_sentence(service: AnswerService, question: str, lines: int) -> None:
    """Each with the line of its own."""
    answer = await service.answer(Request(question))

    assert [sentence.citations for sentence in answer.sentences][:lines] == [(n,) for n in range(1, lines + 1)]
    assert {citation.document_id for citation in answer.citations} == {"vega2021_jim"}
