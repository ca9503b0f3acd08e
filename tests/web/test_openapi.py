"""The OpenAPI document says what the service does; requests that are made from it find no other behaviour."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy
from schemathesis import Case, GenerationMode
from starlette.testclient import TestClient

pytestmark = pytest.mark.e2e

EXAMPLES = 50
PROBLEM = {"application/problem+json"}
OPENAI = {"application/json"}
WITH_INPUT = [
    ("/chat", "post"),
    ("/v1/chat/completions", "post"),
    ("/v1/models/{model}", "get"),
    ("/search", "get"),
    ("/documents", "get"),
    ("/documents/{document_id}", "get"),
    ("/passages/{passage_id}", "get"),
    ("/conversations", "get"),
    ("/conversations/{conversation_id}", "get"),
    ("/conversations/{conversation_id}", "patch"),
    ("/conversations/{conversation_id}", "delete"),
    ("/answers/{answer_id}", "get"),
    ("/answers/{answer_id}/turn", "get"),
    ("/answers/{answer_id}/feedback", "post"),
    ("/answers/{answer_id}/suggestions", "get"),
]
WITHOUT_INPUT = [
    ("/v1/models", "get"),
    ("/examples", "get"),
    ("/healthz", "get"),
    ("/readyz", "get"),
    ("/metrics", "get"),
]


@pytest.fixture(scope="module")
def described(client: TestClient) -> Any:
    # A wrong body may also be too large: 413. OpenAI's clients read 400 and 415.
    config = {"checks": {"negative_data_rejection": {"expected-statuses": ["400", "404", "413", "415", "422"]}}}
    return schemathesis.openapi.from_asgi("/openapi.json", client.app, config=schemathesis.Config.from_dict(config))


@pytest.mark.parametrize(("path", "method"), WITH_INPUT + WITHOUT_INPUT)
def test_no_request_that_fits_the_document_finds_a_fault(described: Any, path: str, method: str) -> None:
    """No 5xx, and a response of a status, a type and a form that the document names.

    It may be refused: what a word is, and the limits that are settings, no schema can say.
    """
    send_many(described[path][method].as_strategy(), excluded=[schemathesis.checks.positive_data_acceptance])


@pytest.mark.parametrize(("path", "method"), WITH_INPUT)
def test_no_request_that_does_not_fit_is_served(described: Any, path: str, method: str) -> None:
    """It is refused with a 4xx that the document names."""
    send_many(described[path][method].as_strategy(generation_mode=GenerationMode.NEGATIVE))


def send_many(cases: SearchStrategy[Case], excluded: list[Any] | None = None) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(case=cases)
    def send(case: Case) -> None:
        case.call_and_validate(excluded_checks=excluded)

    send()


def test_every_call_of_the_contract_is_described(client: TestClient) -> None:
    """With the methods it takes."""
    paths = client.get("/openapi.json").json()["paths"]

    assert {path: sorted(methods) for path, methods in paths.items()} == {
        "/chat": ["post"],
        "/v1/chat/completions": ["post"],
        "/v1/models": ["get"],
        "/v1/models/{model}": ["get"],
        "/search": ["get"],
        "/documents": ["get"],
        "/documents/{document_id}": ["get"],
        "/passages/{passage_id}": ["get"],
        "/conversations": ["get"],
        "/conversations/{conversation_id}": ["delete", "get", "patch"],
        "/answers/{answer_id}": ["get"],
        "/answers/{answer_id}/turn": ["get"],
        "/answers/{answer_id}/feedback": ["post"],
        "/answers/{answer_id}/suggestions": ["get"],
        "/examples": ["get"],
        "/healthz": ["get"],
        "/readyz": ["get"],
        "/metrics": ["get"],
    }


@pytest.mark.parametrize(
    ("path", "method", "statuses"),
    [
        ("/chat", "post", {"200", "404", "413", "422", "429", "503"}),
        ("/v1/chat/completions", "post", {"200", "4XX"}),
        ("/v1/models", "get", {"200", "4XX"}),
        ("/v1/models/{model}", "get", {"200", "4XX"}),
        ("/search", "get", {"200", "422"}),
        ("/documents", "get", {"200", "422"}),
        ("/documents/{document_id}", "get", {"200", "404", "422"}),
        ("/passages/{passage_id}", "get", {"200", "404", "422"}),
        ("/conversations", "get", {"200", "422", "503"}),
        ("/conversations/{conversation_id}", "get", {"200", "404", "422", "503"}),
        ("/conversations/{conversation_id}", "patch", {"200", "404", "413", "422", "503"}),
        ("/conversations/{conversation_id}", "delete", {"204", "404", "422", "503"}),
        ("/answers/{answer_id}", "get", {"200", "404", "422", "503"}),
        ("/answers/{answer_id}/turn", "get", {"200", "404", "422", "503"}),
        ("/answers/{answer_id}/feedback", "post", {"204", "404", "413", "422", "503"}),
        ("/answers/{answer_id}/suggestions", "get", {"200", "404", "422", "503"}),
        ("/examples", "get", {"200"}),
        ("/healthz", "get", {"200"}),
        ("/readyz", "get", {"200"}),
        ("/metrics", "get", {"200"}),
    ],
)
def test_every_status_is_described(client: TestClient, path: str, method: str, statuses: set[str]) -> None:
    """An error is a problem document, or what OpenAI's clients read, and nothing else."""
    responses = client.get("/openapi.json").json()["paths"][path][method]["responses"]

    assert set(responses) == statuses
    error = OPENAI if path.startswith("/v1/") else PROBLEM
    assert all(set(responses[status]["content"]) == error for status in statuses - {"200", "204"})


def test_both_transports_are_described(client: TestClient) -> None:
    """An answer in JSON, or its events."""
    content = client.get("/openapi.json").json()["paths"]["/chat"]["post"]["responses"]["200"]["content"]

    assert set(content) == {"application/json", "text/event-stream"}
    assert content["application/json"]["schema"] == {"$ref": "#/components/schemas/Answer"}


def test_the_reference_is_a_page_of_our_own(client: TestClient) -> None:
    """It loads nothing from elsewhere."""
    response = client.get("/docs")

    assert (response.status_code, response.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "http" not in response.text
