"""What many processes of many peers come to: medians, spreads, nDCG@10, sizes, and the machine they ran on."""

from __future__ import annotations

import json
import statistics
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.peers.sets import PeerSet
from qa_service.evals.ir.scores import estimate, score_rankings

if TYPE_CHECKING:
    from benchmarks.peers.run import Entrant

OURS = "ours hybrid"
"""What serving does, and what the others are compared with."""
FIGURES = ("open_s", "start_s", "start_cpu_s", "median_ms", "p95_ms", "cpu_ms", "resident_mib", "peak_mib")
_FROZEN = "import importlib.metadata as m, json; print(json.dumps({d.name: d.version for d in m.distributions()}))"


def measured(
    judged: PeerSet,
    built: Mapping[str, Mapping[str, Any]],
    found: Mapping[str, Sequence[Mapping[str, Any]]],
    failed: Mapping[str, str],
) -> dict[str, Any]:
    """The results of a set: per way of searching the median, least and greatest of each figure, and nDCG@10."""
    scores = {name: score_rankings(rounds[0]["rankings"], judged.qrels)["nDCG@10"] for name, rounds in found.items()}
    leads = {name: scores[OURS] - values for name, values in scores.items() if OURS in scores and name != OURS}
    return {
        "documents": len(judged.texts),
        "queries": len(judged.queries),
        "failed": dict(failed),
        "built": {name: dict(values) for name, values in built.items()},
        "ways": {
            name: {
                **{figure: _spread([one[figure] for one in rounds]) for figure in FIGURES},
                "ndcg10": estimate(scores[name]).model_dump(),
                "lead_of_ours": estimate(leads[name]).model_dump() if name in leads else None,
            }
            for name, rounds in found.items()
        },
    }


def _spread(values: Sequence[float]) -> dict[str, float]:
    return {"median": statistics.median(values), "low": min(values), "high": max(values)}


def versions(taking_part: Sequence[Entrant]) -> dict[str, Any]:
    """For each peer the size of its environment and every distribution in it with its version."""
    found: dict[str, Any] = {}
    for entrant in taking_part:
        for label, python in ((entrant.name, entrant.python), (f"{entrant.name} build", entrant.builds_with)):
            if python.exists() and (label == entrant.name or python != entrant.python):
                listed = subprocess.run([python, "-c", _FROZEN], capture_output=True, text=True, check=True).stdout
                found[label] = {"install_mib": _installed(python.parents[1]), "versions": json.loads(listed)}
    return found


def _installed(environment: Path) -> float:
    """MiB of the packages of an environment, without pip and setuptools, which every environment has."""
    packages = next(environment.glob("lib/python*/site-packages"))
    parts = [path for path in packages.iterdir() if not path.name.startswith(("pip", "setuptools", "pkg_resources"))]
    files = [file for part in parts for file in ([part] if part.is_file() else part.rglob("*"))]
    return sum(file.stat().st_size for file in files if file.is_file() and file.suffix != ".pyc") / 2**20
