"""A model with as many requests as it may have: others are sent away with the time to come again, in both error shapes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from qa_service.retrieval.build import BuildReport
from qa_service.settings import Settings
from qa_service.web.app import create_app
from tests.fakes import ModelServer

LITERATURE = Path(__file__).parents[1] / "literature"
QUESTION = "What share of the Aurora crew had sore gums?"


@pytest.fixture
def goes_on() -> threading.Event:
    return threading.Event()


@pytest.fixture
def model(goes_on: threading.Event) -> Iterator[ModelServer]:
    with ModelServer([goes_on, "NOT FOUND"]) as server:
        yield server


@pytest.fixture
def crowded(model: ModelServer, library: BuildReport) -> Iterator[TestClient]:
    """A service whose default is a model that serves one at a time and lets nobody wait."""
    settings = Settings(
        corpus=LITERATURE,
        index=library.generation.parent,
        generator="openai:fake",
        generator_base_url=f"{model.url}/v1",
        generator_api_key=SecretStr("sk-secret"),
        generator_slots=1,
        generator_queue=0,
    )
    with TestClient(create_app(settings)) as opened:
        yield opened


def test_who_is_one_too_many_is_sent_away(crowded: TestClient, model: ModelServer, goes_on: threading.Event) -> None:
    """429 and Retry-After; who names another generator is served, and so is the one who was first."""
    body = {"question": QUESTION, "generator": "openai:fake"}
    completion = {"model": "openai:fake", "messages": [{"role": "user", "content": QUESTION}]}
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(crowded.post, "/chat", json=body)
        while not model.asked:
            pass
        problem = crowded.post("/chat", json=body)
        streamed = crowded.post("/chat", json=body | {"stream": True})
        error = crowded.post("/v1/chat/completions", json=completion)
        error_of_stream = crowded.post("/v1/chat/completions", json=completion | {"stream": True})
        other = crowded.post("/chat", json={"question": QUESTION, "generator": "extractive"})
        goes_on.set()

    for response in (problem, streamed, error, error_of_stream):
        assert (response.status_code, response.headers["retry-after"]) == (429, "10")
    for response in (problem, streamed):
        assert response.json()["code"] == "busy"
    for response in (error, error_of_stream):
        assert (response.json()["error"]["type"], response.json()["error"]["code"]) == ("rate_limit_error", "busy")
    assert other.status_code == 200
    assert first.result().json()["status"] == "answered"


def test_the_first_sentence_is_timed(crowded: TestClient, goes_on: threading.Event) -> None:
    """By who wrote it."""
    goes_on.set()
    crowded.post("/chat", json={"question": QUESTION, "generator": "openai:fake"})

    assert 'qa_first_sentence_seconds_count{generator="extractive"} 1.0' in crowded.get("/metrics").text
