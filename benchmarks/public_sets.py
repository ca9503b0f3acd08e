"""Public retrieval sets as corpora and judged questions: those in BEIR's layout, and three that come in their own."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from qa_service.evals.ir.sets import JudgedSet, as_document, key_of, read_set


def load(folder: Path, name: str) -> JudgedSet:
    """Load mtrag, clapnq, medquad, or a set in BEIR's layout, from the folder that holds them all.

    Raises:
        ValueError: there is no such set.
    """
    if name not in _READERS:
        return read_set(folder / name)
    corpus_file, read_questions = _READERS[name]
    rows = {row["id"]: row for row in _rows(folder / name / corpus_file) if row["text"].strip()}
    queries, qrels = {}, {}
    for number, (question, relevant) in enumerate(read_questions(folder / name, list(rows.values()))):
        judged = {key_of(identifier): 1 for identifier in relevant if identifier in rows}
        if judged:
            queries[str(number)], qrels[str(number)] = question, judged
    documents = [as_document(identifier, row["title"], row["text"]) for identifier, row in rows.items()]
    return JudgedSet(name, sorted(documents, key=lambda document: document.id), queries, qrels)


def _rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _mtrag(folder: Path, _: list[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    return [(row["rewrite"], row["gold_passage_ids"]) for row in _rows(folder / "mtrag_human_rewrites.jsonl.gz")]


def _medquad(folder: Path, _: list[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    return [(row["rewrite"], row["gold_equivalent_ids"]) for row in _rows(folder / "conversations.jsonl.gz")]


def _clapnq(folder: Path, corpus: list[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    start = {row["text"].strip()[:150]: row["id"] for row in corpus}
    rows = _rows(folder / "clapnq.jsonl.gz")
    return [(row["question"], [key for text, key in start.items() if text in row["context"]]) for row in rows]


_READERS = {
    "mtrag": ("passages.jsonl.gz", _mtrag),
    "clapnq": ("corpus.jsonl.gz", _clapnq),
    "medquad": ("corpus.jsonl.gz", _medquad),
}
