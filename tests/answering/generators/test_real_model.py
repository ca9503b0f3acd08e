"""The real local model, where it was put together: `make local-model`. All of it is left out where it was not."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import aclosing
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from qa_service.answering.generators.choosing import Generators
from qa_service.answering.generators.prompt import Message
from qa_service.answering.generators.writer import WritingError
from qa_service.answering.reader import Reader, shipped_reader
from qa_service.answering.service import AnswerService, Request
from qa_service.retrieval.search import Searcher
from qa_service.settings import Settings
from qa_service.types import Answer

pytestmark = [pytest.mark.local_model, pytest.mark.e2e]

QUESTIONS = ["How does amifampridine work?", "Does prednisone help in LEMS?"]
PATIENCE = {"first_token_seconds": 120, "generation_seconds": 240}
COUNT = [Message("user", "Count from 1 to 1000, in words.")]


@pytest.fixture(scope="module")
def generators(local_model: Path | None) -> Iterator[Generators]:
    """With patience, as a machine that runs tests is busy."""
    pytest.importorskip("xllamacpp")
    if local_model is None:
        pytest.skip("there is no local model; make local-model puts it together")
    opened = Generators(Settings(local_model=str(local_model), generator_slots=1, **PATIENCE))
    yield opened
    opened.close()


async def test_its_answers_bear_the_same_proof_as_all_others(
    generators: Generators, lems: Searcher, prove: Callable[[Answer, Searcher], None]
) -> None:
    """And hold the figures of the extractive ones; what comes first in every prompt is read once."""
    service = AnswerService(lems, Reader(shipped_reader()), generators, "settings")

    with capture_logs() as logs:
        for question in QUESTIONS:
            answer = await service.answer(Request(question, generator="local"))
            extractive = await service.answer(Request(question))
            prove(answer, lems)
            assert answer.status == "answered"
            assert {citation.quote for citation in extractive.citations} <= {item.quote for item in answer.citations}

    wrote = [entry for entry in logs if entry["event"] == "model_wrote"]
    assert all(entry["cache_n"] > 100 for entry in wrote[1:])
    assert all(entry["cache_n"] + entry["prompt_n"] < 600 for entry in wrote)


async def test_a_generation_that_is_left_stops(generators: Generators) -> None:
    """The only slot is free for the next one, long before the first would have ended."""
    writer = generators["local"]._writer
    async with aclosing(writer.write(COUNT)) as pieces:
        assert await anext(pieces)

    async with asyncio.timeout(30), aclosing(writer.write([Message("user", "Say yes.")])) as pieces:
        assert await anext(pieces)


async def test_it_shows_that_it_reads_on(generators: Generators, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long prompt is read in short batches, each a sign of life, so that a slow machine is not taken for a model that hangs."""
    writer, signs = generators["local"]._writer, []
    monkeypatch.setattr(writer._served, "is_alive", lambda: signs.append("read"))
    long = Message("user", " ".join(f"Sentence {number} speaks of nothing." for number in range(40)) + " Say yes.")

    async with asyncio.timeout(120), aclosing(writer.write([long])) as pieces:
        assert await anext(pieces)

    assert len(signs) >= 6


async def test_a_process_that_is_killed_is_an_error_and_then_another(generators: Generators) -> None:
    """Whoever was reading is told; after a pause it writes again."""
    writer = generators["local"]._writer
    pieces = writer.write(COUNT)
    await anext(pieces)
    os.kill(writer._served.pid, signal.SIGKILL)

    with pytest.raises(WritingError):
        [piece async for piece in pieces]
    await asyncio.to_thread(writer._served._process.wait)
    with pytest.raises(WritingError, match="started anew in 1 s"):
        await anext(writer.write(COUNT))
    await asyncio.sleep(1)
    async with aclosing(writer.write(COUNT)) as again:
        assert await anext(again)
