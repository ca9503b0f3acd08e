"""One answer, four ways to get it: `/chat` and `/v1`, whole and streamed, over the questions of the eval suites."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

pytestmark = pytest.mark.e2e

SUITES = Path(__file__).parents[3] / "evals" / "suites" / "lems"
HOW_MANY = 100


def questions() -> list[str]:
    """Of every suite some, spread over it: facts, declining, wrong premises, records, conversations, odd spellings."""
    suites = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(SUITES.glob("*.yaml"))]
    asked = [case.get("question") or case["turns"][0]["question"] for suite in suites for case in suite["cases"]]
    return asked[:: len(asked) // HOW_MANY][:HOW_MANY]


@pytest.fixture(scope="module")
def http(server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server, timeout=30) as opened:
        yield opened


@pytest.mark.parametrize("question", questions())
def test_every_transport_gives_the_same_answer(http: httpx.Client, question: str) -> None:
    """Text, citations, annotations and the whole Answer, but for ids and times."""
    own = http.post("/chat", json={"question": question}).json()
    own_streamed = frames_of(http.post("/chat", json={"question": question, "stream": True}))[-1]
    body = {"messages": [{"role": "user", "content": question}]}
    completion = http.post("/v1/chat/completions", json=body).json()
    *chunks, end = frames_of(http.post("/v1/chat/completions", json=body | {"stream": True}))
    message = completion["choices"][0]["message"]
    streamed = "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks)

    assert own["text"] == own_streamed["text"] == message["content"] == streamed
    assert own["citations"] == own_streamed["citations"] == completion["citations"] == end["citations"]
    assert message["annotations"] == end["choices"][0]["delta"]["annotations"]
    marks = [message["content"][slice(*place_of(annotation))] for annotation in message["annotations"]]
    assert marks == [f"[{n}]" for sentence in own["sentences"] for n in sentence["citations"]]
    assert lasting(own) == lasting(own_streamed) == lasting(completion["qa_service"]) == lasting(end["qa_service"])


def frames_of(response: httpx.Response) -> list[dict[str, Any]]:
    """The data of the events of a stream, without the word that ends it."""
    assert response.status_code == 200, response.text
    sent = [line.removeprefix("data: ") for line in response.text.splitlines() if line.startswith("data: ")]
    return [json.loads(data) for data in sent if data != "[DONE]"]


def place_of(annotation: dict[str, Any]) -> tuple[int, int]:
    cited = annotation["url_citation"]
    return cited["start_index"], cited["end_index"]


def lasting(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name not in ("id", "conversation_id", "timings_ms")}
