"""LangChain's `ChatOpenAI`, against a served index."""

from __future__ import annotations

from typing import Any

import openai
import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_openai import ChatOpenAI

pytestmark = pytest.mark.e2e

QUESTION = "What share of LEMS cases is paraneoplastic?"
CONVERSATION = [
    SystemMessage("You are a helpful assistant."),
    HumanMessage("What is LEMS?"),
    AIMessage("A rare disorder [1]."),
    HumanMessage(QUESTION),
]


@pytest.fixture
def model(server: str) -> ChatOpenAI:
    """It speaks chat completions, as it does with every server that is not OpenAI's."""
    settings: dict[str, Any] = {"model": "extractive", "api_key": "any", "temperature": 0, "max_retries": 0}
    return ChatOpenAI(base_url=f"{server}/v1", stream_usage=True, **settings)


def test_a_model_is_asked(model: ChatOpenAI) -> None:
    """One question, or a conversation."""
    reply = model.invoke(QUESTION)

    assert "60%" in str(reply.content)
    assert reply.response_metadata["finish_reason"] == "stop"
    assert reply.response_metadata["model_name"] == "extractive"
    assert reply.response_metadata["system_fingerprint"].startswith("fp_")
    assert reply.usage_metadata
    assert reply.usage_metadata["output_tokens"] > 10
    assert model.invoke(CONVERSATION).content


def test_a_stream_adds_up_to_the_same_message(model: ChatOpenAI) -> None:
    """Text, usage and the reason to finish, in more than one piece."""
    whole, chunks = model.invoke(QUESTION), list(model.stream(QUESTION))
    message = chunks[0]
    for chunk in chunks[1:]:
        message += chunk

    assert len([chunk for chunk in chunks if chunk.content]) >= len(str(whole.content).split("]. "))
    assert message.content == whole.content
    assert message.usage_metadata == whole.usage_metadata
    assert message.response_metadata["finish_reason"] == "stop"
    assert message.response_metadata["system_fingerprint"] == whole.response_metadata["system_fingerprint"]


async def test_both_forms_work_asynchronously(model: ChatOpenAI) -> None:
    """With the same answer."""
    whole = await model.ainvoke(CONVERSATION)
    text = "".join([str(chunk.content) async for chunk in model.astream(CONVERSATION)])

    assert text == whole.content


def test_tools_may_be_bound_and_are_never_called(model: ChatOpenAI) -> None:
    """Unless they are required, which is refused."""
    tool = {"type": "function", "function": {"name": "search", "description": "Search.", "parameters": {}}}

    assert model.bind_tools([tool]).invoke(QUESTION).tool_calls == []
    with pytest.raises(openai.BadRequestError, match="tools are never called here"):
        model.bind_tools([tool], tool_choice="required").invoke(QUESTION)
