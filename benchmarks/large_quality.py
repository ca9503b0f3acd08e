"""What the index of a large corpus finds of what is relevant, beside the one of a small corpus, on public sets.

    python -m benchmarks.real_passages --data FOLDER       # once: vectors of real passages, kept
    python -m benchmarks.large_quality --data FOLDER --json docs/large-quality.json

The documents of all sets whose passages are embedded make one corpus, which is indexed both ways; the questions are those with a
relevant document among them. nDCG@10 and R@100 over documents, and the difference with its 95% interval.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.hybrid_scale import write_index
from benchmarks.public_sets import load
from benchmarks.real_passages import SETS, real_passages
from qa_service.evals.ir.evaluation import estimates, lead, rank_all
from qa_service.evals.ir.scores import score_rankings
from qa_service.evals.ir.sets import JudgedSet
from qa_service.retrieval.generation import current_generation
from qa_service.retrieval.rows import in_context
from qa_service.retrieval.search import Searcher
from qa_service.types import Document, Vectors

_QUESTIONS = 150
_WAYS = {"small": False, "large": True}


def embedded_documents(sets: list[JudgedSet], rows: dict[str, Vectors]) -> tuple[list[Document], Vectors]:
    """The documents all of whose passages have a vector, each key once, and the vectors of their passages."""
    documents = {document.id: document for judged in sets for document in judged.documents}
    texts = {
        key: [in_context(document, passage) for passage in document.passages] for key, document in documents.items()
    }
    kept = sorted(key for key, found in texts.items() if all(text in rows for text in found))
    return [documents[key] for key in kept], np.stack([rows[text] for key in kept for text in texts[key]])


def of_corpus(judged: JudgedSet, keys: frozenset[str]) -> JudgedSet:
    """The questions of a set that have a relevant document in the corpus, so many at most."""
    qrels = {name: {key: value for key, value in found.items() if key in keys} for name, found in judged.qrels.items()}
    names = [name for name in judged.queries if qrels.get(name)][:_QUESTIONS]
    queries = {name: judged.queries[name] for name in names}
    return replace(judged, queries=queries, qrels={name: qrels[name] for name in names})


def main() -> None:
    """Index both ways, ask, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path(".benchmarks/scale"))
    parser.add_argument("--portions", type=int, default=8, help="how many real passages there are: see real_passages")
    parser.add_argument("--index", type=Path, default=Path("index/lems"), help="a built index, for its encoder")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    real = real_passages(arguments.data, arguments.work, arguments.portions)
    sets = [load(arguments.data, name) for name in SETS]
    documents, vectors = embedded_documents(sets, dict(zip(real.texts, real.vectors, strict=True)))
    encoder = current_generation(arguments.index)
    searchers = {}
    for way, is_large in _WAYS.items():
        folder = arguments.work / f"quality-{way}"
        if not (folder / "CURRENT").exists():
            write_index(folder, documents, vectors, encoder, is_large)
        searchers[way] = Searcher(current_generation(folder))
    report: dict[str, Any] = {"documents": len(documents), "passages": len(vectors), "sets": []}
    for judged in (of_corpus(judged, frozenset(document.id for document in documents)) for judged in sets):
        report["sets"].append(compare(judged, searchers))
        print(json.dumps(report["sets"][-1]), flush=True)
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


def compare(judged: JudgedSet, searchers: dict[str, Searcher]) -> dict[str, Any]:
    """The measures of both ways, and by how much the large one is ahead."""
    rankings = {way: rank_all(judged, searcher) for way, searcher in searchers.items()}
    row: dict[str, Any] = {"set": judged.name, "questions": len(judged.queries)}
    for mode in ("lexical", "dense", "hybrid"):
        scores = {way: score_rankings(found[mode], judged.qrels) for way, found in rankings.items()}  # type: ignore[index]
        row[mode] = {way: _shown(estimates(found)) for way, found in scores.items()}
        row[mode]["large - small"] = _shown(lead(scores["large"], scores["small"]))
    return row


def _shown(found: Any) -> dict[str, Any]:
    return {name: value.model_dump() for name, value in found.items() if name in ("nDCG@10", "R@100")}


if __name__ == "__main__":
    main()
