"""`qa-service bench`: how fast this machine starts the service and gets answers from it."""

from __future__ import annotations

from pathlib import Path

import click

from qa_service.cli.options import FILE, corpus_option, out_option, with_settings
from qa_service.errors import require_extra
from qa_service.settings import Settings

_MOST_QUESTIONS = 120
_WRITTEN = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command()
@click.option("--rounds", type=click.IntRange(1, 1000), default=5, show_default=True, help="starts that are measured")
@click.option("--clients", type=click.IntRange(1, 1000), default=32, show_default=True, help="clients at once")
@click.option("--workers", type=click.IntRange(2, 64), default=2, show_default=True, help="beside one alone")
@click.option(
    "--questions", type=_WRITTEN, help="questions to ask, one on a line; those of the corpus's suites if not given"
)
@click.option("--json", "json_file", type=FILE, help="write every measured value, with the facts of the machine")
@click.option("--plot", type=FILE, help="draw them, as .svg, .png or .pdf")
@corpus_option
@out_option
@with_settings
def bench(
    settings: Settings,
    questions: Path | None,
    json_file: Path | None,
    plot: Path | None,
    **options: int,
) -> None:
    """Measure start, memory, latency and throughput over the built index, each in turn with what it is compared with."""
    require_extra("psutil", "evals")
    from qa_service.evals.reports import write_text_atomically
    from qa_service.evals.reports.files import check_writable
    from qa_service.evals.speed.measures import Plan, measure
    from qa_service.evals.speed.questions import questions_of
    from qa_service.evals.speed.report import Machine, SpeedReport, as_table, draw
    from qa_service.retrieval.generation import current_generation, read_manifest

    check_writable(json_file, plot)
    generation = current_generation(settings.index_folder)
    asked = questions_of(questions, read_manifest(generation).corpus, _MOST_QUESTIONS)
    machine, figures = Machine.this(), []
    for figure in measure(Plan(settings.index_folder, asked, **options)):
        figures.append(figure)
        click.echo(f"{figure.name}: {figure.median:.2f} {figure.unit}", err=True)
    report = SpeedReport.of(generation.name, machine, figures)
    click.echo(as_table(report), nl=False)
    if json_file:
        write_text_atomically(json_file, report.model_dump_json(indent=2) + "\n")
    if plot:
        draw(report, plot)
