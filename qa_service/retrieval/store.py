"""The text side of a generation in SQLite: documents, passages and sentences with offsets, and FTS5 for lexical search.

Passages and sentences are numbered from 0 in reading order; the number is also the row of the vector.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from qa_service.errors import UnknownIdError
from qa_service.retrieval.analysis import terms, words
from qa_service.retrieval.synonyms import Synonym
from qa_service.types import Document, Passage, Section, Span, Work

_SCHEMA = """
CREATE TABLE documents (
    number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, work TEXT NOT NULL, sections TEXT NOT NULL,
    text TEXT NOT NULL, sha256 TEXT NOT NULL
);
CREATE TABLE passages (
    number INTEGER PRIMARY KEY, ordinal INTEGER NOT NULL, document INTEGER NOT NULL REFERENCES documents,
    section TEXT NOT NULL, text_kind TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL
);
CREATE UNIQUE INDEX passages_of_document ON passages (document, ordinal);
CREATE TABLE sentences (
    number INTEGER PRIMARY KEY, passage INTEGER NOT NULL REFERENCES passages, start INTEGER NOT NULL, end INTEGER NOT NULL
);
CREATE INDEX sentences_of_passage ON sentences (passage);
CREATE TABLE vocabulary (word TEXT PRIMARY KEY, passages INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE synonyms (name TEXT NOT NULL, other TEXT NOT NULL, PRIMARY KEY (name, other)) WITHOUT ROWID;
CREATE VIRTUAL TABLE passage_terms USING fts5 (
    body, context, content = '', tokenize = "unicode61 remove_diacritics 0 tokenchars '.,'"
);
"""
# What the words of a title, an author or a year count against the words of the passage itself; measured, see
# docs/experiments.md.
CONTEXT_WEIGHT = 1.0


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with the work it is from and the numbers of its sentences."""

    number: int
    passage: Passage
    work: Work
    sha256: str
    first_sentence: int


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document as it was indexed, and the passages it was cut into."""

    document: Document
    first_passage: int
    first_sentence: int


def write_store(path: Path, documents: Sequence[Document], synonyms: Iterable[Synonym]) -> None:
    """Write documents into a new store."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(_SCHEMA)
        vocabulary: Counter[str] = Counter()
        passage_number = sentence_number = 0
        for number, document in enumerate(documents):
            sections = json.dumps([asdict(section) for section in document.sections])
            work = document.work.model_dump_json()
            connection.execute(
                "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?)",
                (number, document.id, work, sections, document.text, document.sha256),
            )
            context = " ".join(terms(context_of(document)))
            for ordinal, passage in enumerate(document.passages):
                place = (passage.section, passage.text_kind, passage.start, passage.end)
                connection.execute(
                    "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?)", (passage_number, ordinal, number, *place)
                )
                connection.executemany(
                    "INSERT INTO sentences VALUES (?, ?, ?, ?)",
                    [
                        (sentence_number + n, passage_number, span.start, span.end)
                        for n, span in enumerate(passage.sentences)
                    ],
                )
                connection.execute(
                    "INSERT INTO passage_terms (rowid, body, context) VALUES (?, ?, ?)",
                    (passage_number, " ".join(terms(f"{passage.section} {passage.text}")), context),
                )
                vocabulary.update(set(words(passage.text)))
                passage_number += 1
                sentence_number += len(passage.sentences)
            vocabulary.update(set(words(context_of(document))))
        connection.executemany("INSERT INTO vocabulary VALUES (?, ?)", sorted(vocabulary.items()))
        connection.executemany("INSERT OR IGNORE INTO synonyms VALUES (?, ?)", _towards_usual(connection, synonyms))
        connection.execute("INSERT INTO passage_terms (passage_terms) VALUES ('optimize')")


def _towards_usual(connection: sqlite3.Connection, synonyms: Iterable[Synonym]) -> Iterator[tuple[str, str]]:
    """Each pair in the direction of the name that the corpus uses more; the rarer name would only add noise."""

    def count(name: str) -> int:
        phrase = " ".join(terms(name))
        query = "SELECT count(*) FROM passage_terms WHERE passage_terms MATCH ?"
        return int(connection.execute(query, (f'body : "{phrase}"',)).fetchone()[0]) if phrase else 0

    for pair in synonyms:
        uses, other_uses = count(pair.name), count(pair.other)
        if other_uses >= uses:
            yield pair.name, pair.other
        if uses >= other_uses:
            yield pair.other, pair.name


def context_of(document: Document) -> str:
    """What names a work: its key, title, authors, journal and year; searched along with each of its passages."""
    work = document.work
    return " ".join(
        str(part) for part in (document.id, work.title, *work.authors, work.journal, work.year, work.type) if part
    )


class Store:
    """A store that is read; safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def passages(self, numbers: Sequence[int]) -> list[StoredPassage]:
        """The passages with these numbers, in this order."""
        rows = self._connection.execute(
            """SELECT p.number, p.ordinal, p.section, p.text_kind, p.start, p.end, d.key, d.work, d.sha256,
                       substr(d.text, p.start + 1, p.end - p.start)
                FROM passages p JOIN documents d ON d.number = p.document
                WHERE p.number IN (SELECT value FROM json_each(?))""",
            (json.dumps(list(numbers)),),
        ).fetchall()
        spans = self._sentences(numbers)
        found = {}
        for number, ordinal, section, kind, start, end, key, work, sha256, text in rows:
            first, sentences = spans[number]
            passage = Passage(start, end, f"{key}:{ordinal}", key, section, kind, text, sentences)
            found[number] = StoredPassage(number, passage, Work.model_validate_json(work), sha256, first)
        return [found[number] for number in numbers]

    def passage(self, passage_id: str) -> StoredPassage:
        """The passage with an id such as "wirtz2003_jneurol:2".

        Raises:
            UnknownIdError: there is none.
        """
        key, _, ordinal = passage_id.rpartition(":")
        row = self._connection.execute(
            """SELECT p.number FROM passages p JOIN documents d ON d.number = p.document
               WHERE d.key = ? AND p.ordinal = ?""",
            (key, int(ordinal) if ordinal.isascii() and ordinal.isdigit() and len(ordinal) < 10 else -1),
        ).fetchone()
        if row is None:
            raise UnknownIdError(f"there is no passage {passage_id!r}")
        return self.passages([row[0]])[0]

    def document(self, key: str) -> Document:
        """The document with a key.

        Raises:
            UnknownIdError: there is none.
        """
        row = self._connection.execute(
            "SELECT number, key, work, sections, text, sha256 FROM documents WHERE key = ?", (key,)
        ).fetchone()
        if row is None:
            raise UnknownIdError(f"there is no document {key!r}")
        return self._document(row).document

    def documents(self) -> Iterator[StoredDocument]:
        """All documents, in the order of their keys."""
        cursor = self._connection.execute(
            "SELECT number, key, work, sections, text, sha256 FROM documents ORDER BY number"
        )
        return (self._document(row) for row in cursor)

    def works(self) -> list[tuple[str, Work]]:
        """Key and record of every document."""
        rows = self._connection.execute("SELECT key, work FROM documents ORDER BY key")
        return [(key, Work.model_validate_json(work)) for key, work in rows]

    def lexical_scores(self, question_terms: Iterable[str], k: int) -> dict[int, float]:
        """BM25 of the k best passages that hold any of the terms or phrases; a phrase is terms with spaces between."""
        query = " OR ".join(f'"{term}"' for term in dict.fromkeys(question_terms))
        if not query:
            return {}
        rows = self._connection.execute(
            """SELECT rowid, -bm25(passage_terms, 1.0, ?) AS score FROM passage_terms
               WHERE passage_terms MATCH ? ORDER BY score DESC, rowid LIMIT ?""",
            (CONTEXT_WEIGHT, query, k),
        )
        return dict(rows.fetchall())

    def record_passages(self, key: str, section: str) -> list[StoredPassage]:
        """The passages of one section of a document."""
        rows = self._connection.execute(
            """SELECT p.number FROM passages p JOIN documents d ON d.number = p.document
               WHERE d.key = ? AND p.section = ? ORDER BY p.ordinal""",
            (key, section),
        ).fetchall()
        return self.passages([number for (number,) in rows])

    def vocabulary(self) -> dict[str, int]:
        """Every content word of the corpus, with the number of passages that hold it."""
        return dict(self._connection.execute("SELECT word, passages FROM vocabulary").fetchall())

    def synonyms(self) -> list[Synonym]:
        """Names, each with one for the same thing that the corpus uses at least as often."""
        return [Synonym(*row) for row in self._connection.execute("SELECT name, other FROM synonyms")]

    def _sentences(self, numbers: Sequence[int]) -> dict[int, tuple[int, tuple[Span, ...]]]:
        rows = self._connection.execute(
            """SELECT passage, number, start, end FROM sentences
               WHERE passage IN (SELECT value FROM json_each(?)) ORDER BY number""",
            (json.dumps(list(numbers)),),
        ).fetchall()
        grouped: dict[int, tuple[int, tuple[Span, ...]]] = {}
        for passage, number, start, end in rows:
            first, spans = grouped.get(passage, (number, ()))
            grouped[passage] = (first, (*spans, Span(start, end)))
        return grouped

    def _document(self, row: tuple[int, str, str, str, str, str]) -> StoredDocument:
        number, key, work, sections, text, sha256 = row
        numbers = [n for (n,) in self._connection.execute("SELECT number FROM passages WHERE document = ?", (number,))]
        stored = self.passages(numbers)
        document = Document(
            id=key,
            work=Work.model_validate_json(work),
            text=text,
            sha256=sha256,
            sections=tuple(Section(**section) for section in json.loads(sections)),
            passages=tuple(item.passage for item in stored),
        )
        return StoredDocument(document, stored[0].number, stored[0].first_sentence)
