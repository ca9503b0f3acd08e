"""Rows on the service's own corpus: right, declined, other fields of medicine, premises."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from benchmarks.answering.baselines import best_bm25
from benchmarks.answering.figures import Figure, Target, share, share_figure
from benchmarks.answering.questions import (
    ABSTAIN,
    PREMISE,
    SAFETY,
    Question,
    asked,
    question_files,
    read_questions,
    suite_cases,
    tell,
)
from benchmarks.answering.services import Services
from qa_service.answering.language.folding import folded
from qa_service.evals.checks import SeenTurn
from qa_service.evals.checks.corrects_premise import CorrectsPremise
from qa_service.evals.words import mentions
from qa_service.types import Answer

_FLAGS = {PREMISE: "a premise given", SAFETY: "safety given"}


def right(services: Services) -> Iterator[Figure]:
    """Questions that are answered with all that must be in the answer, and nothing that must not."""
    for name, path in question_files(services):
        if not path.is_file():
            yield Figure(f"{name}: fully right", note=f"{path}: there is no such file")
            continue
        yield from _right(services, name, path)


def _right(services: Services, name: str, path: Path) -> Iterator[Figure]:
    questions = services.some([item for item in read_questions(path) if item.behaviour != ABSTAIN])
    answers = services.lems.answers(item.text for item in questions)
    plain = {item.id: not item.problems(services.lems.dense_sentences.best(item.text)) for item in questions}
    matched, flagged, strict = {}, {}, {}
    for item, answer in zip(questions, answers, strict=True):
        problems = ["declined"] if _is_declined(answer) else item.problems(answer.text)
        matched[item.id], flagged[item.id] = not problems, item.flag_is_right(answer)
        strict[item.id] = matched[item.id] and flagged[item.id]
        if not strict[item.id]:
            flag = [] if flagged[item.id] else [f"no {item.behaviour}"]
            tell(services, f"{name} {item.id}", item.text, answer, "; ".join(problems + flag))
    yield share_figure(f"{name}: fully right", strict, Target(">=", 0.85), {"3 dense sentences (regex only)": plain})
    yield share_figure(f"{name}: regular expressions alone", matched, None, {"3 dense sentences": plain})
    for behaviour in sorted({item.behaviour for item in questions}):
        ids = [item.id for item in questions if item.behaviour == behaviour]
        of_kind = {case: strict[case] for case in ids}
        yield share_figure(f"{name}: {behaviour}", of_kind, None, {"3 dense": {case: plain[case] for case in ids}})
        if behaviour in _FLAGS:
            yield share_figure(f"{name}: {behaviour}, {_FLAGS[behaviour]}", {case: flagged[case] for case in ids})


def declined(services: Services) -> Iterator[Figure]:
    """Questions without an answer that are declined, and questions with one that are declined wrongly."""
    answerable, unanswerable = _by_answer(services)
    floor = bm25_floor(services)
    baseline = f"BM25 <= {floor:.1f}"
    for source, questions in {"all": _joined(unanswerable), **unanswerable}.items():
        is_declined = _declined(services, questions)
        for case in (case for case, true in is_declined.items() if not true):
            tell(services, f"{source} {case}", questions[case], services.lems.answers([questions[case]])[0], "answered")
        plain = {case: best_bm25(services.lems.searcher, text) <= floor for case, text in questions.items()}
        yield share_figure(f"unanswerable declined: {source}", is_declined, Target(">=", 0.95), {baseline: plain})
    for source, questions in {"all": _joined(answerable), **answerable}.items():
        is_declined = _declined(services, questions)
        for case in (case for case, true in is_declined.items() if true):
            tell(services, f"{source} {case}", questions[case], services.lems.answers([questions[case]])[0], "declined")
        plain = {case: best_bm25(services.lems.searcher, text) <= floor for case, text in questions.items()}
        yield share_figure(f"answerable wrongly declined: {source}", is_declined, Target("<=", 0.03), {baseline: plain})


def foreign(services: Services) -> Iterator[Figure]:
    """Questions of other fields of medicine, which this corpus does not answer."""
    with gzip.open(services.public / "bioasq" / "queries.jsonl.gz", "rt", encoding="utf-8") as lines:
        questions = {row["id"]: row["text"] for row in services.some([json.loads(line) for line in lines])}
    is_declined = _declined(services, questions)
    for case in (case for case, true in is_declined.items() if not true):
        tell(services, case, questions[case], services.lems.answers([questions[case]])[0], "answered")
    floor = bm25_floor(services)
    plain = {case: best_bm25(services.lems.searcher, text) <= floor for case, text in questions.items()}
    yield share_figure(
        "BioASQ declined on the LEMS index", is_declined, Target(">=", 0.98), {f"BM25 <= {floor:.1f}": plain}
    )


def premises(services: Services) -> Iterator[Figure]:
    """Wrong premises that are corrected, and true ones that are left alone."""
    wrong, true, answered, plain = {}, {}, {}, {}
    cases = services.some(suite_cases("premises"))
    for case, answer in zip(cases, services.lems.answers(map(asked, cases)), strict=True):
        check = next(check for check in case.conversation[0].checks if isinstance(check, CorrectsPremise))
        passed = check.judge(SeenTurn(asked(case), answer.text, answer)).outcome == "passed"
        if check.is_wrong:
            wrong[case.id] = passed
            text = folded(services.lems.dense_sentences.best(asked(case)))
            plain[case.id] = any(not mention.is_negated for mention in mentions(text, check.correction or ()))
        else:
            true[case.id], answered[case.id] = passed, passed and not _is_declined(answer)
        if not passed:
            tell(services, case.id, asked(case), answer, "premise not corrected" if check.is_wrong else "corrected")
    baseline = {"right words in 3 dense sentences, premise not named": plain}
    yield share_figure("suite: wrong premises corrected", wrong, Target(">=", 0.85), baseline)
    yield share_figure("suite: true premises left alone", true, Target(">=", 0.95))
    yield share_figure("suite: true premises left alone and answered", answered)
    for name, path in question_files(services):
        yield from _premises(services, name, path) if path.is_file() else ()


def _premises(services: Services, name: str, path: Path) -> Iterator[Figure]:
    questions = services.some(read_questions(path))
    corrected, left, plain = {}, {}, {}
    for item, answer in zip(questions, services.lems.answers(item.text for item in questions), strict=True):
        if item.behaviour == PREMISE:
            corrected[item.id] = answer.premise is not None and not item.problems(answer.text)
            plain[item.id] = not item.problems(services.lems.dense_sentences.best(item.text))
        else:
            left[item.id] = answer.premise is None
    yield share_figure(
        f"{name}: wrong premises corrected",
        corrected,
        Target(">=", 0.85),
        {"right words in 3 dense sentences, premise not named": plain},
    )
    yield share_figure(f"{name}: other questions left alone", left, Target(">=", 0.95))


def bm25_floor(services: Services) -> float:
    """The BM25 at which as many answerable questions are declined as the service declines."""
    questions = _joined(_by_answer(services)[0])
    found = share(_declined(services, questions))
    scores = [best_bm25(services.lems.searcher, text) for text in questions.values()]
    return float(np.quantile(scores, found.value if found else 0.0, method="lower"))


def _by_answer(services: Services) -> tuple[dict[str, dict[str, str]], dict[str, dict[str, str]]]:
    """By source, the questions that the corpus answers, and those that it does not."""
    answerable: dict[str, dict[str, str]] = {}
    unanswerable: dict[str, dict[str, str]] = {}
    for name, path in question_files(services):
        if path.is_file():
            questions = read_questions(path)
            answerable[name] = _texts(services.some([item for item in questions if item.behaviour != ABSTAIN]))
            unanswerable[name] = _texts(services.some([item for item in questions if item.behaviour == ABSTAIN]))
    for name in ("facts", "related"):
        answerable[name] = {case.id: asked(case) for case in services.some(suite_cases(name))}
    cases = suite_cases("abstain")
    for kind in sorted({case.kind for case in cases}):
        of_kind = services.some([case for case in cases if case.kind == kind])
        unanswerable[f"suite, {kind}"] = {case.id: asked(case) for case in of_kind}
    return answerable, unanswerable


def _texts(questions: list[Question]) -> dict[str, str]:
    return {item.id: item.text for item in questions}


def _joined(by_source: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {f"{source} {case}": text for source, questions in by_source.items() for case, text in questions.items()}


def _declined(services: Services, questions: Mapping[str, str]) -> dict[str, bool]:
    answers = services.lems.answers(questions.values())
    return {case: _is_declined(answer) for case, answer in zip(questions, answers, strict=True)}


def _is_declined(answer: Answer) -> bool:
    return answer.status == "abstained"
