"""The plots of a report, as SVG to be set into its page: the same report gives the same text.

Ink takes the colour of the page's text and marks its accent, so that a plot is read on light and on dark paper.
"""

from __future__ import annotations

import html
import io
import re
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter, PercentFormatter

from qa_service.evals.reports.tallies import Tally, duration
from qa_service.evals.reports.visible import one_line
from qa_service.evals.statistics import median_and_quantile

ROWS = 20
"""Groups in one plot: what fits beside the other plots."""
# Matplotlib knows no colours of a page; these stand for them until the SVG is written.
_INK, _MARK = "#010203", "#040506"
_PAGE_COLOURS = {_INK: "currentColor", _MARK: "var(--accent)"}
# Narrow, so that 9 pt are still read where the page is as wide as a phone.
_WIDTH_INCHES = 5.0
_SHORTEST_SECONDS = 0.001
_LONGEST_NAME = 26
_STYLE: dict[Any, Any] = {
    **dict.fromkeys(("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color"), _INK),
    "font.size": 9,
    "text.parse_math": False,
    "svg.fonttype": "none",
}


def rates_plot(name: str, rows: Sequence[Tally]) -> str:
    """The share of cases that passed in each group, with its 95% interval; of too many groups those that did worst.

    Args:
        name: of the plot in its page.
    """
    judged = [row for row in rows if row.judged]
    drawn = sorted(judged, key=lambda row: row.passed / row.judged)[:ROWS] if len(judged) > ROWS else judged
    spoken = "; ".join(f"{one_line(row.name)}: {row.rate}" for row in drawn)

    def draw(axes: Axes) -> None:
        _draw_rates(axes, drawn)

    return _as_svg(name, f"Share of cases that passed, with 95% interval. {spoken}", 0.27 * len(drawn) + 0.7, draw)


def latency_plot(name: str, seconds: Sequence[float]) -> str:
    """The share of answers that came within a time, with the median and the 95% quantile."""
    median, slow = median_and_quantile(seconds)
    spoken = f"Half of the answers came within {duration(median)}, 95% within {duration(slow)}."

    def draw(axes: Axes) -> None:
        _draw_latencies(axes, seconds)

    return _as_svg(name, spoken, 2.6, draw)


def _draw_rates(axes: Axes, rows: Sequence[Tally]) -> None:
    places = range(len(rows))
    rates = [row.passed / row.judged for row in rows]
    intervals = [row.interval for row in rows]
    # The interval of 0 of n and n of n ends at the share itself, which rounding may miss by a hair.
    below = [max(rate - low, 0.0) for rate, (low, _) in zip(rates, intervals, strict=True)]
    above = [max(high - rate, 0.0) for rate, (_, high) in zip(rates, intervals, strict=True)]
    axes.errorbar(rates, places, xerr=[below, above], fmt="o", color=_MARK, markersize=5, elinewidth=1.6)
    axes.set_yticks(places, [_label(row.name) for row in rows])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    for place, row in zip(places, rows, strict=True):
        axes.annotate(f"{row.passed}/{row.judged}", (1.03, place), xycoords=("axes fraction", "data"), va="center")
    lowest = min((low for low, _ in intervals), default=0.0)
    axes.set_xlim(np.floor(lowest * 10) / 10 - 0.012, 1.012)
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.grid(axis="x", color=_INK, alpha=0.15, linewidth=0.6)
    axes.tick_params(axis="y", length=0)


def _draw_latencies(axes: Axes, seconds: Sequence[float]) -> None:
    # A logarithmic axis has no 0; what is faster than a millisecond is drawn as one.
    drawn = np.maximum(np.asarray(seconds), _SHORTEST_SECONDS)
    median, slow = median_and_quantile(seconds)
    axes.ecdf(drawn, color=_MARK, linewidth=1.6)
    for value, style, said in ((median, "-", "median"), (slow, "--", "95% within")):
        place = max(value, _SHORTEST_SECONDS)
        axes.axvline(place, color=_INK, alpha=0.6, linewidth=0.9, linestyle=style, label=f"{said} {duration(value)}")
    axes.set_xscale("log")
    axes.set_xlim(drawn.min() / 1.5, drawn.max() * 1.5)
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5), numticks=8))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _tick(value)))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.grid(color=_INK, alpha=0.15, linewidth=0.6)
    axes.legend(loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=2, frameon=False)


def _tick(seconds: float) -> str:
    return f"{1000 * seconds:g} ms" if seconds < 0.9995 else f"{seconds:g} s"


def _label(name: str) -> str:
    line = one_line(name)
    half = _LONGEST_NAME // 2
    return line if len(line) <= _LONGEST_NAME else f"{line[: half - 1]}…{line[-half:]}"


def _as_svg(name: str, spoken: str, height: float, draw: Callable[[Axes], None]) -> str:
    written = io.StringIO()
    no_metadata = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    with mpl.rc_context({**_STYLE, "svg.hashsalt": name}), warnings.catch_warnings():
        # Names are drawn by the reader's fonts: it does not matter that Matplotlib's own lacks a letter.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure = Figure(figsize=(_WIDTH_INCHES, height), layout="constrained")
        axes = figure.add_subplot()
        axes.spines[["top", "right", "left"]].set_visible(False)
        draw(axes)
        figure.savefig(written, format="svg", transparent=True, metadata=no_metadata)
    return _inlined(name, spoken, written.getvalue())


def _inlined(name: str, spoken: str, svg: str) -> str:
    """The element alone, with names that no other plot of the page has, and the colours of the page."""

    def changed(tag: re.Match[str]) -> str:
        text = tag[0].replace(' id="', f' id="{name}-').replace('href="#', f'href="#{name}-')
        text = text.replace("url(#", f"url(#{name}-")
        for colour, of_page in _PAGE_COLOURS.items():
            text = text.replace(colour, of_page)
        return text

    # Text between tags has no angle bracket of its own, so this meets tags alone.
    element = re.sub(r"<[^>]+>", changed, svg[svg.index("<svg") :])
    return element.replace("<svg", f'<svg role="img" aria-label="{html.escape(spoken)}"', 1)
