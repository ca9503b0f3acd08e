"""A report as Markdown, for a comment on a pull request or the summary of a CI job.

What comes from a suite or an answer stands between `<code>` or `<pre>` and its punctuation is written as character
references: these never have a meaning in Markdown (CommonMark 0.31, 6.2), and GitHub looks for no mentions in code.
"""

from __future__ import annotations

import html
import itertools
import re
import textwrap

from qa_service.evals.reports.failures import failures, reasons
from qa_service.evals.reports.provenance import partial_line, provenance
from qa_service.evals.reports.tallies import Tally, by_suite, duration, flaky_keys, whole
from qa_service.evals.reports.visible import one_line
from qa_service.evals.results import CaseResult, Report

SHOWN = 20
LONGEST = 50_000
"""Characters of all failures together; GitHub takes 65,536 in a comment."""
_LONGEST_LINE = 600
_PUNCTUATION = re.compile(r"[!\"#$&'*+.:;<=>?@\[\\\]^_`{|}~]")


def as_markdown(report: Report) -> str:
    """The table of suites, the failures, and what the answers depend on."""
    total = whole(report)
    parts = [
        f"### Evals: {total.passed} of {total.judged} judged cases passed",
        *([f"**Partial:** {_code(partial_line(report))}"] if report.partial else []),
        _table([*by_suite(report), total]),
        _asides(report),
        *_failures(report),
        _folded("What the answers depend on", _pairs({**provenance(report), **_hashes(report)})),
    ]
    return "\n\n".join(parts) + "\n"


def _table(rows: list[Tally]) -> str:
    head = "| suite | cases | passed | failed | errors | n/a | pass rate (95% interval) | median |"
    return "\n".join([head, "|---|--:|--:|--:|--:|--:|:--|--:|", *map(_row, rows)])


def _row(row: Tally) -> str:
    counts = f"{row.cases} | {row.passed} | {row.failed} | {row.errors} | {row.not_applicable}"
    return f"| {_code(row.name)} | {counts} | {row.rate} | {row.median} |"


def _asides(report: Report) -> str:
    checks = report.checks()
    line = (
        f"Checks: {checks['passed']} passed, {checks['failed']} failed, {checks['not_applicable']} not applicable"
        f" (never counted as passed). Retries: {report.retries}. Took {duration(report.seconds)}."
    )
    keys = flaky_keys(report.results)
    return f"{line} Flaky: {_code(', '.join(keys))}." if keys else line


def _failures(report: Report) -> list[str]:
    found = failures(report)
    written = [_failure(result) for result in found[:SHOWN]]
    lengths = itertools.accumulate(len(text) for text in written)
    shown = [text for text, length in zip(written, lengths, strict=True) if length <= LONGEST]
    left_out = len(found) - len(shown)
    return [*shown, f"... and {left_out} more (see the JSON or HTML report)"] if left_out else shown


def _failure(result: CaseResult) -> str:
    lines = []
    for turn in result.turns:
        lines += [f"Question: {turn.question}", f"Answer: {turn.text or 'none'}"]
    lines += [f"- {reason}" for reason in reasons(result)]
    wrapped = [textwrap.fill(one_line(line, _LONGEST_LINE), 100, subsequent_indent="  ") for line in lines]
    must = ", must" if result.must else ""
    title = f"{_code(result.key)} {result.outcome}{must}: {_code(result.turns[0].question if result.turns else '')}"
    return _folded(title, f"<pre>{html.escape(chr(10).join(wrapped))}</pre>")


def _pairs(values: dict[str, str]) -> str:
    rows = [f"| {_code(name)} | {_code(value)} |" for name, value in values.items()]
    return "\n".join(["| | |", "|---|---|", *rows])


def _hashes(report: Report) -> dict[str, str]:
    return {f"suite {name}": digest for name, digest in report.suites.items()}


def _folded(title: str, content: str) -> str:
    # GitHub reads Markdown inside HTML only between empty lines.
    return f"<details><summary>{title}</summary>\n\n{content}\n\n</details>"


def _code(text: str) -> str:
    line = one_line(text, 200)
    return f"<code>{_PUNCTUATION.sub(lambda found: f'&#{ord(found[0])};', line)}</code>"
