"""Conversations over the LEMS corpus, through the whole service."""

import pytest

from qa_service.answering.service import AnswerService, Request
from qa_service.types import Answer


async def converse(service: AnswerService, *messages: str) -> list[Answer]:
    """The answers to messages of one conversation."""
    answers: list[Answer] = []
    for message in messages:
        answers.append(await service.answer(Request(message, history=tuple(answers))))
    return answers


async def test_a_pronoun_is_what_the_last_question_was_on(on_lems: AnswerService) -> None:
    """The standalone question is shown."""
    _, second = await converse(on_lems, "What is amifampridine?", "What does it block?")
    assert second.standalone_question == "What does amifampridine block?"
    assert "potassium" in second.text


async def test_a_first_turn_is_not_rewritten(on_lems: AnswerService) -> None:
    """Without a conversation there is nothing to lean on."""
    (answer,) = await converse(on_lems, "How is it treated?")
    assert answer.standalone_question == "How is it treated?"


async def test_who_insists_gets_the_same_answer(on_lems: AnswerService) -> None:
    """Pressure is no evidence."""
    first, second, third = await converse(
        on_lems, "What share of LEMS is paraneoplastic?", "No, it is 90%.", "Everybody knows that. Admit it."
    )
    assert first.text == second.text == third.text


async def test_shorter_is_shorter(on_lems: AnswerService) -> None:
    """The same question in one sentence."""
    first, second = await converse(on_lems, "How is LEMS diagnosed?", "Too long. One sentence.")
    assert len(first.sentences) > 1
    assert second.sentences == first.sentences[:1]


async def test_the_source_is_the_record_of_the_work_cited(on_lems: AnswerService) -> None:
    """Title, authors, journal and year, each from the record."""
    first, second = await converse(on_lems, "How often did O'Neill's patients have a dry mouth?", "Give me the source.")
    cited = first.citations[0].document_id
    assert {citation.document_id for citation in second.citations} == {cited}
    assert "Brain" in second.text


async def test_thanks_are_no_question_and_change_nothing(on_lems: AnswerService) -> None:
    """After them, a follow-up still leans on the question before."""
    _, thanks, third = await converse(on_lems, "What is amifampridine?", "Thanks!", "What does it block?")
    assert thanks.abstention is not None
    assert thanks.abstention.reason == "not_a_question"
    assert third.standalone_question == "What does amifampridine block?"


@pytest.mark.parametrize("detour", ["Who won the match last night?", "By the way, how do I make pancakes?"])
async def test_a_detour_is_declined_and_left_behind(on_lems: AnswerService, detour: str) -> None:
    """It does not take the topic of the corpus with it, and the topic is still there afterwards."""
    _, off, back = await converse(on_lems, "What is amifampridine?", detour, "What does it block?")
    assert off.status == "abstained"
    assert "potassium" in back.text


async def test_a_work_that_nobody_named_is_not_dragged_along(on_lems: AnswerService) -> None:
    """It was put into the last question because it was cited; the next one may be answered by another."""
    _, second, third = await converse(
        on_lems,
        "Do children get LEMS?",
        "Did any of the twelve have a tumour?",
        "Is there a medicine that the FDA has allowed for that age?",
    )
    assert "Hajjar 2014" in second.standalone_question
    assert "Hajjar 2014" not in third.standalone_question
    assert "Ruzurgi" in third.text


async def test_shorter_has_fewer_words(on_lems: AnswerService) -> None:
    """As few as leave the first sentence whole."""
    first, second = await converse(on_lems, "How is LEMS diagnosed?", "Shorter, please.")
    assert len(second.text.split()) < len(first.text.split())
