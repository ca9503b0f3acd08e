"""From Markdown, or plain text, to the text that is stored, quoted and shown, and to the sentences in it.

The stored text is what a reader sees: headings on lines of their own, emphasis and links without their signs. Offsets are
taken while it is written, so they hold exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from qa_service.ingestion.sentences import split_sentences
from qa_service.types import Span


@dataclass
class Part:
    """A headed part of the text: its sentences and the span they fill."""

    title: str
    start: int
    end: int
    sentences: list[Span] = field(default_factory=list)


class TextWriter:
    """Writes a text block by block and notes where the parts and the sentences are."""

    def __init__(self) -> None:
        self.parts = [Part("", 0, 0)]
        self._blocks: list[str] = []
        self._length = 0

    @property
    def text(self) -> str:
        """All that was written, blocks apart by an empty line."""
        return _GAP.join(self._blocks)

    def heading(self, title: str) -> None:
        """Begin a part."""
        self._write(title)
        self.parts.append(Part(title, self._length, self._length))

    def prose(self, text: str) -> None:
        """Add a paragraph; it is split into sentences."""
        self._add(text.strip(), split_sentences(text.strip()))

    def statement(self, text: str) -> None:
        """Add a block that says one thing, such as a list of names or a row of a table."""
        self._add(text.strip(), [Span(0, len(text.strip()))])

    def _add(self, text: str, sentences: list[Span]) -> None:
        if not text:
            return
        start = self._write(text)
        part = self.parts[-1]
        if not part.sentences:
            part.start = start
        part.sentences += [Span(start + sentence.start, start + sentence.end) for sentence in sentences]
        part.end = self._length

    def _write(self, block: str) -> int:
        start = self._length + (len(_GAP) if self._blocks else 0)
        self._blocks.append(block)
        self._length = start + len(block)
        return start


_GAP = "\n\n"


def write_markdown(source: str, writer: TextWriter) -> None:
    """Write the readable text of a Markdown source. Markup in it is never run: HTML stays the text it is."""
    tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse(source)
    blocks = list(_blocks(tokens))
    for position, (kind, text) in enumerate(blocks):
        following = blocks[position + 1] if position + 1 < len(blocks) else ("", "")
        if kind == "heading":
            writer.heading(text)
        elif kind == "prose" and _introduces(text) and following[0] == "names":
            blocks[position + 1] = ("names", f"{text}\n\n{following[1]}")
        elif kind == "prose":
            writer.prose(text)
        else:
            writer.statement(text)


def write_plain(source: str, writer: TextWriter) -> None:
    """Write a plain text: paragraphs stand between empty lines; wrapped lines are joined, short lines stand alone."""
    for paragraph in re.split(r"\n\s*\n", source):
        lines = [line.strip() for line in paragraph.splitlines() if line.strip()]
        run: list[str] = []
        for line in lines:
            run.append(line)
            if len(line) < _WRAPPED or line is lines[-1]:
                writer.prose(" ".join(run))
                run = []


# A line this long was probably broken by an editor, so the sentence goes on in the next; shorter ones end by themselves.
_WRAPPED = 60
# A list whose items are all shorter than this, and end without a full stop, is a list of names: one statement.
_NAME_WORDS = 12


def _introduces(text: str) -> bool:
    return text.endswith(":") or (not text.endswith((".", "!", "?")) and len(text.split()) <= _NAME_WORDS)


def _blocks(tokens: list[Token]) -> Iterator[tuple[str, str]]:
    """Yield (kind, text) per block; the kind is heading, prose, names or row."""
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.type in ("bullet_list_open", "ordered_list_open", "table_open"):
            last = _closing(tokens, position)
            inner = tokens[position + 1 : last]
            yield from _table(inner) if token.type == "table_open" else _list(inner, token.type == "ordered_list_open")
            position = last
        elif token.type == "heading_open":
            yield "heading", _plain(tokens[position + 1])
            position += 2
        elif token.type == "inline":
            yield "prose", _plain(token)
        elif token.type in ("fence", "code_block"):
            yield "prose", token.content
        position += 1


def _closing(tokens: list[Token], position: int) -> int:
    name = tokens[position].type.replace("_open", "_close")
    level = tokens[position].level
    return next(i for i in range(position, len(tokens)) if tokens[i].type == name and tokens[i].level == level)


def _list(tokens: list[Token], ordered: bool) -> Iterator[tuple[str, str]]:
    items = [_plain(token) for token in tokens if token.type == "inline"]
    if all(len(item.split()) <= _NAME_WORDS and not item.endswith((".", "!", "?")) for item in items):
        marks = [f"{n}. " if ordered else "• " for n in range(1, len(items) + 1)]
        yield "names", "\n".join(mark + item for mark, item in zip(marks, items, strict=True))
    else:
        yield from (("prose", item) for item in items)


def _table(tokens: list[Token]) -> Iterator[tuple[str, str]]:
    """A row reads by itself: each cell with the head of its column."""
    head: list[str] = []
    row: list[str] = []
    for token in tokens:
        if token.type == "inline":
            row.append(_plain(token))
        elif token.type == "tr_close" and not head:
            head, row = row, []
        elif token.type == "tr_close":
            cells = [f"{name}: {cell}" if name else cell for name, cell in zip(head, row, strict=False) if cell]
            yield "row", "; ".join(cells)
            row = []


def _plain(token: Token) -> str:
    words = []
    for child in token.children or []:
        if child.type in ("text", "code_inline", "image", "html_inline"):
            words.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            words.append(" " if child.type == "softbreak" else "\n")
    return "".join(words).strip()
