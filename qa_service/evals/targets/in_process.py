"""The service in this process, over a built index: no server is needed."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from qa_service.answering.generators import built_in
from qa_service.answering.generators.choosing import opened_for
from qa_service.answering.reader import Reader, shipped_reader
from qa_service.answering.service import AnswerService, Request, clean_question
from qa_service.errors import QaServiceError, RefusedError, TargetError, UnknownIdError
from qa_service.evals.checks import ServedDocument
from qa_service.evals.results import TargetRecord
from qa_service.evals.targets.target import RANKED, Reply
from qa_service.ingestion.corpus import corpus_fingerprint, read_corpus
from qa_service.retrieval.build import build_index
from qa_service.retrieval.embedder import SentenceEmbedder
from qa_service.retrieval.generation import current_generation
from qa_service.retrieval.search import Searcher
from qa_service.settings import Settings


class InProcessTarget:
    """Answers over one opened generation."""

    retries = 0

    def __init__(self, settings: Settings, generator: str = "extractive") -> None:
        self._settings, self._generator = settings, generator
        self._written_by = opened_for(generator, settings)
        self._searcher = Searcher(current_generation(settings.index_folder))
        reader = Reader(shipped_reader())
        self._service = AnswerService(self._searcher, reader, self._written_by or built_in(), settings.fingerprint())
        self.record = TargetRecord(kind="in_process", model=generator, index=self._searcher.generation.name)
        self._free = asyncio.Semaphore(settings.generator_slots if self._written_by else os.cpu_count() or 1)
        self._service.check(Request("which generator", generator=generator))

    async def ask(self, question: str, earlier: Sequence[Reply]) -> Reply:
        """Ask the service."""
        conversation = earlier[-1].answer.conversation_id if earlier and earlier[-1].answer else None
        history = tuple(reply.answer for reply in earlier if reply.answer)
        request = Request(question, conversation, self._generator, self._settings.top_k, history=history)
        if len(question) > self._settings.max_question_chars:
            raise RefusedError(
                f"the question has {len(question)} characters; {self._settings.max_question_chars} are allowed"
            )
        async with self._free:  # so that the time is that of the answer, and not of waiting for a core or a model
            started = time.perf_counter()
            try:
                answer = await self._service.answer(request)
            except ValueError as error:
                raise RefusedError(str(error)) from error
            except QaServiceError as error:
                raise TargetError(str(error)) from error
            return Reply.of(question, answer, time.perf_counter() - started)

    async def documents(self, ids: Iterable[str]) -> dict[str, ServedDocument]:
        """The documents as they are stored."""
        found = {}
        for key in ids:
            try:
                document = await asyncio.to_thread(self._searcher.store.document, key)
            except UnknownIdError:
                continue
            sections = [asdict(section) for section in document.sections]
            found[key] = ServedDocument.model_validate(
                {"id": key, "text": document.text, "sections": sections, **document.work.model_dump()}
            )
        return found

    async def ranked(self, question: str) -> tuple[str, ...]:
        """The documents of the passages that search finds."""
        query = await asyncio.to_thread(self._searcher.query, clean_question(question))
        found = await asyncio.to_thread(self._searcher.search, query, RANKED)
        return tuple(dict.fromkeys(item.stored.passage.document_id for item in found))

    async def close(self) -> None:
        """Close the store, and end what writes."""
        if self._written_by:
            self._written_by.close()
        self._searcher.store.close()


def with_added_works(settings: Settings, works: Sequence[Path], workplace: Path) -> Settings:
    """Settings for a throw-away copy of the index to which works are added; only these are embedded.

    Raises:
        CorpusError: a work cannot be read, or its key is taken.
    """
    folder = Path(tempfile.mkdtemp(dir=workplace))
    corpus, index = folder / settings.corpus.resolve().name, folder / "index"
    shutil.copytree(settings.corpus, corpus)
    for work in works:
        shutil.copy(work, corpus)
    shutil.copytree(settings.index_folder, index)
    documents = read_corpus(corpus)
    build_index(index, corpus.name, documents, corpus_fingerprint(documents), SentenceEmbedder(settings.embedder))
    return settings.model_copy(update={"corpus": corpus, "index": index})
