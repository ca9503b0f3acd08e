"""`POST /chat` with `stream`: server-sent events, whose last one is the answer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from starlette.testclient import TestClient

from qa_service.answering.evidence import Evidence
from qa_service.answering.reader import Reader, shipped_reader
from qa_service.answering.reading import Reading
from qa_service.answering.service import AnswerService
from qa_service.answering.sources import Draft, as_sentence
from qa_service.retrieval.build import BuildReport
from qa_service.retrieval.search import Searcher
from qa_service.settings import Settings
from qa_service.web.app import create_app

SUITES = Path(__file__).parents[2] / "evals" / "suites" / "lems"
Events = list[tuple[str, dict[str, Any]]]

QUESTIONS = [
    "What share of the Aurora crew had sore gums?",
    "What fell in the blood of the Aurora crew?",
    "Which signs of rickets are common?",
    "Who wrote Vega 2021, and what is its DOI?",
    "How do I repair the chain of a bicycle?",
]


def stream(client: TestClient | httpx.Client, question: str, **fields: Any) -> Events:
    response = client.post("/chat", json={"question": question, "stream": True, **fields})
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    frames = response.content.decode("utf-8").removesuffix("\n\n").split("\n\n")
    return [event_of(frame) for frame in frames]


def event_of(frame: str) -> tuple[str, dict[str, Any]]:
    event, data = frame.split("\n")
    return event.removeprefix("event: "), json.loads(data.removeprefix("data: "))


def ask(client: TestClient | httpx.Client, question: str) -> dict[str, Any]:
    response = client.post("/chat", json={"question": question})
    assert response.status_code == 200, response.text
    return dict(response.json())


def lasting(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name not in ("id", "conversation_id", "timings_ms")}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_stream_is_passages_then_sentences_then_the_answer(client: TestClient, question: str) -> None:
    """Each sentence comes with the citations it uses, and the answer has no others."""
    events = stream(client, question)
    answer = events[-1][1]
    sentences = answer["sentences"]

    assert [name for name, _ in events] == ["passages", *["sentence"] * len(sentences), "answer"]
    assert [sent["text"] for _, sent in events[1:-1]] == [sentence["text"] for sentence in sentences]
    assert [[citation["n"] for citation in sent["citations"]] for _, sent in events[1:-1]] == [
        sentence["citations"] for sentence in sentences
    ]
    assert all(citation in answer["citations"] for _, sent in events[1:-1] for citation in sent["citations"])


@pytest.mark.parametrize("question", QUESTIONS)
def test_both_transports_give_the_same_answer(client: TestClient, question: str) -> None:
    """All but the id, the conversation and the times."""
    streamed = stream(client, question)[-1][1]
    answer = ask(client, question)

    assert list(streamed) == list(answer)
    assert lasting(streamed) == lasting(answer)


def test_the_passages_are_those_that_search_finds(client: TestClient) -> None:
    """Best first, with their scores."""
    _, found = stream(client, QUESTIONS[0], top_k=4)[0]

    assert found["passages"] == client.get("/search", params={"q": QUESTIONS[0], "k": 4}).json()["results"]


def test_a_stream_is_not_stored_on_its_way(client: TestClient) -> None:
    """Neither by a browser nor by a proxy; it has the request id like every response."""
    response = client.post(
        "/chat", json={"question": QUESTIONS[0], "stream": True}, headers={"X-Request-ID": "stream-1"}
    )

    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-request-id"] == "stream-1"


@pytest.mark.parametrize("question", ["", "?", "x" * 2001])
def test_a_bad_question_is_refused_before_the_stream_begins(client: TestClient, question: str) -> None:
    """With a status and a problem document, as without stream."""
    response = client.post("/chat", json={"question": question, "stream": True})

    assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json")


def test_filters_that_nothing_meets_are_a_stream_of_two_events(client: TestClient) -> None:
    """No passages, and an answer that declines."""
    (first, found), (last, answer) = stream(client, QUESTIONS[0], filters={"types": ["poem"]})

    assert (first, found, last, answer["status"]) == ("passages", {"passages": []}, "answer", "abstained")


def test_every_quote_on_lems_stands_in_its_source(server: str) -> None:
    """Over 100 questions to a served index, half of them streamed, against the text that `/documents` gives."""
    suites = [yaml.safe_load((SUITES / name).read_text("utf-8")) for name in ("facts.yaml", "related.yaml")]
    questions = [case["question"] for suite in suites for case in suite["cases"]][::4][:100]
    texts: dict[str, str] = {}
    quoted = 0

    with httpx.Client(base_url=server, timeout=30) as client:
        for number, question in enumerate(questions):
            answer = stream(client, question)[-1][1] if number % 2 else ask(client, question)
            for citation in answer["citations"]:
                text = texts.get(citation["sha256"])
                if text is None:
                    text = client.get(f"/documents/{citation['document_id']}").json()["text"]
                    assert hashlib.sha256(text.encode()).hexdigest() == citation["sha256"]
                    texts[citation["sha256"]] = text
                assert text[citation["start"] : citation["end"]] == citation["quote"]
                quoted += 1

    assert quoted >= 100


class BrokenGenerator:
    """Writes one sentence, and breaks down."""

    name = "extractive"
    prompt = ""

    async def draft(self, reading: Reading, evidence: Sequence[Evidence]) -> AsyncIterator[Draft]:
        yield Draft(as_sentence(evidence[0].text), (evidence[0].source,))
        raise RuntimeError("a secret of the inside")


@dataclass(frozen=True)
class FixedIndex:
    """What requests need of a live index."""

    searcher: Searcher
    service: AnswerService


@pytest.fixture
def breaking(library: BuildReport) -> Iterator[TestClient]:
    """An application whose generator breaks down in the middle of an answer."""
    searcher = Searcher(library.generation)
    app = create_app(Settings(index=library.generation.parent))
    service = AnswerService(searcher, Reader(shipped_reader()), {"extractive": BrokenGenerator()}, "")
    app.state.live = FixedIndex(searcher, service)
    with TestClient(app, raise_server_exceptions=False) as opened:
        yield opened


def test_a_stream_that_breaks_off_says_so(breaking: TestClient) -> None:
    """Its last event is a problem document; what was sent before it was verified and stands."""
    events = stream(breaking, QUESTIONS[0])

    assert [name for name, _ in events] == ["passages", "sentence", "error"]
    problem = events[-1][1]
    assert (problem["status"], problem["code"]) == (500, "internal_error")
    assert problem["detail"] == "the answer broke off: RuntimeError; ask again"
    assert problem["request_id"]


def test_an_answer_that_breaks_off_is_an_error(breaking: TestClient) -> None:
    """No half of an answer is sent, and nothing of the inside is told."""
    response = breaking.post("/chat", json={"question": QUESTIONS[0]})

    assert (response.status_code, response.json()["code"]) == (500, "internal_error")
    assert "secret" not in response.text
