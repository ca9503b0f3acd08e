"""Retrieval of other libraries beside ours: start, memory, build, latency, nDCG@10 and install size, in one run on one machine.

    make bench-peers DATA=folder-of-sets
    python -m benchmarks.peers.run --data FOLDER [--size 1000] [--rounds 3] [--only langchain] lems scifact

Each peer runs in its own environment, `.benchmarks/peers/<peer>`. An index is built once, then each way of searching is started
`--rounds` times in turn, so that what slows the machine slows everybody. What each process gave is kept in `--work`, so that
a run that was stopped goes on; remove that folder to measure anew.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from benchmarks.peers.report import write_report
from benchmarks.peers.sets import PeerSet, own_set, public_set
from benchmarks.peers.summary import measured, versions
from qa_service.evals.speed.report import Machine
from qa_service.retrieval.embedder import model_folder
from qa_service.settings import PINNED_EMBEDDER

_HERE = Path(".benchmarks/peers")
# Later rounds ask so many questions; the first asks them all, for the rankings.
_TIMED = 100
# Nothing may be fetched (LiteLLM would fetch prices); threads that wait must not take the processor from those that work.
_ENVIRONMENT = {"HF_HUB_OFFLINE": "1", "LITELLM_LOCAL_MODEL_COST_MAP": "True", "OMP_WAIT_POLICY": "PASSIVE"}


@dataclass(frozen=True, slots=True)
class Entrant:
    """A peer that takes part."""

    name: str
    modes: Sequence[str]
    python: Path
    builds_with: Path
    """The interpreter that builds; ours needs more to build than to search."""
    module: str = ""

    def command(self, what: str) -> list[str]:
        """How its process is started."""
        python = self.builds_with if what == "build" else self.python
        return [str(python), "-m", self.module or f"benchmarks.peers.{self.name}", what]


class PeerFailedError(RuntimeError):
    """A peer's process ended without a result; says how."""


def entrants(folder: Path = _HERE) -> list[Entrant]:
    """All that take part, ours first."""
    modes = {
        "ours": ("hybrid", "dense", "lexical"),
        "langchain": ("hybrid", "dense"),
        "llamaindex": ("hybrid", "dense"),
        "haystack": ("hybrid", "dense"),
        "txtai": ("hybrid", "dense"),
        "paperqa": ("dense", "papers"),
    }
    pythons = {name: folder / name / "bin" / "python" for name in [*modes, "ours-build"]}
    return [
        Entrant(name, ways, pythons[name], pythons["ours-build" if name == "ours" else name])
        for name, ways in modes.items()
    ]


def run_process(command: Sequence[str], limit: float) -> dict[str, Any]:
    """The result of a peer's process.

    Raises:
        PeerFailedError: it cannot be started, takes too long, fails, or prints no result.
    """
    environment = os.environ | _ENVIRONMENT
    try:
        found = subprocess.run(
            [*command, "--began", str(time.monotonic())],
            env=environment,
            capture_output=True,
            text=True,
            timeout=limit,
            check=False,
        )
    except OSError as error:
        raise PeerFailedError(f"cannot be started: {error}") from error
    except subprocess.TimeoutExpired as error:
        raise PeerFailedError(f"took longer than {limit:.0f} s") from error
    if found.returncode:
        raise PeerFailedError(f"ended with {found.returncode}: {_last_line(found.stderr) or 'no reason on stderr'}")
    try:
        return dict(json.loads(_last_line(found.stdout)))
    except ValueError as error:
        raise PeerFailedError(f"printed no result, but {_last_line(found.stdout)[:80]!r}") from error


def kept(record: Path, command: Sequence[str], limit: float) -> dict[str, Any]:
    """The result of a process, from its record if it ran before."""
    if not record.exists():
        result = run_process(command, limit)
        record.write_text(json.dumps(result), encoding="utf-8")
    return dict(json.loads(record.read_text(encoding="utf-8")))


def build(entrant: Entrant, folder: Path, model: str, limit: float) -> dict[str, Any]:
    """Build the index of a peer in a set's folder, unless it is there."""
    index, record = folder / entrant.name, folder / f"{entrant.name}.json"
    if not record.exists():
        shutil.rmtree(index, ignore_errors=True)
        index.mkdir(parents=True)
    options = ["--documents", str(folder / "documents.jsonl"), "--model", model, "--folder", str(index)]
    result = kept(record, [*entrant.command("build"), *options], limit)
    return result | {"index_mib": sum(path.stat().st_size for path in index.rglob("*") if path.is_file()) / 2**20}


def compare(judged: PeerSet, taking_part: Iterable[Entrant], work: Path, asked: argparse.Namespace) -> dict[str, Any]:
    """Measure every peer on a set; who fails is reported with the reason, and the others go on."""
    folder = work / judged.name
    judged.write(folder)
    built: dict[str, dict[str, Any]] = {}
    failed: dict[str, str] = {}
    ways: dict[str, tuple[Entrant, str]] = {}
    for entrant in taking_part:
        _say(f"{judged.name}: {entrant.name} builds")
        try:
            built[entrant.name] = build(entrant, folder, asked.model, asked.limit)
            ways |= {f"{entrant.name} {mode}": (entrant, mode) for mode in entrant.modes}
        except PeerFailedError as error:
            failed[entrant.name] = f"build {error}"
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in ways}
    for number, (name, (entrant, mode)) in product(range(asked.rounds), ways.items()):
        if name in failed:
            continue
        _say(f"{judged.name}: round {number + 1}, {name}")
        options = ["--queries", str(folder / "queries.jsonl"), "--model", asked.model, "--mode", mode]
        options += ["--folder", str(folder / entrant.name), *(["--first", str(_TIMED)] if number else [])]
        record = folder / f"{entrant.name}-{mode}-{number + 1}.json"
        try:
            found[name].append(kept(record, [*entrant.command("search"), *options], asked.limit))
        except PeerFailedError as error:
            failed[name] = f"search {error}"
    return measured(judged, built, {name: rounds for name, rounds in found.items() if name not in failed}, failed)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _last_line(text: str) -> str:
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "")


def _set_of(name: str, data: Path | None) -> PeerSet:
    if name == "lems":
        suites = Path("evals/suites/lems")
        return own_set(name, Path("corpus/lems"), [suites / "facts.yaml", suites / "related.yaml"])
    if data is None:
        raise SystemExit(f"{name}: name the folder that holds the public sets with --data")
    return public_set(data / name)


def main() -> None:
    """Measure and write the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with a folder per public set")
    parser.add_argument("--work", type=Path, default=_HERE / "work", help="where indexes are kept")
    parser.add_argument("--out", type=Path, default=_HERE / "report", help="where table, plot and raw numbers go")
    parser.add_argument("--size", type=int, help="measure with so many documents of a public set only")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--limit", type=float, default=7200, help="seconds that a process may take")
    parser.add_argument("--only", nargs="*", help="the peers that take part; all without it")
    parser.add_argument("sets", nargs="+")
    asked = parser.parse_args()
    asked.model = str(model_folder(PINNED_EMBEDDER).resolve())
    taking_part = [entrant for entrant in entrants() if not asked.only or entrant.name in asked.only]
    results = {"machine": Machine.this().model_dump(), "peers": versions(taking_part), "sets": {}}
    for name in asked.sets:
        judged = _set_of(name, asked.data)
        if asked.size and asked.size < len(judged.texts):
            judged = judged.smaller(asked.size)
        results["sets"][judged.name] = compare(judged, taking_part, asked.work, asked)
        print(write_report(results, asked.out), flush=True)


if __name__ == "__main__":
    main()
