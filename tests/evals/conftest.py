"""Suites over the invented literature, and endpoints that answer as a test tells them to, each a real server."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
import uvicorn
from starlette.types import ASGIApp

from qa_service.retrieval.build import BuildReport
from qa_service.settings import Settings

LITERATURE = Path(__file__).parents[1] / "literature"
SCURVY = """\
suite: invented/scurvy
about: Facts of the invented literature.
must: true
always: [faithful, quotes_verbatim]
cases:
- id: cured
  kind: number
  question: How many sailors did lemon juice cure?
  checks:
  - number: {value: 9, of: sailors}
  - cites: {document: marsh1998_jim, quote: Lemon juice cured}
- id: cause
  question: What is scurvy a lack of?
  checks: [contains: vitamin C, not_contains: vitamin A]
- id: football
  kind: far
  question: Who won the football match in Hamburg?
  checks: [abstains]
"""


@pytest.fixture
def suite(tmp_path: Path) -> Callable[..., Path]:
    """Write a suite file."""

    def written(text: str = SCURVY, name: str = "scurvy.yaml") -> Path:
        path = tmp_path / "suites" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return written


@pytest.fixture
def invented(library: BuildReport) -> Settings:
    """Settings of a service over the invented literature."""
    return Settings(corpus=LITERATURE, index=library.generation.parent)


@pytest.fixture(scope="session")
def listening() -> Callable[[ASGIApp], AbstractContextManager[str]]:
    """Serve an application on a port of its own; gives its address."""

    @contextmanager
    def serving(app: ASGIApp) -> Iterator[str]:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", ws="none"))
            thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])), daemon=True)
            thread.start()
            while not server.started and thread.is_alive():
                thread.join(0.01)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
            server.should_exit = True
            thread.join(10)

    return serving
