"""The way of a question: the order of the stream, what the last event holds, and what declining shows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any, get_args

import pytest

from qa_service.answering.evidence import Evidence
from qa_service.answering.generators import ExtractiveGenerator
from qa_service.answering.reader import Reader, shipped_reader
from qa_service.answering.reading import Reading
from qa_service.answering.service import (
    AnswerCompleted,
    AnswerService,
    Event,
    PassagesFound,
    Request,
    SentenceVerified,
)
from qa_service.answering.sources import Draft, as_sentence
from qa_service.retrieval.search import Searcher
from qa_service.types import AbstentionReason, Answer, Filters

ANSWERED = "What share of the Aurora crew had sore gums?"
DECLINED = "What does rickets cost in Norway?"
OF_A_RECORD = "What is the DOI of Vega 2021?"
QUESTIONS = [ANSWERED, DECLINED, OF_A_RECORD, "What is scurvy?", "Which signs of rickets are common?"]


class ScriptedGenerator:
    """Writes what a test tells it to write, each sentence resting on the best evidence."""

    name = "scripted"
    prompt = "as told"

    def __init__(self, *texts: str) -> None:
        self._texts = texts

    async def draft(self, reading: Reading, evidence: Sequence[Evidence]) -> AsyncIterator[Draft]:
        for text in self._texts:
            await asyncio.sleep(0)
            yield Draft(text or as_sentence(evidence[0].text), (evidence[0].source,))


def scripted(searcher: Searcher, *texts: str) -> AnswerService:
    return AnswerService(searcher, Reader(shipped_reader()), {"scripted": ScriptedGenerator(*texts)}, "settings")


async def events_of(service: AnswerService, question: str, **options: Any) -> list[Event]:
    return [event async for event in service.stream(Request(question, **options))]


def lasting(answer: Answer) -> dict[str, Any]:
    """What is the same whenever the same question is asked."""
    return answer.model_dump(exclude={"id", "conversation_id", "timings_ms"})


@pytest.mark.parametrize("question", QUESTIONS)
async def test_a_stream_is_passages_then_sentences_then_the_answer(service: AnswerService, question: str) -> None:
    """The sentences that were sent are those of the answer, each with the citations it uses."""
    first, *middle, last = await events_of(service, question)

    assert isinstance(first, PassagesFound)
    assert isinstance(last, AnswerCompleted)
    assert 0 < len(first.found) <= Request(question).top_k
    sent = [event for event in middle if isinstance(event, SentenceVerified)]
    assert sent == middle
    assert tuple(event.sentence for event in sent) == last.answer.sentences
    for event in sent:
        assert event.citations == tuple(last.answer.citations[n - 1] for n in event.sentence.citations)


@pytest.mark.parametrize("question", QUESTIONS)
async def test_the_streamed_answer_is_the_answer(service: AnswerService, question: str) -> None:
    """All but the id, the conversation and the times."""
    streamed = (await events_of(service, question))[-1]
    answer = await service.answer(Request(question))

    assert isinstance(streamed, AnswerCompleted)
    assert lasting(streamed.answer) == lasting(answer)
    assert streamed.answer.id != answer.id
    assert streamed.answer.conversation_id != answer.conversation_id


async def test_an_answer_says_everything_about_itself(service: AnswerService, library_searcher: Searcher) -> None:
    """The question as it came, who wrote the answer, over what, and how long each step took."""
    answer = await service.answer(Request(f"  {OF_A_RECORD}\x00\n", conversation_id="c-1"))

    assert (answer.question, answer.standalone_question) == (f"  {OF_A_RECORD}\x00\n", OF_A_RECORD)
    assert (answer.conversation_id, answer.generator, answer.withheld) == ("c-1", "extractive", 0)
    assert answer.text == "The review by Vega et al. (2021) has the DOI 10.1234/jim.2021.0412 [1]."
    assert (answer.abstention, answer.premise, answer.disagreement, answer.safety) == (None, None, None, None)
    times = answer.timings_ms
    assert 0 < times.rewrite + times.retrieve + times.generate + times.verify <= times.total + 0.01


async def test_the_fingerprint_names_all_that_an_answer_depends_on(
    service: AnswerService, library_searcher: Searcher
) -> None:
    """Corpus, index, model, program and settings; and how the question was asked, but not what it was."""
    manifest = library_searcher.manifest
    made = (await service.answer(Request(ANSWERED))).fingerprint

    assert (made.corpus, made.index) == (manifest.corpus_fingerprint, library_searcher.generation.name)
    assert made.embedder == f"all-MiniLM-L6-v2@{manifest.embedder.sha256[:12]}"
    assert made.generator.startswith("extractive@")
    assert (await service.answer(Request(DECLINED))).fingerprint == made
    for other in (Request(ANSWERED, top_k=3), Request(ANSWERED, filters=Filters(types=("review",)))):
        assert (await service.answer(other)).fingerprint.settings != made.settings


async def test_declining_shows_what_is_near_and_what_to_ask(service: AnswerService, library_searcher: Searcher) -> None:
    """The nearest sentences are exact words of the sources, and each suggestion is a question."""
    answer = await service.answer(Request(DECLINED))

    assert (answer.status, answer.sentences, answer.citations) == ("abstained", (), ())
    assert answer.abstention is not None
    assert answer.abstention.reason in get_args(AbstentionReason)
    assert 1 <= len(answer.abstention.nearest) <= 3
    for nearest in answer.abstention.nearest:
        passage = library_searcher.store.passage(nearest.passage_id)
        assert nearest.quote in library_searcher.store.document(nearest.document_id).text
        assert (nearest.section, nearest.title) == (passage.passage.section, passage.work.title)
        assert nearest.section != "Record"
    assert answer.abstention.suggestions
    assert all(suggestion.endswith("?") for suggestion in answer.abstention.suggestions)
    assert len(set(answer.abstention.suggestions)) == len(answer.abstention.suggestions)


async def test_what_is_suggested_can_be_asked(service: AnswerService) -> None:
    """A suggestion that is not answered would be a dead end."""
    abstention = (await service.answer(Request(DECLINED))).abstention
    assert abstention is not None

    answers = [await service.answer(Request(suggestion)) for suggestion in abstention.suggestions]

    assert [answer.status for answer in answers] == ["answered"] * len(answers)


@pytest.mark.parametrize(
    "filters",
    [
        Filters(document_ids=()),
        Filters(document_ids=("nobody1900",)),
        Filters(types=("poem",)),
        Filters(year_from=2100),
        Filters(year_to=1500),
        Filters(year_from=2020, year_to=2010),
    ],
)
async def test_filters_that_nothing_meets_lead_to_an_abstention(service: AnswerService, filters: Filters) -> None:
    """With nothing near, because nothing may be shown."""
    events = await events_of(service, ANSWERED, filters=filters)

    assert isinstance(events[0], PassagesFound)
    assert events[0].found == ()
    assert isinstance(events[1], AnswerCompleted)
    assert events[1].answer.status == "abstained"
    assert events[1].answer.abstention is not None
    assert (events[1].answer.abstention.nearest, events[1].answer.abstention.suggestions) == ((), ())


async def test_a_sentence_that_nothing_supports_is_withheld_and_counted(library_searcher: Searcher) -> None:
    """What is supported is sent; the answer is partial."""
    events = await events_of(scripted(library_searcher, "Gums bleed at 50%.", ""), ANSWERED, generator="scripted")

    assert [type(event) for event in events] == [PassagesFound, SentenceVerified, AnswerCompleted]
    assert isinstance(events[-1], AnswerCompleted)
    answer = events[-1].answer
    assert (answer.status, answer.withheld) == ("partial", 1)
    assert [answer.text] == [citation.quote.replace(".", " [1].") for citation in answer.citations]
    assert (answer.generator, answer.fingerprint.prompt) == ("scripted", "as told")


@pytest.mark.parametrize("texts", [("Gums bleed at 50%.",), ()])
async def test_a_generator_that_writes_nothing_supported_leads_to_an_abstention(
    library_searcher: Searcher, texts: tuple[str, ...]
) -> None:
    """Nothing of what it wrote is shown."""
    answer = await scripted(library_searcher, *texts).answer(Request(ANSWERED, generator="scripted"))

    assert (answer.status, answer.sentences, answer.citations, answer.withheld) == ("abstained", (), (), len(texts))
    assert answer.abstention is not None
    assert answer.abstention.reason == "insufficient"
    assert "50%" not in answer.text


async def test_a_generator_that_says_it_twice_cites_once(library_searcher: Searcher) -> None:
    """The second sentence has the number of the first."""
    answer = await scripted(library_searcher, "", "").answer(Request(ANSWERED, generator="scripted"))

    assert [sentence.citations for sentence in answer.sentences] == [(1,), (1,)]
    assert len(answer.citations) == 1


async def test_a_generator_that_is_not_there_is_refused(service: AnswerService) -> None:
    """Before anything is retrieved; the message names those that are there."""
    with pytest.raises(ValueError, match="there is no generator 'gpt'; choose one of extractive"):
        await service.answer(Request(ANSWERED, generator="gpt"))
    with pytest.raises(ValueError, match="there is no generator 'gpt'"):
        service.check(Request(ANSWERED, generator="gpt"))


@pytest.mark.parametrize("question", ["", " \n", "?", "What is \ud800 scurvy?"])
async def test_a_question_that_cannot_be_asked_is_refused(service: AnswerService, question: str) -> None:
    """By the check, by the stream and by the answer alike."""
    with pytest.raises(ValueError, match="the question"):
        service.check(Request(question))
    with pytest.raises(ValueError, match="the question"):
        await service.answer(Request(question))
    with pytest.raises(ValueError, match="the question"):
        await events_of(service, question)


async def test_many_questions_at_once_get_the_answers_they_get_alone(service: AnswerService) -> None:
    """Requests share a searcher and nothing else."""
    alone = [lasting(await service.answer(Request(question))) for question in QUESTIONS]

    together = await asyncio.gather(*(service.answer(Request(question)) for question in QUESTIONS * 10))

    assert [lasting(answer) for answer in together] == alone * 10


async def test_a_stream_may_be_left(service: AnswerService) -> None:
    """A reader who goes away after the first sentence leaves nothing behind that fails."""
    stream = service.stream(Request(ANSWERED))

    async for event in stream:
        if isinstance(event, SentenceVerified):
            break
    await stream.aclose()  # type: ignore[attr-defined]

    assert (await service.answer(Request(ANSWERED))).status == "answered"


@pytest.mark.parametrize("top_k", [1, 2, 50, 10_000])
async def test_top_k_bounds_the_passages(service: AnswerService, top_k: int) -> None:
    """An answer is drawn from no more than that."""
    first, *_, last = await events_of(service, ANSWERED, top_k=top_k)

    assert isinstance(first, PassagesFound)
    assert isinstance(last, AnswerCompleted)
    found = {item.stored.passage.id for item in first.found}
    assert len(found) == len(first.found) <= top_k
    assert {citation.passage_id for citation in last.answer.citations} <= found


def test_the_extractive_generator_needs_no_instruction() -> None:
    """So its prompt has no fingerprint."""
    assert (ExtractiveGenerator().name, ExtractiveGenerator().prompt) == ("extractive", "")
