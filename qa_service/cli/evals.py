"""`qa-service eval`: run suites, compare reports, measure retrieval, test the harness itself."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qa_service.cli.eval_tools import compare_reports, measure_retrieval, mutate_answers, print_schema
from qa_service.cli.options import (
    CALLERS_MISTAKE,
    CHECK_FAILED,
    COULD_NOT,
    corpus_option,
    out_option,
    with_settings,
)
from qa_service.errors import require_extra

if TYPE_CHECKING:
    from qa_service.evals.baseline import Baseline
    from qa_service.evals.results import CaseResult, Report
    from qa_service.settings import Settings

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group("eval")
def evals() -> None:
    """Run suites of what must be true, against this service or any other."""
    for module in ("httpx", "ir_measures", "jinja2", "junitparser", "matplotlib", "py3langid", "scipy", "text_to_num"):
        require_extra(module, "evals")


for _command in (compare_reports, measure_retrieval, mutate_answers, print_schema):
    evals.add_command(_command)


def _endpoint_options(command: Any) -> Any:
    """The options that say what is asked."""
    for option in reversed(
        [
            click.option("--url", help="address of a running service; without it, the service in this process"),
            click.option("--api", type=click.Choice(["native", "openai"]), default="native", show_default=True),
            click.option("--model", help="generator of the service, or model of the endpoint"),
            click.option(
                "--timeout", type=click.FloatRange(0, min_open=True), default=30.0, show_default=True, help="seconds"
            ),
            click.option("--retries", type=click.IntRange(0, 10), default=2, show_default=True),
        ]
    ):
        command = option(command)
    return command


@evals.command("run")
@click.argument("suites", nargs=-1, required=True)
@_endpoint_options
@click.option("--concurrency", type=click.IntRange(1, 64), default=4, show_default=True)
@click.option("--repeat", type=click.IntRange(1, 1000), default=1, show_default=True, help="run each case so often")
@click.option("--filter", "pattern", help="only cases whose 'suite::id kind' holds this regular expression")
@click.option("--fail-fast", is_flag=True, help="stop at the first case that fails")
@click.option("--resume", type=_FILE, help="keep finished cases in this file, and skip those that it holds")
@click.option("--json", "json_file", type=_FILE, help="write the whole report")
@click.option("--junit", type=_FILE, help="write JUnit XML")
@click.option("--md", type=_FILE, help="write Markdown for a pull request")
@click.option("--html", type=_FILE, help="write one page with plots")
@click.option("--baseline", type=_FILE, help="compare with this, and fail only on what is worse")
@click.option("--update-baseline", is_flag=True, help="write the baseline anew")
@click.option(
    "--margin", type=click.FloatRange(0, 1), default=0.01, show_default=True, help="how far the pass rate may fall"
)
@click.option("--across-corpora", is_flag=True, help="compare though the corpus is another one")
@corpus_option
@out_option
@with_settings
def run_suites(settings: Settings, suites: tuple[str, ...], **options: Any) -> None:
    """Run SUITES: files, folders, or names such as lems/facts.

    Exit status: 0 all passed (with --baseline: nothing is worse), 1 a check failed, 2 a mistake in suites or options, 3 the
    service could not be asked, or not for every case.
    """
    from qa_service.evals.suites import load_suites

    if options["update_baseline"] and not options["baseline"]:
        raise click.UsageError("--update-baseline needs --baseline FILE")
    endpoint = _endpoint(options)
    loaded = load_suites(suites)
    baseline = _baseline(options)
    report = asyncio.run(_report(loaded, settings, endpoint, options))
    _write(report, options)
    sys.exit(_conclude(report, baseline, options))


def _endpoint(options: dict[str, Any]) -> Any:
    from qa_service.evals.plan import Endpoint

    endpoint = Endpoint(
        url=options["url"],
        api=options["api"],
        model=options["model"],
        key=os.environ.get("OPENAI_API_KEY") if options["api"] == "openai" else None,
        timeout=options["timeout"],
        retries=options["retries"],
    )
    endpoint.check()
    return endpoint


def _baseline(options: dict[str, Any]) -> Baseline | None:
    from qa_service.evals.baseline import read_baseline

    path = options["baseline"]
    return read_baseline(path) if path and (path.exists() or not options["update_baseline"]) else None


async def _report(loaded: Any, settings: Settings, endpoint: Any, options: dict[str, Any]) -> Report:
    """Run, with a progress bar on stderr. A service that is not there gives a report without results."""
    from datetime import UTC, datetime

    from tqdm import tqdm

    from qa_service.errors import TargetError
    from qa_service.evals.journal import Journal
    from qa_service.evals.plan import planned
    from qa_service.evals.results import Report, TargetRecord
    from qa_service.evals.runner import Options, run

    journal = Journal(options["resume"]) if options["resume"] else None
    if journal and len(journal):
        click.echo(f"{options['resume']}: {len(journal)} finished cases", err=True)
    try:
        async with planned(loaded, settings, endpoint, options["pattern"]) as plan:
            with tqdm(total=len(plan.cases), unit="case", disable=None, file=sys.stderr) as bar:
                outcomes: dict[str, int] = {}

                def on_case(result: CaseResult) -> None:
                    outcomes[result.outcome] = outcomes.get(result.outcome, 0) + 1
                    bar.set_postfix(outcomes)
                    bar.update()

                ways = Options(options["concurrency"], options["repeat"], options["fail_fast"], journal, on_case)
                report = await run(plan, ways)
    except TargetError as error:
        kind = "openai" if endpoint.api == "openai" else "native"
        return Report(
            started=datetime.now(UTC).isoformat(timespec="seconds"),
            seconds=0.0,
            target=TargetRecord(kind=kind, url=endpoint.url, model=endpoint.model),
            suites={suite.name: suite.sha256 for suite in loaded},
            results=(),
            cases=sum(len(suite.suite.cases) for suite in loaded),
            partial=str(error),
        )
    if journal and not report.partial:
        journal.remove()
    return report


def _write(report: Report, options: dict[str, Any]) -> None:
    """Write the files that were asked for."""
    from qa_service.evals.reports import write_text_atomically

    if options["json_file"]:
        write_text_atomically(options["json_file"], report.model_dump_json(indent=1) + "\n")
    if options["junit"]:
        from qa_service.evals.reports.junit import write_junit

        write_junit(report, options["junit"])
    if options["md"]:
        from qa_service.evals.reports.markdown import as_markdown

        write_text_atomically(options["md"], as_markdown(report))
    if options["html"]:
        from qa_service.evals.reports.html import as_html

        write_text_atomically(options["html"], as_html(report))


def _conclude(report: Report, baseline: Baseline | None, options: dict[str, Any]) -> int:
    """Tell a person what came out, and give the exit status."""
    from qa_service.evals.baseline import compare, write_baseline
    from qa_service.evals.reports.changes import changes
    from qa_service.evals.reports.terminal import summary

    comparison = compare(report, baseline, options["margin"]) if baseline else None
    told = comparison.failed if comparison else None
    click.echo(summary(report, told, colour=sys.stdout.isatty()), nl=comparison is not None)
    if comparison:
        click.echo(changes(comparison), nl=False)
    counts = report.counts()
    if report.partial:
        click.echo(f"error: the report is partial: {report.partial}", err=True)
        return CHECK_FAILED if options["fail_fast"] and counts["failed"] else COULD_NOT
    if options["update_baseline"]:
        write_baseline(options["baseline"], report)
        click.echo(f"{options['baseline']}: written", err=True)
        return 0
    if comparison is None:
        return CHECK_FAILED if counts["failed"] else 0
    if comparison.is_worse:
        return CHECK_FAILED
    if comparison.other_corpora and not options["across_corpora"]:
        click.echo(_other_corpus(comparison.other_corpora), err=True)
        return CALLERS_MISTAKE
    return 0


def _other_corpus(suites: tuple[str, ...]) -> str:
    return (
        f"error: {', '.join(suites)}: the baseline was taken over another corpus, so the two are not compared silently; "
        f"look at the changes, then take it anew with --update-baseline, or compare all the same with --across-corpora"
    )
