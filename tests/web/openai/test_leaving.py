"""A client that leaves frees what it took, at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import Message

from qa_service.answering.service import PassagesFound, SentenceVerified
from qa_service.errors import BusyError
from qa_service.types import AnswerSentence
from qa_service.web.leaving import ClosingStream

PATIENCE = 5
SENTENCE = SentenceVerified(AnswerSentence(text="It is rare.", citations=()), ())
BODY = {"messages": [{"role": "user", "content": "Is it rare?"}]}
Serve = Callable[[FastAPI], AbstractAsyncContextManager[str]]


@pytest.mark.e2e
async def test_a_client_that_leaves_a_stream_ends_it(
    serve_app: Serve, scripted_app: FastAPI, scripted_service: Any
) -> None:
    """While the service waits for its next sentence."""
    scripted_service.script = [PassagesFound(()), SENTENCE, asyncio.Event()]
    async with serve_app(scripted_app) as address, httpx.AsyncClient(base_url=address) as client:
        async with client.stream("POST", "/v1/chat/completions", json=BODY | {"stream": True}) as response:
            async for line in response.aiter_lines():
                if "It is rare" in line:
                    break
            assert not scripted_service.ended.is_set()
        await asyncio.wait_for(scripted_service.ended.wait(), PATIENCE)


@pytest.mark.e2e
@pytest.mark.parametrize("stream", [False, True])
async def test_a_client_that_leaves_before_it_is_answered_ends_the_work(
    serve_app: Serve, scripted_app: FastAPI, scripted_service: Any, stream: bool
) -> None:
    """Also one that waits for the whole answer, and one whose stream has not begun."""
    scripted_service.script = [asyncio.Event(), PassagesFound(()), SENTENCE]
    async with serve_app(scripted_app) as address, httpx.AsyncClient(base_url=address) as client:
        with pytest.raises(httpx.ReadTimeout):
            await client.post("/v1/chat/completions", json=BODY | {"stream": stream}, timeout=0.3)
        await asyncio.wait_for(scripted_service.ended.wait(), PATIENCE)


@pytest.mark.e2e
@pytest.mark.parametrize("stream", [False, True])
async def test_a_client_that_leaves_the_chat_before_it_is_answered_ends_the_work(
    serve_app: Serve, scripted_app: FastAPI, scripted_service: Any, stream: bool
) -> None:
    """`/chat` does as `/v1`."""
    scripted_service.script = [asyncio.Event(), PassagesFound(()), SENTENCE]
    async with serve_app(scripted_app) as address, httpx.AsyncClient(base_url=address) as client:
        with pytest.raises(httpx.ReadTimeout):
            await client.post("/chat", json={"question": "Is it rare?", "stream": stream}, timeout=0.3)
        await asyncio.wait_for(scripted_service.ended.wait(), PATIENCE)


@pytest.mark.parametrize(("path", "body"), [("/v1/chat/completions", BODY), ("/chat", {"question": "Is it rare?"})])
async def test_who_is_sent_away_after_the_check_has_a_status_too(
    scripted_app: FastAPI, scripted_service: Any, path: str, body: dict[str, Any]
) -> None:
    """The last place may be taken in between; a stream has not begun then."""
    scripted_service.script = [BusyError("as many as may; ask again in 7 s", 7)]
    transport = httpx.ASGITransport(scripted_app)
    async with httpx.AsyncClient(base_url="http://here", transport=transport) as client:
        response = await client.post(path, json=body | {"stream": True})

    assert (response.status_code, response.headers["retry-after"]) == (429, "7")


async def test_a_client_that_leaves_while_it_is_sent_to_ends_the_stream() -> None:
    """One that has stopped reading holds the stream where it yields, not where it waits."""
    closed: list[str] = []
    is_blocked = asyncio.Event()

    async def generating(name: str) -> AsyncGenerator[str]:
        try:
            while True:
                yield name
        finally:
            closed.append(name)

    async def receive() -> Message:
        await is_blocked.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            is_blocked.set()
            await asyncio.Event().wait()

    events = generating("events")
    await anext(events)
    await asyncio.wait_for(ClosingStream(generating("frames"), events)({"type": "http"}, receive, send), PATIENCE)

    assert closed == ["frames", "events"]
