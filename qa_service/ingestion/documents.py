"""From a paper file to a Document: one loader per file format, all behind the same signature.

A loader takes the file's text and its key and returns the work and writes the text; the rest is the same for every format.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

from qa_service.errors import CorpusError
from qa_service.ingestion.characters import visible
from qa_service.ingestion.markup import Part, TextWriter, write_markdown, write_plain
from qa_service.ingestion.works import is_record_of, read_front_matter, record_lines
from qa_service.types import RECORD, Document, Passage, Section, Span, TextKind, Work

KEY = re.compile(r"[a-z0-9][a-z0-9_.-]{0,99}")
MAX_FILE_BYTES = 20_000_000
# About 180 word pieces, which with title and section fits the 256 that the pinned embedder reads.
PASSAGE_WORDS = 110
# What a section called "Record" is called that does not hold the record of its work.
RECORD_IN_TEXT = f"{RECORD} (in the text)"

Loader = Callable[[str, str, TextWriter], Work]


def _load_markdown(source: str, key: str, writer: TextWriter) -> Work:
    work, body = read_front_matter(source)
    write_markdown(body, writer)
    return work or Work(title=_first_heading(writer) or _title_from(key))


def _load_plain(source: str, key: str, writer: TextWriter) -> Work:
    write_plain(source, writer)
    first = writer.parts[0].sentences[0] if writer.parts[0].sentences else None
    title = writer.text[first.start : first.end] if first else ""
    short = 0 < len(title) <= 300 and not title.endswith(".")
    return Work(title=title if short else _title_from(key))


LOADERS: dict[str, Loader] = {".md": _load_markdown, ".txt": _load_plain}


def load_document(path: Path) -> Document:
    """Read one file.

    Raises:
        CorpusError: it cannot be read as a work; every problem is one line that begins with the path.
    """
    try:
        return make_document(key_of(path), read_source(path), path.suffix.lower())
    except ValueError as error:
        raise CorpusError([f"{path}: {line}" for line in str(error).splitlines()]) from error


def key_of(path: Path) -> str:
    """The key of a work: its file's name without the ending.

    Raises:
        ValueError: the name cannot be a key.
    """
    if not KEY.fullmatch(path.stem):
        raise ValueError(
            f"{path.stem!r} cannot be a key; name the file with small letters, digits, '_', '-' and '.', "
            "such as wirtz2003_jneurol.md"
        )
    return path.stem


def read_source(path: Path) -> str:
    """Read a file as text: plain line ends, composed characters (NFC), none that are unseen or turn what is seen.

    Raises:
        ValueError: not a text file in UTF-8, empty, too large, or of a kind that has no loader.
    """
    if path.suffix.lower() not in LOADERS:
        raise ValueError(f"{path.suffix or 'no ending'!r} is not a known format; use {' or '.join(LOADERS)}")
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise ValueError(f"{size} bytes are too many for one work; the limit is {MAX_FILE_BYTES}")
        raw = path.read_bytes()
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from error
    if b"\0" in raw:
        raise ValueError("is binary, not text; convert it to Markdown or plain text")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(
            f"is not UTF-8 (byte 0x{raw[error.start]:02x} at {error.start}); "
            "convert it, for example with: iconv -f LATIN1 -t UTF-8"
        ) from error
    text = unicodedata.normalize("NFC", visible(text.replace("\r\n", "\n").replace("\r", "\n")))
    if not text.strip():
        raise ValueError("is empty")
    return text


def make_document(key: str, source: str, suffix: str) -> Document:
    """Make a document of a source text.

    Raises:
        ValueError: the front matter is broken or there is no text.
    """
    writer = TextWriter()
    work = LOADERS[suffix](source, key, writer)
    if not any(part.sentences for part in writer.parts):
        raise ValueError("has a record but no text; write the text under the front matter")
    _rename_false_records(work, writer)
    given = {part.title for part in writer.parts if part.sentences}
    if RECORD not in given:
        writer.heading(RECORD)
        for line in record_lines(work):
            writer.statement(line)
    text = writer.text
    parts = [part for part in writer.parts if part.sentences]
    kinds: dict[str, TextKind] = {part.title: work.text_kind for part in parts}
    if RECORD not in given:
        kinds[RECORD] = "record"
    return Document(
        id=key,
        work=work,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        sections=tuple(Section(part.start, part.end, part.title, kinds[part.title]) for part in parts),
        passages=_passages(key, text, parts, kinds),
    )


def _rename_false_records(work: Work, writer: TextWriter) -> None:
    """A section that calls itself the record, and is not that of the front matter, is a section like any other."""
    called = [part for part in writer.parts if part.title == RECORD and part.sentences]
    if len(called) > 1 or not all(is_record_of(work, writer.text[part.start : part.end]) for part in called):
        for part in called:
            part.title = RECORD_IN_TEXT


def _passages(key: str, text: str, parts: list[Part], kinds: dict[str, TextKind]) -> tuple[Passage, ...]:
    passages: list[Passage] = []
    for part in parts:
        for group in _grouped(text, part.sentences):
            span = Span(group[0].start, group[-1].end)
            passages.append(
                Passage(
                    start=span.start,
                    end=span.end,
                    id=f"{key}:{len(passages)}",
                    document_id=key,
                    section=part.title,
                    text_kind=kinds[part.title],
                    text=text[span.start : span.end],
                    sentences=tuple(group),
                )
            )
    return tuple(passages)


def _grouped(text: str, sentences: list[Span]) -> list[list[Span]]:
    """Group neighbouring sentences up to the size of a passage; no sentence is cut."""
    groups: list[list[Span]] = [[]]
    words = 0
    for sentence in sentences:
        length = len(text[sentence.start : sentence.end].split())
        if groups[-1] and words + length > PASSAGE_WORDS:
            groups.append([])
            words = 0
        groups[-1].append(sentence)
        words += length
    return groups


def _first_heading(writer: TextWriter) -> str | None:
    return next((part.title for part in writer.parts if part.title), None)


def _title_from(key: str) -> str:
    return re.sub(r"[_.-]+", " ", key).strip()
