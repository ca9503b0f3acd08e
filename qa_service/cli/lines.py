"""The lines that somebody types, or that a pipe brings."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable
from typing import TextIO

from qa_service.cli.display import plain

_PROMPT = "you: "
LONGEST_TYPED = 1_000_000
"""Characters of a line that are kept; of a longer one, the rest is thrown away."""


class Lines:
    """Reads lines; on a terminal with a prompt, editing, and the lines before."""

    def __init__(self, notices: TextIO) -> None:
        self._notices = notices
        self.is_interactive = sys.stdin is not None and sys.stdin.isatty()  # it is None where it was closed
        self._edits = self.is_interactive and sys.stdout.isatty()
        if self._edits:
            import readline  # noqa: F401 - from here on, `input` edits
        for stream in (sys.stdin, sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):  # what cannot be read or written is shown as such
                stream.reconfigure(errors="replace")

    def remember(self, lines: Iterable[str]) -> None:
        """Take lines as if they had been typed, so that they can be called back."""
        if self._edits:
            import readline

            for line in lines:
                readline.add_history(plain(line))

    def read(self) -> str:
        """The next line.

        Raises:
            EOFError: there is none.
            KeyboardInterrupt: the reader gave it up.
        """
        if self._edits:
            sys.stdout.flush()
            return input(_PROMPT)
        if self.is_interactive:
            self._notices.write(_PROMPT)
            self._notices.flush()
        line = rest = sys.stdin.readline(LONGEST_TYPED) if sys.stdin is not None else ""
        if not line:
            raise EOFError
        while len(rest) == LONGEST_TYPED and not rest.endswith("\n"):
            rest = sys.stdin.readline(LONGEST_TYPED)
        return line
