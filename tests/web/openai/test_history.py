"""The chat endpoint in conversations: messages are read as turns, and a stored conversation goes on as with `/chat`."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from qa_service.answering.service import AnswerCompleted, Request
from qa_service.types import Answer
from qa_service.web.openai.history import REMEMBERED, answered_again
from qa_service.web.problems import InvalidRequestError

PATH = "/v1/chat/completions"
CONVERSATIONS = [
    ("What is scurvy a lack of?", "And how is it treated?"),
    ("Does lemon juice cure scurvy?", "How many sailors did it cure?"),
    ("What is rickets?", "How is it treated?"),
    ("What share of the Aurora crew had sore gums?", "And what was done about them?"),
    ("What causes beriberi?", "And rickets?"),
]


def messages_of(*said: str) -> list[dict[str, str]]:
    """Questions and answers in turn, of which the answers are not read."""
    return [{"role": "assistant" if place % 2 else "user", "content": text} for place, text in enumerate(said)]


def complete(client: TestClient, *said: str, **fields: Any) -> dict[str, Any]:
    response = client.post(PATH, json={"messages": messages_of(*said), **fields})
    assert response.status_code == 200, response.text
    return dict(response.json())


@pytest.mark.parametrize(("first", "second"), CONVERSATIONS)
def test_messages_are_read_as_the_turns_of_a_stored_conversation(kept: TestClient, first: str, second: str) -> None:
    """The text, and the question as it stands alone, are those of `/chat` with a conversation."""
    begun = kept.post("/chat", json={"question": first}).json()
    own = kept.post("/chat", json={"question": second, "conversation_id": begun["conversation_id"]}).json()

    given = complete(kept, first, "What this says is not read.", second)

    assert given["choices"][0]["message"]["content"] == own["text"]
    assert given["qa_service"]["standalone_question"] == own["standalone_question"] != second


@pytest.mark.parametrize("stream", [False, True])
def test_a_pronoun_is_what_was_asked_about(kept: TestClient, stream: bool) -> None:
    """The answer shows the question as it was understood; nothing is stored."""
    said = messages_of("What is scurvy a lack of?", "", "And how is it treated?")
    response = kept.post(PATH, json={"messages": said, "stream": stream})
    *_, last = (line for line in response.text.splitlines() if "standalone_question" in line)
    answer = json.loads(last.removeprefix("data: "))["qa_service"]

    assert answer["standalone_question"] == "How is scurvy treated?"
    assert kept.get("/conversations").json() == {"conversations": []}


@pytest.mark.parametrize("stream", [False, True])
def test_a_named_conversation_goes_on_whichever_endpoint_is_asked(kept: TestClient, stream: bool) -> None:
    """The turn is read and stored as that of `/chat`; earlier messages are not read."""
    kept.post("/chat", json={"question": "What is scurvy a lack of?", "conversation_id": "c"})
    said = messages_of("What is rickets?", "", "And how is it treated?")

    body = {"messages": said, "metadata": {"conversation_id": "c"}, "stream": stream}
    assert kept.post(PATH, json=body).status_code == 200

    turns = kept.get("/conversations/c").json()["turns"]
    assert [turn["standalone_question"] for turn in turns][1:] == ["How is scurvy treated?"]


@pytest.mark.parametrize("stream", [False, True])
def test_a_conversation_that_cannot_be_read_is_told_before_anything_is_sent(kept: TestClient, stream: bool) -> None:
    """With a status, in OpenAI's shape, and without a word on the database."""
    store = kept.app.state.conversations  # type: ignore[attr-defined]
    with store._writer.begin() as connection:
        connection.exec_driver_sql("DROP TABLE turns")

    body = {"messages": messages_of("What is scurvy?"), "metadata": {"conversation_id": "c"}, "stream": stream}
    response = kept.post(PATH, json=body)

    assert (response.status_code, response.json()["error"]["code"]) == (503, "conversations_unavailable")
    assert "turns" not in response.text
    assert "sqlite" not in response.text


@pytest.fixture
def answer(client: TestClient) -> Answer:
    return Answer.model_validate(complete(client, "What is scurvy?")["qa_service"])


async def test_the_last_earlier_questions_are_answered_again_in_order(scripted_service: Any, answer: Answer) -> None:
    """By the sources' own sentences, each with those before it; none is part of a conversation."""
    scripted_service.script = [AnswerCompleted(answer)]
    question = Request("Why?", conversation_id="c", generator="local", top_k=7)
    earlier = [f"Question {number}?" for number in range(REMEMBERED + 2)]

    history = await answered_again(scripted_service, question, earlier, 2000)

    asked = scripted_service.asked
    assert history == (answer,) * REMEMBERED
    assert [request.question for request in asked] == earlier[2:]
    assert [len(request.history) for request in asked] == list(range(REMEMBERED))
    assert {(request.generator, request.conversation_id, request.top_k) for request in asked} == {
        ("extractive", None, 7)
    }


def test_a_message_that_asks_nothing_is_passed_over(client: TestClient) -> None:
    """And one that is longer than a question may be."""
    given = complete(client, "What is scurvy a lack of?", "", "?!", "", "word " * 500, "", "And how is it treated?")

    assert given["qa_service"]["standalone_question"] == "How is scurvy treated?"


async def test_the_history_has_its_time(scripted_service: Any) -> None:
    """Beyond it there is no answer, as the question could be taken for another one."""
    scripted_service.script = [asyncio.Event()]

    with pytest.raises(InvalidRequestError, match=r"more than 0\.01 s; ask again later, or send fewer") as refusal:
        await answered_again(scripted_service, Request("Why?"), ["What is scurvy?"], 2000, seconds=0.01)

    assert (refusal.value.status, refusal.value.code) == (503, "history_too_slow")


def test_the_default_is_the_generator_of_the_settings(
    scripted_app: FastAPI, scripted_service: Any, answer: Answer
) -> None:
    """Under the service's own name, and where no model is named."""
    scripted_app.state.settings = scripted_app.state.settings.model_copy(update={"generator": "local"})
    scripted_service.script, scripted_service.generators = [AnswerCompleted(answer)], ("extractive", "local")

    with TestClient(scripted_app) as client:
        models = [complete(client, "What is scurvy?", **fields)["model"] for fields in ({}, {"model": "qa-service"})]

    assert (models, [request.generator for request in scripted_service.asked]) == (["local"] * 2, ["local"] * 2)
