"""Dense, lexical and fused retrieval on public sets beside reciprocal rank fusion and other weights of the fusion.

    python -m benchmarks.retrieval --data FOLDER --work FOLDER --weights 0.7 0.8 -- scifact bioasq mtrag clapnq

For one set in BEIR's layout, without these comparisons: qa-service eval ir FOLDER
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.public_sets import load
from qa_service.evals.ir.evaluation import estimates, lead, open_index, rank_all
from qa_service.evals.ir.report import table
from qa_service.evals.ir.scores import Scores, score_rankings
from qa_service.evals.ir.sets import JudgedSet
from qa_service.retrieval import search
from qa_service.retrieval.embedder import SentenceEmbedder
from qa_service.retrieval.search import Searcher
from qa_service.settings import PINNED_EMBEDDER


def reciprocal_rank_fusion(*rankings: Sequence[str]) -> list[str]:
    """Fuse rankings by the sum of 1 / (60 + rank) (Cormack, Clarke and Büttcher, SIGIR 2009)."""
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, key in enumerate(ranking, 1):
            scores[key] = scores.get(key, 0.0) + 1 / (60 + rank)
    return sorted(scores, key=lambda key: -scores[key])


def measure(judged: JudgedSet, searcher: Searcher, weights: Iterable[float]) -> dict[str, Scores]:
    """The scores of each way of searching."""
    ways = {str(mode): rankings for mode, rankings in rank_all(judged, searcher).items()}
    ways["rrf"] = {
        query: reciprocal_rank_fusion(ways["dense"][query], ways["lexical"][query]) for query in judged.queries
    }
    for weight in weights:
        search.DENSE_WEIGHT, usual = weight, search.DENSE_WEIGHT
        ways[f"hybrid {weight}"] = rank_all(judged, searcher, ["hybrid"])["hybrid"]
        search.DENSE_WEIGHT = usual
    return {way: score_rankings(rankings, judged.qrels) for way, rankings in ways.items()}


def main() -> None:
    """Measure and print a table per set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with a folder per set")
    parser.add_argument("--work", type=Path, default=Path(".benchmarks"), help="where the indexes are kept")
    parser.add_argument("--weights", type=float, nargs="*", default=[], help="other shares of the cosine to try")
    parser.add_argument("sets", nargs="+")
    arguments = parser.parse_args()
    embedder = SentenceEmbedder(PINNED_EMBEDDER)
    for name in arguments.sets:
        judged = load(arguments.data, name)
        scores = measure(judged, open_index(judged, embedder, arguments.work), arguments.weights)
        leads = {f"hybrid - {way}": lead(scores["hybrid"], scores[way]) for way in scores if way != "hybrid"}
        print(f"{name}: {len(judged.queries)} queries")
        print(table({way: estimates(found) for way, found in scores.items()}, leads), flush=True)


if __name__ == "__main__":
    main()
