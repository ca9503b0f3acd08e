"""Ten million vectors on disk: what cells do with more than memory holds comfortably, and what the steps cost.

    python -m benchmarks.vector_limit --data FOLDER --size 10000000 --cells 4000 --json docs/vector-limit.json

Vectors are written to the disk portion by portion and put in cells as they come, so the vectors as they are never lie in memory
together. An index build would make four cells for each root, 12,650; learning and filling them takes time with the 1.5th power
of the size, which `--cells` cuts. Searches are timed with the vectors in the page cache, and after they were put out of it.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from benchmarks.enlarged import Enlarged
from benchmarks.real_passages import real_passages
from benchmarks.vector_scale import recall, spread
from qa_service.evals.speed.report import Machine
from qa_service.retrieval.cells import CANDIDATES, Cells, empty_cells
from qa_service.types import Vectors

_QUESTIONS = 200
_BEST = 10


class Nearest:
    """The ten nearest of each question, of the vectors that have come so far."""

    def __init__(self, questions: Vectors) -> None:
        self._questions = questions
        self._cosines = np.full((len(questions), _BEST), -2, dtype=np.float32)
        self.numbers = np.zeros((len(questions), _BEST), dtype=np.int64)

    def add(self, vectors: Vectors, first: int) -> None:
        """Compare with vectors whose numbers begin there."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        cosines, numbers = index.search(self._questions, _BEST)
        both = np.concatenate([self._cosines, cosines], axis=1)
        order = np.argsort(-both, axis=1)[:, :_BEST]
        self._cosines = np.take_along_axis(both, order, axis=1)
        self.numbers = np.take_along_axis(np.concatenate([self.numbers, numbers + first], axis=1), order, axis=1)


def fill(enlarged: Enlarged, size: int, cells: int, folder: Path, nearest: Nearest) -> dict[str, Any]:
    """Write the vectors and their cells; the seconds of each step, of the processor."""
    took = {"making": 0.0, "learning": 0.0, "filling": 0.0, "comparing": 0.0}
    portions, first = enlarged.portions(size), 0
    index: Any = None
    began = time.process_time()

    def done(step: str) -> None:
        nonlocal began
        took[step] += time.process_time() - began
        began = time.process_time()

    with (folder / "vectors").open("wb") as file:
        for vectors in portions:
            file.write(vectors.tobytes())
            done("making")
            if index is None:
                index = empty_cells(vectors, size, cells)
                done("learning")
            index.add(vectors)
            done("filling")
            nearest.add(vectors, first)
            done("comparing")
            first += len(vectors)
            print(f"{first} vectors, {took}", flush=True)
    faiss.write_index(index, str(folder / "cells"))
    return {f"{step}_seconds": round(seconds) for step, seconds in took.items()}


def search(
    folder: Path, questions: Vectors, is_cold: bool, probes: int
) -> tuple[list[list[int]], list[float], list[float]]:
    """What is found, with the milliseconds of the processor and of the clock."""
    cells = Cells(folder / "cells", probes)
    size = (folder / "vectors").stat().st_size // questions[0].nbytes
    rows: npt.NDArray[np.float32] = np.memmap(folder / "vectors", np.float32, "r", shape=(size, questions.shape[1]))
    found, processor, clock = [], [], []
    for question in questions:
        if is_cold:
            _forget(folder / "vectors")
        began, ticked = time.perf_counter(), time.process_time()
        numbers = np.sort(cells.candidates(question[None], CANDIDATES))
        best = numbers[np.argsort(-(rows[numbers] @ question))[:_BEST]]
        clock.append((time.perf_counter() - began) * 1000)
        processor.append((time.process_time() - ticked) * 1000)
        found.append(best.tolist())
    return found, processor, clock


def _forget(path: Path) -> None:
    """Put a file out of the page cache."""
    handle = os.open(path, os.O_RDONLY)
    os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(handle)


def main() -> None:
    """Fill, search, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path(".benchmarks/scale"))
    parser.add_argument("--portions", type=int, default=8, help="how many real passages there are: see real_passages")
    parser.add_argument("--size", type=int, default=10_000_000)
    parser.add_argument("--cells", type=int, default=4000)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    faiss.omp_set_num_threads(1)
    real = real_passages(arguments.data, arguments.work, arguments.portions)
    questions = real.question_vectors[:_QUESTIONS]
    nearest = Nearest(questions)
    folder = arguments.work / f"limit-{arguments.size}"
    folder.mkdir(exist_ok=True)
    report: dict[str, Any] = {
        "machine": Machine.this().model_dump(),
        "passages": arguments.size,
        "cells": arguments.cells,
    }
    report |= fill(Enlarged(real.vectors), arguments.size, arguments.cells, folder, nearest)
    report["megabytes"] = {path.name: round(path.stat().st_size / 1e6) for path in folder.iterdir()}
    began = time.perf_counter()
    Cells(folder / "cells")
    report["open_seconds"] = round(time.perf_counter() - began, 3)
    report["searches"] = []
    for share in (32, 16, 8):
        for is_cold in (False, True):
            probes = arguments.cells // share
            found, processor, clock = search(folder, questions[: 40 if is_cold else None], is_cold, probes)
            row = {
                "probes": probes,
                "is_cold": is_cold,
                "recall_at_10": round(recall(found, nearest.numbers[: len(found)]), 4),
            }
            report["searches"].append(row | {"milliseconds": spread(processor), "wall_milliseconds": spread(clock)})
            print(json.dumps(report["searches"][-1]), flush=True)
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
