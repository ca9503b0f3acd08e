"""Fit the weights of `qa_service.answering.evidence` on public questions, and measure them on questions left out.

    python -m benchmarks.fit_evidence --data FOLDER --work FOLDER

BioASQ: the sentences of a question's gold documents are right, all others that search finds are wrong; each question is
asked a second time of an index without its gold documents, where every sentence is wrong. CLAP NQ: the sentences of the
passage that the annotators used are right, also against their neighbours; half of the questions have none.
Reported on every fifth question, which the fit does not see: how often the best sentence is right, and the AUROC of its
support between questions with and without an answer.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from benchmarks.public_sets import load
from benchmarks.retrieval import opened
from qa_service.answering.evidence import FEATURE_NAMES, Evidence, rank_evidence
from qa_service.answering.reading import read_question
from qa_service.retrieval.analysis import terms
from qa_service.retrieval.search import Searcher

_TOP_K = 8
_NEGATIVES = 12


class Case(NamedTuple):
    """The sentences that search brought for one question, and which are right."""

    source: str
    rows: list[tuple[float, ...]]
    labels: list[bool]

    @property
    def answerable(self) -> bool:
        """Whether any is right."""
        return any(self.labels)


def bioasq_cases(data: Path, work: Path) -> Iterator[Case]:
    """Each question with its gold documents, and without."""
    public = load(data, "bioasq")
    searcher = opened(public, work)
    for question, relevant in public.questions:
        for without_gold in (False, True):
            evidence = _evidence(searcher, question, relevant if without_gold else frozenset())
            labels = [item.found.stored.passage.document_id in relevant for item in evidence]
            yield Case("bioasq", [astuple(item.features) for item in evidence], labels)


def clapnq_cases(data: Path, work: Path) -> Iterator[Case]:
    """Each question; right are the sentences that the annotators' answer is made of."""
    searcher = opened(load(data, "clapnq"), work)
    with gzip.open(data / "clapnq" / "clapnq.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    for row in rows:
        answer = set(terms(" ".join(row["answers"] or []))) if row["answerable"] else set()
        evidence = _evidence(searcher, row["question"], frozenset())
        labels = [_is_part(item.text, answer) and item.text in row["context"] for item in evidence]
        yield Case("clapnq", [astuple(item.features) for item in evidence], labels)


def _evidence(searcher: Searcher, question: str, left_out: frozenset[str]) -> list[Evidence]:
    query = searcher.query(question)
    found = searcher.search(query, _TOP_K + (60 if left_out else 0))
    kept = [item for item in found if item.stored.passage.document_id not in left_out][:_TOP_K]
    return rank_evidence(read_question(query.text), query, kept, searcher)


def _is_part(text: str, answer: set[str]) -> bool:
    own = set(terms(text))
    return bool(own) and len(own & answer) / len(own) > 0.8


def fit(cases: list[Case]) -> LogisticRegression:
    """Fit right against wrong sentences; the hardest wrong ones by the present weights, and some at random."""
    chance = random.Random(0)
    rows, labels = [], []
    for case in cases:
        wrong = [row for row, label in zip(case.rows, case.labels, strict=True) if not label]
        wrong = wrong[: _NEGATIVES // 2] + chance.sample(wrong, min(len(wrong), _NEGATIVES // 2))
        right = [row for row, label in zip(case.rows, case.labels, strict=True) if label][:_NEGATIVES]
        rows += [*wrong, *right]
        labels += [False] * len(wrong) + [True] * len(right)
    return LogisticRegression(C=1.0, max_iter=2000, class_weight="balanced").fit(np.array(rows), np.array(labels))


def report(name: str, model: LogisticRegression, cases: list[Case]) -> None:
    """Print what the model reaches on cases."""
    best_right, support, answerable = [], [], []
    for case in cases:
        if not case.rows:
            continue
        scores = model.decision_function(np.array(case.rows))
        if case.answerable:
            best_right.append(case.labels[int(scores.argmax())])
        support.append(float(scores.max()))
        answerable.append(case.answerable)
    auroc = roc_auc_score(answerable, support)
    print(f"{name}: best sentence right {np.mean(best_right):.3f} (n={len(best_right)}), AUROC of support {auroc:.3f}")


def main() -> None:
    """Fit, report and print the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path(".benchmarks"))
    arguments = parser.parse_args()
    cases = [*bioasq_cases(arguments.data, arguments.work), *clapnq_cases(arguments.data, arguments.work)]
    seen = [case for number, case in enumerate(cases) if number // 2 % 5]
    unseen = [case for number, case in enumerate(cases) if not number // 2 % 5]
    model = fit(seen)
    for source in ("bioasq", "clapnq"):
        report(f"{source}, not seen", model, [case for case in unseen if case.source == source])
    for name, weight in zip(FEATURE_NAMES, model.coef_[0], strict=True):
        print(f"    {name}={weight:.2f},")
    print(f"CONSTANT = {model.intercept_[0]:.2f}")


if __name__ == "__main__":
    main()
