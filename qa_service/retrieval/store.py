"""Read the text side of a generation: documents, passages and sentences with offsets, and what lexical search finds."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa_service.errors import UnknownIdError
from qa_service.retrieval.lexical import open_lexical
from qa_service.retrieval.listing import Listed, Wanted, list_works
from qa_service.retrieval.synonyms import Synonym
from qa_service.types import Document, Filters, Passage, Section, Span, Work


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


class Store:
    """A store that is read; safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._lexical = open_lexical(path.parent, self._connection)

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

    def text_at(self, key: str, start: int, end: int) -> str | None:
        """A stretch of a document's text, None where there is no such document."""
        row = self._connection.execute(
            "SELECT substr(text, ? + 1, ? - ?) FROM documents WHERE key = ?", (start, end, start, key)
        ).fetchone()
        return None if row is None else str(row[0])

    def works(self, wanted: Wanted, limit: int, offset: int = 0) -> Listed:
        """Key and record of the works that are wanted, in the order of their keys."""
        return list_works(self._connection, wanted, limit, offset)

    def lexical_scores(
        self, question_terms: Iterable[str], k: int, only: Sequence[int] | None = None
    ) -> dict[int, float]:
        """BM25 of the k best passages that hold any of the terms or phrases; a phrase is terms with spaces between."""
        return self._lexical.scores(question_terms, k, only)

    def named_documents(self, folded_words: Iterable[str]) -> dict[str, set[int]]:
        """For each word that is an author's name: the documents of that author."""
        rows = self._connection.execute(
            "SELECT name, document FROM names WHERE name IN (SELECT value FROM json_each(?))",
            (json.dumps(list(folded_words)),),
        )
        found: dict[str, set[int]] = {}
        for name, document in rows:
            found.setdefault(name, set()).add(document)
        return found

    def select_documents(self, filters: Filters) -> set[int]:
        """The documents that meet every given filter."""
        rows = self._connection.execute(
            """SELECT number FROM documents WHERE
               (:keys IS NULL OR key IN (SELECT value FROM json_each(:keys)))
               AND (:types IS NULL OR type IN (SELECT value FROM json_each(:types)))
               AND (:kinds IS NULL OR text_kind IN (SELECT value FROM json_each(:kinds)))
               AND (:first IS NULL OR year >= :first) AND (:last IS NULL OR year <= :last)""",
            {
                "keys": _json(filters.document_ids),
                "types": _json(filters.types),
                "kinds": _json(filters.text_kinds),
                "first": filters.year_from,
                "last": filters.year_to,
            },
        )
        return {number for (number,) in rows}

    def passage_numbers(self, documents: Iterable[int]) -> list[int]:
        """The passages of some documents, without those that are not searched."""
        rows = self._connection.execute(
            """SELECT number FROM passages WHERE document IN (SELECT value FROM json_each(?))
               AND number NOT IN (SELECT passage FROM unsearched) ORDER BY number""",
            (json.dumps(sorted(documents)),),
        )
        return [number for (number,) in rows]

    def documents_holding(self, names: Iterable[str], keys: Iterable[str]) -> set[str]:
        """Those of some documents, by their keys, that hold any of the terms or phrases."""
        own = self.passage_numbers(self.select_documents(Filters(document_ids=tuple(keys))))
        rows = self._connection.execute(
            """SELECT DISTINCT d.key FROM passages p JOIN documents d ON d.number = p.document
               WHERE p.number IN (SELECT value FROM json_each(?))""",
            (json.dumps(list(self.lexical_scores(names, len(own), own))),),
        )
        return {key for (key,) in rows}

    def record_passages(self, key: str, section: str) -> list[StoredPassage]:
        """The passages of one section of a document."""
        rows = self._connection.execute(
            """SELECT p.number FROM passages p JOIN documents d ON d.number = p.document
               WHERE d.key = ? AND p.section = ? ORDER BY p.ordinal""",
            (key, section),
        ).fetchall()
        return self.passages([number for (number,) in rows])

    def kinds(self) -> set[str]:
        """The kinds of work that there are, such as "review"."""
        return {kind for (kind,) in self._connection.execute("SELECT DISTINCT type FROM documents")}

    def unsearched(self) -> set[int]:
        """The passages that search leaves out: records, and digests for which the source's own words stand."""
        return {number for (number,) in self._connection.execute("SELECT passage FROM unsearched")}

    def passages_with(self, question_terms: Iterable[str]) -> dict[str, int]:
        """How many passages hold each term, in text or context; terms that none holds are left out."""
        return self._lexical.passages_with(question_terms)

    def numbered_works(self) -> list[tuple[int, str, Work]]:
        """Number, key and record of every document."""
        rows = self._connection.execute("SELECT number, key, work FROM documents ORDER BY number")
        return [(number, key, Work.model_validate_json(work)) for number, key, work in rows]

    def passages_with_phrase(self, phrase: str) -> int:
        """How many passages hold a phrase: terms with spaces between."""
        return self._lexical.passages_with_phrase(phrase)

    def texts(self, most: int) -> list[str]:
        """The texts of documents, in the order of their keys, so many at most."""
        return [
            text for (text,) in self._connection.execute("SELECT text FROM documents ORDER BY number LIMIT ?", (most,))
        ]

    def vocabulary(self) -> dict[str, int]:
        """Every content word of the corpus, with the number of works that hold it."""
        return dict(self._connection.execute("SELECT word, works FROM vocabulary").fetchall())

    def synonyms(self) -> list[Synonym]:
        """Names, each with another one for the same thing."""
        rows = self._connection.execute("SELECT name, other, is_usual FROM synonyms")
        return [Synonym(name, other, bool(is_usual)) for name, other, is_usual in rows]

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


def _json(values: Iterable[object] | None) -> str | None:
    return None if values is None else json.dumps(list(values))
