"""Fit what tells a wrong premise from a true one, and say how well it does on questions that took no part.

    python -m benchmarks.fit_premises --data FOLDER

Fitted on the questions of `reader/written` over texts that the reader never saw: those with a wrong premise against those with a
true one and those with none. Each claim is held against all sentences of its text. Half of the texts are fitted on and half are
measured on. Print the weights into `qa_service/answering/corrections.py`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from benchmarks.reader.examples import WRITTEN, texts_written_over
from benchmarks.reader.splits import is_held_out, is_set_aside
from qa_service.answering import corrections
from qa_service.answering.corrections import Compared, compare
from qa_service.answering.premises import presupposed
from qa_service.answering.reader import Reader, shipped_reader

_NAMES = ("CONTRADICTED", "COVERAGE", "OTHER_FIGURE", "TURNED", "SUPPORTED", "MOST_SUPPORTED", "MOST_SAYS")


class _Held(NamedTuple):
    """What a question takes for granted, held against the sentences of a text."""

    is_wrong: bool
    is_fitted_on: bool
    compared: list[Compared]
    contradicted_by: list[int]


def held(data: Path, judge: Reader) -> Iterator[_Held]:
    """All claims of questions over texts that the reader never saw."""
    texts = texts_written_over(data, WRITTEN)
    for path in sorted(WRITTEN.glob("*[0-9].jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["kind"] == "claim" or "+" in row["doc"] or not is_held_out(texts[row["doc"]].corpus or row["doc"]):
                continue
            own = texts[row["doc"]].sentences
            wrong = row.get("contradicted_by") or []
            for claim in _claims(row):
                yield _Held(bool(wrong), not is_set_aside(row["doc"]), compare(claim, own, judge), wrong)


def _claims(row: dict[str, Any]) -> list[str]:
    """The premise as it was written down, and what is read out of a question whose premises are all true."""
    read = [] if "contradicted_by" in row else [found.claim for found in presupposed(row["question"])]
    return [*([row["premise"]] if "premise" in row else []), *read[:2]]


def fit(claims: list[_Held]) -> LogisticRegression:
    """The model. Which sentence corrects depends on the weights, so both are found in turns."""
    weights = np.array([getattr(corrections, name) for name in _NAMES[:4]])
    wrong = np.array([item.is_wrong for item in claims])
    for _ in range(5):
        told = np.array([features(item.compared, weights) for item in claims])
        model = LogisticRegression(C=10).fit(told, wrong)
        weights = model.coef_[0][:4]
    return model


def features(compared: list[Compared], weights: np.ndarray) -> list[float]:
    """What speaks for a correction, in the order of the names above."""
    best = compared[best_of(compared, weights)]
    most_supported, most_says = max(item.supported for item in compared), max(item.says for item in compared)
    return [*_own(best), best.supported, most_supported, most_says]


def best_of(compared: list[Compared], weights: np.ndarray) -> int:
    """The place of the sentence that corrects best."""
    return int(np.argmax([np.dot(weights, _own(item)) for item in compared]))


def _own(item: Compared) -> tuple[float, ...]:
    return item.contradicted, item.coverage, item.other_figure, item.turned


def main() -> None:
    """Fit and report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--reader", type=Path, default=shipped_reader())
    arguments = parser.parse_args()
    claims = list(held(arguments.data, Reader(arguments.reader)))
    model = fit([item for item in claims if item.is_fitted_on])
    weights, rest = model.coef_[0], [item for item in claims if not item.is_fitted_on]
    print({name: round(float(value), 2) for name, value in zip(_NAMES, weights, strict=True)})
    print("CONSTANT", round(float(model.intercept_[0]), 2))
    odds = model.decision_function([features(item.compared, weights[:4]) for item in rest])
    wrong = np.array([item.is_wrong for item in rest])
    placed = [best_of(item.compared, weights[:4]) in item.contradicted_by for item in rest if item.is_wrong]
    print(
        f"n={len(rest)}, wrong {wrong.sum()}, AUROC {roc_auc_score(wrong, odds):.3f}, right sentence {np.mean(placed):.3f}"
    )
    for spared in (0.95, 0.98):
        floor = float(np.quantile(odds[~wrong], spared))
        print(f"floor {floor:.2f} spares {spared:.0%} of the true ones and finds {(odds[wrong] > floor).mean():.1%}")


if __name__ == "__main__":
    main()
