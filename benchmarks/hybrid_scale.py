r"""How hybrid search, the memory it needs and the opening of an index grow with the corpus.

    python -m benchmarks.real_passages --data FOLDER       # once: vectors of real passages and questions, kept
    python -m benchmarks.hybrid_scale --data FOLDER --sizes 10000 100000 1000000 --exact 10000 100000 1000000 \
        --json docs/hybrid-scale.json --plot docs/hybrid-scale.png

The index of each size is written as a build writes it, of an enlarged corpus in documents of ten passages (see
`benchmarks.enlarged`); the vectors of sentences are left out, for search does not read them. The encoder comes from a built
index. A process of its own opens each index and answers questions of the public sets, one at a time; times are the processor's,
as a machine has other work too, and `wall` is what the clock says. `--exact` measures the same index without what a large corpus
has more: with FTS5 and exact search of vectors.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import faiss

from benchmarks.enlarged import Enlarged, EnlargedDocuments
from benchmarks.real_passages import real_passages
from benchmarks.vector_scale import spread
from qa_service.evals.speed.report import Machine
from qa_service.retrieval.analysis import ANALYSIS_VERSION
from qa_service.retrieval.generation import (
    ENCODER,
    ENCODER_WEIGHTS,
    FORMAT_VERSION,
    LARGE_FROM,
    LARGE_TERMS,
    LARGE_VECTORS,
    PASSAGE_VECTORS,
    STORE,
    TOKENIZER,
    Counts,
    Manifest,
    building,
    current_generation,
    file_records,
    publish,
    read_manifest,
)
from qa_service.retrieval.search import Found, Searcher
from qa_service.retrieval.store_writing import write_store
from qa_service.retrieval.vectors import PassageVectors, write_vectors
from qa_service.types import Document, Vectors

_QUESTIONS = 200
_WARM = 20
_K = 40
_BEST = 10


def write_index(
    folder: Path, documents: Sequence[Document], vectors: Vectors, encoder: Path, is_large: bool
) -> dict[str, Any]:
    """Write the index of documents whose vectors are known, as a build does; the seconds it took."""
    with building(folder) as workplace:
        began = time.perf_counter()
        write_vectors(workplace, vectors, vectors[:1], is_large)
        vectors_written = time.perf_counter()
        write_store(workplace / STORE, documents, [], is_large)
        store_written = time.perf_counter()
        for name in (ENCODER, ENCODER_WEIGHTS, TOKENIZER):
            shutil.copyfile(encoder / name, workplace / name)
        manifest = Manifest(
            format_version=FORMAT_VERSION,
            analysis_version=ANALYSIS_VERSION,
            corpus=folder.name,
            created=datetime.now(UTC),
            corpus_fingerprint=folder.name,
            embedder=read_manifest(encoder).embedder,
            counts=Counts(documents=len(documents), passages=len(vectors), sentences=1),
            files=file_records(workplace),
        )
        publish(workplace, manifest)
    return {
        "vectors_seconds": round(vectors_written - began, 1),
        "store_seconds": round(store_written - vectors_written, 1),
    }


def without_large_files(generation: Path, folder: Path) -> Path:
    """The same index as a small corpus has it: FTS5, and exact search of vectors."""
    manifest = read_manifest(generation)
    kept = {
        name: record for name, record in manifest.files.items() if not name.startswith((LARGE_TERMS, LARGE_VECTORS))
    }
    with building(folder) as workplace:
        for name in kept:
            (workplace / name).hardlink_to(generation / name)
        return publish(workplace, manifest.model_copy(update={"files": kept}))


def ask(generation: Path, questions: Sequence[str]) -> dict[str, Any]:
    """Open an index in this process and ask; times in milliseconds, memory in MiB."""
    before = _memory()
    began = time.perf_counter()
    searcher = Searcher(generation)
    opened = time.perf_counter()
    searcher.prepare()
    prepared = time.perf_counter()
    times: dict[str, list[float]] = {}
    found = []
    for question in questions:
        parts, best = _answered(searcher, question)
        found.append([item.stored.number for item in best])
        for name, value in parts.items():
            times.setdefault(name, []).append(value)
    counts, memory = searcher.manifest.counts, _memory()
    return {
        "passages": counts.passages,
        "is_large": (generation / LARGE_VECTORS).exists(),
        "open_seconds": round(opened - began, 3),
        "prepare_seconds": round(prepared - opened, 3),
        "milliseconds": {name: spread(values[_WARM:]) for name, values in times.items()},
        "recall_at_10": dense_recall(generation, searcher.encoder.embed(questions)),
        "memory_mib": {name: round(value - before[name]) for name, value in memory.items()},
        "megabytes": {name: round(record.bytes / 1e6, 1) for name, record in searcher.manifest.files.items()},
        "found": found,
    }


def dense_recall(generation: Path, questions: Vectors) -> float:
    """The share of the ten nearest passages that the index finds."""
    opened = PassageVectors(generation)
    index: Any = faiss.read_index(str(generation / PASSAGE_VECTORS), faiss.IO_FLAG_MMAP_IFC)
    truth = index.search(questions, _BEST)[1].tolist()
    return alike([list(opened.nearest(question[None], _BEST)) for question in questions], truth)


def _answered(searcher: Searcher, question: str) -> tuple[dict[str, float], list[Found]]:
    """What is found for a question, and the milliseconds of each step."""
    marks, began = [time.process_time()], time.perf_counter()
    query = searcher.query(question)
    _ = query.vector  # embedded here, and not in the search that asks for it first
    marks.append(time.process_time())
    best = searcher.search(query, _K)
    marks.append(time.process_time())
    wall = time.perf_counter() - began
    for step in (
        lambda: searcher.search(query, _K, "dense"),
        lambda: searcher.search(query, _K, "lexical"),
        lambda: searcher.encoder.embed([question]),
    ):
        step()
        marks.append(time.process_time())
    names = ("query", "hybrid", "dense", "lexical", "encoder")
    parts = {name: (after - before) * 1000 for name, (before, after) in zip(names, pairwise(marks), strict=True)}
    return parts | {"all": parts["query"] + parts["hybrid"], "wall": wall * 1000}, best


def _memory() -> dict[str, float]:
    """MiB of this process: its own, and what it has mapped of files and looked at."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    values = dict(line.split(":", 1) for line in lines)
    return {name: int(values[field].split()[0]) / 1024 for name, field in (("own", "RssAnon"), ("mapped", "RssFile"))}


def measure(generation: Path, questions: Path) -> dict[str, Any]:
    """Ask an index in a new process."""
    command = [sys.executable, "-m", "benchmarks.hybrid_scale", "--ask", str(generation), "--questions", str(questions)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def alike(found: Sequence[Sequence[int]], truth: Sequence[Sequence[int]]) -> float:
    """The share of the ten best that are the same."""
    shares = [len({*own[:_BEST]} & {*true[:_BEST]}) / _BEST for own, true in zip(found, truth, strict=True)]
    return round(statistics.mean(shares), 4)


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Write and ask an index of each size."""
    real = real_passages(arguments.data, arguments.work, arguments.portions)
    questions = arguments.work / "questions.json"
    questions.write_text(json.dumps(real.questions[:_QUESTIONS]), encoding="utf-8")
    encoder, enlarged = current_generation(arguments.index), Enlarged(real.vectors)
    report: dict[str, Any] = {"machine": Machine.this().model_dump(), "real_passages": len(real.passages), "sizes": []}
    for size in arguments.sizes:
        folder = arguments.work / f"index-{size}"
        built = {}
        if not (folder / "CURRENT").exists():
            documents = EnlargedDocuments(real, enlarged, size)
            built = write_index(folder, documents, enlarged.vectors(size), encoder, size >= LARGE_FROM)
        generation = current_generation(folder)
        row = built | measure(generation, questions)
        if size in arguments.exact:
            exact = measure(without_large_files(generation, arguments.work / f"index-{size}-exact"), questions)
            row["alike"] = alike(row["found"], exact.pop("found"))
            row["exact"] = exact
        del row["found"]
        report["sizes"].append(row)
        print(json.dumps(row), flush=True)
    return report


def draw(report: dict[str, Any], path: Path) -> None:
    """Milliseconds by size, on logarithmic axes."""
    from matplotlib import pyplot  # noqa: PLC0415 - half a second that only a plot needs

    figure, axes = pyplot.subplots(figsize=(9, 4), layout="constrained")
    sizes = [row["passages"] for row in report["sizes"]]
    for name in ("dense", "lexical", "hybrid", "all"):
        medians = [row["milliseconds"][name]["median"] for row in report["sizes"]]
        label = "hybrid, with reading and embedding the question" if name == "all" else name
        axes.plot(sizes, medians, marker="o", label=label)
    exact = [
        (row["passages"], row["exact"]["milliseconds"]["hybrid"]["median"]) for row in report["sizes"] if "exact" in row
    ]
    axes.plot(*zip(*exact, strict=True), marker="x", linestyle="--", label="hybrid, exact vectors and FTS5")
    axes.axhline(15, color="grey", linewidth=0.8, label="15 ms")
    axes.set(xscale="log", yscale="log", xlabel="passages", ylabel="processor ms, median")
    axes.legend(fontsize="small", loc="upper left", bbox_to_anchor=(1, 1))
    figure.savefig(path, dpi=120)


def main() -> None:
    """Measure, print, keep and draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--work", type=Path, default=Path(".benchmarks/scale"))
    parser.add_argument("--portions", type=int, default=8, help="how many real passages there are: see real_passages")
    parser.add_argument("--index", type=Path, default=Path("index/lems"), help="a built index, for its encoder")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--exact", type=int, nargs="*", default=[], help="of these sizes, exact search too")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--ask", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--questions", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.ask:
        print(json.dumps(ask(arguments.ask, json.loads(arguments.questions.read_text(encoding="utf-8")))))
        return
    report = run(arguments)
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    if arguments.plot:
        draw(report, arguments.plot)


if __name__ == "__main__":
    main()
