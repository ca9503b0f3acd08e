"""Rows on what an answer costs: its time beyond retrieval, and the words that have to be read."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import Iterator

import numpy as np
from tqdm import tqdm

from benchmarks.answering.figures import Figure, Target, median, quantile
from benchmarks.answering.questions import ABSTAIN, asked, question_files, read_questions, suite_cases
from benchmarks.answering.services import Asked, Services
from qa_service.answering.language.folding import folded
from qa_service.answering.service import Request

_QUESTIONS, _ROUNDS, _SEED = 100, 3, 0
_SUITES = ("facts", "related", "abstain", "premises")


def latency(services: Services) -> Iterator[Figure]:
    """Milliseconds of an answer beyond reading the question and searching for it; each question asked after a warm-up."""
    texts = _development(services, with_abstain=True) + [asked(case) for name in _SUITES for case in suite_cases(name)]
    texts = random.Random(_SEED).sample(texts, min(services.sample or _QUESTIONS, len(texts)))
    rounds = asyncio.run(_timed(services.lems, texts))[1:]  # the first round is the warm-up
    searching, answering = np.median(np.array(rounds), axis=0).T
    added, ratio = list(answering - searching), list(answering / searching)
    busy = f"median of {_ROUNDS} rounds; load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    alone = (("retrieval alone", median(list(searching))),)
    yield Figure("added to retrieval, median", median(added), "ms", Target("<=", 60), alone, note=busy)
    slow = (("retrieval alone", quantile(list(searching), 0.95)),)
    yield Figure("added to retrieval, p95", quantile(added, 0.95), "ms", None, slow)
    yield Figure("answer over retrieval, median ratio", median(ratio), "times")


async def _timed(service: Asked, texts: list[str]) -> list[list[tuple[float, float]]]:
    """For each round and question, the milliseconds of retrieval alone and of the answer."""
    rounds = []
    for _ in tqdm(range(_ROUNDS + 1), unit="round", leave=False, disable=None):
        times = []
        for text in texts:
            began = time.perf_counter()
            service.searcher.search(service.searcher.query(text), service.top_k)
            searched = time.perf_counter()
            answer = await service.service.answer(Request(text, top_k=service.top_k))
            times.append(((searched - began) * 1000, answer.timings_ms.total))
        rounds.append(times)
    return rounds


def words(services: Services) -> Iterator[Figure]:
    """How many words an answer has, without its marks."""
    suites = {name: [asked(case) for case in services.some(suite_cases(name))] for name in ("facts", "related")}
    development = services.some(_development(services, with_abstain=False))
    for name, texts in {"questions": development, **suites}.items():
        answers = services.lems.answers(texts)
        lengths = [len(folded(answer.text).split()) for answer in answers if answer.status != "abstained"]
        plain = [len(services.lems.dense_sentences.best(text).split()) for text in texts]
        baseline = (("3 dense sentences", median(plain)),)
        yield Figure(f"median words of an answer, {name}", median(lengths), "words", Target("<", 70), baseline)


def _development(services: Services, with_abstain: bool) -> list[str]:
    questions = [item for _, path in question_files(services) if path.is_file() for item in read_questions(path)]
    return [item.text for item in questions if with_abstain or item.behaviour != ABSTAIN]
