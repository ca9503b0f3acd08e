"""Every error on `/v1` has OpenAI's shape and says what to do; what does no harm is accepted."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from qa_service.errors import IndexDamagedError
from qa_service.types import Answer, AnswerSentence
from qa_service.web.openai.asking import UNSUPPORTED

PATH = "/v1/chat/completions"
JSON = {"Content-Type": "application/json"}
QUESTION = {"role": "user", "content": "What is scurvy?"}
IMAGE = [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": "data:,"}}]


def error_of(response: Any, status: int, code: str | None = None) -> dict[str, Any]:
    """The error of a response, with what every one of them must be."""
    assert (response.status_code, response.headers["content-type"]) == (status, "application/json"), response.text
    body = response.json()
    assert list(body) == ["error"]
    assert list(body["error"]) == ["message", "type", "param", "code"]
    assert 0 < len(body["error"]["message"]) < 3000
    assert body["error"]["type"] == ("server_error" if status >= 500 else "invalid_request_error")
    assert response.headers["x-request-id"]
    if code:
        assert body["error"]["code"] == code
    return dict(body["error"])


@pytest.mark.parametrize(
    ("fields", "param", "message"),
    [
        ({"n": 3}, "n", "n is 3, but one answer is given to a request: send 1 or leave it out"),
        ({"tool_choice": "required"}, "tool_choice", "tools are never called here"),
        ({"tool_choice": {"type": "function", "function": {"name": "f"}}}, "tool_choice", "tools are never called"),
        ({"function_call": {"name": "f"}}, "function_call", "tools are never called here"),
        ({"response_format": {"type": "json_object"}}, "response_format", "stands in the response under qa_service"),
        ({"response_format": {"type": "json_schema", "json_schema": {}}}, "response_format", "an answer is text"),
        ({"logprobs": True}, "logprobs", "an answer has no probabilities"),
        ({"top_logprobs": 5}, "top_logprobs", "an answer has no probabilities"),
        ({"modalities": ["text", "audio"]}, "modalities", "an answer is text"),
    ],
)
def test_what_is_not_done_here_is_refused(client: TestClient, fields: dict[str, Any], param: str, message: str) -> None:
    """With the parameter, its value, and what to do."""
    error = error_of(client.post(PATH, json={"messages": [QUESTION], **fields}), 400, UNSUPPORTED)

    assert error["param"] == param
    assert message in error["message"]


@pytest.mark.parametrize(
    ("messages", "param", "message"),
    [
        ([], "messages", "messages is empty; send at least the question, with the role 'user'"),
        ("What is scurvy?", "messages", "messages: Input should be a valid list"),
        ([QUESTION, {"role": "assistant", "content": "It"}], "messages[1].role", "the last message has the role 'assist"),
        ([{"role": "system", "content": "Hi"}], "messages[0].role", "it must be the question, with the role 'user'"),
        ([{"role": "pirate", "content": "Arr"}], "messages[0].role", "Input should be 'system'"),
        ([{"content": "What is scurvy?"}], "messages[0].role", "Field required"),
        ([{"role": "user"}], "messages[0].content", "the question is empty; ask one in words"),
        ([{"role": "user", "content": "?!"}], "messages[0].content", "the question is empty; ask one in words"),
        ([{"role": "user", "content": 5}], "messages[0].content", "must be text or a list of parts"),
        ([{"role": "user", "content": ["What?"]}], "messages[0].content[0]", "Input should be a valid dictionary"),
        ([{"role": "user", "content": [{"type": "text"}]}], "messages[0].content[0]", "the text is missing"),
        ([{"role": "user", "content": IMAGE}], "messages[0].content[1]", "a part of the type 'image_url' cannot be read"),
        ([{"role": "user", "content": IMAGE}, QUESTION], "messages[0].content[1]", "cannot be read"),
        ([{"role": "user", "content": "x" * 2001}], "messages[0].content", "2001 characters; the limit is 2000"),
    ],
)  # fmt: skip
def test_messages_that_ask_nothing_are_refused(client: TestClient, messages: Any, param: str, message: str) -> None:
    """With the place of the message that is wrong."""
    error = error_of(client.post(PATH, json={"messages": messages}), 400)

    assert error["param"] == param
    assert message in error["message"]


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"stream": "yes"}, "stream"),
        ({"stream_options": {"include_usage": 1}}, "stream_options.include_usage"),
        ({"metadata": {"conversation_id": "a/b"}}, "metadata.conversation_id"),
        ({"metadata": "c-1"}, "metadata"),
        ({"model": 5}, "model"),
        ({"model": "x" * 201}, "model"),
    ],
)
def test_a_wrong_field_is_named(client: TestClient, fields: dict[str, Any], param: str) -> None:
    """One of another type, and one that is out of bounds."""
    assert (
        error_of(client.post(PATH, json={"messages": [QUESTION], **fields}), 400, "invalid_request")["param"] == param
    )


@pytest.mark.parametrize("model", ["gpt-4o", "", "Extractive", "extractive\n"])
def test_an_unknown_model_is_refused_with_those_that_are_there(client: TestClient, model: str) -> None:
    """At both places where one can be named."""
    error = error_of(client.post(PATH, json={"messages": [QUESTION], "model": model}), 404, "model_not_found")

    assert error["param"] == "model"
    told = f"The model {model!r} does not exist; choose one of qa-service, extractive, or leave it out"
    assert error["message"] == told
    error_of(client.get("/v1/models/gpt-4o"), 404, "model_not_found")


@pytest.mark.parametrize(
    "fields",
    [
        {"temperature": 0.3, "top_p": 1, "presence_penalty": 0, "frequency_penalty": 0, "logit_bias": {}},
        {"max_tokens": 5, "max_completion_tokens": 5, "stop": ["\n"], "seed": 7, "n": 1},
        {"user": "u", "store": True, "service_tier": "auto", "metadata": {"team": "a"}, "parallel_tool_calls": False},
        {"tools": [{"type": "function", "function": {"name": "f"}}], "tool_choice": "auto"},
        {"tool_choice": "none", "functions": [], "function_call": "none"},
        {"response_format": {"type": "text"}, "logprobs": False, "top_logprobs": 0, "modalities": ["text"]},
        {"reasoning_effort": "low", "verbosity": "low", "prediction": None, "stream_options": None, "n": None},
        {"top_k": 5, "repetition_penalty": 1.1, "invented": {"deep": [1]}},
        {"model": None}, {"model": "qa-service"}, {"model": "extractive"}, {"stream": None}, {"metadata": None},
    ],
)  # fmt: skip
def test_what_does_no_harm_is_accepted(complete: Callable[..., dict[str, Any]], fields: dict[str, Any]) -> None:
    """And changes nothing."""
    given, plain = complete("What is scurvy?", **fields), complete("What is scurvy?")

    assert given["choices"] == plain["choices"]


def test_a_key_is_neither_needed_nor_read(client: TestClient) -> None:
    """Clients always send one."""
    for headers in ({}, {"Authorization": "Bearer sk-x"}, {"Authorization": "nonsense"}):
        assert client.post(PATH, json={"messages": [QUESTION]}, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 60_000, b'{"messages": ' + b"9" * 5000]
)
def test_a_body_that_is_no_request_is_refused(client: TestClient, body: bytes) -> None:
    """Whether cut off, of another form, in another encoding or too deep."""
    assert error_of(client.post(PATH, content=body, headers=JSON), 400, "invalid_request")["param"] is None


@pytest.mark.parametrize("sent", ["text/plain", "application/x-www-form-urlencoded", "application/xml"])
def test_a_body_of_another_type_is_refused(client: TestClient, sent: str) -> None:
    """The message names the type that is right."""
    body = json.dumps({"messages": [QUESTION]})
    error = error_of(client.post(PATH, content=body, headers={"Content-Type": sent}), 415, "unsupported_media_type")

    assert error["message"] == f"the body is sent as '{sent}'; send it with Content-Type: application/json"


def test_a_body_that_is_too_large_is_refused(client: TestClient) -> None:
    """With the limit."""
    message = error_of(client.post(PATH, content=b" " * 1_048_577, headers=JSON), 413, "request_too_large")["message"]

    assert message == "the request body has more than 1048576 bytes; send less"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", PATH, 405), ("DELETE", "/v1/models", 405), ("POST", "/v1/completions", 404),
        ("POST", "/v1/responses", 404), ("POST", "/v1/embeddings", 404), ("GET", "/v1", 404), ("GET", "/v1/%00", 404),
    ],
)  # fmt: skip
def test_what_is_not_there_says_what_is(client: TestClient, method: str, path: str, status: int) -> None:
    """Clients try OpenAI's other calls."""
    message = error_of(client.request(method, path), status)["message"]

    assert message.endswith(" is not served here; POST /v1/chat/completions and GET /v1/models are")


def test_a_thousand_wrong_messages_are_not_all_told(client: TestClient) -> None:
    """The first one says what is wrong, of messages as of parts."""
    for messages in ([1] * 300_000, [{"role": "user", "content": [1] * 300_000}]):
        assert error_of(client.post(PATH, json={"messages": messages}), 400)["message"].count(";") == 0


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("failure", "status", "message"),
    [
        (RuntimeError("a secret"), 500, "Something went wrong here; the request id finds it in the log."),
        (IndexDamagedError("vectors.faiss differs"), 503, "vectors.faiss differs"),
    ],
)
def test_what_fails_before_the_first_event_has_a_status(
    scripted_app: FastAPI, scripted_service: Any, stream: bool, failure: Exception, status: int, message: str
) -> None:
    """In both forms; nothing of the inside is told."""
    scripted_service.script = [failure]
    with TestClient(scripted_app, raise_server_exceptions=False) as client:
        response = client.post(PATH, json={"messages": [QUESTION], "stream": stream})

    assert error_of(response, status)["message"] == message


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)
PARTS = st.fixed_dictionaries(
    {"type": st.sampled_from(["text", "image_url", "input_audio", "file"])}, optional={"text": JSON_VALUES}
)
TEXTS = st.text(max_size=60) | st.just("What is scurvy?")
ROLES = st.sampled_from(["user", "system", "assistant", "tool"]) | JSON_VALUES
MESSAGES = st.fixed_dictionaries(
    {}, optional={"role": ROLES, "content": TEXTS | st.lists(PARTS, max_size=3) | JSON_VALUES}
)
NAMES = ["model", "stream", "stream_options", "metadata", "n", "tools", "tool_choice", "function_call", "response_format",
         "logprobs", "top_logprobs", "modalities", "temperature", "stop"]  # fmt: skip
ENDED_WELL = st.builds(
    lambda earlier, text: [*earlier, {"role": "user", "content": text}], st.lists(MESSAGES, max_size=2), TEXTS
)
BODIES = JSON_VALUES | st.fixed_dictionaries(
    {"messages": ENDED_WELL | st.lists(MESSAGES, max_size=4) | JSON_VALUES},
    optional=dict.fromkeys(NAMES, JSON_VALUES) | {"stream": st.booleans(), "n": st.sampled_from([1, 2, None])},
)  # fmt: skip


def test_no_body_whatever_is_a_fault_of_the_service(client: TestClient) -> None:
    """It is answered, or refused in OpenAI's shape."""

    @settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(BODIES)
    def send(body: Any) -> None:
        response = client.post(PATH, content=json.dumps(body), headers=JSON)
        if response.status_code != 200:
            assert response.status_code in (400, 404)
            error_of(response, response.status_code)

    send()


def test_a_stream_that_breaks_off_says_so(
    scripted_app: FastAPI, scripted_service: Any, complete: Callable[..., dict[str, Any]]
) -> None:
    """After the sentence that was verified comes an error and no more; what the fault was is for the log."""
    answer = Answer.model_validate(complete("What is the DOI of Vega 2021?")["qa_service"])
    scripted_service.script = breaking_off(answer)
    with TestClient(scripted_app) as client:
        response = client.post(PATH, json={"messages": [QUESTION], "stream": True})

    *_, sentence, last = response.text.removesuffix("\n\n").split("\n\n")
    assert json.loads(sentence.removeprefix("data: "))["choices"][0]["delta"]["content"] == answer.text
    message = "Something went wrong here; the request id finds it in the log."
    error = {"message": message, "type": "server_error", "param": None, "code": "internal_error"}
    assert json.loads(last.removeprefix("data: ")) == {"error": error}


def breaking_off(answer: Answer) -> list[Any]:
    from qa_service.answering.service import PassagesFound, SentenceVerified

    sentence: AnswerSentence = answer.sentences[0]
    return [PassagesFound(()), SentenceVerified(sentence, answer.citations), RuntimeError("a secret")]
