"""How good rankings are: measures as ir-measures defines them, and what the choice of the queries leaves open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import ir_measures
import numpy as np
import numpy.typing as npt
from scipy.stats import bootstrap

from qa_service.types import Value

MEASURES = ("nDCG@10", "R@10", "R@100", "RR")
CONFIDENCE = 0.95
# Enough that both ends of an interval stay in place to three decimals from seed to seed.
RESAMPLES = 10_000
SEED = 0
# Resamples at a time: of two thousand queries, 8 MB.
_BATCH = 500

Scores: TypeAlias = Mapping[str, npt.NDArray[np.float64]]
"""For each measure one value per query, in the order of the queries' ids."""


class Estimate(Value):
    """A mean over queries, and its interval."""

    mean: float
    low: float
    high: float


def score_rankings(rankings: Mapping[str, Sequence[str]], qrels: Mapping[str, Mapping[str, int]]) -> Scores:
    """Every measure for every judged query.

    Args:
        rankings: for each query its documents, best first; a query without one scores 0.
        qrels: for each query the relevance of its judged documents.
    """
    # By place and not by score: trec_eval, below, breaks ties of the score in the order of the ids.
    run = {query: {document: -float(place) for place, document in enumerate(rankings[query])} for query in rankings}
    values: dict[str, dict[str, float]] = {name: {} for name in MEASURES}
    for item in ir_measures.iter_calc([ir_measures.parse_measure(name) for name in MEASURES], qrels, run):
        values[str(item.measure)][item.query_id] = item.value
    return {name: np.array([of_query[query] for query in sorted(qrels)]) for name, of_query in values.items()}


def estimate(values: npt.NDArray[np.float64]) -> Estimate:
    """The mean of values, with the percentile interval of a bootstrap over the queries; the same for the same values.

    For a paired comparison the values are the differences of two ways on the same queries.
    """
    found = bootstrap(
        (values,),
        np.mean,
        n_resamples=RESAMPLES,
        batch=_BATCH,
        confidence_level=CONFIDENCE,
        method="percentile",
        rng=np.random.default_rng(SEED),
    )
    interval = found.confidence_interval
    return Estimate(mean=_rounded(values.mean()), low=_rounded(interval.low), high=_rounded(interval.high))


def _rounded(value: float) -> float:
    """Four decimals: what lies below differs from one processor to the next."""
    return round(float(value), 4)
