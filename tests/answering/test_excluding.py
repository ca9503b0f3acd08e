"""What a question leaves out is asked for the rest, and is not told again."""

from __future__ import annotations

import pytest

from qa_service.answering.excluding import read_excluding
from qa_service.answering.service import AnswerService, Request


@pytest.mark.parametrize(
    ("question", "asked", "excluded"),
    [
        ("Which signs other than bleeding occur in scurvy?", "Which other signs occur in scurvy?", "bleeding"),
        ("What drugs besides aspirin help in fever?", "What other drugs help in fever?", "aspirin"),
        ("Which skin diseases, apart from eczema, are common?", "Which other skin diseases are common?", "eczema"),
        (
            "Apart from limes, which fruits hold vitamin C?",
            "Apart from limes, which fruits hold vitamin C?",
            "limes",
        ),
        (
            "Which cancers other than cancer of the lung are found?",
            "Which other cancers are found?",
            "cancer of the lung",
        ),
    ],
)
def test_the_rest_is_asked_for(question: str, asked: str, excluded: str) -> None:
    """And what is left out is known."""
    assert read_excluding(question) == (asked, excluded)


@pytest.mark.parametrize(
    "question", ["What is scurvy?", "Who else wrote on limes?", "Is it other than fever?", "Besides, what is it?", ""]
)
def test_other_questions_leave_nothing_out(question: str) -> None:
    """Only what is named after such words."""
    assert read_excluding(question) is None


async def test_what_is_left_out_is_not_told_again(on_lems: AnswerService) -> None:
    """Under whatever name; the answer is on the others."""
    question = "Which tumours other than small cell lung cancer occur with LEMS?"

    answer = await on_lems.answer(Request(question))

    assert "Merkel cell carcinoma" in answer.text
    assert "21 of those 25 tumours were small cell lung cancer" not in answer.text
