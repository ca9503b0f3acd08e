"""A build that is killed does no harm: what is live stays sound, and the next build goes through."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing import forkserver
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest

from qa_service.ingestion.corpus import corpus_fingerprint, read_corpus
from qa_service.retrieval import build as building_an_index
from qa_service.retrieval.build import build_index
from qa_service.retrieval.embedder import SentenceEmbedder
from qa_service.retrieval.generation import current_generation, damaged_files, read_manifest
from qa_service.retrieval.search import Searcher

pytestmark = pytest.mark.e2e

Arguments = tuple[Any, ...]
Start = Callable[..., BaseProcess]

CHANGED = "chen2020_jim"
ROUNDS = 20


@pytest.fixture(scope="module")
def start() -> Start:
    """Start a function in a process of its own, forked from one that has imported torch and done nothing else."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["sentence_transformers", "qa_service.retrieval.build"])
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("OMP_NUM_THREADS", "1")  # threads that wait for a busy core would be most of a build's time
        forkserver.ensure_running()

    def start_process(function: Callable[..., Any], *arguments: Any) -> BaseProcess:
        process = context.Process(target=function, args=arguments)
        process.start()
        return process

    return start_process


@pytest.fixture
def arguments(corpus: Path, tiny_index: Path, tiny_model: Path) -> Callable[[], Arguments]:
    """What `build_index` is called with for the corpus as it now is."""

    def read() -> Arguments:
        documents = read_corpus(corpus)
        return tiny_index, "invented", documents, corpus_fingerprint(documents), SentenceEmbedder(str(tiny_model))

    return read


def append(corpus: Path, sentence: str) -> None:
    with (corpus / f"{CHANGED}.md").open("a", encoding="utf-8") as file:
        file.write(f"\n{sentence}\n")


def leftovers(index: Path) -> list[str]:
    return [path.name for path in index.iterdir() if path.name.startswith(".building-")]


def test_a_build_may_be_killed_at_any_moment(
    corpus: Path, tiny_index: Path, arguments: Callable[[], Arguments], start: Start
) -> None:
    """After each of 20 kills a sound generation of the old or the new corpus is live; then a build goes through."""
    moments = random.Random(20)
    start(build_index, *arguments()).join()  # waits for the imports, so that the next one tells how long a build takes
    append(corpus, "Nausea was rare.")
    began = time.monotonic()
    whole = start(build_index, *arguments())
    whole.join()
    duration = time.monotonic() - began
    assert whole.exitcode == 0

    killed = 0
    for number in range(ROUNDS):
        old = read_manifest(current_generation(tiny_index)).corpus_fingerprint
        append(corpus, f"The build of version {number} was killed.")
        given = arguments()
        began = time.monotonic()
        process = start(build_index, *given)
        process.join(moments.uniform(0, duration))
        duration = min(duration, time.monotonic() - began) if process.exitcode == 0 else duration
        process.kill()
        process.join()
        killed += process.exitcode == -signal.SIGKILL

        live = current_generation(tiny_index)
        assert read_manifest(live).corpus_fingerprint in {old, given[3]}, f"round {number}"
        assert damaged_files(live) == [], f"round {number}"

    append(corpus, "This build is not killed.")
    report = build_index(*arguments())
    assert killed >= ROUNDS // 4  # a busy machine may let some builds end before their moment
    assert Searcher(report.generation).store.document(CHANGED).text.count("was killed.") == ROUNDS
    assert leftovers(tiny_index) == []


def build_until(event: str, count: int, *arguments: Any) -> None:
    """Build, and die just before a file operation."""
    left = [count]

    def die(name: str, operands: tuple[Any, ...]) -> None:
        if name == event and str(arguments[0]) in str(operands[0]):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(die)
    build_index(*arguments)


@pytest.mark.parametrize(
    ("event", "count", "is_new_live"),
    [
        ("os.mkdir", 1, False),  # the hidden folder
        ("os.link", 2, False),  # the second file of the encoder
        ("os.rename", 1, False),  # the hidden folder gets its name
        ("os.rename", 2, False),  # CURRENT
        ("shutil.rmtree", 1, True),  # the generation before the one before
    ],
)
def test_a_build_may_be_killed_between_any_two_steps(
    corpus: Path,
    tiny_index: Path,
    arguments: Callable[[], Arguments],
    start: Start,
    event: str,
    count: int,
    is_new_live: bool,
) -> None:
    """CURRENT is the step that counts: before it the old generation is live, after it the new one."""
    append(corpus, "Nausea was rare.")
    build_index(*arguments())
    append(corpus, "So was vertigo.")
    old = build_index(*arguments()).generation
    (corpus / "lopez2004_jim.md").unlink()

    process = start(build_until, event, count, *arguments())
    process.join()
    live = current_generation(tiny_index)

    assert process.exitcode == -signal.SIGKILL
    assert (live != old) == is_new_live
    assert damaged_files(live) == []

    report = build_index(*arguments())
    assert report.manifest.counts.documents == 6
    assert leftovers(tiny_index) == []


def build_large_until(event: str, count: int, *arguments: Any) -> None:
    """The same for what is built as if it were large."""
    building_an_index.LARGE_FROM = 10
    build_until(event, count, *arguments)


@pytest.mark.parametrize(
    ("event", "count"),
    [
        ("os.mkdir", 3),  # the folder of the terms; the cells are there
        ("os.remove", 1),  # the terms are written, the writer's lock still lies beside them
        ("os.rename", 1),  # the hidden folder gets its name
    ],
)
def test_a_large_build_may_be_killed_too(
    corpus: Path, tiny_index: Path, arguments: Callable[[], Arguments], start: Start, event: str, count: int
) -> None:
    """The old generation, of a small corpus, is live; the next build takes away what was left of the terms."""
    pytest.importorskip("tantivy")
    old = current_generation(tiny_index)

    process = start(build_large_until, event, count, *arguments())
    process.join()

    assert process.exitcode == -signal.SIGKILL
    assert current_generation(tiny_index) == old
    assert damaged_files(old) == []
    assert len(leftovers(tiny_index)) == 1
    append(corpus, "Nausea was rare.")
    assert damaged_files(build_index(*arguments()).generation) == []
    assert leftovers(tiny_index) == []
