"""Turns of whole conversations answered right by the service, each after its own answers to the turns before.

    python -m benchmarks.followups CONVERSATIONS.yaml... [--rewriter local] [--verbose]

A turn is right when every regular expression of its `must_include` is found in the answer. Beside it: the message as it is,
without the conversation, and the question that a human made of it. Answers are written without a model; `--rewriter` names one
that may say what a follow-up asks.
"""

from __future__ import annotations

import argparse
import asyncio
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from qa_service.answering.generators import Generator, Rewriter, built_in
from qa_service.answering.generators.choosing import opened_for
from qa_service.answering.generators.extractive import EXTRACTIVE, ExtractiveGenerator
from qa_service.answering.reader import Reader, shipped_reader
from qa_service.answering.service import AnswerService, Request
from qa_service.evals.statistics import wilson
from qa_service.retrieval.generation import current_generation
from qa_service.retrieval.search import Searcher
from qa_service.settings import load_settings
from qa_service.types import Answer

_WAYS = ("the service", "message as it is", "human rewrite")


class RewritingExtractive(ExtractiveGenerator):
    """Writes without a model, and lets one say what follow-ups ask, so that nothing else differs."""

    def __init__(self, rewriter: Rewriter) -> None:
        self._rewriter = rewriter
        self.suggestions: dict[str, str | None] = {}

    async def rewrite(self, message: str, turns: Sequence[tuple[str, str]]) -> str | None:
        """What the model makes of a message."""
        self.suggestions[message] = await self._rewriter.rewrite(message, turns)
        return self.suggestions[message]


class Judged(NamedTuple):
    """A turn and whether each way answers it rightly."""

    is_first: bool
    message: str
    answer: Answer
    right: tuple[bool, ...]


def is_right(turn: Mapping[str, Any], answer: Answer) -> bool:
    """Whether an answer holds all that a turn demands."""
    return all(re.search(pattern, answer.text, re.IGNORECASE) for pattern in turn["must_include"])


async def judge(service: AnswerService, turns: Sequence[Mapping[str, Any]]) -> AsyncIterator[Judged]:
    """The turns of a conversation, judged."""
    history: list[Answer] = []
    for turn in turns:
        answer = await service.answer(Request(turn["user"], history=tuple(history)))
        alone = await service.answer(Request(turn["user"]))
        human = await service.answer(Request(turn["standalone"]))
        right = tuple(is_right(turn, given) for given in (answer, alone, human))
        yield Judged(not history, turn["user"], answer, right)
        history.append(answer)


async def judge_all(service: AnswerService, files: Sequence[Path]) -> list[Judged]:
    """The turns of all conversations of some files."""
    read = [yaml.safe_load(path.read_text(encoding="utf-8"))["conversations"] for path in files]
    return [judged for talks in read for talk in talks async for judged in judge(service, talk["turns"])]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--rewriter", default=EXTRACTIVE, help="a generator, such as local or openai:gpt-5-mini")
    parser.add_argument("--reader", type=Path, default=shipped_reader())
    parser.add_argument("--verbose", action="store_true", help="print the turns that are not right")
    arguments = parser.parse_args()
    settings = load_settings()
    opened = opened_for(arguments.rewriter, settings)
    model = opened[arguments.rewriter] if opened else None
    writer: Generator = RewritingExtractive(model) if isinstance(model, Rewriter) else built_in()[EXTRACTIVE]
    searcher = Searcher(current_generation(settings.index_folder))
    service = AnswerService(searcher, Reader(arguments.reader), {EXTRACTIVE: writer}, settings.fingerprint())
    turns = asyncio.run(judge_all(service, arguments.files))
    if opened:
        opened.close()
    for name, is_first in (("first turns", True), ("follow-ups", False)):
        of_kind = [turn for turn in turns if turn.is_first == is_first]
        for place, way in enumerate(_WAYS):
            count = sum(turn.right[place] for turn in of_kind)
            low, high = wilson(count, len(of_kind))
            print(f"{name}, {way}: {count} of {len(of_kind)} ({low:.2f} to {high:.2f})")
    if arguments.verbose:
        for turn in turns:
            if not turn.right[0]:
                print(f"\n{turn.message}\n  {turn.answer.standalone_question}\n  {turn.answer.text}  {turn.right}")
    if isinstance(writer, RewritingExtractive):
        taken = sum(writer.suggestions.get(turn.message) == turn.answer.standalone_question for turn in turns)
        given = sum(suggestion is not None for suggestion in writer.suggestions.values())
        print(
            f"of {len(writer.suggestions)} messages put to {arguments.rewriter} {given} came back; {taken} were what was asked"
        )


if __name__ == "__main__":
    main()
