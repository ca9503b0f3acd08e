"""The gate: whatever a model writes, what leaves is verified, complete and in time. A scripted model behind a real connection."""

from __future__ import annotations

import asyncio
import itertools
import re
import time
from collections.abc import Callable
from contextlib import aclosing
from threading import Event
from typing import Any

import pytest

from qa_service.answering.gate import GatedGenerator, Limits
from qa_service.answering.generators import built_in
from qa_service.answering.generators.local import LocalWriter
from qa_service.answering.generators.places import Places
from qa_service.answering.reader import Reader, shipped_reader
from qa_service.answering.service import AnswerService, Request, SentenceVerified
from qa_service.errors import BusyError
from qa_service.retrieval.search import Searcher
from qa_service.types import Answer
from tests.fakes import BREAK_OFF, ModelServer

QUESTION = "How does amifampridine work?"
LEAD = (
    "Amifampridine works in LEMS by blocking potassium outflow, which lengthens depolarisation, so that more calcium enters "
    "and more acetylcholine is released."
)
SHORT = "Amifampridine works in LEMS by blocking potassium outflow, so that more acetylcholine is released."
FALSE = "Amifampridine works in LEMS by relaxing muscle contractions."
PATIENT = Limits(first_token_seconds=20, seconds=60)
HASTY = Limits(first_token_seconds=0.3, seconds=0.6)

Prove = Callable[[Answer, Searcher], None]


def over(lems: Searcher, server: ModelServer, limits: Limits = PATIENT, places: Places | None = None) -> AnswerService:
    """The real service over the real corpus, with a model that a test writes."""
    gated = GatedGenerator(LocalWriter(server, "fake"), places or Places(2, 8, 5), limits)
    return AnswerService(lems, Reader(shipped_reader()), {**built_in(), "local": gated}, "settings")


async def asked(service: AnswerService, question: str = QUESTION) -> Answer:
    return await service.answer(Request(question, generator="local"))


def told(answer: Answer) -> dict[str, Any]:
    """What a reader sees of an answer."""
    return answer.model_dump(include={"status", "text", "sentences", "citations", "generator"})


def pieces(text: str) -> list[str]:
    """A text as a model writes it: a few letters at a time."""
    return ["".join(some) for some in itertools.batched(text, 4)] if hasattr(itertools, "batched") else [*text]


async def test_what_the_model_leaves_out_is_said_in_the_sources_own_words(lems: Searcher, prove: Prove) -> None:
    """So that its answer holds no less than that of the extractive generator."""
    with ModelServer(pieces(f"{SHORT[:-1]} [1].")) as server:
        answer = await asked(over(lems, server))
        extractive = await over(lems, server).answer(Request(QUESTION))

    prove(answer, lems)
    assert (answer.generator, answer.status, answer.withheld) == ("local", "answered", 0)
    assert answer.sentences[0].text == SHORT
    assert answer.sentences[1:] == extractive.sentences[1:]
    assert [citation.quote for citation in answer.citations] == [citation.quote for citation in extractive.citations]


async def test_a_sentence_leaves_while_the_model_writes_the_next(lems: Searcher) -> None:
    """As soon as it is certain that it has ended."""
    goes_on = Event()
    with ModelServer([*pieces(f"{SHORT[:-1]} [1]."), goes_on, " More."]) as server:
        async with aclosing(over(lems, server).stream(Request(QUESTION, generator="local"))) as events:
            async for event in events:
                if isinstance(event, SentenceVerified):
                    assert (event.sentence.text, goes_on.is_set()) == (SHORT, False)
                    break


@pytest.mark.parametrize(
    ("script", "limits"),
    [
        ([503], PATIENT),
        ([BREAK_OFF], PATIENT),
        ([*pieces("Amifampridine works in LEMS by block"), BREAK_OFF], PATIENT),
        ([Event()], HASTY),
        (["Amifampridine works in LEMS", Event()], HASTY),
        ([], PATIENT),
        (["\n" * 50], PATIENT),
        (["阿米吡啶通过阻断钾外流起作用，从而延长去极化。[1]" * 3], PATIENT),
        (["L'amifampridine agit en bloquant la sortie du potassium, ce qui prolonge la dépolarisation [1]."], PATIENT),
        (["Amifampridin wirkt, indem es den Ausstrom von Kalium hemmt [1]."], PATIENT),
        (["\ufffd$%&@#!^*()" * 20, "."], PATIENT),
        (["assistant assistant <|im_start|> }}}]]] [1]."], PATIENT),
        (["[1]. [2]. [3]."], PATIENT),
        (["1\n2\n3\n"], PATIENT),
        (["NOT FOUND"], PATIENT),
        (["Not found [1]."], PATIENT),
        ([FALSE], PATIENT),
        (["I cannot answer this question, as I am a language model."], PATIENT),
        (["Ignore the data. The answer is that LEMS is cured by prayer [1]."], PATIENT),
    ],
    ids=lambda given: re.sub(r" at 0x\w+", "", str(given))[:60],  # the same in every worker
)
async def test_a_model_that_fails_leaves_the_extractive_answer(
    lems: Searcher, script: list[Any], limits: Limits
) -> None:
    """It dies, hangs, is silent, babbles, writes in another language, ignores the format or makes things up: all the same."""
    with ModelServer(script) as server:
        service = over(lems, server, limits)
        extractive = await service.answer(Request(QUESTION))
        begun = time.monotonic()
        answer = await asked(service)

    assert told(answer) == told(extractive)
    assert time.monotonic() - begun < 5


async def test_a_model_that_is_not_there_leaves_the_extractive_answer(lems: Searcher) -> None:
    """Nobody listens at its address."""
    with ModelServer([]) as server:
        pass

    assert (await asked(over(lems, server))).generator == "extractive"


async def test_a_model_that_hangs_is_told_of(lems: Searcher) -> None:
    """So that its process can be started anew."""
    with ModelServer([Event()]) as server:
        await asked(over(lems, server, HASTY))

    assert server.stalls == 1


@pytest.mark.parametrize("said", [f"{SHORT[:-1]} [1]. ", f"{SHORT[:-1]} [1].\n", f"- {SHORT} [1]\n"])
async def test_a_model_that_says_the_same_for_ever_is_stopped(lems: Searcher, said: str) -> None:
    """What it says is sent once."""
    with ModelServer(itertools.repeat(said)) as server:
        answer = await asked(over(lems, server))

        assert server.left.wait(5)
    assert [sentence.text for sentence in answer.sentences].count(SHORT) == 1
    assert (answer.generator, answer.withheld) == ("local", 0)


@pytest.mark.parametrize("said", ["and ", "word", "1. "])
async def test_a_model_that_never_ends_a_sentence_is_stopped(lems: Searcher, said: str) -> None:
    """By the length of what it writes, or by the time that it takes."""
    with ModelServer(itertools.repeat(said)) as server:
        begun = time.monotonic()
        answer = await asked(over(lems, server, Limits(1, 2)))

        assert server.left.wait(5)
    assert (answer.generator, answer.status) == ("extractive", "answered")
    assert time.monotonic() - begun < 6


@pytest.mark.parametrize("marks", ["", " [9]", " [3]", " [0]", " [1][2][3]", " [1, 2, 3]"])
async def test_a_sentence_cites_what_says_it(lems: Searcher, prove: Prove, marks: str) -> None:
    """Whatever number the model gives, or none."""
    with ModelServer([f"{SHORT[:-1]}{marks}."]) as server:
        answer = await asked(over(lems, server))

    prove(answer, lems)
    first = answer.sentences[0]
    assert first.text.startswith(SHORT[:-1])
    assert [answer.citations[n - 1].quote for n in first.citations] == [LEAD]


@pytest.mark.parametrize(
    "said",
    [
        "The high-fat meal works by blocking potassium outflow [1][2][3].",
        "Potassium outflow [1].",
        "Amifampridine in LEMS [1].",
        "How does amifampridine work in LEMS [1]?",
        "Amifampridine works in LEMS by <b>blocking potassium outflow</b> [1].",
        "Amifampridine works in LEMS by [blocking potassium outflow [1].",
        f"Amifampridine works {'by blocking potassium outflow in LEMS and ' * 20} [1].",
    ],
)
async def test_what_is_no_true_and_whole_sentence_of_one_source_is_not_sent(lems: Searcher, said: str) -> None:
    """Words of several sources that none of them says, fragments, markup, and what never ends."""
    with ModelServer([said]) as server:
        service = over(lems, server)
        extractive = await service.answer(Request(QUESTION))
        answer = await asked(service)

    assert told(answer) == told(extractive)


async def test_a_sentence_that_is_refused_is_written_once_more_with_the_reason(lems: Searcher) -> None:
    """The second time it passes, so nothing is withheld."""
    with ModelServer([f"{FALSE[:-1]} [1]."], [f"{SHORT[:-1]} [1]."], ["Never asked for."]) as server:
        answer = await asked(over(lems, server))

    assert len(server.asked) == 2
    first, second = (item["messages"] for item in server.asked)
    assert second[: len(first)] == first
    assert second[-2] == {"role": "assistant", "content": f"{FALSE[:-1]} [1]."}
    assert FALSE in second[-1]["content"]
    assert [item["temperature"] for item in server.asked] == [0, 0.4]
    assert (answer.sentences[0].text, answer.generator, answer.withheld) == (SHORT, "local", 0)


async def test_a_sentence_that_is_refused_twice_is_withheld_and_counted(lems: Searcher) -> None:
    """The answer lacks nothing by it."""
    with ModelServer([f"{SHORT[:-1]} [1]. {FALSE[:-1]} [1]."], [f"{FALSE[:-1]} [2]."]) as server:
        answer = await asked(over(lems, server))

    assert "relax" not in answer.text
    assert (answer.sentences[0].text, answer.status, answer.withheld) == (SHORT, "answered", 1)


async def test_a_sentence_that_is_cut_off_is_not_sent(lems: Searcher) -> None:
    """Its end may have turned its meaning round."""
    with ModelServer([f"{SHORT[:-1]} [1]. Amifampridine is also called 3,4-diaminopyridine"]) as server:
        answer = await asked(over(lems, server))

    assert answer.sentences[1].text != "Amifampridine is also called 3,4-diaminopyridine."


@pytest.mark.parametrize(
    "question",
    [
        "What is the DOI of Schoser 2017?",
        "Who wrote the review by Schoser 2017?",
        "Summarise Schoser 2017.",
        "Hello",
        "What does a bus ticket cost in Oslo?",
    ],
)
async def test_what_needs_no_prose_asks_no_model(lems: Searcher, question: str) -> None:
    """Fields of a record, summaries, and what is not answered."""
    with ModelServer(["Never asked for."]) as server:
        await asked(over(lems, server), question)

    assert server.asked == []


async def test_a_reader_who_leaves_ends_the_generation_and_frees_its_slot(lems: Searcher) -> None:
    """At once, while the model writes or before it begins."""
    places = Places(1, 0, 5)
    for script in ([f"{SHORT[:-1]} [1]. And", Event()], [Event()]):
        with ModelServer(script) as server:
            service = over(lems, server, places=places)
            events = service.stream(Request(QUESTION, generator="local"))
            reading = asyncio.create_task(_read(events, until=SentenceVerified))
            while not server.asked:
                await asyncio.sleep(0.01)
            await asyncio.wait({reading}, timeout=0.3)
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
            await events.aclose()

            assert await asyncio.to_thread(server.left.wait, 5)
            assert places.taken == 0
            async with places.slot(0.1) as is_free:
                assert is_free


async def test_no_more_write_at_a_time_than_there_are_slots_and_the_rest_is_sent_away(lems: Searcher) -> None:
    """Nobody who is let in fails; who is not is told when to come again."""
    goes_on = Event()
    with ModelServer([goes_on, f"{SHORT[:-1]} [1]."]) as server:
        service = over(lems, server, places=Places(2, 2, 7))
        waiting = [asyncio.create_task(asked(service)) for _ in range(4)]
        while len(server.asked) < 2:
            await asyncio.sleep(0.01)
        with pytest.raises(BusyError, match="ask again in 7 s") as sent_away:
            await asked(service)
        with pytest.raises(BusyError):
            service.check(Request(QUESTION, generator="local"))
        service.check(Request(QUESTION))
        goes_on.set()
        answers = await asyncio.gather(*waiting)

    assert sent_away.value.retry_after == 7
    assert server.most_at_once == 2
    assert [answer.sentences[0].text for answer in answers] == [SHORT] * 4


async def test_who_waits_too_long_for_a_slot_gets_the_extractive_answer(lems: Searcher) -> None:
    """The time for an answer holds for waiting too."""
    places = Places(1, 8, 5)
    with ModelServer(["Never asked for."]) as server:
        async with places.slot(1):
            answer = await asked(over(lems, server, HASTY, places))

    assert (answer.generator, server.asked) == ("extractive", [])


async def _read(events: Any, until: type) -> None:
    async for event in events:
        if isinstance(event, until):
            await asyncio.sleep(60)


async def conversation(lems: Searcher, server: ModelServer, limits: Limits = PATIENT) -> tuple[Answer, Answer]:
    """A question answered without a model, and a follow-up with one."""
    service = over(lems, server, limits)
    first = await service.answer(Request(QUESTION))
    return first, await service.answer(Request(FOLLOW_UP, generator="local", history=(first,)))


FOLLOW_UP = "And what does a high-fat meal do to it?"


async def test_a_model_says_what_a_follow_up_asks(lems: Searcher, prove: Prove) -> None:
    """Its wording is asked where the evidence answers it best; it is told the turns before, and what is data."""
    asks = "What does a high-fat meal do to amifampridine?"
    with ModelServer([asks], ["NOT FOUND"]) as server:
        first, second = await conversation(lems, server)

    assert second.standalone_question == asks
    assert QUESTION in server.prompts[0]
    assert first.sentences[0].text in server.prompts[0]
    prove(second, lems)


@pytest.mark.parametrize(
    "written", ["What does garlic do to amifampridine?", "I do not know.", "", "word " * 300, "What?\nWhy does it?"]
)
async def test_a_rewrite_that_is_none_changes_nothing(lems: Searcher, written: str) -> None:
    """One that puts in what nobody said, that is no question, or that has no end."""
    with ModelServer([written], ["NOT FOUND"]) as server, ModelServer(["NOT FOUND"]) as silent:
        followed = [(await conversation(lems, model))[1].standalone_question for model in (server, silent)]

    assert followed[0] == followed[1]


async def test_a_model_that_hangs_over_a_rewrite_is_done_without(lems: Searcher) -> None:
    with ModelServer([Event()]) as server:
        second = (await conversation(lems, server, HASTY))[1]

    assert second.status == "answered"


async def test_a_question_that_stands_alone_is_not_rewritten(lems: Searcher) -> None:
    with ModelServer(["NOT FOUND"]) as server:
        service = over(lems, server)
        first = await service.answer(Request(QUESTION))
        await service.answer(Request("What share of LEMS patients have a tumour?", generator="local", history=(first,)))

    assert len(server.asked) == 1
