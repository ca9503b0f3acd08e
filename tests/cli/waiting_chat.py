"""The terminal's conversation with a generator that writes one sentence and then waits for ever."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

from qa_service.answering.evidence import Evidence
from qa_service.answering.generators import Drafts, ExtractiveGenerator
from qa_service.answering.reader import Reader, shipped_reader
from qa_service.answering.reading import Reading
from qa_service.answering.service import AnswerService
from qa_service.cli.chat import Chat, Terminal
from qa_service.conversations.store import Conversations
from qa_service.retrieval.generation import current_generation
from qa_service.retrieval.search import Searcher
from qa_service.settings import Settings
from qa_service.web.logs import configure_logs


class WaitingGenerator:
    """Writes the first sentence, and no more."""

    name, prompt = "waiting", ""

    async def draft(self, reading: Reading, evidence: Sequence[Evidence]) -> Drafts:
        async with aclosing(ExtractiveGenerator().draft(reading, evidence)) as drafts:
            yield await anext(drafts)
        await asyncio.Event().wait()


@dataclass(frozen=True)
class Opened:
    searcher: Searcher
    service: AnswerService


def main() -> int:
    configure_logs("warning")
    settings = Settings(index=Path(sys.argv[2]), generator="waiting")
    searcher = Searcher(current_generation(settings.index_folder))
    generators = {"extractive": ExtractiveGenerator(), "waiting": WaitingGenerator()}
    service = AnswerService(searcher, Reader(shipped_reader()), generators, settings.fingerprint())
    conversations = Conversations.open(settings.database_url.get_secret_value())
    with asyncio.Runner() as runner:
        return Chat(Terminal.of_process(), Opened(searcher, service), conversations, settings).hold(runner)


if __name__ == "__main__":
    sys.exit(main())
