"""What stands beside `qa-service eval run`: compare two reports, test the harness, measure retrieval, print the schema."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

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

if TYPE_CHECKING:
    from qa_service.evals.baseline import Comparison
    from qa_service.evals.mutations import Mutant
    from qa_service.settings import Settings

_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command("compare")
@click.argument("before", type=FILE)
@click.argument("after", type=FILE)
@margin_option
@across_corpora_option
def compare_reports(before: Path, after: Path, margin: float, across_corpora: bool) -> None:
    """Compare two JSON reports, or a baseline with a report; exit status 1 if AFTER is worse."""
    from qa_service.evals.baseline import compare, read_baseline, read_report
    from qa_service.evals.reports.changes import changes

    report = read_report(after)
    comparison = compare(report, read_baseline(before), margin)
    click.echo(changes(comparison), nl=False)
    if report.partial:
        click.echo(f"error: {after}: the report is partial: {report.partial}", err=True)
        sys.exit(COULD_NOT)
    sys.exit(compared_status(comparison, across_corpora, is_whole=True))


def compared_status(comparison: Comparison, across_corpora: bool, is_whole: bool) -> int:
    """The exit status of a comparison; says on stderr why it is not 0, where its text does not.

    Args:
        is_whole: whether every case of the suites was to be run, so that one which is missing is gone.
    """
    if comparison.is_worse:
        return CHECK_FAILED
    problem = ""
    if comparison.other_corpora and not across_corpora:
        problem = (
            f"{', '.join(comparison.other_corpora)}: the baseline was taken over another corpus, so they are not compared "
            "silently; look at the changes, then take it anew with --update-baseline, or compare with --across-corpora"
        )
    elif is_whole and comparison.missing:
        problem = "cases of the baseline are there no more; if that is meant, take it anew with --update-baseline"
    elif not comparison.compared:
        problem = "the baseline holds none of these cases; --update-baseline adds them"
    if problem:
        click.echo(f"error: {problem}", err=True)
        return CALLERS_MISTAKE
    return 0


@click.command("schema")
def print_schema() -> None:
    """Print the JSON Schema of suites, for editors."""
    from qa_service.evals.schema import suite_schema

    click.echo(json.dumps(suite_schema(), indent=1))


@click.command("mutate")
@click.argument("suites", nargs=-1, required=True)
@click.option(
    "--count", type=click.IntRange(5, 100_000), default=200, show_default=True, help="how many answers to damage"
)
@click.option("--seed", type=int, default=0, show_default=True)
@click.option(
    "--at-least", type=click.FloatRange(0, 1), default=0.99, show_default=True, help="share that must be caught"
)
@click.option("--json", "json_file", type=FILE, help="write every damaged answer, and what caught it")
@corpus_option
@out_option
@with_settings
def mutate_answers(settings: Settings, suites: tuple[str, ...], **options: Any) -> None:
    """Test the harness itself: damage the answers that pass SUITES in random ways, and count how many the checks catch."""
    from qa_service.evals.mutations import KINDS, OMISSIONS, mutate, specimens
    from qa_service.evals.plan import Endpoint, planned
    from qa_service.evals.reports import write_text_atomically
    from qa_service.evals.suites import load_suites

    async def gathered() -> Any:
        async with planned(load_suites(suites), settings, Endpoint()) as plan:
            return await specimens(plan.cases)

    found = asyncio.run(gathered())
    mutants = mutate(found, options["count"], options["seed"])
    if not mutants:
        raise ValueError("no answer holds what could be damaged; run suites with figures and several sentences")
    if options["json_file"]:
        write_text_atomically(
            options["json_file"], json.dumps([item.model_dump() for item in mutants], indent=1) + "\n"
        )
    click.echo(f"{len(mutants)} damaged answers, of {len(found)} that passed")
    click.echo(_caught(mutants, list(KINDS)))
    click.echo(_missed(mutants), nl=False)
    omitted = mutate(found, max(1, options["count"] // 5), options["seed"], OMISSIONS)
    click.echo("\nNot counted, because what is left may be a right answer that is only shorter:")
    click.echo(_caught(omitted, list(OMISSIONS)))
    if sum(bool(item.caught_by) for item in mutants) < options["at_least"] * len(mutants):
        sys.exit(CHECK_FAILED)


def _caught(mutants: list[Mutant], kinds: list[str]) -> str:
    total, caught = Counter(item.kind for item in mutants), Counter(item.kind for item in mutants if item.caught_by)
    lines = [
        f"  {kind}: {caught[kind]} of {total[kind]} caught" if total[kind] else f"  {kind}: fits no answer"
        for kind in kinds
    ]
    return "\n".join(
        [*lines, f"caught: {sum(caught.values())} of {len(mutants)}, {sum(caught.values()) / max(1, len(mutants)):.1%}"]
    )


def _missed(mutants: list[Mutant]) -> str:
    missed = [item for item in mutants if not item.caught_by]
    return "".join(
        f"missed: {item.kind}, {item.case}\n  before: {item.before}\n  after:  {item.after}\n" for item in missed
    )


@click.command("ir")
@click.argument("folder", type=_FOLDER)
@click.option("--split", help="qrels/SPLIT.tsv judges; without it qrels.jsonl, or else qrels/test.tsv")
@click.option(
    "--where", multiple=True, metavar="FIELD=VALUE", help="only queries whose row has this value; may be repeated"
)
@click.option("--work", type=_FOLDER, help="keep the index in this folder; without it, it is thrown away")
@click.option("--json", "json_file", type=FILE, help="write the figures as JSON")
@with_settings
def measure_retrieval(settings: Settings, folder: Path, **options: Any) -> None:
    """Measure retrieval on FOLDER: corpus, queries and qrels in BEIR's layout, as JSONL, .gz too."""
    from qa_service.evals.ir.evaluation import evaluate_set
    from qa_service.evals.ir.report import as_text
    from qa_service.evals.ir.sets import read_set
    from qa_service.evals.reports import write_text_atomically
    from qa_service.retrieval.embedder import SentenceEmbedder

    judged = read_set(folder, options["split"], options["where"])
    for line in judged.left_out.lines():
        click.echo(line, err=True)
    report = evaluate_set(judged, SentenceEmbedder(settings.embedder), options["work"])
    click.echo(as_text(report))
    if options["json_file"]:
        write_text_atomically(options["json_file"], report.model_dump_json(indent=1) + "\n")
