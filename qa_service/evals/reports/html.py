"""A report as one page that needs nothing else: no network, no script, no other file."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from qa_service.evals.reports.failures import failures, reasons
from qa_service.evals.reports.plots import ROWS, latency_plot, rates_plot
from qa_service.evals.reports.provenance import partial_line, provenance
from qa_service.evals.reports.tallies import Tally, by_kind, by_suite, duration, flaky_keys, results_of_suites, whole
from qa_service.evals.reports.visible import visible
from qa_service.evals.results import Report

OPEN_FAILURES = 20
"""Failures that stand open; of more, the rest are closed, so that the page stays a page."""


def as_html(report: Report) -> str:
    """The page: what was asked, how each suite did, what failed and why, and every case."""
    page = _environment().get_template("page.html.j2")
    written = page.render(
        report=report,
        partial=partial_line(report) if report.partial else "",
        provenance=provenance(report),
        total=whole(report),
        checks=report.checks(),
        suites=by_suite(report),
        results=results_of_suites(report),
        failures=failures(report),
        flaky=flaky_keys(report.results),
        plots=_plots(report),
        open_failures=OPEN_FAILURES,
    )
    return written.lstrip()  # macros leave empty lines where they are defined


def _plots(report: Report) -> list[tuple[str, str]]:
    """Title and SVG of each."""
    total, plots = whole(report), []
    if total.judged:
        plots.append(_rates("by suite", "suites", by_suite(report)))
    if total.seconds:
        plots.append(("Share of answers that came within a time", latency_plot("latency", total.seconds)))
    if total.judged:
        plots.append(_rates("by kind of case", "kinds", by_kind(report)))
    return plots


def _rates(groups: str, name: str, rows: list[Tally]) -> tuple[str, str]:
    judged = sum(row.judged > 0 for row in rows)
    drawn = f"the {ROWS} lowest of {judged}, " if judged > ROWS else ""
    return f"Share of cases that passed, {groups} ({drawn}95% interval)", rates_plot(name, rows)


def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_in_sight,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(duration=duration, reasons=reasons)
    return environment


def _source(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _in_sight(value: Any) -> Any:
    """What the page prints: every text with all its characters in sight, before it is escaped."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
