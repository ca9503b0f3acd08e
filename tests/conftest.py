"""The small invented literature of `tests/literature`, real indexes of it that are built once, and services over them."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
import structlog
from starlette.testclient import TestClient

from qa_service import cli
from qa_service.answering.generators.local_model import assembled_model
from qa_service.ingestion.corpus import corpus_fingerprint, read_corpus
from qa_service.retrieval.build import BuildReport, build_index
from qa_service.retrieval.embedder import SentenceEmbedder
from qa_service.retrieval.generation import current_generation
from qa_service.retrieval.search import Searcher
from qa_service.settings import PINNED_EMBEDDER, Settings
from qa_service.web.app import create_app

Build = Callable[[Path, Path], BuildReport]

LITERATURE = Path(__file__).parent / "literature"
# What retrieval is tested with; the rest are works that are longer or odder than retrieval needs.
CORE = LITERATURE / "core"
_COMMAND = Path(sys.executable).with_name("qa-service")
_START_SECONDS = 60


@pytest.fixture(scope="session", autouse=True)
def _plain_logs() -> None:
    """Log in plain lines: drawing a traceback with the index in it takes seconds."""
    structlog.configure(processors=[structlog.processors.JSONRenderer()])


@pytest.fixture(scope="session", autouse=True)
def postgres() -> Iterator[str | None]:
    """Address of a PostgreSQL that tests may use. It leaves the environment, where the service refuses what is no setting."""
    address = os.environ.pop("QA_TEST_POSTGRES", None)
    yield address
    if address:
        os.environ["QA_TEST_POSTGRES"] = address


@pytest.fixture(scope="session", autouse=True)
def local_model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path | None]:
    """The assembled model, where there is one. The service does not find it by chance: its cache is another one in tests."""
    before, model = os.environ.get("XDG_CACHE_HOME"), assembled_model()
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))
    yield model
    del os.environ["XDG_CACHE_HOME"]
    os.environ.update({"XDG_CACHE_HOME": before} if before else {})


@pytest.fixture(scope="session")
def works() -> dict[str, str]:
    """Key and source of every work that retrieval is tested with."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(CORE.iterdir())}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus that a test may change."""
    return Path(shutil.copytree(CORE, tmp_path / "corpus"))


@pytest.fixture(scope="session")
def _one_thread() -> None:
    """Threads that wait for a busy core cost more than they bring for so few texts."""
    import torch

    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def embedder(_one_thread: None) -> SentenceEmbedder:
    return SentenceEmbedder(PINNED_EMBEDDER)


@pytest.fixture(scope="session")
def build(embedder: SentenceEmbedder) -> Build:
    """Build an index of a corpus folder."""

    def build_from(corpus: Path, index: Path) -> BuildReport:
        documents = read_corpus(corpus)
        return build_index(index, "invented", documents, corpus_fingerprint(documents), embedder)

    return build_from


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, build: Build) -> BuildReport:
    """The index that tests of retrieval share and do not change."""
    return build(CORE, tmp_path_factory.mktemp("shared") / "index")


@pytest.fixture(scope="session")
def searcher(built: BuildReport) -> Searcher:
    return Searcher(built.generation)


@pytest.fixture
def index(built: BuildReport, tmp_path: Path) -> Path:
    """A copy of the index that a test may change."""
    return Path(shutil.copytree(built.generation.parent, tmp_path / "index"))


@pytest.fixture
def generation(index: Path) -> Path:
    return current_generation(index)


@pytest.fixture(scope="session")
def flipped() -> Callable[[Path, int], AbstractContextManager[None]]:
    """Flip the bits of one byte of a file for a while."""

    @contextmanager
    def flip(path: Path, place: int) -> Iterator[None]:
        with path.open("r+b") as file:
            file.seek(place)
            byte = file.read(1)[0]
            file.seek(place)
            file.write(bytes([byte ^ 0xFF]))
        yield
        with path.open("r+b") as file:
            file.seek(place)
            file.write(bytes([byte]))

    return flip


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory, built: BuildReport, build: Build) -> BuildReport:
    """The index of every invented work, that tests of answering and of the API share and do not change."""
    index = tmp_path_factory.mktemp("library") / "index"
    shutil.copytree(built.generation.parent, index, copy_function=os.link)  # a build replaces files, it changes none
    return build(LITERATURE, index)


@pytest.fixture(scope="session")
def client(library: BuildReport) -> Iterator[TestClient]:
    """The application over the library, in this process, from its start to its end."""
    settings = Settings(corpus=LITERATURE, index=library.generation.parent)
    with TestClient(create_app(settings)) as opened:
        yield opened


@dataclass(frozen=True, slots=True)
class Served:
    """A service in a process of its own."""

    address: str
    log: Path
    process: subprocess.Popen[bytes]


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., AbstractContextManager[Served]]:
    """Serve an index in a process of its own, with a database and a port of its own if none is given, and stop it at the end."""

    @contextmanager
    def serving(index: Path, *options: str, database: str | None = None, port: int | None = None) -> Iterator[Served]:
        address, folder = f"http://127.0.0.1:{port or _free_port()}", tmp_path_factory.mktemp("served")
        command = [_COMMAND, "serve", "--port", address.rpartition(":")[2], "--out", index, *options]
        environment = os.environ | {"QA_DATABASE": database or f"sqlite:///{folder / 'conversations.db'}"}
        with (
            (folder / "log").open("wb") as log,
            subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log) as process,
        ):
            served = Served(address, folder / "log", process)
            try:
                _wait_until_ready(served)
                yield served
            finally:
                process.send_signal(signal.SIGTERM)

    return serving


@pytest.fixture
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in, and an environment without settings."""
    for name in [name for name in os.environ if name.upper().startswith("QA_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


class Ended(NamedTuple):
    """How a command ended."""

    status: int
    stdout: str
    stderr: str


@pytest.fixture
def run(empty_folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """Run a command of the service in this process, in an empty folder."""

    def run_command(*arguments: str | Path) -> Ended:
        monkeypatch.setattr(sys, "argv", ["qa-service", *map(str, arguments)])
        logs = structlog.get_config()
        capfd.readouterr()
        try:
            cli.main()
            status = 0
        except SystemExit as ended:
            status = int(ended.code or 0)
        finally:
            structlog.configure(**logs)
        return Ended(status, *capfd.readouterr())

    return run_command


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_until_ready(served: Served) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and served.process.poll() is None:
        try:
            if httpx.get(f"{served.address}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise RuntimeError(f"the service did not start; it wrote: {served.log.read_text(encoding='utf-8')}")
