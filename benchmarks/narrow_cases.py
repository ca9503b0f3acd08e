"""Questions on the invented literatures that the reader is not trained on, each asked of the whole literature.

Such a literature is what a corpus of this service looks like: a dozen digests on one disease, whose sentences are much alike and
name their study.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.reader.examples import WRITTEN
from benchmarks.reader.splits import is_held_out
from qa_service.evals.ir.evaluation import open_index
from qa_service.evals.ir.sets import JudgedSet, as_document
from qa_service.retrieval.embedder import SentenceEmbedder
from qa_service.retrieval.search import Searcher
from qa_service.settings import PINNED_EMBEDDER


class NarrowCase(NamedTuple):
    """A question and the sentences that answer it, none where the literature does not."""

    searcher: Searcher
    kind: str
    question: str
    answers: frozenset[str]


def narrow_cases(work: Path, *, held_out: bool = True) -> Iterator[NarrowCase]:
    """The questions on each literature that is held out, or on each of the others.

    Args:
        work: where the indexes are kept.
        held_out: whether training never sees the literature.
    """
    embedder = SentenceEmbedder(PINNED_EMBEDDER)
    for path in sorted((WRITTEN / "invented").glob("*.jsonl")):
        if is_held_out(path.stem) != held_out:
            continue
        digests = {row["id"]: row for row in _rows(path)}
        documents = [as_document(key, row["title"], " ".join(row["sentences"])) for key, row in digests.items()]
        documents.sort(key=lambda document: document.id)
        searcher = open_index(JudgedSet(f"narrow-{path.stem}", documents, {}, {}), embedder, work)
        for row in _rows_on(digests.keys()):
            own = digests[row["doc"]]["sentences"]
            answers = row.get("answers") or row.get("contradicted_by") or row.get("supported_by") or []
            yield NarrowCase(searcher, row["kind"], row["question"], frozenset(own[n] for n in answers))


def _rows_on(keys: Collection[str]) -> Iterator[dict]:
    for path in sorted(WRITTEN.glob("narrow*.jsonl")):
        yield from (row for row in _rows(path) if row["doc"] in keys and row["kind"] != "claim")


def _rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
