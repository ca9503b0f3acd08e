"""How the search of passage vectors grows with the corpus, and what it misses against exact search.

    python -m benchmarks.real_passages --data FOLDER       # once: vectors of real passages and questions, kept
    python -m benchmarks.vector_scale --data FOLDER --sizes 10000 100000 1000000 --json docs/vector-scale.json
    python -m benchmarks.vector_scale --data FOLDER --check # are the enlarged vectors as hard as real ones?
    python -m benchmarks.vector_scale --data FOLDER --others 100000   # the other kinds of index in FAISS

Each size is one line: the product's own files, written and opened as an index build and a server do; questions of the public
sets, one at a time, on one core. Exact search is timed in turn with it, and tells what is missed.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from benchmarks.enlarged import Enlarged
from benchmarks.real_passages import RealPassages, real_passages
from qa_service.evals.speed.report import Machine
from qa_service.retrieval.generation import LARGE_FROM, LARGE_VECTORS, PASSAGE_VECTORS
from qa_service.retrieval.vectors import PassageVectors, write_vectors
from qa_service.types import Vectors

_QUESTIONS = 300
_BEST = 10
_OTHERS = ("HNSW32,SQ8", "IVF{cells},SQ8", "IVF{cells},SQ4", "IVF{cells},PQ96x4fs", "IVF{cells},RaBitQfs")
_TEMPORARY = "vector-scale-"


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


def measure(size: int, enlarged: Enlarged, questions: Vectors) -> dict[str, Any]:
    """Write, open and search the vectors of a corpus of some size."""
    vectors = enlarged.vectors(size)
    with tempfile.TemporaryDirectory(prefix=_TEMPORARY, dir=Path.cwd() / ".benchmarks") as name:
        folder = Path(name)
        began = time.perf_counter()
        write_vectors(folder, vectors, vectors[:1], size >= LARGE_FROM)
        written = time.perf_counter() - began
        began = time.perf_counter()
        opened = PassageVectors(folder)
        open_ms = (time.perf_counter() - began) * 1000
        truth = exact(vectors, questions)
        del vectors
        timed(lambda vector: list(opened.nearest(vector, 100)), questions)
        found, times = timed(lambda vector: list(opened.nearest(vector, 100)), questions)
        flat: Any = faiss.read_index(str(folder / PASSAGE_VECTORS), faiss.IO_FLAG_MMAP_IFC)
        _, exact_times = timed(lambda vector: flat.search(vector, 100)[1][0].tolist(), questions[:50])
        cells = folder / LARGE_VECTORS
        return {
            "passages": size,
            "index": "cells" if cells.exists() else "flat",
            "recall_at_10": round(recall([numbers[:_BEST] for numbers in found], truth), 4),
            "milliseconds": spread(times),
            "exact_milliseconds": spread(exact_times),
            "write_seconds": round(written, 1),
            "open_milliseconds": round(open_ms, 1),
            "bytes_per_passage_in_memory": round(
                ((cells if cells.exists() else folder / PASSAGE_VECTORS).stat().st_size) / size
            ),
            "bytes_per_passage_on_disk": round(sum(path.stat().st_size for path in folder.iterdir()) / size),
        }


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


def others(size: int, enlarged: Enlarged, questions: Vectors) -> list[dict[str, Any]]:
    """Other kinds of index: the quickest setting of each that finds 0.98 with exact cosines of 400 candidates."""
    vectors = enlarged.vectors(size)
    truth, rows = exact(vectors, questions), []
    for kind in _OTHERS:
        spec = kind.format(cells=round(4 * size**0.5))
        began = time.perf_counter()
        index: Any = faiss.index_factory(vectors.shape[1], spec, faiss.METRIC_INNER_PRODUCT)
        index.train(vectors[:200_000])
        index.add(vectors)
        built = time.perf_counter() - began
        row = {"index": spec, "passages": size, "build_seconds": round(built, 1)}
        row |= {"bytes_per_passage": round(len(faiss.serialize_index(index)) / size)}
        rows += [row | found for found in _settings(index, vectors, questions, truth)]
        for line in rows[-5:]:
            print(json.dumps(line), flush=True)
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
    parser.add_argument("--sizes", type=int, nargs="*", default=[])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--others", type=int)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    faiss.omp_set_num_threads(1)
    real = real_passages(arguments.data, arguments.work, arguments.portions)
    questions, enlarged = real.question_vectors[:_QUESTIONS], Enlarged(real.vectors)
    report: dict[str, Any] = {"machine": Machine.this().model_dump(), "real_passages": len(real.passages), "sizes": []}
    for size in arguments.sizes:
        report["sizes"].append(measure(size, enlarged, questions))
        print(json.dumps(report["sizes"][-1]), flush=True)
    if arguments.check:
        report["check"] = check(real, questions)
    if arguments.others:
        report["others"] = others(arguments.others, enlarged, questions)
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
