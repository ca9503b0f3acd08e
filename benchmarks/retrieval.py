"""nDCG@10 of dense, lexical and fused retrieval on public sets, through the product's own index.

    python -m benchmarks.retrieval --data FOLDER --work FOLDER scifact bioasq mtrag clapnq

A document's score is that of its best passage. Reciprocal rank fusion (k = 60) of the same two lists stands beside ours.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.public_sets import PublicSet, load
from qa_service.ingestion.corpus import corpus_fingerprint
from qa_service.retrieval import search
from qa_service.retrieval.build import build_index
from qa_service.retrieval.embedder import SentenceEmbedder
from qa_service.retrieval.search import Searcher
from qa_service.settings import PINNED_EMBEDDER

_DEPTH = 50


def ndcg(ranked: Sequence[str], relevant: frozenset[str], k: int = 10) -> float:
    """nDCG@k with binary relevance (Järvelin and Kekäläinen, ACM TOIS 2002)."""
    gained = sum(1 / math.log2(rank + 2) for rank, key in enumerate(ranked[:k]) if key in relevant)
    return gained / sum(1 / math.log2(rank + 2) for rank in range(min(k, len(relevant))))


def reciprocal_rank_fusion(*rankings: Sequence[str]) -> list[str]:
    """Fuse rankings by the sum of 1 / (60 + rank) (Cormack, Clarke and Büttcher, SIGIR 2009)."""
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, key in enumerate(ranking, 1):
            scores[key] = scores.get(key, 0.0) + 1 / (60 + rank)
    return sorted(scores, key=lambda key: -scores[key])


def opened(public: PublicSet, work: Path) -> Searcher:
    """The product's index of a set, built on the first call."""
    embedder = SentenceEmbedder(PINNED_EMBEDDER)
    fingerprint = corpus_fingerprint(public.documents)
    return Searcher(build_index(work / public.name, public.name, public.documents, fingerprint, embedder).generation)


def measure(public: PublicSet, searcher: Searcher, weights: Iterable[float]) -> dict[str, float]:
    """Mean nDCG@10 per way of searching."""
    totals: dict[str, float] = {}
    for question, relevant in public.questions:
        query = searcher.query(question)
        ranked = {mode: _documents(searcher, query, mode) for mode in ("dense", "lexical", "hybrid")}
        ranked["rrf"] = reciprocal_rank_fusion(ranked["dense"], ranked["lexical"])
        for weight in weights:
            search.DENSE_WEIGHT, usual = weight, search.DENSE_WEIGHT
            ranked[f"hybrid {weight}"] = _documents(searcher, query, "hybrid")
            search.DENSE_WEIGHT = usual
        for name, keys in ranked.items():
            totals[name] = totals.get(name, 0.0) + ndcg(keys, relevant)
    return {name: total / len(public.questions) for name, total in totals.items()}


def _documents(searcher: Searcher, query: search.Query, mode: str) -> list[str]:
    found = searcher.search(query, _DEPTH, mode)  # type: ignore[arg-type]
    return list(dict.fromkeys(item.stored.passage.document_id for item in found))


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with a folder per set")
    parser.add_argument("--work", type=Path, default=Path(".benchmarks"), help="where the indexes are kept")
    parser.add_argument("--weights", type=float, nargs="*", default=[], help="other shares of the cosine to try")
    parser.add_argument("sets", nargs="+")
    arguments = parser.parse_args()
    for name in arguments.sets:
        public = load(arguments.data, name)
        scores = measure(public, opened(public, arguments.work), arguments.weights)
        print(name, len(public.questions), "  ".join(f"{way} {score:.3f}" for way, score in scores.items()), flush=True)


if __name__ == "__main__":
    main()
