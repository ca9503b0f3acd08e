"""What kinds of vector index miss, and what they take; and whether enlarged vectors are as hard to search as real ones.

    python -m benchmarks.real_passages --data FOLDER       # once: vectors of real passages and questions, kept
    python -m benchmarks.vector_scale --data FOLDER --check --size 100000 --json docs/vector-scale.json

Questions of the public sets, one at a time, on one core; times are the processor's. What the product itself finds is measured
by `benchmarks.hybrid_scale`.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from benchmarks.enlarged import Enlarged
from benchmarks.real_passages import RealPassages, real_passages
from qa_service.evals.speed.report import Machine
from qa_service.types import Vectors

_QUESTIONS = 300
_BEST = 10
_KINDS = (
    "HNSW32,SQ8",
    "IVF{cells},RaBitQ",
    "IVF{cells},SQ8",
    "IVF{cells},SQ4",
    "IVF{cells},PQ96x4fs",
    "IVF{cells},RaBitQfs",
)


def exact(vectors: Vectors, questions: Vectors) -> list[list[int]]:
    """The ten nearest of each question."""
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    found: list[list[int]] = index.search(questions, _BEST)[1].tolist()
    return found


def recall(found: Sequence[Sequence[int]], truth: Sequence[Sequence[int]]) -> float:
    """The share of the nearest that was found."""
    return statistics.mean(len({*own} & {*true}) / len(true) for own, true in zip(found, truth, strict=True))


def timed(search: Callable[[Vectors], Sequence[int]], questions: Vectors) -> tuple[list[Sequence[int]], list[float]]:
    """What is found for each question, and the milliseconds of the processor that it took: a machine has other work too."""
    found, times = [], []
    for question in questions:
        began = time.process_time()
        found.append(search(question[None]))
        times.append((time.process_time() - began) * 1000)
    return found, times


def check(real: RealPassages, questions: Vectors) -> list[dict[str, Any]]:
    """The recall of cells among real vectors, and among as many made of a quarter of them."""
    size = len(real.vectors)
    kinds = {"real": real.vectors}
    for noise in (0.0, 0.5, 1.0):
        kinds[f"a quarter enlarged, noise {noise}"] = Enlarged(real.vectors[: size // 4], noise).vectors(size)
    kinds["drawn at random"] = _unit(np.random.default_rng(1).standard_normal(real.vectors.shape, dtype=np.float32))
    rows = []
    for name, vectors in kinds.items():
        cells = round(4 * size**0.5)
        index: Any = faiss.index_factory(vectors.shape[1], f"IVF{cells},Flat", faiss.METRIC_INNER_PRODUCT)
        index.train(vectors)
        index.add(vectors)
        truth, row = exact(vectors, questions), {"vectors": name}
        for share in (64, 32, 16, 8):
            index.nprobe = cells // share
            row[f"recall, 1/{share} of the cells"] = round(recall(index.search(questions, _BEST)[1].tolist(), truth), 3)
        rows.append(row)
        print(json.dumps(row), flush=True)
    return rows


def kinds(names: Sequence[str], vectors: Vectors, questions: Vectors) -> list[dict[str, Any]]:
    """Recall and time of kinds of index at several efforts, with exact cosines of 400 candidates."""
    truth, rows = exact(vectors, questions), []
    for name in names:
        spec = name.format(cells=round(4 * len(vectors) ** 0.5))
        began = time.process_time()
        index: Any = faiss.index_factory(vectors.shape[1], spec, faiss.METRIC_INNER_PRODUCT)
        index.train(vectors[:100_000])
        index.add(vectors)
        row = {"index": spec, "passages": len(vectors), "build_seconds": round(time.process_time() - began, 1)}
        row |= {"bytes_per_passage": round(len(faiss.serialize_index(index)) / len(vectors))}
        for found in _settings(index, vectors, questions, truth):
            rows.append(row | found)
            print(json.dumps(rows[-1]), flush=True)
    return rows


def _settings(index: Any, vectors: Vectors, questions: Vectors, truth: Sequence[Sequence[int]]) -> list[dict[str, Any]]:
    found = []
    for effort in (32, 64, 128, 256, 512):
        if hasattr(index, "hnsw"):
            index.hnsw.efSearch = effort
        else:
            index.nprobe = effort

        def search(vector: Vectors) -> list[int]:
            numbers = index.search(vector, 400)[1][0]
            numbers = numbers[numbers >= 0]
            best: list[int] = numbers[np.argsort(-(vectors[numbers] @ vector[0]))[:_BEST]].tolist()
            return best

        numbers, times = timed(search, questions)
        found.append(
            {"effort": effort, "recall_at_10": round(recall(numbers, truth), 4), "milliseconds": spread(times)}
        )
    return found


def _unit(vectors: Vectors) -> Vectors:
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def spread(times: Sequence[float]) -> dict[str, float]:
    """Median, and what a tenth and nine tenths stay below."""
    cuts = statistics.quantiles(times, n=10)
    return {"median": round(statistics.median(times), 3), "p10": round(cuts[0], 3), "p90": round(cuts[-1], 3)}


def main() -> None:
    """Measure, print a line for each, and keep them with what the machine is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path(".benchmarks/scale"))
    parser.add_argument("--portions", type=int, default=8, help="how many real passages there are: see real_passages")
    parser.add_argument("--check", action="store_true", help="compare enlarged vectors with real ones")
    parser.add_argument("--size", type=int, help="how many vectors the kinds of index are compared with")
    parser.add_argument("--kinds", nargs="+", default=_KINDS, help="of index, as FAISS calls them")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    faiss.omp_set_num_threads(1)
    real = real_passages(arguments.data, arguments.work, arguments.portions)
    questions = real.question_vectors[:_QUESTIONS]
    report: dict[str, Any] = {"machine": Machine.this().model_dump(), "real_passages": len(real.passages)}
    if arguments.check:
        report["check"] = check(real, questions)
    if arguments.size:
        report["kinds"] = kinds(arguments.kinds, Enlarged(real.vectors).vectors(arguments.size), questions)
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
