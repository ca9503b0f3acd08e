"""The `openai` package for Python, against a served index."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from typing import Any

import openai
import pytest
from fastapi import FastAPI
from openai import AsyncOpenAI, OpenAI

from qa_service.answering.service import PassagesFound, SentenceVerified
from qa_service.types import AnswerSentence

pytestmark = pytest.mark.e2e

QUESTION = "What share of LEMS cases is paraneoplastic?"
ASKED: Any = {"model": "qa-service", "messages": [{"role": "user", "content": QUESTION}]}
KEY = "any"


@pytest.fixture(scope="module")
def client(server: str) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{server}/v1", api_key=KEY, max_retries=0) as opened:
        yield opened


@pytest.fixture
async def async_client(server: str) -> AsyncIterator[AsyncOpenAI]:
    async with AsyncOpenAI(base_url=f"{server}/v1", api_key=KEY, max_retries=0) as opened:
        yield opened


def test_an_answer_is_read_with_its_citations(client: OpenAI) -> None:
    """In OpenAI's own types, and what is added beside them."""
    completion = client.chat.completions.create(**ASKED)
    message = completion.choices[0].message

    assert "60%" in (message.content or "")
    assert message.annotations
    for annotation in message.annotations:
        cited = annotation.url_citation
        assert (message.content or "")[cited.start_index : cited.end_index].startswith("[")
        assert cited.url.startswith("http")
    assert completion.usage
    assert completion.usage.total_tokens == completion.usage.prompt_tokens + completion.usage.completion_tokens
    assert completion.model_extra
    assert completion.model_extra["citations"] == completion.model_extra["qa_service"]["citations"] != []


def test_a_stream_is_the_same_answer(client: OpenAI) -> None:
    """Text, citations and usage."""
    whole = client.chat.completions.create(**ASKED)
    chunks = list(client.chat.completions.create(**ASKED, stream=True, stream_options={"include_usage": True}))
    *others, end, usage = chunks

    text = "".join(chunk.choices[0].delta.content or "" for chunk in [*others, end])
    assert text == whole.choices[0].message.content
    assert end.choices[0].finish_reason == "stop"
    assert usage.usage == whole.usage
    assert end.model_extra
    assert whole.model_extra
    assert end.model_extra["citations"] == whole.model_extra["citations"]


def test_the_client_gathers_a_stream_into_a_completion(client: OpenAI) -> None:
    """With its own accumulator, annotations too."""
    with client.chat.completions.stream(**ASKED) as stream:
        final = stream.get_final_completion()

    whole = client.chat.completions.create(**ASKED)
    assert final.choices[0].message.content == whole.choices[0].message.content
    assert final.choices[0].message.annotations == whole.choices[0].message.annotations


async def test_both_forms_work_asynchronously(async_client: AsyncOpenAI) -> None:
    """With the same answer."""
    whole = await async_client.chat.completions.create(**ASKED)
    stream = await async_client.chat.completions.create(**ASKED, stream=True)
    text = "".join([chunk.choices[0].delta.content or "" async for chunk in stream])

    assert text == whole.choices[0].message.content
    assert [model.id async for model in async_client.models.list()][:2] == ["qa-service", "extractive"]


def test_models_are_listed_and_found(client: OpenAI) -> None:
    """By the client's own paging."""
    assert [model.id for model in client.models.list()][:2] == ["qa-service", "extractive"]
    assert client.models.retrieve("extractive").owned_by == "qa-service"


@pytest.mark.parametrize(
    ("fields", "kind", "code"),
    [
        ({"model": "gpt-4o"}, openai.NotFoundError, "model_not_found"),
        ({"n": 2}, openai.BadRequestError, "unsupported_parameter"),
        ({"messages": []}, openai.BadRequestError, "invalid_request"),
        ({"response_format": {"type": "json_object"}}, openai.BadRequestError, "unsupported_parameter"),
        ({"user": "x" * 1_100_000}, openai.APIStatusError, "request_too_large"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_errors_are_those_of_the_client(
    client: OpenAI, fields: dict[str, Any], kind: type[openai.APIStatusError], code: str, stream: bool
) -> None:
    """With the code, the parameter and the id under which the request is logged."""
    with pytest.raises(kind) as raised:
        client.chat.completions.create(**ASKED | fields, stream=stream)

    assert raised.value.code == code
    assert raised.value.request_id
    assert isinstance(raised.value.body, dict)
    assert raised.value.body["message"] in str(raised.value)


def test_what_is_not_served_is_not_found(client: OpenAI) -> None:
    """The message says what is."""
    with pytest.raises(openai.NotFoundError, match=r"POST /v1/chat/completions and GET /v1/models are"):
        client.responses.create(model="extractive", input=QUESTION)


async def test_a_stream_that_breaks_off_raises(
    serve_app: Callable[[FastAPI], AbstractAsyncContextManager[str]], scripted_app: FastAPI, scripted_service: Any
) -> None:
    """After the sentences that were sent."""
    sentence = SentenceVerified(AnswerSentence(text="It is rare.", citations=()), ())
    scripted_service.script = [PassagesFound(()), sentence, RuntimeError("a secret")]
    heard: list[str | None] = []

    async def hear(stream: Any) -> None:
        async for chunk in stream:
            heard.append(chunk.choices[0].delta.content)

    async with (
        serve_app(scripted_app) as address,
        AsyncOpenAI(base_url=f"{address}/v1", api_key=KEY, max_retries=0) as client,
    ):
        stream = await client.chat.completions.create(**ASKED, stream=True)
        with pytest.raises(openai.APIError, match="Something went wrong here"):
            await hear(stream)

    assert "".join(filter(None, heard)).startswith("It is rare")
