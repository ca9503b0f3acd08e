"""Tell on stderr how far a long piece of work is, and how long it will still take."""

from __future__ import annotations

import sys
import time
from typing import TextIO

# Seconds between two words: on a terminal the line is written over, elsewhere each is a line of its own.
_ON_A_TERMINAL = 0.5
_IN_A_LOG = 30.0


class Progress:
    """Work of a known size. What ends before the first word is due says nothing."""

    def __init__(self, name: str, total: float, stream: TextIO | None = None) -> None:
        self._name, self._total, self._done = name, total, 0.0
        self._stream = stream or sys.stderr
        self._pause = _ON_A_TERMINAL if self._stream.isatty() else _IN_A_LOG
        self._began = self._told = time.monotonic()

    def advance(self, amount: float) -> None:
        """So much more is done."""
        self._done = min(self._done + amount, self._total)
        now = time.monotonic()
        if now - self._told >= self._pause and self._done:
            self._told = now
            passed = now - self._began
            left = passed * (self._total - self._done) / self._done
            self._write(f"{self._name}: {self._done / self._total:4.0%}, {_clock(passed)} passed, {_clock(left)} left")

    def end(self) -> None:
        """All is done; a line that was begun is ended."""
        if self._told > self._began:
            self._write(f"{self._name}: 100%, {_clock(time.monotonic() - self._began)}")
            if self._stream.isatty():
                self._stream.write("\n")

    def _write(self, line: str) -> None:
        self._stream.write(f"\r{line:<60}" if self._stream.isatty() else f"{line}\n")
        self._stream.flush()


def _clock(seconds: float) -> str:
    """Hours, minutes and seconds, as "1:02:03" or "2:03"."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
