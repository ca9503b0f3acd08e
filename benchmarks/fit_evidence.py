"""Fit the weights of `qa_service.answering.features` and measure them on questions that the fit does not see.

    python -m benchmarks.fit_evidence --data FOLDER --work FOLDER --index index/lems

BioASQ: the sentences of a question's gold documents are right, all others that search finds are wrong; each question is asked a
second time of an index without its gold documents, where every sentence is wrong. CLAP NQ: the sentences that the annotators'
answer is made of are right, also against their neighbours; half of the questions have none. Suites of the corpus: a sentence of
the right work that holds what the case demands is right; the questions of `abstain` have none. Each source counts the same,
within it each question, within that the right and the wrong sentences.

Reported on every fifth question: how often the best sentence is right, and the AUROC of its support between questions with and
without an answer.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from benchmarks.public_sets import load
from benchmarks.reader.splits import is_set_aside
from qa_service.answering.evidence import READ, Evidence, rank_evidence
from qa_service.answering.features import FEATURE_NAMES
from qa_service.answering.reader import Reader, shipped_reader
from qa_service.answering.reading import read_question
from qa_service.evals.checks import SeenTurn
from qa_service.evals.checks.cites import Cites
from qa_service.evals.checks.contains import Contains
from qa_service.evals.checks.covers import Covers
from qa_service.evals.checks.number import Number
from qa_service.evals.ir.evaluation import open_index
from qa_service.evals.suites import load_suite
from qa_service.retrieval.analysis import terms
from qa_service.retrieval.embedder import SentenceEmbedder
from qa_service.retrieval.generation import current_generation
from qa_service.retrieval.search import Searcher
from qa_service.settings import PINNED_EMBEDDER

_TOP_K = 12
_FITTED = [name for name in FEATURE_NAMES if name != "names_section"]
_SUITES = Path("evals/suites/lems")


class Case(NamedTuple):
    """The sentences that search brought for one question, and which are right."""

    source: str
    question: str
    evidence: list[Evidence]
    labels: np.ndarray

    @property
    def rows(self) -> np.ndarray:
        """The features of each sentence, as far as they are fitted."""
        return np.array([astuple(item.features)[: len(_FITTED)] for item in self.evidence])


class ReadCase(NamedTuple):
    """The most promising sentences of a question, each with what features and reader say of it."""

    source: str
    rows: np.ndarray
    labels: np.ndarray


def make_case(source: str, question: str, evidence: list[Evidence], labels: list[bool]) -> Case:
    """A case of one question."""
    return Case(source, question, evidence, np.array(labels))


def read(case: Case, reader: Reader) -> ReadCase:
    """Read the most promising sentences of a case."""
    promising = case.evidence[:READ]
    odds = reader.answers(case.question, [item.text for item in promising])
    rows = np.array([[item.support, float(own)] for item, own in zip(promising, odds, strict=True)])
    return ReadCase(case.source, rows, case.labels[:READ])


def bioasq_cases(data: Path, work: Path) -> Iterator[Case]:
    """Each question with its gold documents, and without."""
    judged = load(data, "bioasq")
    searcher = open_index(judged, SentenceEmbedder(PINNED_EMBEDDER), work)
    for query, question in judged.queries.items():
        if not is_set_aside(query):  # the reader was trained on the others
            continue
        relevant = frozenset(judged.qrels[query])
        for left_out in (frozenset[str](), relevant):
            evidence = _evidence(searcher, question, left_out)
            yield make_case(
                "bioasq", question, evidence, [item.found.stored.passage.document_id in relevant for item in evidence]
            )


def clapnq_cases(data: Path, work: Path) -> Iterator[Case]:
    """Each question; right are the sentences that the annotators' answer is made of."""
    searcher = open_index(load(data, "clapnq"), SentenceEmbedder(PINNED_EMBEDDER), work)
    with gzip.open(data / "clapnq" / "clapnq.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    for row in rows:
        if not is_set_aside(row["id"]):
            continue
        answer = set(terms(" ".join(row["answers"] or []))) if row["answerable"] else set()
        evidence = _evidence(searcher, row["question"])
        labels = [_is_part(item.text, answer) and item.text in row["context"] for item in evidence]
        yield make_case("clapnq", row["question"], evidence, labels)


def suite_cases(index: Path) -> Iterator[Case]:
    """The questions of the corpus's own suites; right are sentences of a cited work that hold a fact which the case demands."""
    searcher = Searcher(current_generation(index))
    for name in ("facts", "related", "abstain"):
        for case in load_suite(_SUITES / f"{name}.yaml").suite.cases:
            turn = case.conversation[0]
            documents = {key for check in turn.checks if isinstance(check, Cites) for key in check.document}
            facts = [fact for check in turn.checks for fact in (check.facts if isinstance(check, Covers) else (check,))]
            demanded = [fact for fact in facts if isinstance(fact, Contains | Number)]
            evidence = _evidence(searcher, turn.question)
            labels = [
                item.found.stored.passage.document_id in documents
                and any(fact.judge(SeenTurn(turn.question, item.text)).outcome == "passed" for fact in demanded)
                for item in evidence
            ]
            yield make_case("suites", turn.question, evidence, labels)


def fit(cases: Iterable[Case | ReadCase]) -> LogisticRegression:
    """Fit right against wrong sentences."""
    cases = [case for case in cases if len(case.labels)]
    size = {case.source: sum(other.source == case.source for other in cases) for case in cases}
    weights = [
        np.where(case.labels, 1 / max(1, case.labels.sum()), 1 / max(1, (~case.labels).sum()))
        * 1000
        / size[case.source]
        for case in cases
    ]
    rows, labels = np.concatenate([case.rows for case in cases]), np.concatenate([case.labels for case in cases])
    return LogisticRegression(C=5.0, max_iter=3000).fit(rows, labels, sample_weight=np.concatenate(weights))


def report(name: str, model: LogisticRegression, cases: Sequence[Case | ReadCase]) -> None:
    """Print what the model reaches on cases."""
    scored = [(model.decision_function(case.rows), case.labels) for case in cases if len(case.labels)]
    best_right = [labels[scores.argmax()] for scores, labels in scored if labels.any()]
    auroc = roc_auc_score([labels.any() for _, labels in scored], [scores.max() for scores, _ in scored])
    print(f"{name}: best sentence right {np.mean(best_right):.3f} (n={len(best_right)}), AUROC of support {auroc:.3f}")


def _evidence(searcher: Searcher, question: str, left_out: frozenset[str] = frozenset()) -> list[Evidence]:
    query = searcher.query(question)
    found = searcher.search(query, _TOP_K + (60 if left_out else 0))
    kept = [item for item in found if item.stored.passage.document_id not in left_out][:_TOP_K]
    return rank_evidence(read_question(query.text), query, kept, searcher)


def _is_part(text: str, answer: set[str]) -> bool:
    own = set(terms(text))
    return bool(own) and len(own & answer) / len(own) > 0.8


def main() -> None:
    """Fit, report and print the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path(".benchmarks"))
    parser.add_argument("--index", type=Path, default=Path("index/lems"))
    parser.add_argument("--reader", type=Path, default=shipped_reader())
    arguments = parser.parse_args()
    cases = [
        *suite_cases(arguments.index),
        *clapnq_cases(arguments.data, arguments.work),
        *bioasq_cases(arguments.data, arguments.work),
    ]
    unseen = [case for number, case in enumerate(cases) if not number // 2 % 5]
    model = fit([case for number, case in enumerate(cases) if number // 2 % 5])
    for source in ("suites", "clapnq", "bioasq"):
        report(f"{source}, not seen", model, [case for case in unseen if case.source == source])
    print(", ".join(f"{name}={weight:.2f}" for name, weight in zip(_FITTED, model.coef_[0], strict=True)))
    print(f"CONSTANT = {model.intercept_[0]:.2f}")
    reader = Reader(arguments.reader)
    read_cases = [read(case, reader) for case in cases if len(case.labels)]
    unseen_read = read_cases[::2]
    second = fit(read_cases[1::2])
    for source in ("suites", "clapnq", "bioasq"):
        report(f"{source}, read, not seen", second, [case for case in unseen_read if case.source == source])
    (promising, own), constant = second.coef_[0], second.intercept_[0]
    print(f"SUPPORT_CONSTANT, PROMISING, READ_WEIGHT = {constant:.2f}, {promising:.2f}, {own:.2f}")


if __name__ == "__main__":
    main()
