"""A client that leaves: what was being done for it ends at once, so that others can have what it took."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from typing import Any, TypeVar

from fastapi import Request
from fastapi.responses import StreamingResponse
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

T = TypeVar("T")


class ClosingStream(StreamingResponse):
    """Server-sent events made of a service's events; both are closed at the end, whether the client stays for it or leaves."""

    def __init__(self, frames: AsyncGenerator[str], events: AsyncGenerator[Any]) -> None:
        super().__init__(frames, media_type="text/event-stream", headers={"Cache-Control": "no-store"})
        self._opened = (frames, events)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            for generator in self._opened:
                await generator.aclose()


async def while_there(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """The result of some work that is given up when the client leaves. The body of the request has been read before.

    Raises:
        ClientDisconnect: it left.
    """
    working, leaving = asyncio.create_task(work), asyncio.create_task(_left(request))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ClientDisconnect
        return working.result()
    finally:
        for task in (working, leaving):
            task.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)


async def first_event(request: Request, events: AsyncGenerator[T]) -> T:
    """The first event of a stream, before any status is sent: what goes wrong up to here has a status of its own.

    Without it the stream is closed, and all that it holds is free: nobody else would close it.

    Raises:
        ClientDisconnect: the client left.
    """
    try:
        return await while_there(request, _next_of(events))
    except BaseException:
        await events.aclose()
        raise


async def _next_of(events: AsyncGenerator[T]) -> T:
    return await anext(events)


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
