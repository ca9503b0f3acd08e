"""The results as raw numbers, as a table in Markdown with ratios to ours, and as a plot."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.peers.summary import OURS


class Column(NamedTuple):
    """A figure of the table."""

    head: str
    figure: str
    form: str


COLUMNS = (
    Column("start s", "start_s", "{:.1f}"),
    Column("start, processor s", "start_cpu_s", "{:.1f}"),
    Column("resident MiB", "resident_mib", "{:.0f}"),
    Column("query ms, median", "median_ms", "{:.1f}"),
    Column("p95", "p95_ms", "{:.1f}"),
    Column("query, processor ms", "cpu_ms", "{:.1f}"),
)


def write_report(results: Mapping[str, Any], folder: Path) -> str:
    """Write `peers.json`, `peers.md` and `peers.svg` into a folder, and give the table."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "peers.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    text = as_markdown(results)
    (folder / "peers.md").write_text(text, encoding="utf-8")
    plot(results, folder / "peers.svg")
    return text


def as_markdown(results: Mapping[str, Any]) -> str:
    """A table per set, one of the environments, and the machine."""
    facts = results["machine"]
    lines = [
        f"{facts['processor']}, {facts['cores']} cores, {facts['memory_gib']} GiB, {facts['system']}, Python {facts['python']}; "
        f"load at the start {facts['load']:.1f}",
        "",
    ]
    for name, found in results["sets"].items():
        lines += [f"{name}: {found['documents']} documents, {found['queries']} queries", "", *_set_table(found), ""]
    return "\n".join([*lines, *_environments(results["peers"]), ""])


def _set_table(found: Mapping[str, Any]) -> list[str]:
    ours = found["ways"].get(OURS)
    heads = [
        "",
        *(column.head for column in COLUMNS),
        "nDCG@10",
        "lead of ours",
        "build s",
        "build, processor s",
        "index MiB",
    ]
    lines = [_row(heads), _row(["---"] * len(heads))]
    for name, values in found["ways"].items():
        cells = [_cell(column, values, ours) for column in COLUMNS]
        built = found["built"][name.partition(" ")[0]]
        lines.append(
            _row(
                [
                    name,
                    *cells,
                    _estimate("{:.3f}", values["ndcg10"]),
                    _estimate("{:+.3f}", values["lead_of_ours"]),
                    f"{built['build_s']:.0f}",
                    f"{built['build_cpu_s']:.0f}",
                    f"{built['index_mib']:.0f}",
                ]
            )
        )
    return [*lines, *(_row([name, f"failed: {reason}"]) for name, reason in found["failed"].items())]


def _estimate(form: str, found: Mapping[str, float] | None) -> str:
    return f"{form} [{form}, {form}]".format(found["mean"], found["low"], found["high"]) if found else ""


def _cell(column: Column, values: Mapping[str, Any], ours: Mapping[str, Any] | None) -> str:
    """The median, its range over the rounds, and how many times ours it is."""
    own = values[column.figure]
    low, high = column.form.format(own["low"]), column.form.format(own["high"])
    ratio = f" ×{own['median'] / ours[column.figure]['median']:.1f}" if ours and ours is not values else ""
    return f"{column.form.format(own['median'])} ({low}-{high}){ratio}"


def _environments(peers: Mapping[str, Any]) -> list[str]:
    lines = [_row(["environment", "MiB installed", "packages"]), _row(["---"] * 3)]
    return lines + [
        _row([name, f"{found['install_mib']:.0f}", str(len(found["versions"]))]) for name, found in peers.items()
    ]


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def plot(results: Mapping[str, Any], path: Path) -> None:
    """Bars of start, memory, latency and nDCG@10, a row of panels per set."""
    import matplotlib as mpl  # noqa: PLC0415 - the protocol's test needs no plot

    mpl.use("svg")
    from matplotlib import pyplot  # noqa: PLC0415

    panels = (
        ("start (s)", lambda way: way["start_s"]["median"]),
        ("resident (MiB)", lambda way: way["resident_mib"]["median"]),
        ("query (ms)", lambda way: way["median_ms"]["median"]),
        ("nDCG@10", lambda way: way["ndcg10"]["mean"]),
    )
    sets = results["sets"]
    figure, axes = pyplot.subplots(len(sets), 4, figsize=(12, 3.2 * len(sets)), squeeze=False, sharey="row")
    for row, (name, found) in zip(axes, sets.items(), strict=True):
        ways = list(found["ways"])
        colours = ["#1b5e8c" if way.startswith("ours") else "#b9c3cc" for way in ways]
        for axis, (title, value) in zip(row, panels, strict=True):
            axis.barh(ways, [value(found["ways"][way]) for way in ways], color=colours)
            axis.set_title(f"{name}: {title}", fontsize=9)
            axis.tick_params(labelsize=8)
            axis.spines[["top", "right"]].set_visible(False)
        row[0].invert_yaxis()
    figure.tight_layout()
    with mpl.rc_context({"svg.hashsalt": "peers", "svg.fonttype": "none"}):
        figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)
