"""What a peer must do, and the process that measures it: `build` an index once, then `search` it in a fresh process.

    python -m benchmarks.peers.<peer> build  --documents F --model F --folder F --began S
    python -m benchmarks.peers.<peer> search --queries F --model F --folder F --mode M --began S [--first N]

The last line on stdout is the result as JSON. Times count from `--began`, the runner's monotonic clock when it started the
process, so that the interpreter and every import are in them. The processor's time stands beside them: it counts all threads, and
says what is done where other programs make a machine slow. Standard library only: each peer has packages of its own.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DEPTH = 10
"""How many documents a search gives."""
PASSAGES = 40
"""How many passages a search asks for where a document has several, so that ten documents come together."""


@dataclass(frozen=True, slots=True)
class Text:
    """A document as every peer gets it."""

    id: str
    title: str
    text: str
    markdown: str = ""
    """The file it comes from, where it is one of a corpus of ours."""

    @property
    def whole(self) -> str:
        """Title and text."""
        return f"{self.title}\n\n{self.text}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the model lies, and where the index does."""

    model: str
    folder: Path


class Peer(ABC):
    """A library that retrieves."""

    @abstractmethod
    def build(self, texts: Sequence[Text], place: Place) -> None:
        """Index texts and keep the index, for all modes."""

    @abstractmethod
    def open(self, place: Place, mode: str) -> None:
        """Make ready to search in a mode."""

    @abstractmethod
    def search(self, question: str) -> list[str]:
        """The ids of the ten best documents, best first."""


def first_distinct(ids: Iterable[str]) -> list[str]:
    """The first ten different ids: a document ranks as high as its best passage."""
    return list(dict.fromkeys(ids))[:DEPTH]


def main(peer: Peer) -> None:
    """Do what the command line says and print the result."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["build", "search"])
    parser.add_argument("--documents", type=Path)
    parser.add_argument("--queries", type=Path)
    parser.add_argument("--model", required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--mode", default="")
    parser.add_argument("--began", type=float, required=True)
    parser.add_argument("--first", type=int)
    asked = parser.parse_args()
    place = Place(asked.model, asked.folder)
    if asked.what == "build":
        result = _built(peer, [Text(**row) for row in _rows(asked.documents)], place, asked.began)
    else:
        peer_queries = {row["id"]: row["text"] for row in _rows(asked.queries)}
        queries = dict(list(peer_queries.items())[: asked.first])
        result = _searched(peer, queries, lambda: peer.open(place, asked.mode), asked.began)
    print("\n" + json.dumps(result), flush=True)


def _built(peer: Peer, texts: Sequence[Text], place: Place, began: float) -> dict[str, Any]:
    peer.build(texts, place)
    return {
        "build_s": time.monotonic() - began,
        "build_cpu_s": time.process_time(),
        "build_peak_mib": _memory("VmHWM"),
    }


def _searched(peer: Peer, queries: Mapping[str, str], open_index: Any, began: float) -> dict[str, Any]:
    open_index()
    opened = time.monotonic() - began
    peer.search(next(iter(queries.values())))
    start, start_cpu = time.monotonic() - began, time.process_time()
    rankings, times = {}, []
    for name, question in queries.items():
        asked = time.perf_counter()
        rankings[name] = peer.search(question)
        times.append((time.perf_counter() - asked) * 1000)
    return {
        "open_s": opened,
        "start_s": start,
        "start_cpu_s": start_cpu,
        "median_ms": statistics.median(times),
        "p95_ms": sorted(times)[int(0.95 * len(times))],
        "cpu_ms": (time.process_time() - start_cpu) * 1000 / len(times),
        "resident_mib": _memory("VmRSS"),
        "peak_mib": _memory("VmHWM"),
        "rankings": rankings,
    }


def _memory(field: str) -> float:
    """A figure of this process in MiB, as the kernel counts it."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith(field))) / 1024


def _rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
