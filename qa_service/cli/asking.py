"""One question, asked in this process; alone, or as the next turn of a stored conversation."""

from __future__ import annotations

import asyncio
from contextlib import closing

from qa_service.answering.generators.choosing import Generators
from qa_service.answering.reader import Reader, shipped_reader
from qa_service.answering.service import AnswerService, Request
from qa_service.retrieval.generation import current_generation
from qa_service.retrieval.search import Searcher
from qa_service.settings import Settings
from qa_service.types import Answer
from qa_service.web.logs import configure_logs


def answer_once(settings: Settings, request: Request) -> Answer:
    """Answer a question; one with a conversation is read with its turns and stored, as the server does both.

    Raises:
        ValueError: the question, the generator's name or the conversation's id cannot be used.
        QaServiceError: something that is needed is not there, or does not work.
    """
    configure_logs("warning")
    if request.conversation_id is not None:
        from qa_service.conversations.texts import checked_id

        checked_id("conversation", request.conversation_id)
    asked = settings.model_copy(update={"generator": request.generator, "generators": ()})
    searcher = Searcher(current_generation(settings.index_folder))
    with closing(searcher.store), closing(Generators(asked)) as generators:
        service = AnswerService(searcher, Reader(shipped_reader()), generators, settings.fingerprint())
        if request.conversation_id is None:
            return asyncio.run(service.answer(request))
        from qa_service.conversations.store import Conversations
        from qa_service.web.turns import Turns

        with closing(Conversations.open(settings.database_url.get_secret_value())) as conversations:
            return asyncio.run(Turns(conversations).answer(service, request))
