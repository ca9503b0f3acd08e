"""How long a reader waits for the first verified sentence, against the model alone with the same prompt.

    python -m benchmarks.first_sentence --generator local

First all questions through the service, then all prompts to the model alone, in the same order, so that the same part of each
prompt is read already. Where the first sentence is refused, the wait includes all that comes until one passes. Ratios are of the
same question; how much of a prompt was read before is what the model's process says (`model_wrote` in the log).
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from collections.abc import Sequence
from contextlib import aclosing

from structlog.testing import capture_logs

from benchmarks.made_up import opened_model, read_questions
from qa_service.answering.gate import GatedGenerator
from qa_service.answering.generators.prompt import Message
from qa_service.answering.generators.sentences import SentenceBuffer
from qa_service.answering.reader import Reader, shipped_reader
from qa_service.answering.service import AnswerService, Request, SentenceVerified
from qa_service.retrieval.generation import current_generation
from qa_service.retrieval.search import Searcher
from qa_service.settings import load_settings

_HOW_MANY = 30


class Heard:
    """A writer that notes the messages of its first call for each question, and writes as the other does."""

    def __init__(self, gated: GatedGenerator) -> None:
        self.first: list[Message] | None = None
        self._write = gated._writer.write
        gated._writer.write = self.write  # type: ignore[method-assign]

    def write(self, messages: list[Message], varied: bool = False):
        """Write what follows the messages."""
        self.first = self.first or messages
        return self._write(messages, varied)


async def through_the_service(service: AnswerService, name: str, question: str) -> float:
    """The seconds to the first sentence that is sent."""
    began = time.perf_counter()
    async with aclosing(service.stream(Request(question, generator=name))) as events:
        async for event in events:
            if isinstance(event, SentenceVerified):
                break
    return time.perf_counter() - began


async def alone(heard: Heard, messages: list[Message]) -> float:
    """The seconds that the model takes to the end of its first sentence."""
    began, buffer = time.perf_counter(), SentenceBuffer()
    async with aclosing(heard._write(messages)) as pieces:
        async for piece in pieces:
            if buffer.add(piece):
                break
    return time.perf_counter() - began


async def measure(service: AnswerService, name: str, gated: GatedGenerator, questions: Sequence[str]) -> None:
    """Ask, and print."""
    heard, waited, prompts = Heard(gated), [], []
    await through_the_service(service, name, questions[-1])  # starts the model
    with capture_logs() as logs:
        for question in questions[:_HOW_MANY]:
            heard.first = None
            seconds = await through_the_service(service, name, question)
            if heard.first:  # a question that is declined, or answered from records, is put to no model
                waited.append(seconds)
                prompts.append(heard.first)
    model = [await alone(heard, messages) for messages in prompts]
    ratios = [one / other for one, other in zip(waited, model, strict=True)]
    cached = [entry for entry in logs if entry["event"] == "model_wrote"]
    low, middle, high = statistics.quantiles(ratios, n=4)
    print(f"{len(waited)} questions, first verified sentence: {statistics.median(waited):.2f} s")
    print(f"first sentence of the model alone: {statistics.median(model):.2f} s")
    print(f"ratio: median {middle:.2f}, quartiles {low:.2f} and {high:.2f}")
    if cached:
        read = statistics.median(entry["cache_n"] for entry in cached)
        told = statistics.median(entry["prompt_n"] for entry in cached)
        print(f"of a prompt {read:.0f} tokens were read before, {told:.0f} were new (medians of {len(cached)})")


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--generator", default="local")
    name = parser.parse_args().generator
    settings = load_settings()
    searcher = Searcher(current_generation(settings.index_folder))
    with opened_model(name) as gated:
        service = AnswerService(searcher, Reader(shipped_reader()), {name: gated}, settings.fingerprint())
        asyncio.run(measure(service, name, gated, read_questions()))


if __name__ == "__main__":
    main()
