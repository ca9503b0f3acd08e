"""What people read on a terminal, or find in a file: wrapped and coloured on the one, plain lines in the other.

Nothing that is shown can give the terminal an order: only the styles written here become escape codes.
"""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from typing import Literal, TextIO, TypeAlias

Style: TypeAlias = Literal["bold", "dim", "mark"]
Run: TypeAlias = "str | tuple[str, Style | None]"
"""A stretch of text, with its style if it has one."""

LONGEST_LINE = 100
"""Columns; longer lines are hard to read."""
_NARROWEST = 20
_SHORTENED = 120
_CODES: dict[Style, str] = {"bold": "1", "dim": "2", "mark": "7"}


def plain(text: str) -> str:
    """A text on one line, without control characters and what turns or hides text."""
    return " ".join("".join(map(_shown, text)).split())


def columns(text: str) -> int:
    """How many columns a terminal needs for a text."""
    return sum(_columns_of(char) for char in text)


class Display:
    """Writes texts for people to a stream."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._is_terminal = stream.isatty()
        wants_none = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
        self._has_colours = self._is_terminal and not wants_none
        self._column = 0
        self._style: Style | None = None
        self._has_lines = False

    @property
    def width(self) -> int | None:
        """Columns of a line; None where lines have no end."""
        if not self._is_terminal:
            return None
        return max(_NARROWEST, min(LONGEST_LINE, shutil.get_terminal_size().columns - 1))

    def flow(self, *runs: Run, indent: int = 0) -> None:
        """Go on with the line that is being written, with as many more lines as are needed, and show it at once."""
        gap, before = " " if self._column else "", None
        for run in runs:
            text, style = (run, None) if isinstance(run, str) else run
            for piece in re.findall(r"\s+|\S+", text):
                word = plain(piece)
                if piece.isspace():
                    gap = "\n" if "\n" in piece else " "
                elif word:
                    self._write_gap(gap, columns(word), indent, style if style == before else None)
                    self._write(word, style)
                    gap, before = "", style
        self._use(None)
        self._stream.flush()

    def end(self) -> None:
        """End the line that is being written, if there is one."""
        if self._column:
            self._use(None)
            self._stream.write("\n")
            self._column, self._has_lines = 0, True
        self._stream.flush()

    def line(self, *runs: Run, indent: int = 0) -> None:
        """Write a paragraph of its own; without a text, an empty line."""
        self.end()
        self.flow(*runs, indent=indent)
        if self._column:
            self.end()
        else:
            self._stream.write("\n")

    def finish(self) -> None:
        """Set what was written apart from what comes next, if anything was written."""
        self.end()
        if self._has_lines:
            self.line()
        self._has_lines = False

    def marked(self, text: str) -> tuple[Run, ...]:
        """A text that stands out, by its colour or, where there is none, between signs."""
        return ((text, "mark"),) if self._has_colours else ("»", text, "«")

    def shortened(self, text: str, taken: int = 0) -> str:
        """A text that fits on a line of which so many columns are taken."""
        text, room = plain(text), max(_NARROWEST // 2, (self.width or _SHORTENED) - taken)
        if columns(text) <= room:
            return text
        text = text[:room]
        while columns(text) >= room:
            text = text[:-1]
        return f"{text.rstrip()}…"

    def _write_gap(self, gap: str, room: int, indent: int, style: Style | None) -> None:
        """Write what stands between two words: nothing, a space, or the end of a line if the next word needs more room."""
        is_full = self.width is not None and self._column + len(gap) + room > self.width
        if self._column and (gap == "\n" or (gap and is_full)):
            self.end()
        if self._column:
            self._write(gap, style)
        else:
            self._write(" " * indent)

    def _write(self, text: str, style: Style | None = None) -> None:
        self._use(style)
        self._column += columns(text)
        self._stream.write(text)

    def _use(self, style: Style | None) -> None:
        """Write in a style from here on."""
        if style != self._style and self._has_colours:
            self._stream.write("\x1b[0m" if style is None else f"\x1b[0;{_CODES[style]}m")
        self._style = style


def _columns_of(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf", "Cc"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _shown(char: str) -> str:
    kind = unicodedata.category(char)
    if kind == "Cs":
        return "\ufffd"
    return {"Cc": " ", "Cf": ""}.get(kind, char)
