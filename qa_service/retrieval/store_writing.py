"""Write the text side of a generation; `store` reads it.

Passages and sentences are numbered from 0 in reading order; the number is also the row of the vector.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, nullcontext
from dataclasses import asdict
from pathlib import Path

from qa_service.retrieval.analysis import as_searched, fold, terms, words
from qa_service.retrieval.generation import LARGE_TERMS
from qa_service.retrieval.large_lexical import Indexed, TantivyWriter
from qa_service.retrieval.naming import names_of, naming_text
from qa_service.retrieval.synonyms import Synonym
from qa_service.types import Document

_SCHEMA = """
CREATE TABLE documents (
    number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, work TEXT NOT NULL, sections TEXT NOT NULL,
    text TEXT NOT NULL, sha256 TEXT NOT NULL, type TEXT NOT NULL, year INTEGER, text_kind TEXT NOT NULL
);
CREATE INDEX documents_by_type ON documents (type);
CREATE INDEX documents_by_year ON documents (year);
CREATE TABLE passages (
    number INTEGER PRIMARY KEY, ordinal INTEGER NOT NULL, document INTEGER NOT NULL REFERENCES documents,
    section TEXT NOT NULL, text_kind TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL
);
CREATE UNIQUE INDEX passages_of_document ON passages (document, ordinal);
CREATE TABLE sentences (
    number INTEGER PRIMARY KEY, passage INTEGER NOT NULL REFERENCES passages, start INTEGER NOT NULL, end INTEGER NOT NULL
);
CREATE INDEX sentences_of_passage ON sentences (passage);
CREATE TABLE names (
    name TEXT NOT NULL, document INTEGER NOT NULL REFERENCES documents, PRIMARY KEY (name, document)
) WITHOUT ROWID;
CREATE TABLE unsearched (passage INTEGER PRIMARY KEY);
CREATE TABLE vocabulary (word TEXT PRIMARY KEY, works INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE synonyms (
    name TEXT NOT NULL, other TEXT NOT NULL, is_usual INTEGER NOT NULL, PRIMARY KEY (name, other)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE passage_terms USING fts5 (
    body, context, content = '', tokenize = "unicode61 remove_diacritics 0 tokenchars '.,'"
);
CREATE VIRTUAL TABLE term_counts USING fts5vocab('passage_terms', 'row');
"""


def write_store(path: Path, documents: Sequence[Document], synonyms: Iterable[Synonym], is_large: bool = False) -> None:
    """Write documents into a new store; beside it the lexical index that a large corpus needs."""
    with (
        closing(sqlite3.connect(path)) as connection,
        connection,
        TantivyWriter(path.parent / LARGE_TERMS) if is_large else nullcontext() as large,
    ):
        connection.executescript(_SCHEMA)
        vocabulary: Counter[str] = Counter()
        superseded = superseded_keys(documents)
        passages = sentences = 0
        for number, document in enumerate(documents):
            _write_document(connection, number, document)
            _write_passages(connection, number, document, passages, sentences)
            indexed = list(_indexed(document, passages))
            connection.executemany("INSERT INTO passage_terms (rowid, body, context) VALUES (?, ?, ?)", indexed)
            if large:
                large.add(indexed)
            rows = [
                (passages + n,)
                for n, passage in enumerate(document.passages)
                if document.id in superseded or not passage.is_searched
            ]
            if rows:
                connection.executemany("INSERT INTO unsearched VALUES (?)", rows)
            vocabulary.update(set(words(f"{context_of(document)} {document.text}")))
            passages += len(document.passages)
            sentences += sum(len(passage.sentences) for passage in document.passages)
        connection.executemany("INSERT INTO vocabulary VALUES (?, ?)", sorted(vocabulary.items()))
        connection.executemany("INSERT OR IGNORE INTO synonyms VALUES (?, ?, ?)", _both_ways(connection, synonyms))
        connection.execute("INSERT INTO passage_terms (passage_terms) VALUES ('optimize')")


def _write_document(connection: sqlite3.Connection, number: int, document: Document) -> None:
    work = document.work
    sections = json.dumps([asdict(section) for section in document.sections])
    connection.execute(
        "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(number, document.id, work.model_dump_json(), sections, document.text, document.sha256),
            *(work.type, work.year, work.text_kind),
        ),
    )
    names = [(name, number) for name in sorted(names_of(document.id, work))]
    connection.executemany("INSERT INTO names VALUES (?, ?)", names)


def _write_passages(connection: sqlite3.Connection, number: int, document: Document, first: int, sentence: int) -> None:
    for ordinal, passage in enumerate(document.passages):
        row = first + ordinal
        place = (passage.section, passage.text_kind, passage.start, passage.end)
        connection.execute("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?)", (row, ordinal, number, *place))
        connection.executemany(
            "INSERT INTO sentences VALUES (?, ?, ?, ?)",
            [(sentence + n, row, span.start, span.end) for n, span in enumerate(passage.sentences)],
        )
        sentence += len(passage.sentences)


def _indexed(document: Document, first: int) -> Iterator[Indexed]:
    """The passages of a document that search may find, in terms."""
    context = " ".join(terms(context_of(document)))
    for row, passage in enumerate(document.passages, first):
        if passage.is_searched:
            body = " ".join(terms(f"{passage.section} {as_searched(passage.section, passage.text)}"))
            yield Indexed(row, body, context)


def _both_ways(connection: sqlite3.Connection, synonyms: Iterable[Synonym]) -> Iterator[tuple[str, str, bool]]:
    """Each pair both ways, and whether the corpus uses the other name at least as often: in search, a rarer one is noise."""

    def count(name: str) -> int:
        phrase = " ".join(terms(name))
        query = "SELECT count(*) FROM passage_terms WHERE passage_terms MATCH ?"
        return int(connection.execute(query, (f'body : "{phrase}"',)).fetchone()[0]) if phrase else 0

    for pair in synonyms:
        uses, other_uses = count(pair.name), count(pair.other)
        yield pair.name, pair.other, other_uses >= uses
        yield pair.other, pair.name, uses >= other_uses


def superseded_keys(documents: Iterable[Document]) -> set[str]:
    """Digests of works whose own text is in the corpus too: the source's own words stand for them."""
    own = {fold(document.work.title) for document in documents if document.work.text_kind == "abstract"}
    return {
        document.id
        for document in documents
        if document.work.text_kind == "digest" and fold(document.work.title) in own
    }


def context_of(document: Document) -> str:
    """What names a work: its key, title, authors, journal and year; searched along with each of its passages."""
    key = re.sub(r"[_.-]|(?<=[a-z])(?=\d)", " ", document.id)
    return f"{key} {naming_text(document.work)}"
