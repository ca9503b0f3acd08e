"""The opened generation that requests use; a generation that was built since takes its place without a restart."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

import structlog

from qa_service.answering.further import Further
from qa_service.answering.generators.choosing import Generators
from qa_service.answering.reader import Reader, shipped_reader
from qa_service.answering.service import AnswerService
from qa_service.retrieval.generation import current_generation
from qa_service.retrieval.search import Searcher
from qa_service.settings import Settings

_POLL_SECONDS = 0.5
_log = structlog.get_logger(__name__)


class LiveIndex:
    """Holds the live generation. A request takes `searcher` or `service` once and keeps what it took to its end.

    Raises:
        IndexMissingError: nothing was built.
        IndexDamagedError: a file is not what was built.
        ModelError: a generator that settings name cannot be opened.
    """

    def __init__(self, settings: Settings, observe: Callable[[str, float], None] = lambda *_: None) -> None:
        self._settings = settings
        self._observe = observe
        self._generators = Generators(settings)
        self._reader = Reader(shipped_reader())
        self._use(Searcher(current_generation(settings.index_folder)))

    @property
    def searcher(self) -> Searcher:
        """The opened generation."""
        return self._searcher

    @property
    def service(self) -> AnswerService:
        """The answering service over it."""
        return self._service

    @property
    def further(self) -> Further:
        """Who makes questions over it."""
        return self._further

    def refresh(self) -> bool:
        """Open the generation that CURRENT names if it is not the one in use; tells whether it did."""
        self._searcher.prepare()
        current = current_generation(self._settings.index_folder)
        if current == self._searcher.generation:
            return False
        searcher = Searcher(current)
        searcher.prepare()
        self._use(searcher)
        return True

    @contextlib.asynccontextmanager
    async def following(self) -> AsyncIterator[None]:
        """Follow CURRENT in the background. A generation that cannot be opened is logged; the old one goes on."""
        self._generators.start()
        task = asyncio.create_task(self._follow())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            self._generators.close()

    async def _follow(self) -> None:
        refused = ""
        while True:
            await asyncio.sleep(_POLL_SECONDS)
            try:
                if await asyncio.to_thread(self.refresh):
                    _log.info("index_switched", generation=self._searcher.generation.name)
            except Exception as error:  # whatever is wrong with the new one, the old one goes on and the next is tried
                if str(error) != refused:
                    refused = str(error)
                    _log.error("index_refused", error=refused)

    def _use(self, searcher: Searcher) -> None:
        service = AnswerService(searcher, self._reader, self._generators, self._settings.fingerprint(), self._observe)
        self._searcher, self._service, self._further = (
            searcher,
            service,
            Further(searcher, self._reader, self._settings.top_k),
        )
