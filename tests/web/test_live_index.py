"""A served index: a new generation is taken up without a restart, a damaged one is refused."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx
import pytest

from qa_service.errors import IndexDamagedError
from qa_service.ingestion.corpus import add_works
from qa_service.retrieval.build import BuildReport
from qa_service.retrieval.generation import FILES
from qa_service.settings import Settings
from qa_service.web.app import create_app

pytestmark = pytest.mark.e2e

Build = Callable[[Path, Path], BuildReport]
Serve = Callable[..., AbstractContextManager[Any]]
Flip = Callable[[Path, int], AbstractContextManager[None]]

_COMMAND = Path(sys.executable).with_name("qa-service")
_THREADS = 4
QUESTIONS = ["What is scurvy?", "How do I repair the chain of a bicycle?", "Does aspirin reduce the risk of a tumour?"]
NEW_WORKS = {
    "gout2021_jim": ("What is podagra?", "Podagra is gout of the big toe."),
    "goitre2022_jim": ("What does goitre come from?", "Goitre comes from a lack of iodine in the water."),
    "pellagra2023_jim": ("Who gets pellagra?", "Pellagra befell families who lived on maize alone."),
}


@pytest.fixture
def linked_index(built: BuildReport, tmp_path: Path) -> Path:
    """The index of retrieval in a folder of its own; builds add generations to it, and change no file."""
    return Path(shutil.copytree(built.generation.parent, tmp_path / "index", copy_function=os.link))


def add(corpus: Path, key: str, text: str) -> None:
    paper = corpus.parent / f"{key}.md"
    paper.write_text(f"---\ntitle: A note\nyear: 2021\n---\n\n## Results\n\n{text}\n", encoding="utf-8")
    add_works(corpus, [paper])


def wait_until(address: str, question: str, text: str) -> float:
    """Ask until the answer holds a text; gives the seconds that it took."""
    began = time.monotonic()
    while time.monotonic() < began + 20:
        if text in httpx.post(f"{address}/chat", json={"question": question}).json()["text"]:
            break
    return time.monotonic() - began


@contextmanager
def asking(address: str) -> Iterator[list[int]]:
    """Ask steadily from several threads; gives the statuses as they come, 0 for a connection that failed."""
    statuses: list[int] = []
    stop = Event()

    def ask() -> None:
        with httpx.Client(base_url=address, timeout=30) as client:
            while not stop.is_set():
                for question in QUESTIONS:
                    body = {"question": question, "stream": len(statuses) % 2 == 1}
                    try:
                        response = client.post("/chat", json=body)
                        complete = "event: answer" in response.text or not body["stream"]
                        statuses.append(response.status_code if complete else 0)
                    except httpx.TransportError:
                        statuses.append(0)

    threads = [Thread(target=ask) for _ in range(_THREADS)]
    for thread in threads:
        thread.start()
    try:
        yield statuses
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_new_generations_are_taken_up_under_steady_questions(
    serve: Serve, build: Build, corpus: Path, linked_index: Path
) -> None:
    """Three in a row: what was added is answered within five seconds of its build, and no request fails."""
    with serve(linked_index) as served, asking(served.address) as statuses:
        for key, (question, text) in NEW_WORKS.items():
            add(corpus, key, text)
            report = build(corpus, linked_index)
            assert wait_until(served.address, question, text.rstrip(".")) < 5
            assert httpx.get(f"{served.address}/readyz").json()["generation"] == report.generation.name
        assert served.process.poll() is None

    assert set(statuses) == {200}
    assert len(statuses) > 20


def test_a_damaged_new_generation_is_refused_and_the_old_one_goes_on(
    serve: Serve, build: Build, corpus: Path, linked_index: Path
) -> None:
    """The log names the bad file; as soon as a sound generation is there, it is taken up."""
    old = (linked_index / "CURRENT").read_text(encoding="ascii")
    add(corpus, "gout2021_jim", "Podagra is gout of the big toe.")

    with serve(linked_index) as served:
        (linked_index / "CURRENT").rename(linked_index / "away")
        (linked_index / "CURRENT").write_text("nonsense", encoding="ascii")
        wait_until_logged(served.log, "names 'nonsense', which is not a generation")
        (linked_index / "away").replace(linked_index / "CURRENT")

        publish_damaged(build, corpus, linked_index)
        wait_until_logged(served.log, "literature.sqlite is damaged: its content is not what was built")
        assert httpx.get(f"{served.address}/readyz").json()["generation"] == old.strip()
        assert httpx.post(f"{served.address}/chat", json={"question": QUESTIONS[0]}).json()["status"] == "answered"

        (linked_index / "CURRENT").write_text(old, encoding="ascii")  # so that the build has vectors to reuse
        add(corpus, "goitre2022_jim", "Goitre comes from a lack of iodine in the water.")
        build(corpus, linked_index)
        assert wait_until(served.address, "What does goitre come from?", "iodine") < 5


def publish_damaged(build: Build, corpus: Path, index: Path) -> None:
    """Build a generation elsewhere, damage it, and only then make it the live one."""
    elsewhere = Path(shutil.copytree(index, index.parent / "elsewhere", copy_function=os.link))
    report = build(corpus, elsewhere)
    with (report.generation / "literature.sqlite").open("r+b") as file:
        file.seek(5000)
        file.write(b"damage")
    shutil.move(report.generation, index)
    pointer = index / "CURRENT.new"
    pointer.write_text(f"{report.generation.name}\n", encoding="ascii")
    pointer.replace(index / "CURRENT")


def wait_until_logged(log: Path, text: str) -> None:
    deadline = time.monotonic() + 20
    while text not in log.read_text(encoding="utf-8"):
        assert time.monotonic() < deadline, log.read_text(encoding="utf-8")
        time.sleep(0.05)


@pytest.fixture(scope="module")
def victim(built: BuildReport, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the index; every test that damages it puts it right again."""
    return Path(shutil.copytree(built.generation.parent, tmp_path_factory.mktemp("victim") / "index"))


@pytest.mark.parametrize("name", [*FILES, "manifest.json", "CURRENT"])
def test_the_application_is_not_made_over_a_damaged_index(victim: Path, flipped: Flip, name: str) -> None:
    """One flipped byte in any file is enough; the message names the file, and what to do."""
    path = file_of(victim, name)

    with flipped(path, path.stat().st_size // 2), pytest.raises(IndexDamagedError) as refusal:
        create_app(Settings(index=victim))

    assert str(refusal.value).startswith(f"{path} ")
    assert "uild again: qa-service index build" in str(refusal.value)


@pytest.mark.parametrize("options", [(), ("--workers", "2")])
def test_the_server_does_not_start_on_a_damaged_index(victim: Path, flipped: Flip, options: tuple[str, ...]) -> None:
    """Also where it would start several workers, which would be started again and again."""
    path = file_of(victim, "passages.faiss")

    with flipped(path, 1000):
        ended = refused(victim, *options)

    assert (ended.returncode, ended.stdout) == (3, "")
    problem = f"{path} is damaged: its content is not what was built"
    assert ended.stderr == f"error: {problem}; build again: qa-service index build\n"


def test_the_server_does_not_start_without_an_index(tmp_path: Path) -> None:
    """The message has the command that builds one."""
    ended = refused(tmp_path / "nothing")

    assert (ended.returncode, ended.stdout) == (3, "")
    assert ended.stderr == f"error: there is no index in {tmp_path}/nothing; build one with: qa-service index build\n"


def file_of(index: Path, name: str) -> Path:
    generation = (index / "CURRENT").read_text(encoding="ascii").strip()
    return index / name if name == "CURRENT" else index / generation / name


def refused(index: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [_COMMAND, "serve", "--port", "0", "--out", index, *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_several_workers_answer_and_take_up_a_new_generation(
    serve: Serve, linked_index: Path, build: Build, corpus: Path
) -> None:
    """Each of them by itself; the options of the command line hold for all."""
    with serve(linked_index, "--workers", "2") as served, asking(served.address) as statuses:
        add(corpus, "gout2021_jim", "Podagra is gout of the big toe.")
        build(corpus, linked_index)
        assert wait_until(served.address, "What is podagra?", "Podagra is gout") < 5

    assert set(statuses) == {200}
