"""A model in a process of its own: started when it is needed, asked whether it is well, started anew when it is not.

Whatever it does, crash or hang, happens to that process alone.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import structlog

from qa_service.answering.generators.writer import WritingError

_PROGRAM = Path(__file__).with_name("model_process.py")
_START_SECONDS = 60.0
_POLL_SECONDS = 0.02
# After it ended on its own, it is started anew after so many seconds, twice as many each time.
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
# So many requests in a row that see no sign of life mean that it hangs; one alone may have come while it started.
_STALLS = 2
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Serving:
    """What a child is to serve, and how."""

    model: Path
    threads: int
    slots: int
    context: int
    program: tuple[str, ...] = (sys.executable, "-I", str(_PROGRAM))


class Child:
    """Keeps a process that serves a model."""

    def __init__(self, serving: Serving) -> None:
        self.key = secrets.token_urlsafe(24)
        self._serving = serving
        self._process: subprocess.Popen[bytes] | None = None
        self._address = ""
        self._told = b""
        self._started = 0.0
        self._failures = 0
        self._stalls = 0
        self._not_before = 0.0

    @property
    def pid(self) -> int | None:
        """The process; None where there is none."""
        return self._process.pid if self._process else None

    async def address(self) -> str:
        """Where it serves; waits until it does. Who stops waiting does not stop it from starting.

        Raises:
            WritingError: it cannot be started, or ended a moment ago.
        """
        self.start()
        while not self._address:
            if self._process is None or self._process.poll() is not None:
                self._failed("the model's process ended while it started")
            if time.monotonic() - self._started > _START_SECONDS:
                self._failed("the model's process does not start")
            self._read_address()
            await asyncio.sleep(_POLL_SECONDS)
        return self._address

    def start(self) -> None:
        """Start it where it does not run.

        Raises:
            WritingError: it cannot be started, or ended a moment ago.
        """
        if self._process is not None and self._process.poll() is None:
            return
        if self._process is not None:
            self._failed(f"the model's process ended with {self._process.returncode}")
        if time.monotonic() < self._not_before:
            raise WritingError("the model's process ended a moment ago; it is started anew after a pause")
        wanted = {name: getattr(self._serving, name) for name in ("threads", "slots", "context")}
        wanted |= {"model": str(self._serving.model), "key": self.key}
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                self._serving.program,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C in a terminal is for its parent
            )
            sent = _pipe(self._process.stdin)
            sent.write(json.dumps(wanted).encode() + b"\n")
            sent.flush()
        except OSError as error:
            raise WritingError(f"the model's process cannot be started: {error}") from error
        os.set_blocking(_pipe(self._process.stdout).fileno(), False)
        self._address, self._told, self._started = "", b"", time.monotonic()
        _log.info("model_started", pid=self._process.pid, model=self._serving.model.name)

    def is_alive(self) -> None:
        """Note that it is well."""
        self._failures = self._stalls = 0

    def stalled(self) -> None:
        """Note that it was waited for in vain; after a few times it is ended, as it hangs. A start has a limit of its own."""
        if not self._address:
            return
        self._stalls += 1
        if self._stalls >= _STALLS and self._process is not None:
            with suppress(WritingError):
                self._failed("the model's process hangs")

    def close(self) -> None:
        """End it."""
        process, self._process, self._address = self._process, None, ""
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                _pipe(pipe).close()

    def _failed(self, reason: str) -> None:
        self.close()
        pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**self._failures)
        self._failures, self._stalls = self._failures + 1, 0
        self._not_before = time.monotonic() + pause
        _log.error("model_ended", reason=reason, pause_seconds=pause)
        raise WritingError(f"{reason}; it is started anew in {pause:.0f} s")

    def _read_address(self) -> None:
        told = os.read(_pipe(self._process.stdout).fileno(), 1000) if self._process and self._is_readable() else b""
        self._told += told
        if self._told.endswith(b"\n"):
            self._address = self._told.decode().strip()

    def _is_readable(self) -> bool:
        import select  # noqa: PLC0415

        out = _pipe(self._process.stdout) if self._process else None
        return bool(out and select.select([out], [], [], 0)[0])


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise WritingError("the model's process has no pipes")
    return pipe
