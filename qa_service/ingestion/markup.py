"""From Markdown, or plain text, to the text that is stored, quoted and shown, and to the sentences in it.

The stored text is what a reader sees: headings on lines of their own, emphasis and links without their signs. Offsets are
taken while it is written, so they hold exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from qa_service.ingestion.characters import visible
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
        title = visible(title)
        if title:
            self._write(title)
        self.parts.append(Part(title, self._length, self._length))

    def prose(self, text: str) -> None:
        """Add a paragraph; it is split into sentences."""
        text = visible(text).strip()
        self._add(text, split_sentences(text))

    def statement(self, text: str) -> None:
        """Add a block that says one thing, such as a list of names or a row of a table."""
        text = visible(text).strip()
        self._add(text, [Span(0, len(text))])

    def enumeration(self, lead: str, names: str) -> None:
        """Add a list of names with the paragraph that leads in to it, whose last sentence and the list say one thing."""
        lead = visible(lead).strip()
        text = f"{lead}\n\n{visible(names).strip()}"
        sentences = split_sentences(lead)
        self._add(text, [*sentences[:-1], Span(sentences[-1].start, len(text))])

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


@cache
def _parser() -> MarkdownIt:
    """The parser; it keeps nothing of a text, and making it takes as long as reading a short one."""
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def write_markdown(source: str, writer: TextWriter) -> None:
    """Write the readable text of a Markdown source. HTML stays the text it is, without comments."""
    source = _COMMENT.sub(lambda match: match["code"] or "", source)
    tokens = _parser().parse(source)
    blocks = list(_blocks(tokens))
    lead = ""
    for (kind, text), (following, _) in zip(blocks, [*blocks[1:], ("", "")], strict=False):
        if kind == "heading":
            writer.heading(text)
        elif kind == "prose" and following == "names" and _introduces(text):
            lead = text
        elif kind == "prose":
            writer.prose(text)
        elif lead:
            writer.enumeration(lead, text)
            lead = ""
        else:
            writer.statement(text)


def write_plain(source: str, writer: TextWriter) -> None:
    """Write a plain text: paragraphs stand between empty lines; wrapped lines are joined, short lines stand alone."""
    for paragraph in re.split(r"\n\s*\n", source):
        lines = [line.strip() for line in paragraph.splitlines() if line.strip()]
        width = max(map(len, lines), default=0)
        run: list[str] = []
        for line, following in zip(lines, [*lines[1:], ""], strict=False):
            run.append(line)
            # Broken by an editor, the line is long, or too long for the word that follows.
            has_room = width < _WRAPPED or len(f"{line} {following.split(' ')[0]}") <= width
            if not following or (len(line) < _WRAPPED and has_room):
                writer.prose(" ".join(run))
                run = []


# A page does not show comments; in code they are what the code says.
_COMMENT = re.compile(r"(?P<code>^(?P<fence>```|~~~).*?^(?P=fence)|`[^`\n]+`)|<!--.*?-->", re.DOTALL | re.MULTILINE)
# A line this long was probably broken by an editor, so the sentence goes on in the next; shorter ones end by themselves.
_WRAPPED = 60
# A list whose items are all shorter than this, and end without a full stop, is a list of names: one statement.
_NAME_WORDS = 12
_NO_NAMES = frozenset(("fence", "code_block", "heading_open", "table_open"))


def _introduces(text: str) -> bool:
    return text.endswith(":") or (not text.endswith((".", "!", "?")) and len(text.split()) <= _NAME_WORDS)


def _blocks(tokens: list[Token]) -> Iterator[tuple[str, str]]:
    """Yield (kind, text) per block; the kind is heading, prose, names or row."""
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.type in ("bullet_list_open", "ordered_list_open", "table_open"):
            last = _closing(tokens, position)
            yield from (_table if token.type == "table_open" else _list)(tokens[position : last + 1])
            position = last
        elif token.type == "heading_open":
            yield "heading", " ".join(_plain(tokens[position + 1]).split())
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


def _list(tokens: list[Token]) -> Iterator[tuple[str, str]]:
    items = [_plain(token) for token in tokens if token.type == "inline"]
    short = all(len(item.split()) <= _NAME_WORDS and not item.endswith((".", "!", "?")) for item in items)
    if not short or any(token.type in _NO_NAMES for token in tokens):
        yield from _blocks(tokens[1:-1])
    elif any(items):
        yield "names", "\n".join(_marked(tokens))


def _marked(tokens: list[Token]) -> Iterator[str]:
    """The lines of a list, nested ones too, each with its sign or number."""
    numbers: list[int | None] = []
    mark = ""
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            numbers.append(int(token.attrs.get("start", 1)) if token.type == "ordered_list_open" else None)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            numbers.pop()
        elif token.type == "list_item_open":
            number = numbers[-1]
            mark = "• " if number is None else f"{number}. "
            numbers[-1] = None if number is None else number + 1
        elif token.type == "inline":
            yield mark + _plain(token)
            mark = ""


def _table(tokens: list[Token]) -> Iterator[tuple[str, str]]:
    """A row reads by itself: each cell with the head of its column."""
    head: list[str] = []
    row: list[str] = []
    if not any(token.type == "tbody_open" for token in tokens):
        yield "row", "; ".join(filter(None, (_plain(token) for token in tokens if token.type == "inline")))
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
