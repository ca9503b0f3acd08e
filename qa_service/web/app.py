"""The application: routes, error documents, middleware and the page, put together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response

from qa_service import __version__
from qa_service.conversations.store import Conversations
from qa_service.settings import Settings, load_settings
from qa_service.starting import starting
from qa_service.web.conversations import router as conversations_router
from qa_service.web.further import router as further_router
from qa_service.web.live_index import LiveIndex
from qa_service.web.logs import configure_logs
from qa_service.web.metrics import Metrics
from qa_service.web.middleware import RequestMiddleware
from qa_service.web.openai.routes import router as openai_router
from qa_service.web.problems import add_problem_handlers
from qa_service.web.routes import router
from qa_service.web.turns import Turns

_STATIC = Path(__file__).parent / "static"
_WORTH_PACKING = 1000  # bytes; less fits into one packet anyway


class _PageFiles(StaticFiles):
    """The files of the page; a browser asks whether they changed, so that it never mixes those of two versions."""

    def file_response(self, *args: Any, **options: Any) -> Response:
        """A file, or the word that the browser's copy is current."""
        response = super().file_response(*args, **options)
        response.headers["Cache-Control"] = "no-cache"
        return response


def create_app(settings: Settings) -> FastAPI:
    """Make the application; it opens its stores at once, so that a damaged one is refused before a port is bound.

    Raises:
        IndexMissingError: nothing was built.
        IndexDamagedError: a file of the index is not what was built.
        ConversationStoreError: the database of conversations cannot be opened.
        ValueError: its address is none that can be used.
    """
    metrics = Metrics()
    live = LiveIndex(settings, metrics.observe_first_sentence)
    conversations = Conversations.open(settings.database_url.get_secret_value())

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        try:
            async with live.following():
                yield
        finally:
            conversations.close()

    app = FastAPI(
        title="qa-service",
        version=__version__,
        description="Question answering over scientific literature; every sentence is verified against its source.",
        lifespan=lifespan,
        docs_url=None,  # FastAPI's own pages load scripts from elsewhere
        redoc_url=None,
    )
    app.state.live, app.state.settings, app.state.metrics = live, settings, metrics
    app.state.conversations, app.state.turns = conversations, Turns(conversations)
    add_problem_handlers(app)
    app.include_router(router)
    app.include_router(openai_router)
    app.include_router(conversations_router)
    app.include_router(further_router)
    app.mount("/static", _PageFiles(directory=_STATIC), name="static")
    app.add_middleware(GZipMiddleware, minimum_size=_WORTH_PACKING)  # it leaves streams of events as they are
    app.add_middleware(RequestMiddleware, max_bytes=settings.max_request_bytes, metrics=metrics)

    @app.get("/", include_in_schema=False)
    async def page() -> FileResponse:
        return FileResponse(_STATIC / "index.html", headers={"Cache-Control": "no-cache"})

    @app.get("/docs", include_in_schema=False)
    async def reference() -> FileResponse:
        return FileResponse(_STATIC / "docs.html")

    return app


def app_from_settings() -> FastAPI:
    """Make the application from the environment, in each worker process."""
    settings = load_settings()
    configure_logs(settings.log_level)
    with starting():
        return create_app(settings)
