"""A running service, a browser, and a service that says what a test tells it to say."""

from __future__ import annotations

import fcntl
import json
import mimetypes
import shutil
import subprocess
import sys
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any, Self

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright
from starlette.testclient import TestClient

import qa_service.web
from qa_service.conversations.store import Conversations
from qa_service.retrieval.build import BuildReport
from qa_service.settings import Settings
from qa_service.types import Answer, Fingerprint, Timings
from qa_service.web.app import create_app

_ROOT = Path(__file__).parents[2]
_COMMAND = Path(sys.executable).with_name("qa-service")
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_BROWSER_FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

_STATIC = Path(qa_service.web.__file__).parent / "static"
_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'"
_PATIENCE_SECONDS = 20
_UNKNOWN = {"detail": "there is no such document", "code": "not_found", "request_id": "r-17"}

Step = tuple[str, dict[str, Any]] | Event
"""What a stream does next: send an event with its data, or wait until a test sets this."""
OpenPage = Callable[..., Page]
Remember = Callable[..., list[Answer]]


@pytest.fixture(scope="session")
def shared_database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Address of the database of the served LEMS corpus; what a test stores in it is there for the page at once."""
    return f"sqlite:///{tmp_path_factory.mktemp('conversations') / 'shared.db'}"


@pytest.fixture(scope="module")
def store(server: str, shared_database: str) -> Iterator[Conversations]:
    """The store of conversations that the served page reads."""
    opened = Conversations.open(shared_database)
    yield opened
    opened.close()


@pytest.fixture
def remember(store: Conversations) -> Remember:
    """Store a conversation with these questions, as if they had been asked; give their answers."""

    def stored(*questions: str, **fields: Any) -> list[Answer]:
        conversation = uuid.uuid4().hex
        rest = {"conversation_id": conversation, "status": "answered", "text": "It is [1].", "generator": "extractive"}
        marks = {
            "fingerprint": dict.fromkeys(Fingerprint.model_fields, ""),
            "timings_ms": dict.fromkeys(Timings.model_fields, 0),
        }
        answers = []
        for question in questions:
            asked = {"id": uuid.uuid4().hex, "question": question, "standalone_question": question}
            answers.append(Answer.model_validate(asked | rest | marks | fields))
            store.append(conversation, answers[-1])
        return answers

    return stored


@pytest.fixture(scope="session")
def server(serve: Callable[..., AbstractContextManager[Any]], shared_database: str) -> Iterator[str]:
    """Address of a service over the LEMS corpus, in a process of its own; its index is built if it is not up to date."""
    index = _ROOT / "index" / "lems"
    with (_ROOT / "index" / ".tests").open("w") as lock:  # the test processes need the same index at the same time
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run([_COMMAND, "index", "build", "--out", index], cwd=_ROOT, check=True, capture_output=True)
    with serve(index, database=shared_database) as served:
        yield served.address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser. It is closed after each module, because its event loop would be in the way of asynchronous tests."""
    executable = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if executable is None:
        pytest.skip(f"no browser is installed; looked for {', '.join(_BROWSERS)}")
    expect.set_options(timeout=20_000)  # a machine on which others work answers late; what holds is seen at once
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable, args=_BROWSER_FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Open the page at an address. No test may leave an error in the console, or have spoken to another origin."""
    complaints: list[str] = []
    contexts = []

    def opened(address: str, **options: object) -> Page:
        context = browser.new_context(**options)  # type: ignore[arg-type]
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.extend(_complaints_of(message)))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda sent: sent.url.startswith(address) or complaints.append(f"request to {sent.url}"))
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def scripted() -> Iterator[ScriptedService]:
    """A service whose answers a test writes."""
    with ScriptedService() as service:
        yield service


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'conversations.db'}"


@pytest.fixture
def open_app(library: BuildReport, database: str) -> Callable[..., FastAPI]:
    """Open the application over a database of the test's own."""

    def opened(address: str = database) -> FastAPI:
        return create_app(Settings(index=library.generation.parent, database=address))

    return opened


@pytest.fixture
def kept(open_app: Callable[..., FastAPI]) -> Iterator[TestClient]:
    """The application, with no conversation yet."""
    with TestClient(open_app()) as opened:
        yield opened


def _complaints_of(message: ConsoleMessage) -> list[str]:
    # The browser itself notes every answer that is an error, and every connection that ends; the page shows both.
    if message.type not in ("error", "warning") or message.text.startswith("Failed to load resource"):
        return []
    return [message.text]


class ScriptedService(ThreadingHTTPServer):
    """A little service with the interface of the real one; a test writes its streams and sources.

    It shows the page what the real service does not show on demand: an answer that stands still, breaks off, or holds
    what no corpus at hand holds. Serves the works that a test adds, and one script per question; the last one repeats.
    """

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.documents: dict[str, dict[str, Any]] = {}
        self.replies: dict[str, dict[str, Any]] = {"/examples": {"examples": []}, "/v1/models": {"data": []}}
        self.scripts: list[list[Step]] = []
        self.asked: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for step in (step for script in self.scripts for step in script if isinstance(step, Event)):
            step.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, *_: object) -> None:
        """A browser that stops reading is no error."""


class _Handler(BaseHTTPRequestHandler):
    server: ScriptedService

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        if path == "/documents":
            listed = list(self.server.documents.values())
            types = Counter(document["type"] for document in listed)
            self._send_json(200, {"total": len(listed), "documents": listed, "types": types})
        elif path.startswith("/documents/"):
            document = self.server.documents.get(path.removeprefix("/documents/"))
            self._send_json(200 if document else 404, document or _UNKNOWN)
        elif path in self.server.replies:
            self._send_json(200, self.server.replies[path])
        elif path.endswith("/suggestions"):
            self._send_json(200, {"suggestions": []})
        elif path.startswith(("/conversations/", "/answers/")):
            self._send_json(404, _UNKNOWN)
        else:
            file = _STATIC / ("index.html" if path == "/" else path.removeprefix("/static/"))
            self._send(200, mimetypes.guess_type(file)[0] or "", file.read_bytes())

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(asked)
        script = self.server.scripts[min(len(self.server.asked), len(self.server.scripts)) - 1]
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for step in script:
            if isinstance(step, Event):
                step.wait(_PATIENCE_SECONDS)
            else:
                name, told = step
                if name == "answer":
                    told = told | {"conversation_id": asked["conversation_id"]}
                self.wfile.write(f"event: {name}\ndata: {json.dumps(told)}\n\n".encode())
                self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _send_json(self, status: int, value: dict[str, Any]) -> None:
        self._send(status, "application/json", json.dumps(value).encode())

    def _send(self, status: int, media_type: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Security-Policy", _POLICY)
        self.end_headers()
        self.wfile.write(body)
