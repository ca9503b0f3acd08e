"""How a message is tied to the conversation, and what it asks of the last answer."""

import pytest

from qa_service.answering.followups.cited import asks_of_record, fields_asked
from qa_service.answering.followups.requests import Kind, read_request
from qa_service.answering.followups.saying import Move, read_saying


@pytest.mark.parametrize(
    ("message", "text", "turn"),
    [
        ("And in children?", "in children?", Move.ON),
        ("Thanks. So what about smoking?", "what about smoking?", Move.ON),
        ("Something else: who described it first?", "who described it first?", Move.AWAY),
        ("By the way, how old was she?", "how old was she?", Move.AWAY),
        ("OK back to it: which type?", "which type?", Move.BACK),
        ("The trial from before, how long was it?", "The trial from before, how long was it?", Move.BACK),
        ("Sorry, wrong country. I meant Norway.", "Norway.", Move.CORRECTED),
        ("How common is scurvy?", "How common is scurvy?", Move.ON),
    ],
)
def test_words_that_only_tie_a_message_to_the_last_are_taken_off(message: str, text: str, turn: Move) -> None:
    """What is left is what the message asks; the words taken off say where it goes."""
    saying = read_saying(message)
    assert (saying.text, saying.turn) == (text, turn)


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("Shorter, please", Kind.SHORTER),
        ("Still too long. One sentence.", Kind.SHORTER),
        ("Can you say that in fewer than thirty words?", Kind.SHORTER),
        ("Give me the source.", Kind.SOURCE),
        ("Which paper is that from?", Kind.SOURCE),
        ("Tell me more", Kind.MORE),
        ("No, it is 90%.", Kind.SAME),
        ("Are you sure?", Kind.SAME),
        ("My professor says ninety per cent. Admit it.", Kind.SAME),
    ],
)
def test_a_message_may_ask_something_of_the_last_answer(message: str, kind: Kind) -> None:
    """Such a message is no question for the literature."""
    wish = read_request(message)
    assert wish is not None
    assert wish.kind is kind


@pytest.mark.parametrize(
    "message",
    [
        "Short-term effects?",
        "What is the source of the antibodies?",
        "I was told I have scurvy. Does that mean I will lose my teeth?",
        "Which study was larger?",
        "They found nothing on the scan.",
        "Sorry, wrong country. I meant Norway.",
        "More vitamin C or less?",
        "No, I mean the report of the task force. Which scan comes first there?",
    ],
)
def test_a_question_for_the_literature_is_none_for_the_last_answer(message: str) -> None:
    """Words such as "short" and "source" alone decide nothing."""
    assert read_request(message) is None


def test_a_limit_is_read_in_words_and_in_figures() -> None:
    """ "Thirty words" and "one sentence" are limits."""
    words, sentence = read_request("In 20 words"), read_request("One sentence please")
    assert words is not None
    assert sentence is not None
    assert (words.words, sentence.sentences) == (20, 1)


@pytest.mark.parametrize(
    ("message", "most"),
    [
        ("Can you say that in fewer than thirty words?", 29),
        ("In at most 30 words.", 30),
        ("Under 30 words please", 29),
    ],
)
def test_fewer_than_so_many_words_are_fewer(message: str, most: int) -> None:
    """ "At most" counts the number itself."""
    wish = read_request(message)
    assert wish is not None
    assert wish.words == most


@pytest.mark.parametrize("message", ["Give me the journal and the year.", "Who are the authors?", "And the DOI?"])
def test_a_message_may_ask_for_what_a_record_has(message: str) -> None:
    """It speaks of the work cited, though no pronoun does."""
    assert asks_of_record(message)


@pytest.mark.parametrize(
    "message", ["Give me the dose and the year.", "Who are the patients?", "Where was it published first?"]
)
def test_a_message_that_asks_more_is_not_of_a_record(message: str) -> None:
    """One word that no record answers is enough."""
    assert not fields_asked(message, of_record=False) or not asks_of_record(message)
