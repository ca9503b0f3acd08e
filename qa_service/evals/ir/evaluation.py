"""How well retrieval finds the documents that answer a query: the product's own index and search on a judged set.

A document ranks as high as its best passage. Lexical, dense and hybrid search are measured on the same queries, so that the
lead of one over another has an interval of its own.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tqdm import tqdm

from qa_service.evals.ir.report import Estimates, IrReport
from qa_service.evals.ir.scores import Scores, estimate, score_rankings
from qa_service.evals.ir.sets import JudgedSet
from qa_service.ingestion.corpus import corpus_fingerprint
from qa_service.retrieval.build import build_index
from qa_service.retrieval.embedder import Embedder
from qa_service.retrieval.query import Query
from qa_service.retrieval.search import Searcher
from qa_service.settings import Settings
from qa_service.types import SearchMode

MODES: tuple[SearchMode, ...] = ("lexical", "dense", "hybrid")
# Deep enough for R@100.
_DEPTH = 100


def evaluate_set(judged: JudgedSet, embedder: Embedder, work: Path | None = None) -> IrReport:
    """Build the index of a set, search it for every query, and measure.

    Args:
        judged: a set, read by `read_set`.
        embedder: makes the vectors.
        work: folder where the index is kept for the next time; without it the index is thrown away.

    Raises:
        IndexBusyError: another evaluation builds the same set in `work`.
        ValueError: there is one query only, which gives no interval.
    """
    if len(judged.queries) < 2:
        raise ValueError(f"{judged.name}: one judged query gives no interval; judge at least two")
    with _folder(work) as folder:
        searcher = open_index(judged, embedder, folder)
        rankings = rank_all(judged, searcher)
    scores = {mode: score_rankings(rankings[mode], judged.qrels) for mode in MODES}
    manifest = searcher.manifest
    return IrReport(
        name=judged.name,
        qrels_file=judged.qrels_file,
        where=judged.where,
        documents=manifest.counts.documents,
        passages=manifest.counts.passages,
        queries=len(judged.queries),
        judgments=sum(map(len, judged.qrels.values())),
        left_out=judged.left_out,
        corpus_fingerprint=manifest.corpus_fingerprint,
        embedder=manifest.embedder.name,
        embedder_sha256=manifest.embedder.sha256,
        modes={mode: estimates(scores[mode]) for mode in MODES},
        hybrid_minus={mode: lead(scores["hybrid"], scores[mode]) for mode in ("lexical", "dense")},
    )


def open_index(judged: JudgedSet, embedder: Embedder, work: Path) -> Searcher:
    """The product's index of a set, in a folder of the set's name; what is there already is not built again."""
    fingerprint = corpus_fingerprint(judged.documents)
    return Searcher(build_index(work / judged.name, judged.name, judged.documents, fingerprint, embedder).generation)


def rank_all(
    judged: JudgedSet, searcher: Searcher, modes: Sequence[SearchMode] = MODES
) -> dict[SearchMode, dict[str, list[str]]]:
    """For each way of searching and each query, the keys of the documents, best first."""
    rankings: dict[SearchMode, dict[str, list[str]]] = {mode: {} for mode in modes}
    for name, text in tqdm(judged.queries.items(), unit="query", disable=None):
        query = searcher.query(text)
        for mode in modes:
            rankings[mode][name] = rank_documents(searcher, query, mode)
    return rankings


def rank_documents(searcher: Searcher, query: Query, mode: SearchMode) -> list[str]:
    """The keys of the hundred best documents, best first.

    A deeper search has more candidates, and with them other scores. So the passages that serving finds come first, in its
    order, and those of deeper searches follow.
    """
    ranked: dict[str, None] = {}
    depth = int(Settings.model_fields["top_k"].default)
    while True:
        passages = searcher.search(query, depth, mode)
        ranked.update(dict.fromkeys(item.stored.passage.document_id for item in passages))
        if len(ranked) >= _DEPTH or len(passages) < depth:
            return list(ranked)[:_DEPTH]
        depth *= 4


def estimates(scores: Scores) -> Estimates:
    """The mean of each measure, with its interval."""
    return {name: estimate(values) for name, values in scores.items()}


def lead(scores: Scores, others: Scores) -> Estimates:
    """By how much one way of searching is ahead of another on the same queries."""
    return {name: estimate(values - others[name]) for name, values in scores.items()}


@contextmanager
def _folder(work: Path | None) -> Iterator[Path]:
    if work is not None:
        yield work
        return
    with tempfile.TemporaryDirectory(prefix="qa-service-") as folder:
        yield Path(folder)
