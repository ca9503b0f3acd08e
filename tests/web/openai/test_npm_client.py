"""The `openai` package of npm, against a served index. It is not part of this project: `make npm-client` fetches it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.e2e

FOLDER = Path(__file__).parents[3] / ".benchmarks" / "npm"
QUESTION = "What share of LEMS cases is paraneoplastic?"


@pytest.fixture(scope="module")
def read(server: str) -> dict[str, Any]:
    """What the client read."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    if not (FOLDER / "node_modules" / "openai").is_dir():
        pytest.skip("the openai package of npm is not there; fetch it with: make npm-client")
    command = [node, str(Path(__file__).with_name("client.mjs")), str(FOLDER), f"{server}/v1", QUESTION]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 0, ended.stderr
    return dict(json.loads(ended.stdout))


def test_an_answer_is_read_with_its_citations(read: dict[str, Any]) -> None:
    """In OpenAI's own fields, and what is added beside them."""
    message = read["whole"]["choices"][0]["message"]

    assert "60%" in message["content"]
    assert message["annotations"]
    assert read["whole"]["citations"] == read["whole"]["qa_service"]["citations"] != []


def test_a_stream_is_the_same_answer(read: dict[str, Any]) -> None:
    """Text, citations and usage; the client's own accumulator agrees."""
    *others, end, usage = read["chunks"]
    message = read["whole"]["choices"][0]["message"]

    text = "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in [*others, end])
    assert text == message["content"]
    assert end["choices"][0]["delta"]["annotations"] == message["annotations"]
    assert end["citations"] == read["whole"]["citations"]
    assert (usage["choices"], usage["usage"]) == ([], read["whole"]["usage"])
    gathered = read["gathered"]["choices"][0]["message"]
    assert (gathered["content"], gathered["annotations"]) == (message["content"], message["annotations"])


def test_models_are_listed(read: dict[str, Any]) -> None:
    """By the client's own paging."""
    assert read["models"][:2] == ["qa-service", "extractive"]


def test_errors_are_those_of_the_client(read: dict[str, Any]) -> None:
    """With status, code and parameter."""
    assert read["failures"] == [
        {"name": "NotFoundError", "status": 404, "code": "model_not_found", "param": "model"},
        {"name": "BadRequestError", "status": 400, "code": "unsupported_parameter", "param": "n"},
        {"name": "BadRequestError", "status": 400, "code": "invalid_request", "param": "messages"},
    ]
