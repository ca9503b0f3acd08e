"""List the works of a store: those that hold some words, are by an author, of a kind, of some years."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from qa_service.retrieval.analysis import fold, terms
from qa_service.types import Work

# A shorter beginning is that of too many words to tell anything.
_SHORTEST_BEGINNING = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which works are listed; what is not given lets all pass."""

    words: str = ""
    author: str = ""
    ids: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A part of the works that are wanted, how many they are in all, and how many of each kind there would be."""

    works: list[tuple[str, Work]]
    total: int
    types: dict[str, int]
    """Counted as if no kind were asked for, so that another kind can be chosen."""


def list_works(connection: sqlite3.Connection, wanted: Wanted, limit: int, offset: int = 0) -> Listed:
    """The works that meet all that is asked for, in the order of their ids."""
    only = _numbers(connection, wanted)
    found = connection.execute(
        """SELECT number, type FROM documents WHERE
           (:only IS NULL OR number IN (SELECT value FROM json_each(:only)))
           AND (:ids IS NULL OR key IN (SELECT value FROM json_each(:ids)))
           AND (:first IS NULL OR year >= :first) AND (:last IS NULL OR year <= :last)""",
        {
            "only": None if only is None else json.dumps(sorted(only)),
            "ids": json.dumps(wanted.ids) if wanted.ids else None,
            "first": wanted.year_from,
            "last": wanted.year_to,
        },
    ).fetchall()
    numbers = [number for number, kind in found if not wanted.types or kind in wanted.types]
    rows = connection.execute(
        """SELECT key, work FROM documents WHERE number IN (SELECT value FROM json_each(?))
           ORDER BY key LIMIT ? OFFSET ?""",
        (json.dumps(numbers), limit, offset),
    )
    works = [(key, Work.model_validate_json(work)) for key, work in rows]
    return Listed(works, len(numbers), dict(sorted(Counter(kind for _, kind in found).items())))


def _numbers(connection: sqlite3.Connection, wanted: Wanted) -> set[int] | None:
    """The works that hold every word and are by the author; None where neither is asked for."""
    chosen: set[int] | None = None
    if wanted.words.strip():
        chosen = _with_words(connection, wanted.words)
    if wanted.author.strip():
        by_author = _by_author(connection, fold(wanted.author).split())
        chosen = by_author if chosen is None else chosen & by_author
    return chosen


def _with_words(connection: sqlite3.Connection, words: str) -> set[int]:
    """The works that hold every word, in text or record; the last one may be the beginning of a word.

    Words are compared as search compares them. What has none, or only function words, is in no work.
    """
    sought, last = terms(words), words.rsplit(maxsplit=1)[-1]
    phrases = [f'"{term}"' for term in sought]
    may_go_on = words == words.rstrip() and last.isalpha() and len(last) >= _SHORTEST_BEGINNING
    if may_go_on and sought and terms(last) == sought[-1:]:  # a function word has no term
        phrases[-1] = f'{phrases[-1]} * OR "{fold(last)}" *'
    found = [_with_phrase(connection, phrase) for phrase in dict.fromkeys(phrases)]
    return set.intersection(*found) if found else set()


def _with_phrase(connection: sqlite3.Connection, phrase: str) -> set[int]:
    rows = connection.execute(
        """SELECT DISTINCT p.document FROM passage_terms JOIN passages p ON p.number = passage_terms.rowid
           WHERE passage_terms MATCH ?""",
        (phrase,),
    )
    return {number for (number,) in rows}


def _by_author(connection: sqlite3.Connection, sought: Iterable[str]) -> set[int]:
    """The works with an author in whose name every word of the sought one begins a word.

    Folded here and not in SQL: a function of ours that SQLite calls could wait for another thread that waits for SQLite.
    """
    rows = connection.execute("SELECT number, json_extract(work, '$.authors') FROM documents")
    return {
        number
        for number, authors in rows
        if any(
            all(any(part.startswith(word) for part in _name_words(author)) for word in sought)
            for author in json.loads(authors)
        )
    }


def _name_words(author: str) -> list[str]:
    """The words of a name; "Newsom-Davis" may be sought by either half, and as a whole."""
    name = fold(author)
    return [*name.split(), *name.replace("-", " ").split()]
