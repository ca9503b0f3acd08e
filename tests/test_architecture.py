"""Imports go one way, and what serves a question loads nothing that only building needs."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import qa_service
from qa_service.retrieval.build import BuildReport

PACKAGE = Path(qa_service.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))

# Who may import from whom; each may import from itself.
VALUES = {"types", "errors", "settings", "starting", "patterns"}
ALLOWED = {
    "__init__": set[str](),
    "types": set[str](),
    "errors": set[str](),
    "settings": set[str](),
    "starting": set[str](),
    "patterns": set[str](),
    "ingestion": VALUES,
    "retrieval": VALUES,
    "answering": VALUES | {"retrieval", "ingestion"},
    "conversations": VALUES,
    "evals": VALUES | {"retrieval", "ingestion", "answering"},
    "web": VALUES | {"retrieval", "ingestion", "answering", "conversations"},
    "cli": VALUES | {"retrieval", "ingestion", "answering", "conversations", "evals", "web"},
}
# Sunset, replaced, or able to run code when a file is read.
FORBIDDEN = {
    "langchain_community",
    "langchain_classic",
    "pickle",
    "cPickle",
    "_pickle",
    "dill",
    "joblib",
    "shelve",
    "marshal",
}
# What only building an index, or only a LangChain user, needs.
HEAVY = [
    "torch",
    "sentence_transformers",
    "transformers",
    "langchain_core",
    "langchain",
    "onnx",
    "sklearn",
    "scipy",
    "pandas",
]


def part_of(module: Path) -> str:
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(module: Path) -> Iterator[str]:
    """Every module that a module imports, anywhere in it."""
    package = ["qa_service", *module.relative_to(PACKAGE).parent.parts]
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            inside = package[: len(package) - node.level + 1] if node.level else []
            origin = ".".join([*inside, *filter(None, [node.module])])
            yield origin
            yield from (f"{origin}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(PACKAGE)))
def test_imports_go_one_way(module: Path) -> None:
    """types, errors, settings <- ingestion, retrieval <- answering <- evals, web, cli."""
    part = part_of(module)
    parts = {name.split(".")[1] for name in imports_of(module) if name.startswith("qa_service.")}
    imported = {name for name in parts if (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").exists()}

    assert imported <= ALLOWED[part] | {part}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(PACKAGE)))
def test_nothing_is_imported_that_is_sunset_or_unpickles(module: Path) -> None:
    """Reading an index never runs code that lies in it."""
    assert {name.split(".")[0] for name in imports_of(module)}.isdisjoint(FORBIDDEN)


def test_the_reader_of_imports_sees_them_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the top, in a function, relative, with another name."""
    module = tmp_path / "retrieval" / "odd.py"
    module.parent.mkdir()
    module.write_text("import a.b as c\nfrom . import d\ndef f():\n    from ..web import e\n    from g import h\n")
    monkeypatch.setattr(sys.modules[__name__], "PACKAGE", tmp_path)

    assert set(imports_of(module)) == {
        "a.b",
        *("qa_service.retrieval", "qa_service.retrieval.d"),
        *("qa_service.web", "qa_service.web.e"),
        *("g", "g.h"),
    }


@pytest.mark.parametrize("module", ["qa_service", "qa_service.cli", "qa_service.web.app", "qa_service.web.server"])
def test_importing_loads_nothing_heavy(module: str) -> None:
    """Neither the package, nor the command line, nor the application."""
    assert loaded_by(f"import {module}") == []


def test_a_served_question_loads_nothing_heavy(library: BuildReport) -> None:
    """Not even the first answer, a stream or a search brings it."""
    code = f"""
from pathlib import Path
from starlette.testclient import TestClient
from qa_service.settings import Settings
from qa_service.web.app import create_app
with TestClient(create_app(Settings(index=Path({str(library.generation.parent)!r})))) as client:
    for stream in (False, True):
        assert client.post("/chat", json={{"question": "What is scurvy?", "stream": stream}}).status_code == 200
    for path in ("/search?q=scurvy", "/documents", "/metrics", "/openapi.json"):
        assert client.get(path).status_code == 200
"""
    assert loaded_by(code) == []


def loaded_by(code: str) -> list[str]:
    """The heavy modules that are loaded when code has run, in a process of its own."""
    report = (
        f"\nimport sys, json\nprint(json.dumps([name for name in {HEAVY} if name in sys.modules]), file=sys.stderr)"
    )
    ended = subprocess.run([sys.executable, "-c", code + report], capture_output=True, text=True, check=True)
    return list(json.loads(ended.stderr.splitlines()[-1]))
