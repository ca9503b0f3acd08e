"""Public retrieval sets as corpora and judged questions. Each folder holds corpus.jsonl.gz and the like; see `load`."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path
from typing import Any, NamedTuple

from qa_service.ingestion.documents import make_document
from qa_service.types import Document


class Judged(NamedTuple):
    """A question and the keys of the documents that answer it."""

    question: str
    relevant: frozenset[str]


class PublicSet(NamedTuple):
    """A corpus with judged questions."""

    name: str
    documents: list[Document]
    questions: list[Judged]


def load(folder: Path, name: str) -> PublicSet:
    """Load one of bioasq, scifact, mtrag, clapnq, medquad from the folder that holds them all.

    Raises:
        ValueError: the name is not one of them.
    """
    if name not in _READERS:
        raise ValueError(f"{name!r} is not a known set; known are {', '.join(_READERS)}")
    corpus_file, read_questions = _READERS[name]
    rows = _rows(folder / name / corpus_file)
    documents = {row["id"]: _document(row) for row in rows if row["text"].strip()}
    questions = [
        Judged(question, frozenset(documents[key].id for key in relevant if key in documents))
        for question, relevant in read_questions(folder / name, rows)
    ]
    return PublicSet(
        name,
        sorted(documents.values(), key=lambda document: document.id),
        [item for item in questions if item.relevant],
    )


def _document(row: dict[str, Any]) -> Document:
    key = "d" + hashlib.sha256(row["id"].encode()).hexdigest()[:16]
    front = json.dumps({"title": row["title"].strip() or "untitled"})
    text = re.sub(r"\n\s*\n", "\n", row["text"]).replace("\n#", "\n #")
    return make_document(key, f"---\n{front}\n---\n{text}", ".md")


def _rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _with_qrels(folder: Path, _: list[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    relevant: dict[str, list[str]] = {}
    for row in _rows(folder / "qrels.jsonl.gz"):
        relevant.setdefault(row["query"], []).append(row["doc"])
    return [(row["text"], relevant.get(row["id"], [])) for row in _rows(folder / "queries.jsonl.gz")]


def _mtrag(folder: Path, _: list[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    return [(row["rewrite"], row["gold_passage_ids"]) for row in _rows(folder / "mtrag_human_rewrites.jsonl.gz")]


def _medquad(folder: Path, _: list[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    return [(row["rewrite"], row["gold_equivalent_ids"]) for row in _rows(folder / "conversations.jsonl.gz")]


def _clapnq(folder: Path, corpus: list[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    start = {row["text"].strip()[:150]: row["id"] for row in corpus}
    rows = _rows(folder / "clapnq.jsonl.gz")
    return [(row["question"], [key for text, key in start.items() if text in row["context"]]) for row in rows]


_READERS = {
    "scifact": ("corpus.jsonl.gz", _with_qrels),
    "bioasq": ("corpus.jsonl.gz", _with_qrels),
    "mtrag": ("passages.jsonl.gz", _mtrag),
    "clapnq": ("corpus.jsonl.gz", _clapnq),
    "medquad": ("corpus.jsonl.gz", _medquad),
}
