"""Lexical search over the terms of passages: FTS5, which every store has; a large corpus is asked through `large_lexical`.

FTS5 scores every passage that holds any word of a question, so its time grows with the corpus: docs/performance.md.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from qa_service.retrieval.generation import LARGE_TERMS

# What the words of a title, an author or a year count against the words of the passage itself; measured, see
# docs/experiments.md.
CONTEXT_WEIGHT = 2


class Lexical(Protocol):
    """Which passages hold which terms. Safe to use from several threads."""

    def scores(self, question_terms: Iterable[str], k: int, only: Sequence[int] | None = None) -> dict[int, float]:
        """BM25 of the k best passages that hold any of the terms or phrases; a phrase is terms with spaces between."""

    def passages_with(self, question_terms: Iterable[str]) -> dict[str, int]:
        """How many passages hold each term, in text or context; terms that none holds are left out."""

    def passages_with_phrase(self, phrase: str) -> int:
        """How many passages hold a phrase: terms with spaces between."""


class Fts5:
    """SQLite's full-text search."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def scores(self, question_terms: Iterable[str], k: int, only: Sequence[int] | None = None) -> dict[int, float]:
        """BM25 of the k best passages that hold any of the terms or phrases."""
        query = " OR ".join(f'"{term}"' for term in dict.fromkeys(question_terms))
        if not query:
            return {}
        rows = self._connection.execute(
            """SELECT rowid, -bm25(passage_terms, 1.0, :weight) AS score FROM passage_terms
               WHERE passage_terms MATCH :query AND (:only IS NULL OR rowid IN (SELECT value FROM json_each(:only)))
               ORDER BY score DESC, rowid LIMIT :k""",
            {"weight": CONTEXT_WEIGHT, "query": query, "only": None if only is None else json.dumps(only), "k": k},
        )
        return dict(rows.fetchall())

    def passages_with(self, question_terms: Iterable[str]) -> dict[str, int]:
        """How many passages hold each term."""
        rows = self._connection.execute(
            "SELECT term, doc FROM term_counts WHERE term IN (SELECT value FROM json_each(?))",
            (json.dumps(list(question_terms)),),
        )
        return dict(rows.fetchall())

    def passages_with_phrase(self, phrase: str) -> int:
        """How many passages hold a phrase."""
        (count,) = self._connection.execute(
            "SELECT count(*) FROM passage_terms WHERE passage_terms MATCH ?", (f'"{phrase}"',)
        ).fetchone()
        return int(count)


def open_lexical(generation: Path, connection: sqlite3.Connection) -> Lexical:
    """The lexical index of a generation: the one for a large corpus if it was built, FTS5 otherwise."""
    if not (generation / LARGE_TERMS).is_dir():
        return Fts5(connection)
    from qa_service.retrieval.large_lexical import Tantivy  # noqa: PLC0415 - most corpora never need it

    return Tantivy(generation / LARGE_TERMS)
