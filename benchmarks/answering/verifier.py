"""Rows on the verifier, by what `benchmarks/verification.py` measures it with; here so that all targets stand in one table."""

from __future__ import annotations

import importlib
import random
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from tqdm import tqdm

from benchmarks.answering.figures import Estimate, Figure, Target, auroc, share_figure
from benchmarks.answering.services import Services
from benchmarks.reader.splits import is_set_aside
from qa_service.retrieval.analysis import terms

_MODULE = "benchmarks.verification"
_AUROCS = {"scifact": 0.88, "healthver": 0.75, "nli4ct": 0.65}
_COUNT, _SEED = 300, 7


def aurocs(services: Services) -> Iterator[Figure]:
    """How well the verifier tells supported claims from others; SciFact on its set-aside part, the others whole."""
    measured = _measures()
    if measured is None:
        yield Figure("verifier AUROC", note=f"not there yet: {_MODULE}")
        return
    reader = services.open_reader()
    seen = [item for item in measured.claims_of(services.public, "scifact") if not _is_set_aside(item)]
    model = LogisticRegression(C=0.3, max_iter=2000)
    model.fit([measured.features(item) for item in seen], [item.is_supported for item in seen])
    for name, aim in _AUROCS.items():
        items = measured.claims_of(services.public, name)
        items = services.some([item for item in items if name != "scifact" or _is_set_aside(item)])
        rows = np.array([measured.features(item) for item in items])
        labels, guarded = [bool(item.is_supported) for item in items], model.decision_function(rows)
        likely = np.array([measured.judged(item, reader) for item in tqdm(items, leave=False, disable=None)])
        both = np.log(likely + 1e-4) - np.log(1 - likely + 1e-4) + guarded
        plain = (("word overlap", _auroc(labels, rows[:, 0])), ("guards and words, fitted", _auroc(labels, guarded)))
        yield Figure(f"verifier AUROC, {name}: reader", _auroc(labels, likely), "share", Target(">=", aim), plain)
        yield Figure(
            f"verifier AUROC, {name}: reader and guards", _auroc(labels, both), "share", Target(">=", aim), plain
        )


def mutations(services: Services) -> Iterator[Figure]:
    """Sentences with one thing changed that are caught, and unchanged ones that pass."""
    measured = _measures()
    if measured is None:
        yield Figure("mutated sentences caught, true ones passed", note=f"not there yet: {_MODULE}")
        return
    count = services.sample or _COUNT
    texts = measured.paragraphs(services.public, random.Random(_SEED))
    served: dict[str, bool] = {}
    guarded: dict[str, bool] = {}
    plain: dict[str, bool] = {}
    by_kind: dict[str, dict[str, bool]] = {}
    for kind, mutate in measured.mutators(texts).items():
        chance = random.Random(kind)
        pairs = ((one, mutate(one, chance)) for text in texts for one in text if "[" not in one)
        found = list(islice(((one, other) for one, other in pairs if other and other != one), count))
        caught = {f"{kind} {n}": not _passes(measured, other, [one], False) for n, (one, other) in enumerate(found)}
        by_kind[kind] = {
            f"{kind} {n}": not _passes(measured, other, [one], True) for n, (one, other) in enumerate(found)
        }
        served |= caught
        guarded |= by_kind[kind]
        plain |= {f"{kind} {n}": not _is_covered(other, [one]) for n, (one, other) in enumerate(found)}
    overlap = {"not all terms in the quotes": plain}
    yield share_figure("mutated sentences caught, as served (no judge)", served, Target(">=", 0.99), overlap)
    yield share_figure("mutated sentences caught, guards alone", guarded, Target(">=", 0.99), overlap)
    for kind, of_kind in by_kind.items():
        yield share_figure(f"mutated sentences caught, guards alone: {kind}", of_kind)
    yield from _true(measured, texts, count)


def _true(measured: Any, texts: Sequence[Sequence[str]], count: int) -> Iterator[Figure]:
    aim = Target(">=", 0.97)
    chosen = [(text[1], text[:3]) for text in texts[:count]]
    passed = {str(n): _passes(measured, one, quotes, False) for n, (one, quotes) in enumerate(chosen)}
    plain = {str(n): _is_covered(one, quotes) for n, (one, quotes) in enumerate(chosen)}
    yield share_figure("true sentences passed, as served", passed, aim, {"all terms in the quotes": plain})
    pairs = ((measured.loosened(one), [one]) for text in texts for one in text if "[" not in one)
    loose = list(islice(((other, quotes) for other, quotes in pairs if other), count))
    passed = {str(n): _passes(measured, one, quotes, True) for n, (one, quotes) in enumerate(loose)}
    plain = {str(n): _is_covered(one, quotes) for n, (one, quotes) in enumerate(loose)}
    yield share_figure("true sentences passed, reworded, guards alone", passed, aim, {"all terms in the quotes": plain})


def _passes(measured: Any, text: str, quotes: Sequence[str], is_judged: bool) -> bool:
    """Whether a sentence passes; with a judge who believes everything, only guards can stop it."""
    judge = measured.Believer() if is_judged else None
    return bool(measured.verify(text, quotes, [], judge, measured.rank).label == "supported")


def _is_covered(text: str, quotes: Sequence[str]) -> bool:
    return set(terms(text)) <= set(terms(" ".join(quotes)))


def _is_set_aside(item: Any) -> bool:
    return is_set_aside(item.key.rsplit("-", 1)[0])


def _auroc(labels: Sequence[bool], scores: np.ndarray) -> Estimate:
    return auroc([[(label, float(score))] for label, score in zip(labels, scores, strict=True)])


def _measures() -> Any:
    """The module that measures the verifier, None where it is not there."""
    try:
        return importlib.import_module(_MODULE)
    except ModuleNotFoundError as error:
        if error.name != _MODULE:
            raise
        return None
