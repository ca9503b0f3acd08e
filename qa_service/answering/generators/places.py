"""Who may use a model, and who waits: so many generations at a time, so many that wait, and nobody beyond that."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from qa_service.errors import BusyError


class Places:
    """Counts requests that wait for a model or use it.

    Args:
        slots: generations at a time.
        queue: requests that may wait besides.
        retry_after: seconds after which somebody who was sent away may come again.
    """

    def __init__(self, slots: int, queue: int, retry_after: int) -> None:
        self._most, self._retry_after = slots + queue, retry_after
        self._free = asyncio.Semaphore(slots)
        self.taken = 0

    @contextmanager
    def place(self) -> Iterator[None]:
        """Be one of those who wait or are served.

        Raises:
            BusyError: they are as many as there may be.
        """
        if self.taken >= self._most:
            message = f"{self.taken} answers are being written or wait for the model, which is as many as may"
            raise BusyError(f"{message}; ask again in {self._retry_after} s", self._retry_after)
        self.taken += 1
        try:
            yield
        finally:
            self.taken -= 1

    @asynccontextmanager
    async def slot(self, seconds: float) -> AsyncIterator[bool]:
        """Wait so long for a slot and hold it; gives whether there was one."""
        try:
            async with asyncio.timeout(seconds):
                await self._free.acquire()
        except TimeoutError:
            yield False
            return
        try:
            yield True
        finally:
            self._free.release()
