"""The command line: results on stdout, progress and logs on stderr.

Exit status: 0 fine, 1 a check failed, 2 the caller's mistake, 3 the service could not do it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from qa_service import __version__
from qa_service.cli.bench import bench
from qa_service.cli.evals import evals
from qa_service.cli.options import CALLERS_MISTAKE, CHECK_FAILED, COULD_NOT, corpus_option, out_option, with_settings
from qa_service.errors import CorpusError, QaServiceError, SuiteError, UnknownIdError
from qa_service.settings import Settings
from qa_service.starting import starting


def main() -> None:
    """Run the command line."""
    try:
        commands(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(CALLERS_MISTAKE)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except (CorpusError, SuiteError, UnknownIdError, ValueError) as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(CALLERS_MISTAKE)
    except (QaServiceError, OSError) as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(COULD_NOT)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def commands() -> None:
    """Question answering over scientific literature, each sentence verified against its source."""


commands.add_command(bench)
commands.add_command(evals)


@commands.command()
@click.argument("question")
@click.option("--json", "as_json", is_flag=True, help="print the whole answer as JSON")
@click.option("--generator", help="who writes the answer; that of the settings if not given")
@click.option("--conversation", help="id of a stored conversation, or a new one, whose next turn this is")
@corpus_option
@out_option
@with_settings
def ask(settings: Settings, question: str, as_json: bool, generator: str | None, conversation: str | None) -> None:
    """Ask one question. With --conversation it is read with the turns before it, and stored."""
    with starting():
        from qa_service.answering.service import Request
        from qa_service.cli.asking import answer_once

    request = Request(_limited(question, settings), conversation, generator or settings.generator, settings.top_k)
    answer = answer_once(settings, request)
    click.echo(answer.model_dump_json(indent=2) if as_json else _as_text(answer))


@commands.command()
@click.option("--conversation", help="id of a stored conversation to go on with")
@click.option("--generator", help="who writes the answers; that of the settings if not given")
@corpus_option
@out_option
@with_settings
def chat(settings: Settings, conversation: str | None, generator: str | None) -> None:
    """Hold a conversation in the terminal. Every turn is stored; :help says what can be typed beside questions."""
    from qa_service.cli.chat import chat_in_terminal

    given = {"generator": generator} if generator else {}
    sys.exit(chat_in_terminal(settings.model_copy(update=given), conversation))


@commands.command()
@click.argument("question")
@click.option("-k", "--top-k", "k", type=click.IntRange(1, 200), help="how many passages")
@click.option("--mode", type=click.Choice(["hybrid", "dense", "lexical"]), default="hybrid", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="print the passages as JSON")
@corpus_option
@out_option
@with_settings
def search(settings: Settings, question: str, k: int | None, mode: Any, as_json: bool) -> None:
    """Show the passages that a question finds, with their scores."""
    from qa_service.answering.service import clean_question
    from qa_service.web.schemas import PassageFound

    searcher = _searcher(settings)
    found = searcher.search(searcher.query(clean_question(_limited(question, settings))), k or settings.top_k, mode)
    if as_json:
        click.echo(json.dumps([PassageFound.of(item).model_dump(mode="json") for item in found], indent=2))
        return
    for item in found:
        passage = item.stored.passage
        click.echo(f"{item.score:.3f}  {passage.id}  {item.stored.work.title}: {passage.section}")
        click.echo(f"       dense {item.dense:.3f}  lexical {item.lexical:.2f}\n       {passage.text}\n")


@commands.command()
@click.option("--host", help="address to listen on")
@click.option("--port", type=click.IntRange(0, 65535))
@click.option("--workers", type=click.IntRange(1, 64))
@corpus_option
@out_option
@with_settings
def serve(settings: Settings, host: str | None, port: int | None, workers: int | None) -> None:
    """Serve the page and the API."""
    with starting():
        from qa_service.web.server import run_server

    given = {"host": host, "port": port, "workers": workers}
    run_server(settings.model_copy(update={name: value for name, value in given.items() if value is not None}))


@commands.group()
def corpus() -> None:
    """Add, list and check works."""


@corpus.command("add")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@corpus_option
@out_option
@with_settings
def corpus_add(settings: Settings, paths: tuple[Path, ...]) -> None:
    """Add files, or folders of them, to the corpus and to its index. All of them, or none where one is wrong."""
    from qa_service.ingestion.corpus import add_works

    added = add_works(settings.corpus, paths)
    for document in added:
        click.echo(f"added {document.id}: {document.work.title}", err=True)
    _build(settings)


@corpus.command("list")
@corpus_option
@with_settings
def corpus_list(settings: Settings) -> None:
    """List the works: key, year, kind and title."""
    from qa_service.ingestion.corpus import read_corpus

    for document in read_corpus(settings.corpus):
        work = document.work
        click.echo(f"{document.id}\t{work.year or ''}\t{work.type}\t{work.text_kind}\t{work.title}")


@corpus.command("check")
@corpus_option
@with_settings
def corpus_check(settings: Settings) -> None:
    """Check every work: front matter, keys, DOI, PMID, year, text."""
    from qa_service.ingestion.corpus import read_corpus

    documents = read_corpus(settings.corpus)
    sentences = sum(len(passage.sentences) for document in documents for passage in document.passages)
    click.echo(f"{settings.corpus}: {len(documents)} works, {sentences} sentences, no problems")


@commands.group()
def index() -> None:
    """Build, describe and verify the index."""


@index.command("build")
@corpus_option
@out_option
@with_settings
def index_build(settings: Settings) -> None:
    """Build the index of the corpus; what did not change is not embedded again."""
    _build(settings)


@index.command("info")
@corpus_option
@out_option
@with_settings
def index_info(settings: Settings) -> None:
    """Print the manifest of the live generation."""
    from qa_service.retrieval.generation import current_generation, read_manifest

    generation = current_generation(settings.index_folder)
    manifest = read_manifest(generation).model_dump(mode="json")
    click.echo(json.dumps({"generation": generation.name, **manifest}, indent=2))


@index.command("verify")
@corpus_option
@out_option
@with_settings
def index_verify(settings: Settings) -> None:
    """Check every file of the live generation against what was built."""
    from qa_service.errors import IndexDamagedError
    from qa_service.retrieval.generation import current_generation, damaged_files

    try:
        generation = current_generation(settings.index_folder)
        problems = damaged_files(generation)
    except IndexDamagedError as error:
        problems = [str(error)]
    if problems:
        click.echo("\n".join(problems))
        sys.exit(CHECK_FAILED)
    click.echo(f"{generation}: every file is what was built")


@commands.command("settings")
@with_settings
def print_settings(settings: Settings) -> None:
    """Print the settings in force."""
    settings = settings.model_copy(update={"index": settings.index_folder, "database": settings.database_url})
    for name, field in Settings.model_fields.items():
        about = f"  # {field.description}" if field.description else ""
        click.echo(f"QA_{name.upper()}={getattr(settings, name)}{about}")


def _build(settings: Settings) -> None:
    from qa_service.ingestion.corpus import corpus_fingerprint, spool_corpus
    from qa_service.retrieval.build import build_index
    from qa_service.retrieval.embedder import SentenceEmbedder

    with spool_corpus(settings.corpus) as documents:
        report = build_index(
            settings.index_folder,
            settings.corpus.resolve().name,
            documents,
            corpus_fingerprint(documents),
            SentenceEmbedder(settings.embedder),
        )
    counts = report.manifest.counts
    click.echo(
        f"{report.generation}: {counts.documents} works, {counts.passages} passages, {counts.sentences} sentences; "
        f"{report.embedded} works embedded, {report.reused} unchanged"
    )


def _searcher(settings: Settings) -> Any:
    from qa_service.retrieval.generation import current_generation
    from qa_service.retrieval.search import Searcher

    return Searcher(current_generation(settings.index_folder))


def _limited(question: str, settings: Settings) -> str:
    if len(question) <= settings.max_question_chars:
        return question
    raise ValueError(f"the question has {len(question)} characters; the limit is {settings.max_question_chars}")


def _as_text(answer: Any) -> str:
    """An answer as a terminal shows it: the text, then each cited work with the quoted words."""
    lines = [answer.text]
    for citation in answer.citations:
        work = citation.document
        authors = f"{work.authors[0]}{' et al' if len(work.authors) > 1 else ''}. " if work.authors else ""
        where = ", ".join(str(part) for part in (work.journal, work.year) if part)
        lines.append(f"\n[{citation.n}] {authors}{work.title}. {where}  ({citation.document_id}, {citation.section})")
        lines.append(f"    “{citation.quote}” [{citation.start}:{citation.end}]")
    if answer.abstention and answer.abstention.nearest:
        near = answer.abstention.nearest
        lines += ["\nNearest in the literature:", *(f"  - {item.quote} ({item.document_id})" for item in near)]
    if answer.abstention and answer.abstention.suggestions:
        lines += ["\nWhat could be asked:", *(f"  - {question}" for question in answer.abstention.suggestions)]
    return "\n".join(lines)
