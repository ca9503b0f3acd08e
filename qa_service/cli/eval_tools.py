"""What stands beside `qa-service eval run`: compare two reports, test the harness, measure retrieval, print the schema."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qa_service.cli.options import CHECK_FAILED, corpus_option, out_option, with_settings

if TYPE_CHECKING:
    from qa_service.evals.mutations import Mutant
    from qa_service.settings import Settings

_FILE = click.Path(path_type=Path, dir_okay=False)
_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command("compare")
@click.argument("before", type=_FILE)
@click.argument("after", type=_FILE)
@click.option(
    "--margin", type=click.FloatRange(0, 1), default=0.01, show_default=True, help="how far the pass rate may fall"
)
@click.option("--across-corpora", is_flag=True, help="compare though the corpus is another one")
def compare_reports(before: Path, after: Path, margin: float, across_corpora: bool) -> None:
    """Compare two JSON reports, or a baseline with a report; exit status 1 if AFTER is worse."""
    from qa_service.evals.baseline import compare, read_baseline, read_report
    from qa_service.evals.reports.changes import changes

    comparison = compare(read_report(after), read_baseline(before), margin)
    if comparison.other_corpora and not across_corpora:
        raise click.UsageError(
            f"{', '.join(comparison.other_corpora)}: the two reports are of different corpora; --across-corpora compares them"
        )
    click.echo(changes(comparison), nl=False)
    if comparison.is_worse:
        sys.exit(CHECK_FAILED)


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
@click.option("--json", "json_file", type=_FILE, help="write every damaged answer, and what caught it")
@corpus_option
@out_option
@with_settings
def mutate_answers(settings: Settings, suites: tuple[str, ...], **options: Any) -> None:
    """Test the harness itself: damage the answers that pass SUITES in random ways, and count how many the checks catch."""
    from qa_service.evals.mutations import OMISSIONS, mutate, specimens
    from qa_service.evals.plan import Endpoint, planned
    from qa_service.evals.reports import write_text_atomically
    from qa_service.evals.suites import load_suites

    async def gathered() -> Any:
        async with planned(load_suites(suites), settings, Endpoint()) as plan:
            return await specimens(plan.cases)

    found = asyncio.run(gathered())
    mutants = mutate(found, options["count"], options["seed"])
    if options["json_file"]:
        write_text_atomically(
            options["json_file"], json.dumps([item.model_dump() for item in mutants], indent=1) + "\n"
        )
    click.echo(f"{len(mutants)} damaged answers, of {len(found)} that passed")
    click.echo(_caught(mutants))
    omitted = mutate(found, max(1, options["count"] // 5), options["seed"], OMISSIONS)
    click.echo("\nNot counted, because what is left may be a right answer that is only shorter:")
    click.echo(_caught(omitted, shows_missed=False))
    if sum(bool(item.caught_by) for item in mutants) < options["at_least"] * len(mutants):
        sys.exit(CHECK_FAILED)


def _caught(mutants: list[Mutant], shows_missed: bool = True) -> str:
    total, caught = Counter(item.kind for item in mutants), Counter(item.kind for item in mutants if item.caught_by)
    lines = [f"  {kind}: {caught[kind]} of {total[kind]} caught" for kind in total]
    lines += [
        f"missed: {item.kind}, {item.case}\n  before: {item.before}\n  after:  {item.after}"
        for item in mutants
        if shows_missed and not item.caught_by
    ]
    return "\n".join(
        [*lines, f"caught: {sum(caught.values())} of {len(mutants)}, {sum(caught.values()) / len(mutants):.1%}"]
    )


@click.command("ir")
@click.argument("folder", type=_FOLDER)
@click.option("--split", help="qrels/SPLIT.tsv judges; without it qrels.jsonl, or else qrels/test.tsv")
@click.option(
    "--where", multiple=True, metavar="FIELD=VALUE", help="only queries whose row has this value; may be repeated"
)
@click.option("--work", type=_FOLDER, help="keep the index in this folder; without it, it is thrown away")
@click.option("--json", "json_file", type=_FILE, help="write the figures as JSON")
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
