"""A report as a person reads it in ten seconds, in a terminal or a log.

suite         cases  passed  failed  errors   n/a  pass rate, 95% interval    median
lems/facts      120     118       1       0     1  99.1% (95.4 to 99.9)        35 ms

FAILED lems/facts::S07a (must)
  What share of LEMS is paraneoplastic?
  - number: expected up to 60 %, found 60 %
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from typing import TypeAlias

import click

from qa_service.evals.reports.failures import failures, reasons
from qa_service.evals.reports.provenance import partial_line, target_name
from qa_service.evals.reports.tallies import Tally, by_suite, duration, flaky_keys, whole
from qa_service.evals.reports.visible import one_line
from qa_service.evals.results import CaseResult, Report

WIDTH = 110
SHOWN = 20
"""Failures; more than a person reads in a terminal."""
_LONGEST_NAME = 34
_LINES_PER_TEXT = 4

_Paint: TypeAlias = Callable[[str, str], str]


def summary(report: Report, told: Sequence[CaseResult] | None = None, *, colour: bool = False) -> str:
    """What is worth knowing of a run.

    Args:
        told: the failures that are told one by one; all of them, if not given.
        colour: whether the text goes to a terminal.
    """
    paint = _coloured if colour else _plain
    shown = _failures(failures(report) if told is None else told, paint)
    parts = [_head(report, paint), *_table(report, paint), "", *_asides(report, paint), *shown]
    return "\n".join(parts) + "\n"


def _coloured(text: str, tone: str) -> str:
    return click.style(text, fg=tone, bold=True)


def _plain(text: str, _tone: str) -> str:
    return text


def _head(report: Report, paint: _Paint) -> str:
    asked = (
        f"Asked {one_line(target_name(report.target))} at {one_line(report.started)}; took {duration(report.seconds)}."
    )
    banner = [paint(_wrapped(f"PARTIAL: {one_line(partial_line(report))}"), "yellow"), ""] if report.partial else []
    return "\n".join([*banner, _wrapped(asked), ""])


def _table(report: Report, paint: _Paint) -> list[str]:
    suites, total = by_suite(report), whole(report)
    if not total.cases:
        return ["No case was run."]
    width = max(len(_short(row.name)) for row in [*suites, total])
    counts = f"{'cases':>7}{'passed':>8}{'failed':>8}{'errors':>8}{'n/a':>6}"
    head = f"{'suite':<{width}}{counts}  {'pass rate, 95% interval':<26}{'median':>8}"
    return [head, *(_row(row, width, paint) for row in suites), "-" * len(head), _row(total, width, paint)]


def _row(row: Tally, width: int, paint: _Paint) -> str:
    counts = (
        f"{row.cases:>7}",
        f"{row.passed:>8}",
        paint(f"{row.failed:>8}", "red") if row.failed else f"{row.failed:>8}",
        paint(f"{row.errors:>8}", "magenta") if row.errors else f"{row.errors:>8}",
        f"{row.not_applicable:>6}",
    )
    return f"{_short(row.name):<{width}}{''.join(counts)}  {row.rate:<26}{row.median:>8}"


def _asides(report: Report, paint: _Paint) -> list[str]:
    checks = report.checks()
    unusual = f", {checks['error']} broken" if checks["error"] else ""
    lines = [
        _wrapped(
            f"Checks: {checks['passed']} passed, {checks['failed']} failed{unusual}, {checks['not_applicable']} "
            f"not applicable (never counted as passed). Retries: {report.retries}."
        )
    ]
    if keys := flaky_keys(report.results):
        lines.append(paint(_wrapped(f"Flaky: {len(keys)} ({one_line(', '.join(keys), 300)})"), "yellow"))
    return lines


def _failures(found: Sequence[CaseResult], paint: _Paint) -> list[str]:
    lines = [line for result in found[:SHOWN] for line in ("", *_failure(result, paint))]
    if len(found) > SHOWN:
        lines += ["", f"... and {len(found) - SHOWN} more (see the JSON or HTML report)"]
    return lines


def _failure(result: CaseResult, paint: _Paint) -> list[str]:
    tone = "red" if result.outcome == "failed" else "magenta"
    must = " (must)" if result.must else ""
    question = " / ".join(turn.question for turn in result.turns)
    return [
        f"{paint(result.outcome.upper(), tone)} {one_line(result.key, 80)}{must}",
        _wrapped(one_line(question), "  ", "  "),
        *(_wrapped(one_line(reason), "  - ", "    ") for reason in reasons(result)),
    ]


def _wrapped(text: str, first: str = "", rest: str = "") -> str:
    return textwrap.fill(
        text, WIDTH, initial_indent=first, subsequent_indent=rest, max_lines=_LINES_PER_TEXT, placeholder=" ..."
    )


def _short(name: str) -> str:
    line = one_line(name)
    return line if len(line) <= _LONGEST_NAME else f"{line[: _LONGEST_NAME - 3]}..."
