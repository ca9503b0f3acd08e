"""What becomes of a question before it is searched."""

from __future__ import annotations

import pytest

from qa_service.answering.service import clean_question


@pytest.mark.parametrize(
    ("question", "cleaned"),
    [
        ("What is scurvy?", "What is scurvy?"),
        ("  What\tis\r\n scurvy?\n", "What is scurvy?"),
        ("What\x00is\x1b[31m scurvy\x7f?\x85", "What is [31m scurvy ?"),
        ("\ufeffWhat\u200bis \u202escurvy\u2069\u2060?", "What is scurvy ?"),
        ("Was ist Möller–Barlow 病?", "Was ist Möller–Barlow 病?"),
        ("𝛽-carotene 🚀?", "𝛽-carotene 🚀?"),
        ("7", "7"),
    ],
)
def test_white_space_and_what_cannot_be_seen_become_one_space(question: str, cleaned: str) -> None:
    """Every other character stays as it is."""
    assert clean_question(question) == cleaned


@pytest.mark.parametrize("question", ["", " \t\n", "?", "!?… —", "\x00\x07", "\u200b\u200f\ufeff", "🚀"])
def test_a_question_without_a_word_is_refused(question: str) -> None:
    """The message says what to send."""
    with pytest.raises(ValueError, match=r"^the question is empty; ask one in words$"):
        clean_question(question)


@pytest.mark.parametrize("question", ["What is \ud800 scurvy?", "\udfff", "What is \udcff?"])
def test_half_of_a_surrogate_pair_is_refused(question: str) -> None:
    """It is not text, and nothing after it could encode it."""
    with pytest.raises(ValueError, match="half of a surrogate pair, which is not text; send valid Unicode"):
        clean_question(question)
