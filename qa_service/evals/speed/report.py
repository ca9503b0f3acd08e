"""What was measured, with the facts of the machine: as a table, as JSON, and as a plot."""

from __future__ import annotations

import os
import platform
import re
import statistics
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import psutil
from pydantic import AwareDatetime, BaseModel, ConfigDict

from qa_service import __version__

FORMAT_VERSION = 1


class Figure(BaseModel):
    """One quantity, measured several times."""

    model_config = ConfigDict(frozen=True)

    name: str
    unit: str
    values: tuple[float, ...]
    against: str = ""
    """The name of the figure that it is compared with; its values were taken in turn with these."""

    @property
    def median(self) -> float:
        """The middle one of the values."""
        return statistics.median(self.values)

    def quantile(self, share: float) -> float:
        """The value that this share of the values do not exceed."""
        ordered = sorted(self.values)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Machine(BaseModel):
    """Where it was measured."""

    model_config = ConfigDict(frozen=True)

    processor: str
    cores: int
    memory_gib: float
    load: float
    """Processes that wanted a core, on average of the minute before."""
    system: str
    python: str

    @classmethod
    def this(cls) -> Machine:
        """The machine that this runs on."""
        return cls(
            processor=_processor(),
            cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
            memory_gib=round(psutil.virtual_memory().total / (1 << 30), 1),
            load=round(os.getloadavg()[0], 2),
            system=f"{platform.system()} {platform.machine()}",
            python=platform.python_version(),
        )


class SpeedReport(BaseModel):
    """All figures of one run."""

    format_version: int = FORMAT_VERSION
    version: str = __version__
    created: AwareDatetime
    machine: Machine
    generation: str
    figures: tuple[Figure, ...]

    @classmethod
    def of(cls, generation: str, machine: Machine, figures: Sequence[Figure]) -> SpeedReport:
        """A report of now."""
        return cls(created=datetime.now(UTC), machine=machine, generation=generation, figures=tuple(figures))

    def ratio(self, figure: Figure) -> float | None:
        """The median of a figure to that of what it is compared with."""
        other = next((other for other in self.figures if other.name == figure.against), None)
        return figure.median / other.median if other else None


def as_table(report: SpeedReport) -> str:
    """The figures, one on a line: median, spread, and the ratio to what it is compared with."""
    machine = report.machine
    lines = [
        f"{report.generation}; {machine.processor}, {machine.cores} cores, {machine.memory_gib} GiB, load {machine.load}",
        f"{'':44}{'median':>10}{'p10':>10}{'p90':>10}{'p99':>10}{'n':>6}  against",
    ]
    for figure in report.figures:
        spread = "".join(f"{figure.quantile(share):10.2f}" for share in (0.1, 0.9, 0.99))
        ratio = report.ratio(figure)
        against = f"  {ratio:.2f} x {figure.against}" if ratio is not None else ""
        label = f"{figure.name} ({figure.unit})"
        lines.append(f"{label:44}{figure.median:10.2f}{spread}{len(figure.values):6d}{against}")
    return "\n".join(lines) + "\n"


def draw(report: SpeedReport, path: Path) -> None:
    """Draw each figure's values as a strip with its median; the form is told by the file's ending, such as .svg."""
    from matplotlib.figure import Figure as Canvas  # noqa: PLC0415 - only who draws pays for it

    canvas = Canvas(figsize=(8, 0.9 * len(report.figures) + 0.6), layout="constrained")
    rows = canvas.subplots(len(report.figures), 1, squeeze=False)[:, 0]
    for row, figure in zip(rows, report.figures, strict=True):
        row.plot(figure.values, [0] * len(figure.values), "|", color="#17596a", markersize=14, alpha=0.5)
        row.plot([figure.median], [0], "o", color="#8a3a10", markersize=6)
        row.set(xlim=(0, max(figure.values) * 1.05), yticks=[], xlabel="")
        row.set_title(f"{figure.name} ({figure.unit}): median {figure.median:.2f}", fontsize=9, loc="left")
        row.tick_params(labelsize=8)
    canvas.savefig(path)


def _processor() -> str:
    """The name that the system gives the processor."""
    try:
        found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
    except OSError:
        found = None
    return found[1] if found else platform.processor() or "unknown processor"
