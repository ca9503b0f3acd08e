"""A service that says what a test tells it to say, behind the real routes, in this process and on a real port."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from starlette.testclient import TestClient

from qa_service.answering.service import AnswerCompleted, Event, Request
from qa_service.retrieval.build import BuildReport
from qa_service.retrieval.search import Searcher
from qa_service.settings import Settings
from qa_service.types import Answer
from qa_service.web.app import create_app

Step = Event | Exception | asyncio.Event


@dataclass
class ScriptedService:
    """Answers with the steps of a script: sends an event, fails, or waits until a test sets this."""

    script: list[Step] = field(default_factory=list)
    generators: tuple[str, ...] = ("extractive",)
    asked: list[Request] = field(default_factory=list)
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    def check(self, request: Request) -> None:
        """Take every request."""

    async def answer(self, request: Request) -> Answer:
        """The end of the stream."""
        answers = [event.answer async for event in self.stream(request) if isinstance(event, AnswerCompleted)]
        return answers[-1]

    async def stream(self, request: Request) -> AsyncGenerator[Event]:
        """The steps of the script."""
        self.asked.append(request)
        try:
            for step in self.script:
                if isinstance(step, Exception):
                    raise step
                if isinstance(step, asyncio.Event):
                    await step.wait()
                else:
                    yield step
        finally:
            self.ended.set()


@dataclass(frozen=True)
class FixedIndex:
    """What requests need of a live index."""

    searcher: Searcher
    service: ScriptedService


@pytest.fixture
def scripted_service() -> ScriptedService:
    return ScriptedService()


@pytest.fixture
def scripted_app(library: BuildReport, searcher: Searcher, scripted_service: ScriptedService) -> FastAPI:
    """The application over the scripted service."""
    app = create_app(Settings(index=library.generation.parent))
    app.state.live = FixedIndex(searcher, scripted_service)
    return app


@pytest.fixture
def serve_app() -> Callable[[FastAPI], AbstractAsyncContextManager[str]]:
    """Serve an application on a port, in the event loop of the test; gives its address."""

    @asynccontextmanager
    async def serving(app: FastAPI) -> AsyncIterator[str]:
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="off"))
        running = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            await running

    return serving


@pytest.fixture(scope="session")
def complete(client: TestClient) -> Callable[..., dict[str, Any]]:
    """Ask a question at the chat endpoint."""

    def ask(question: str, **fields: Any) -> dict[str, Any]:
        body = {"messages": [{"role": "user", "content": question}], **fields}
        response = client.post("/v1/chat/completions", json=body)
        assert response.status_code == 200, response.text
        return dict(response.json())

    return ask
