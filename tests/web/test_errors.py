"""Every error is a problem document (RFC 9457) that names what is wrong, and no request whatever is a 500."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from qa_service.retrieval.build import BuildReport
from qa_service.settings import Settings
from qa_service.web.app import create_app

MILLION = 1_000_000
JSON = {"Content-Type": "application/json"}


def problem_of(response: Any, status: int, code: str) -> dict[str, Any]:
    """The problem document of a response, with what every one of them must say."""
    problem = response.json()
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
    assert (problem["type"], problem["status"], problem["code"]) == ("about:blank", status, code)
    assert problem["request_id"] == response.headers["x-request-id"]
    assert problem["title"]
    assert len(problem["detail"]) < 500
    return dict(problem)


@pytest.mark.parametrize(
    ("question", "detail"),
    [
        ("", "question: String should have at least 1 character"),
        (" \t\n ", "the question is empty; ask one in words"),
        ("\x00\x1b\u200b\ufeff", "the question is empty; ask one in words"),
        ("?!", "the question is empty; ask one in words"),
        ("x" * 2001, "question: 2001 characters are too many; the limit is 2000"),
        (" " * 2001, "question: 2001 characters are too many; the limit is 2000"),
        ("x" * 20_001, "question: String should have at most 20000 characters"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(client: TestClient, question: str, detail: str) -> None:
    """With the reason, and what to do."""
    response = client.post("/chat", json={"question": question})

    assert problem_of(response, 422, "invalid_request")["detail"] == detail


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"", "body: Field required"),
        (b"{", "body: is not JSON: Expecting property name enclosed in double quotes (character 1)"),
        (b'{"question": "a"', "body: is not JSON: Expecting ',' delimiter (character 16)"),
        (b"question=scurvy", "body: is not JSON: Expecting value (character 0)"),
        (b"[]", "body: Input should be a valid dictionary or object to extract fields from"),
        (b"null", "body: Input should be a valid dictionary or object to extract fields from"),
        (b'"scurvy"', "body: Input should be a valid dictionary or object to extract fields from"),
        (b'{"question": "\xff\xfe"}', "body: is not JSON in UTF-8"),
        ("{'question': 'Größe'}".encode("latin-1"), "body: is not JSON in UTF-8"),
        (b"[" * 60_000, "body: is not JSON in UTF-8"),
        (b'{"question": "a", "top_k": ' + b"9" * 5000 + b"}", "body: is not JSON in UTF-8"),
        (b"{}", "question: Field required"),
    ],
)  # fmt: skip
def test_a_body_that_is_no_request_is_refused(client: TestClient, body: bytes, detail: str) -> None:
    """Whether cut off, of another format, in another encoding, too deep, or with a number without end."""
    response = client.post("/chat", content=body, headers=JSON)

    assert problem_of(response, 422, "invalid_request")["detail"] == detail


@pytest.mark.parametrize(
    "body",
    [
        rb'{"question": "What is \ud800 scurvy?"}',
        rb'{"question": "\udfff"}',
        rb'{"question": "a", "\ud800": 1}',
        rb'{"question": "a", "generator": "\ud800"}',
        rb'{"question": "a", "conversation_id": "\ud800"}',
        rb'{"question": "a", "filters": {"\udcff": 1}}',
    ],
)
def test_half_of_a_surrogate_pair_is_refused_wherever_it_stands(client: TestClient, body: bytes) -> None:
    """JSON can write it, but it is no text."""
    problem_of(client.post("/chat", content=body, headers=JSON), 422, "invalid_request")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"question": 5}, "question"),
        ({"question": None}, "question"),
        ({"question": ["What is scurvy?"]}, "question"),
        ({"questions": "What is scurvy?"}, "questions"),
        ({"stream": "yes"}, "stream"),
        ({"stream": 1}, "stream"),
        ({"top_k": 0}, "top_k"),
        ({"top_k": -1}, "top_k"),
        ({"top_k": 51}, "top_k"),
        ({"top_k": 10**30}, "top_k"),
        ({"top_k": 1.5}, "top_k"),
        ({"top_k": "5"}, "top_k"),
        ({"top_k": True}, "top_k"),
        ({"generator": 3}, "generator"),
        ({"generator": "x" * 101}, "generator"),
        ({"conversation_id": ""}, "conversation_id"),
        ({"conversation_id": "a/b"}, "conversation_id"),
        ({"conversation_id": "x" * 65}, "conversation_id"),
        ({"conversation_id": "x\n"}, "conversation_id"),
        ({"filters": []}, "filters"),
        ({"filters": {"colour": "red"}}, "filters.colour"),
        ({"filters": {"document_ids": "vega2021_jim"}}, "filters.document_ids"),
        ({"filters": {"document_ids": [1]}}, "filters.document_ids.0"),
        ({"filters": {"text_kinds": ["record"]}}, "filters.text_kinds.0"),
        ({"filters": {"year_from": 10**30}}, "filters.year_from"),
        ({"filters": {"year_to": -(2**63) - 1}}, "filters.year_to"),
        ({"filters": {"year_to": "2000"}}, "filters.year_to"),
    ],
)
def test_a_wrong_field_is_named(client: TestClient, fields: dict[str, Any], field: str) -> None:
    """An unknown one, one of another type, and one that is out of bounds."""
    response = client.post("/chat", json={"question": "What is scurvy?"} | fields)

    assert f"{field}: " in problem_of(response, 422, "invalid_request")["detail"]


@pytest.mark.parametrize("body", [b'{"question": "a", "top_k": NaN}', b'{"question": "a", "top_k": 1e999}'])
def test_what_python_takes_for_a_number_is_refused(client: TestClient, body: bytes) -> None:
    """Though it is no JSON."""
    problem_of(client.post("/chat", content=body, headers=JSON), 422, "invalid_request")


def test_every_wrong_field_is_listed(client: TestClient) -> None:
    """Not only the first."""
    response = client.post("/chat", json={"question": 5, "top_k": 0})

    assert problem_of(response, 422, "invalid_request")["errors"] == [
        {"field": "question", "message": "Input should be a valid string"},
        {"field": "top_k", "message": "Input should be greater than or equal to 1"},
    ]


def test_an_unknown_generator_is_refused_with_those_that_are_there(client: TestClient) -> None:
    """The name is given back as it was sent."""
    response = client.post("/chat", json={"question": "What is scurvy?", "generator": "gpt\n"})

    detail = problem_of(response, 422, "invalid_request")["detail"]
    assert detail == r"there is no generator 'gpt\n'; choose one of extractive"


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("", "q: Field required"),
        ("q=", "q: String should have at least 1 character"),
        ("q=%20%09", "the question is empty; ask one in words"),
        ("q=" + "x" * 2001, "q: 2001 characters are too many; the limit is 2000"),
        ("q=a&k=0", "k: Input should be greater than or equal to 1"),
        ("q=a&k=51", "k: 51 is too many; the limit is 50"),
        ("q=a&k=-1", "k: Input should be greater than or equal to 1"),
        ("q=a&k=1.5", "k: Input should be a valid integer, unable to parse string as an integer"),
        ("q=a&k=many", "k: Input should be a valid integer, unable to parse string as an integer"),
        ("q=a&mode=best", "mode: Input should be 'hybrid', 'dense' or 'lexical'"),
    ],
)
def test_a_search_that_cannot_be_made_is_refused(client: TestClient, query: str, detail: str) -> None:
    """With the name of the parameter."""
    assert problem_of(client.get(f"/search?{query}"), 422, "invalid_request")["detail"] == detail


@pytest.mark.parametrize("query", ["q=%FF%FE", "q=%ED%A0%80a", "q=a&k=" + "9" * 400, "q=a&q=b&k=1&k=2", "%00=%00&q=a"])
def test_odd_bytes_in_a_query_are_no_fault_of_the_service(client: TestClient, query: str) -> None:
    """It answers or refuses."""
    assert client.get(f"/search?{query}").status_code in (200, 422)


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "limit=x", "offset=-1", f"offset={10**30}"])
def test_a_list_out_of_bounds_is_refused(client: TestClient, query: str) -> None:
    """With the name of the parameter."""
    detail = problem_of(client.get(f"/documents?{query}"), 422, "invalid_request")["detail"]

    assert detail.startswith(query.partition("=")[0])


def chunks_of_ten_megabytes() -> Iterator[bytes]:
    yield from [b"x" * 100_000] * 100


@pytest.mark.parametrize("content", [b"x" * 10 * MILLION, chunks_of_ten_megabytes, b" " * 1_048_577])
def test_a_body_that_is_too_large_is_refused(client: TestClient, content: Any) -> None:
    """With a length or in chunks."""
    response = client.post("/chat", content=content() if callable(content) else content, headers=JSON)

    detail = problem_of(response, 413, "request_too_large")["detail"]
    assert detail == "the request body has more than 1048576 bytes; send less"


def test_a_body_may_have_a_mebibyte(client: TestClient) -> None:
    """What counts is the whole body."""
    body = json.dumps({"question": "What is scurvy?"}).encode().ljust(1_048_576)

    assert client.post("/chat", content=body, headers=JSON).status_code == 200


def test_a_served_body_that_is_too_large_is_refused(
    serve: Callable[..., AbstractContextManager[Any]], library: BuildReport
) -> None:
    """The refusal reaches a client that is still sending, over a real connection."""
    with serve(library.generation.parent) as served:
        for content in (b"x" * 10 * MILLION, chunks_of_ten_megabytes()):
            response = httpx.post(f"{served.address}/chat", content=content, headers=JSON)
            problem_of(response, 413, "request_too_large")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("GET", "/chat", "POST"), ("DELETE", "/documents", "GET"), ("POST", "/search", "GET"), ("PUT", "/healthz", "GET")],
)
def test_a_wrong_method_says_which_is_right(client: TestClient, method: str, path: str, allowed: str) -> None:
    """In the header that HTTP has for it."""
    response = client.request(method, path)

    problem_of(response, 405, "method_not_allowed")
    assert response.headers["allow"] == allowed


@pytest.mark.parametrize("path", ["/nowhere", "/chat/x", "/static/nothing.js", "/static/../app.py", "/v2", "/%00"])
def test_an_unknown_path_is_not_found(client: TestClient, path: str) -> None:
    """Also one that would climb out of a folder."""
    problem_of(client.get(path), 404, "not_found")


def test_a_caller_may_name_its_request(client: TestClient) -> None:
    """The id comes back in the header and in the problem; one that is not fit for a log is replaced."""
    sent = {"X-Request-ID": "trace-1.a_B"}
    assert problem_of(client.get("/nowhere", headers=sent), 404, "not_found")["request_id"] == "trace-1.a_B"
    assert client.get("/healthz", headers=sent).headers["x-request-id"] == "trace-1.a_B"

    for bad in ("", "x" * 65, "a b", "<script>", '"'):
        made = client.get("/healthz", headers={"X-Request-ID": bad}).headers["x-request-id"]
        assert made not in ("", bad)
        assert made.isalnum()


@pytest.fixture
def broken(library: BuildReport) -> FastAPI:
    """The application with one more route, which fails."""
    app = create_app(Settings(corpus=Path("invented"), index=library.generation.parent))

    @app.get("/broken")
    async def fail() -> None:
        raise RuntimeError("a secret of the inside")

    return app


def test_an_unexpected_error_says_only_where_to_look(broken: FastAPI) -> None:
    """The request id finds the error in the log; nothing of the inside is told."""
    with TestClient(broken, raise_server_exceptions=False) as client:
        response = client.get("/broken", headers={"X-Request-ID": "lost"})

    assert (response.status_code, response.headers["content-type"]) == (500, "application/problem+json")
    assert response.headers["x-request-id"] == "lost"
    assert response.json() == {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
        "detail": "Something went wrong here; the request id finds it in the log.",
        "code": "internal_error",
        "request_id": "lost",
    }


def test_every_response_protects_the_browser(client: TestClient) -> None:
    """Errors too."""
    for path in ("/", "/healthz", "/nowhere", "/docs"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
