"""What a retrieval evaluation gives: a frozen value for programs, and a table for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import ConfigDict, Field

from qa_service.evals.ir.scores import CONFIDENCE, MEASURES, RESAMPLES, SEED, Estimate
from qa_service.evals.ir.sets import LeftOut
from qa_service.types import SearchMode, Value

FORMAT_VERSION = 1
"""Of the JSON report; a field may be added to a format, none is renamed or removed."""

Estimates = dict[str, Estimate]


class IrReport(Value):
    """How well each way of searching ranks the documents of a judged set."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format_version: int = FORMAT_VERSION
    name: str = Field(description="of the set")
    qrels_file: str
    where: tuple[str, ...] = Field(description="conditions that the queries met")
    documents: int
    passages: int
    queries: int
    judgments: int
    left_out: LeftOut
    corpus_fingerprint: str
    embedder: str
    embedder_sha256: str
    confidence: float = CONFIDENCE
    resamples: int = RESAMPLES
    seed: int = SEED
    modes: dict[SearchMode, Estimates] = Field(description="for each way of searching every measure")
    hybrid_minus: dict[Literal["lexical", "dense"], Estimates] = Field(description="differences on the same queries")


def as_text(report: IrReport) -> str:
    """The report as a terminal shows it."""
    chosen = " ".join([report.qrels_file, *report.where])
    differences = {f"hybrid - {mode}": estimates for mode, estimates in report.hybrid_minus.items()}
    return "\n".join(
        [
            f"{report.name} ({chosen}): {report.queries} queries, {report.judgments} judgments, "
            f"{report.documents} documents, {report.passages} passages; {report.embedder}",
            table(report.modes, differences),
            f"[{report.confidence:.0%} interval: bootstrap over queries, {report.resamples} resamples, "
            f"seed {report.seed}]; RR within 100 documents",
        ]
    )


def table(values: Mapping[Any, Estimates], differences: Mapping[Any, Estimates]) -> str:
    """Estimates under the names of their measures, a row each; differences with their sign."""
    lines = [
        ("", MEASURES),
        *((name, _cells(of_name, "{:.3f}")) for name, of_name in values.items()),
        *((name, _cells(of_name, "{:+.3f}")) for name, of_name in differences.items()),
    ]
    width = max(len(name) for name, _ in lines) + 2
    return "\n".join(f"{name:<{width}}{''.join(f'{cell:<25}' for cell in cells)}".rstrip() for name, cells in lines)


def _cells(estimates: Estimates, number: str) -> list[str]:
    cell = f"{number} [{number}, {number}]"
    return [cell.format(item.mean, item.low, item.high) for item in (estimates[measure] for measure in MEASURES)]
