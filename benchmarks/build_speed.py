"""How fast an index is built, what it holds in memory, and what one changed work costs.

    python -m benchmarks.build_speed speed --data FOLDER [--passages 2000] [--rounds 3] [--json F] [--plot F]
    python -m benchmarks.build_speed memory --data FOLDER [--sizes 2000 20000]
    python -m benchmarks.build_speed changed --data FOLDER [--works 10000]

speed: a build of SciFact beside sentence-transformers alone, which embeds the same texts at the best of its settings on this
machine (bf16 where the processor has it, sorted by length, batches of 16, 32 or 64; chosen in the same run). In turn, with as
many threads. The processor's time is what to compare where the machine has other work.
memory, changed: works of SciFact, MedQuAD and BioASQ as Markdown files, built by `qa-service index build`'s own steps with
random vectors, as the model's memory and time do not depend on the corpus; what is told is the peak of a process of its own.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.public_sets import load
from qa_service.evals.reports import write_text_atomically
from qa_service.evals.speed.report import Figure, Machine, SpeedReport, as_table, draw
from qa_service.ingestion.corpus import corpus_fingerprint, spool_corpus
from qa_service.retrieval.build import BuildReport, build_index
from qa_service.retrieval.embedder import SentenceEmbedder, model_folder
from qa_service.retrieval.generation import (
    ENCODER,
    ENCODER_WEIGHTS,
    TOKENIZER,
    EmbedderRecord,
    current_generation,
    read_manifest,
)
from qa_service.retrieval.rows import counts_of, texts_of
from qa_service.settings import PINNED_EMBEDDER
from qa_service.types import Document, Vectors

_SETS = ("scifact", "medquad", "bioasq")
_BATCHES = (16, 32, 64)
_TRIED_ON = 128
BARE = "sentence-transformers alone"


class RandomEmbedder:
    """Unit vectors drawn by the text, with the query encoder of an index that is there."""

    def __init__(self, generation: Path) -> None:
        self._generation = generation
        self._record = read_manifest(generation).embedder

    @property
    def identity(self) -> str:
        """That of no model."""
        return "random"

    @property
    def record(self) -> EmbedderRecord:
        """The encoder's, under that name."""
        return self._record.model_copy(update={"sha256": self.identity})

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector per text."""
        drawn = np.stack([self._drawn(text) for text in texts])
        return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), dtype=np.float32)

    def freeze(self, folder: Path) -> None:
        """Copy the encoder."""
        for name in (ENCODER, ENCODER_WEIGHTS, TOKENIZER):
            shutil.copyfile(self._generation / name, folder / name)

    def _drawn(self, text: str) -> Vectors:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
        return np.random.default_rng(seed).standard_normal(self._record.dimension, dtype=np.float32)


class TimedEmbedder(SentenceEmbedder):
    """The build's embedder, which keeps what embedding took beside what a build does else."""

    taken = (0.0, 0.0)
    """Seconds that passed, and seconds of the processor."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed, and add what it took."""
        found: list[Vectors] = []
        wall, processor = timed(lambda: found.append(super(TimedEmbedder, self).embed(texts)))
        self.taken = (self.taken[0] + wall, self.taken[1] + processor)
        return found[0]


def speed(arguments: argparse.Namespace) -> None:
    """Build and embed in turn."""
    import torch  # noqa: PLC0415 - the other parts do without

    torch.set_num_threads(arguments.threads)
    machine, documents = Machine.this(), first_passages(load(arguments.data, "scifact").documents, arguments.passages)
    texts = [text.text for document in documents for text in texts_of(document)]
    name, bare = best_bare(texts)
    print(f"{len(documents)} works, {counts_of(documents)}, {len(texts)} texts; best alone: {name}", flush=True)
    embedder = TimedEmbedder(PINNED_EMBEDDER)
    embedder.embed(texts[:8])  # so that loading the model counts nowhere
    rates: dict[tuple[str, str], list[float]] = {}
    for _ in range(arguments.rounds):
        embedder.taken = (0.0, 0.0)
        taken = {
            BARE: timed(lambda: bare(texts)),
            "the build": timed(lambda: _built(documents, embedder)),
            "embedding in the build": embedder.taken,
        }
        for way, (wall, processor) in taken.items():
            rates.setdefault((way, "wall"), []).append(len(texts) / wall)
            rates.setdefault((way, "processor"), []).append(len(texts) / processor)
            print(f"{way}: {len(texts) / wall:.1f} texts/s, {len(texts) / processor:.1f} by processor time", flush=True)
    figures = [
        Figure(
            name=f"{way}, {clock} time",
            unit="texts per s",
            values=tuple(values),
            against=f"{BARE}, {clock} time" if way != BARE else "",
        )
        for (way, clock), values in rates.items()
    ]
    report = SpeedReport.of(f"scifact, {len(texts)} texts, {arguments.threads} threads; {name}", machine, figures)
    print(as_table(report), end="")
    if arguments.json:
        write_text_atomically(arguments.json, report.model_dump_json(indent=2) + "\n")
    if arguments.plot:
        draw(report, arguments.plot)


def best_bare(texts: Sequence[str]) -> tuple[str, Callable[[Sequence[str]], Any]]:
    """The fastest setting of sentence-transformers on some of the texts, by processor time."""
    import torch  # noqa: PLC0415
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    folder = str(model_folder(PINNED_EMBEDDER))
    whole = SentenceTransformer(folder, device="cpu").eval()
    kinds = {"full precision": _bare(whole, torch.float32)}
    if torch.cpu._is_avx512_bf16_supported():
        halved = SentenceTransformer(folder, device="cpu").eval().bfloat16()
        kinds = {"autocast to bf16": _bare(whole, torch.bfloat16), "weights in bf16": _bare(halved, torch.float32)}
    ways = {f"{kind}, batches of {batch}": partial(embed, batch) for kind, embed in kinds.items() for batch in _BATCHES}
    some = texts[:: max(1, len(texts) // _TRIED_ON)]
    for way in ways.values():
        way(some[:8])
    taken = {name: timed(lambda way=way: way(some))[1] for name, way in ways.items()}
    for name, seconds in sorted(taken.items(), key=lambda item: item[1]):
        print(f"  {len(some) / seconds:6.1f} texts/s by processor time: {name}", flush=True)
    best = min(taken, key=taken.__getitem__)
    return best, ways[best]


def _bare(model: Any, kind: Any) -> Callable[[int, Sequence[str]], Any]:
    import torch  # noqa: PLC0415

    def embed(batch: int, texts: Sequence[str]) -> Any:
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=kind == torch.bfloat16):
            return model.encode(list(texts), batch_size=batch, show_progress_bar=False, convert_to_tensor=True)

    return embed


def _built(documents: Sequence[Document], embedder: SentenceEmbedder) -> BuildReport:
    with tempfile.TemporaryDirectory(prefix="build-speed-") as folder:
        return build_index(Path(folder), "speed", documents, corpus_fingerprint(documents), embedder)


def first_passages(documents: Sequence[Document], passages: int) -> list[Document]:
    """The first works that have so many searched passages."""
    taken: list[Document] = []
    for document in documents:
        if passages <= 0:
            break
        taken.append(document)
        passages -= sum(passage.is_searched for passage in document.passages)
    return taken


def timed(work: Callable[[], Any]) -> tuple[float, float]:
    """Seconds that passed, and seconds of the processor."""
    gc.collect()
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - processor


def memory(arguments: argparse.Namespace) -> None:
    """Build corpora of several sizes, each in a process of its own."""
    for size in arguments.sizes:
        with corpus_of(arguments.data, size, by_passages=True) as corpus:
            print(f"{size} passages: {in_a_process(corpus, arguments.index)}", flush=True)


def changed(arguments: argparse.Namespace) -> None:
    """Build, change one work, build again; then once more with nothing changed."""
    with corpus_of(arguments.data, arguments.works) as corpus:
        print("all:", in_a_process(corpus, arguments.index), flush=True)
        one = sorted(corpus.glob("*.md"))[arguments.works // 2]
        one.write_text(one.read_text(encoding="utf-8") + "\n\nIt was changed in one sentence.\n", encoding="utf-8")
        print("one changed:", in_a_process(corpus, arguments.index), flush=True)
        print("none changed:", in_a_process(corpus, arguments.index), flush=True)


@contextmanager
def corpus_of(data: Path, size: int, *, by_passages: bool = False) -> Iterator[Path]:
    """A folder of so many works, or of works with so many searched passages, as Markdown."""
    with tempfile.TemporaryDirectory(prefix="build-speed-") as folder:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        for name in _SETS:
            for document in load(data, name).documents:
                if size <= 0:
                    break
                text = document.text[: document.sections[0].end].replace("\n", "\n\n")
                head = f"---\ntitle: {json.dumps(document.work.title)}\n---\n"
                (corpus / f"{name}-{document.id}.md").write_text(f"{head}\n## Text\n\n{text}\n", encoding="utf-8")
                size -= sum(passage.is_searched for passage in document.passages) if by_passages else 1
        yield corpus


def in_a_process(corpus: Path, index: Path) -> str:
    """What a build says that a process of its own does."""
    command = [sys.executable, "-m", "benchmarks.build_speed", "one", "--corpus", str(corpus), "--index", str(index)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def one(arguments: argparse.Namespace) -> None:
    """Build as the command line does, and say what it took."""
    steps: dict[str, float] = {}
    clock = time.process_time()
    with spool_corpus(arguments.corpus) as documents:
        steps["read"], clock = time.process_time() - clock, time.process_time()
        fingerprint = corpus_fingerprint(documents)
        steps["fingerprint"], clock = time.process_time() - clock, time.process_time()
        embedder = RandomEmbedder(current_generation(arguments.index))
        report = build_index(arguments.corpus.with_name("index"), "speed", documents, fingerprint, embedder)
        steps["build"] = time.process_time() - clock
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in steps.items())
    print(f"{report.manifest.counts}; {report.embedded} works embedded; peak {peak:.0f} MiB; processor: {told}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts = parser.add_subparsers(required=True)
    for part in (speed, memory, changed, one):
        made = parts.add_parser(part.__name__)
        made.set_defaults(part=part)
        made.add_argument("--data", type=Path)
        made.add_argument("--index", type=Path, default=Path("index/lems"))
        made.add_argument("--passages", type=int, default=2000)
        made.add_argument("--rounds", type=int, default=3)
        made.add_argument("--threads", type=int, default=2)
        made.add_argument("--sizes", type=int, nargs="+", default=[2000, 20000])
        made.add_argument("--works", type=int, default=10_000)
        made.add_argument("--corpus", type=Path)
        made.add_argument("--json", type=Path)
        made.add_argument("--plot", type=Path)
    arguments = parser.parse_args()
    arguments.part(arguments)


if __name__ == "__main__":
    main()
