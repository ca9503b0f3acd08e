"""`qa-service eval`: run suites, compare reports, measure retrieval, test the harness itself."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from qa_service.cli.eval_tools import compare_reports, compared_status, measure_retrieval, mutate_answers, print_schema
from qa_service.cli.options import (
    CALLERS_MISTAKE,
    CHECK_FAILED,
    COULD_NOT,
    FILE,
    across_corpora_option,
    corpus_option,
    margin_option,
    out_option,
    with_settings,
)
from qa_service.errors import IndexDamagedError, IndexMissingError, TargetError, require_extra

if TYPE_CHECKING:
    from qa_service.evals.baseline import Baseline
    from qa_service.evals.journal import Journal
    from qa_service.evals.plan import Endpoint
    from qa_service.evals.results import CaseResult, Report
    from qa_service.evals.suites import LoadedSuite
    from qa_service.settings import Settings


@click.group("eval")
def evals() -> None:
    """Run suites of what must be true, against this service or any other."""
    from qa_service.web.logs import configure_logs

    configure_logs("warning")  # on stderr, so that what is printed is the report alone
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
@click.option("--resume", type=FILE, help="keep finished cases in this file, and skip those that it holds")
@click.option("--json", type=FILE, help="write the whole report")
@click.option("--junit", type=FILE, help="write JUnit XML")
@click.option("--md", type=FILE, help="write Markdown for a pull request")
@click.option("--html", type=FILE, help="write one page with plots")
@click.option("--baseline", type=FILE, help="compare with this, and fail only on what is worse")
@click.option("--update-baseline", is_flag=True, help="write the baseline anew")
@margin_option
@across_corpora_option
@corpus_option
@out_option
@with_settings
def run_suites(settings: Settings, suites: tuple[str, ...], **options: Any) -> None:
    """Run SUITES: files, folders, or names such as lems/facts.

    Exit status: 0 all passed (with --baseline: nothing is worse), 1 a check failed, 2 a mistake in suites or options, 3 the
    service could not be asked, or not for every case.
    """
    from qa_service.evals.journal import Journal
    from qa_service.evals.reports.files import ReportFiles
    from qa_service.evals.suites import load_suites

    _check_together(options)
    endpoint = _endpoint(options)
    files = ReportFiles(*(options[form] for form in ("json", "junit", "md", "html")))
    files.check()
    loaded, baseline = load_suites(suites), _baseline(options)
    journal = Journal(options["resume"]) if options["resume"] else None
    report = asyncio.run(_report(loaded, settings, endpoint, journal, options))
    status = _conclude(report, baseline, options)
    files.write(report)
    if journal is not None and not report.partial:
        journal.remove()
    sys.exit(status)


def _check_together(options: dict[str, Any]) -> None:
    """Refuse options that do not fit each other."""
    if options["update_baseline"] and not options["baseline"]:
        raise click.UsageError("--update-baseline needs --baseline FILE")
    if options["update_baseline"] and options["pattern"]:
        raise click.UsageError("--update-baseline takes the outcome of whole suites; leave out --filter")
    if options["fail_fast"] and options["baseline"]:
        raise click.UsageError("--fail-fast would stop at a failure that the baseline knows; leave out one of them")


def _endpoint(options: dict[str, Any]) -> Endpoint:
    from qa_service.evals.plan import Endpoint

    endpoint = Endpoint(**{name: options[name] for name in ("url", "api", "model", "timeout", "retries")})
    endpoint.check()
    return endpoint


def _baseline(options: dict[str, Any]) -> Baseline | None:
    from qa_service.evals.baseline import read_baseline

    path = options["baseline"]
    return read_baseline(path) if path and (path.exists() or not options["update_baseline"]) else None


async def _report(
    loaded: list[LoadedSuite], settings: Settings, endpoint: Endpoint, journal: Journal | None, options: dict[str, Any]
) -> Report:
    """Run, with a progress bar on stderr. A service that is not there gives a report without results."""
    from tqdm import tqdm

    from qa_service.evals.plan import choose, planned
    from qa_service.evals.runner import Options, nothing_run, run

    cases = choose(loaded, options["pattern"])
    if journal is not None and len(journal):
        click.echo(f"{options['resume']}: {len(journal)} finished cases", err=True)
    with suppress(NotImplementedError):  # where there are no signals, as on Windows
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, asyncio.current_task().cancel)  # type: ignore[union-attr]
    try:
        with tqdm(total=len(cases), unit="case", disable=None, file=sys.stderr) as bar:
            outcomes: Counter[str] = Counter()

            def on_case(result: CaseResult) -> None:
                outcomes[result.outcome] += 1
                bar.set_postfix(outcomes)
                bar.update()

            ways = Options(options["concurrency"], options["repeat"], options["fail_fast"], journal, on_case)
            async with planned(loaded, settings, endpoint, options["pattern"]) as plan:
                return await run(plan, ways)
    except (TargetError, IndexMissingError, IndexDamagedError) as error:
        return nothing_run(loaded, len(cases), endpoint.record, str(error))


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
    if not counts["passed"] and not counts["failed"]:
        click.echo("error: no case was judged: none of their checks applies to this endpoint", err=True)
        return CALLERS_MISTAKE
    if options["update_baseline"]:
        write_baseline(options["baseline"], report)
        click.echo(f"{options['baseline']}: written", err=True)
        return 0
    if comparison is None:
        return CHECK_FAILED if counts["failed"] else 0
    return compared_status(comparison, options["across_corpora"], is_whole=not options["pattern"])
