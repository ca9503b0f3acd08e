"""Read a retrieval set in BEIR's layout: a corpus, queries, and which documents answer which query.

    corpus.jsonl      {"_id": "4983", "title": "Microstructural development", "text": "Alterations of ..."}
    queries.jsonl     {"_id": "0", "text": "0-dimensional biomaterials lack inductive properties."}
    qrels.jsonl       {"query-id": "0", "corpus-id": "4983", "score": 1}, or
    qrels/test.tsv    the same three columns under a header, a file per split

Each may be gzipped (`corpus.jsonl.gz`). A document gets a key that no query can name, and its text letter for letter.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from pydantic import Field

from qa_service.answering.service import clean_question
from qa_service.evals.ir.rows import Row, find_file, read_rows
from qa_service.ingestion.documents import make_document
from qa_service.types import Document, Value

_ID = ("_id", "id")
_QUERY = ("query-id", "query", "qid")
_DOCUMENT = ("corpus-id", "doc", "docid")
_RELEVANCE = ("score", "relevance")
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_MARKUP = re.compile(r"([!-/:-@\[-`{-~])")
# How many values an error lists.
_LISTED = 10


class LeftOut(Value):
    """What of a set is not measured, and how much."""

    empty_documents: int = Field(0, description="neither title nor text: not indexed, and missed where it is relevant")
    unjudged_queries: int = Field(0, description="no relevant document: not asked")
    unknown_documents: int = Field(0, description="in the qrels but not in the corpus: its judgments are left out")
    unknown_queries: int = Field(0, description="in the qrels but not in the queries: its judgments are left out")

    def lines(self) -> list[str]:
        """One line per kind that there is, for a person."""
        return [
            f"{number} {name.replace('_', ' ')}: {field.description}"
            for name, field in type(self).model_fields.items()
            if (number := getattr(self, name))
        ]


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """Documents, and the queries that have a relevant one among them."""

    name: str
    documents: Sequence[Document]
    """In the order of their keys."""
    queries: Mapping[str, str]
    qrels: Mapping[str, Mapping[str, int]]
    """For each query, the keys of its judged documents with their relevance; 0 is not relevant."""
    qrels_file: str = ""
    where: tuple[str, ...] = ()
    left_out: LeftOut = field(default_factory=LeftOut)


class _Qrels(NamedTuple):
    """The judgments of the set's documents, by query and key, where one is relevant; and how many are of no document of it."""

    relevant: dict[str, dict[str, int]]
    unknown_documents: int
    unknown_queries: int


def read_set(folder: Path, split: str | None = None, where: Sequence[str] = ()) -> JudgedSet:
    """Read a set.

    Args:
        folder: holds the files; its name is the name of the set.
        split: which file of `qrels/` judges; without it `qrels.jsonl`, or else `qrels/test.tsv`.
        where: conditions `field=value` that the row of a query must meet, all of them.

    Raises:
        ValueError: a file is missing or a row is wrong; says which, and what to write instead.
    """
    if not folder.is_dir():
        raise ValueError(f"{folder}: there is no such folder; name one with corpus.jsonl, queries.jsonl and qrels")
    qrels_file = find_file(folder, *([f"qrels/{split}.tsv"] if split else ["qrels.jsonl", "qrels/test.tsv"]))
    rows, query_rows = (_by_id(find_file(folder, name)) for name in ("corpus.jsonl", "queries.jsonl"))
    documents = [document for key, row in rows.items() if (document := _read_document(key, row))]
    if not documents:
        raise ValueError(f"{folder}: no document of the corpus has a text; give each one under 'text'")
    asked = _selected(query_rows, where)
    qrels = _read_qrels(qrels_file, rows.keys(), query_rows.keys())
    judged = {query: qrels.relevant[query] for query in asked if query in qrels.relevant}
    if not judged:
        raise ValueError(f"{qrels_file}: no query that is asked has a relevant document; give one a score above 0")
    return JudgedSet(
        name=folder.resolve().name,
        documents=sorted(documents, key=lambda document: document.id),
        queries={query: _question(asked[query]) for query in judged},
        qrels=judged,
        qrels_file=qrels_file.relative_to(folder).as_posix(),
        where=tuple(where),
        left_out=LeftOut(
            empty_documents=len(rows) - len(documents),
            unjudged_queries=len(asked) - len(judged),
            unknown_documents=qrels.unknown_documents,
            unknown_queries=qrels.unknown_queries,
        ),
    )


def key_of(identifier: str) -> str:
    """The key of a document: one word that no query holds, because keys are searched along with titles."""
    return hashlib.sha256(identifier.encode()).hexdigest()[:20].translate(_LETTERS)


def as_document(identifier: str, title: str, text: str) -> Document:
    """Make a document of a text that is no Markdown: every sign of it stays.

    Raises:
        ValueError: there is no text.
    """
    plain = _MARKUP.sub(r"\\\1", " ".join(unicodedata.normalize("NFC", text).split()))
    printable = "".join(char for char in " ".join(title.split()) if char.isprintable())
    front = json.dumps({"title": printable or "untitled"}, ensure_ascii=False)
    return make_document(key_of(identifier), f"---\n{front}\n---\n{plain}", ".md")


def _read_document(identifier: str, row: Row) -> Document | None:
    """The document of a row; a title alone is its text too. None where there is neither."""
    text, title = row.text("text"), row.text("title") if row.fields.get("title") else ""
    if not (text.strip() or title.strip()):
        return None
    try:
        return as_document(identifier, title, text if text.strip() else title)
    except ValueError as error:
        raise ValueError(f"{row.place}: {error}") from error


def _question(row: Row) -> str:
    try:
        return clean_question(row.text("text"))
    except ValueError as error:
        raise ValueError(f"{row.place}: {error}") from error


def _selected(queries: Mapping[str, Row], where: Sequence[str]) -> dict[str, Row]:
    """The queries whose rows meet every condition."""
    asked = dict(queries)
    for condition in where:
        name, _, value = condition.partition("=")
        values = {str(row.fields[name]) for row in asked.values() if name in row.fields}
        if value not in values:
            listed = ", ".join(sorted(values)[:_LISTED]) or f"none, as no query has a field {name!r}"
            raise ValueError(f"no query meets the condition {condition!r}; write field=value; values are: {listed}")
        asked = {query: row for query, row in asked.items() if str(row.fields.get(name)) == value}
    return asked


def _read_qrels(path: Path, documents: AbstractSet[str], queries: AbstractSet[str]) -> _Qrels:
    qrels: dict[str, dict[str, int]] = {}
    for row in read_rows(path):
        query, document, relevance = row.identifier(*_QUERY), row.identifier(*_DOCUMENT), _relevance(row)
        if qrels.setdefault(query, {}).setdefault(document, relevance) != relevance:
            raise ValueError(f"{row.place}: query {query!r} and document {document!r} have two scores; keep one")
    named = {document for judged in qrels.values() for document in judged}
    for kind, given, known in (("document", named, documents), ("query", qrels.keys(), queries)):
        if given and given.isdisjoint(known):
            raise ValueError(
                f"{path}: no {kind} it names is in the set, such as {min(given)!r}; use the ids of the set"
            )
    of_set = {
        query: {key_of(document): relevance for document, relevance in judged.items() if document in documents}
        for query, judged in qrels.items()
        if query in queries
    }
    relevant = {query: judged for query, judged in of_set.items() if any(number > 0 for number in judged.values())}
    return _Qrels(relevant, len(named - documents), len(qrels.keys() - queries))


def _relevance(row: Row) -> int:
    given = next((row.fields[name] for name in _RELEVANCE if name in row.fields), 1)
    try:
        number = float(given)
    except (TypeError, ValueError):
        number = math.nan
    if not number.is_integer():
        raise ValueError(f"{row.place}: the score is {given!r}; write a whole number, such as 1")
    return int(number)


def _by_id(path: Path) -> dict[str, Row]:
    rows: dict[str, Row] = {}
    for row in read_rows(path):
        identifier = row.identifier(*_ID)
        if identifier in rows:
            raise ValueError(f"{row.place}: the id {identifier!r} is also that of {rows[identifier].place}; change one")
        rows[identifier] = row
    return rows
