"""Stored conversations over HTTP: turns are kept, follow-ups see them, and readers say what an answer is worth."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from qa_service.conversations.store import Conversations

QUESTION = "What is the DOI of Vega 2021?"
UNAVAILABLE = (
    "Stored conversations cannot be read or written now; ask again later. The request id finds the reason in the log."
)
Open = Callable[..., FastAPI]


def ask(client: Any, question: str = QUESTION, **fields: Any) -> dict[str, Any]:
    response = client.post("/chat", json={"question": question, **fields})
    assert response.status_code == 200, response.text
    if not fields.get("stream"):
        return dict(response.json())
    event, data = response.text.removesuffix("\n\n").split("\n\n")[-1].split("\n")
    assert event == "event: answer"
    return dict(json.loads(data.removeprefix("data: ")))


def problem_of(response: Any, status: int, code: str) -> str:
    problem = response.json()
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
    assert (problem["status"], problem["code"]) == (status, code)
    return str(problem["detail"])


@pytest.mark.parametrize("stream", [False, True])
def test_an_answer_is_stored_as_a_turn(kept: TestClient, stream: bool) -> None:
    """With the id that it was given, exactly as it was sent; one that declines too."""
    first = ask(kept, stream=stream)
    second = ask(kept, "How do I repair a bicycle?", stream=stream, conversation_id=first["conversation_id"])

    found = kept.get(f"/conversations/{first['conversation_id']}").json()

    assert list(found) == ["id", "title", "created", "updated", "turns", "feedback"]
    assert (found["id"], found["title"]) == (first["conversation_id"], QUESTION)
    assert found["created"] < found["updated"]
    assert found["turns"] == [first, second]
    assert kept.get(f"/answers/{first['id']}").json() == first


def test_conversations_are_listed_and_searched(kept: TestClient) -> None:
    """The latest first, a page at a time."""
    for question, conversation in (("What is scurvy?", "a"), ("Which signs has rickets?", "b"), (QUESTION, "a")):
        ask(kept, question, conversation_id=conversation)

    def listed(**options: Any) -> list[tuple[str, int]]:
        found = kept.get("/conversations", params=options).json()["conversations"]
        return [(conversation["id"], conversation["turn_count"]) for conversation in found]

    assert listed() == listed(q="") == [("a", 2), ("b", 1)]
    assert listed(limit=1) == [("a", 2)]
    assert listed(limit=1, offset=1) == [("b", 1)]
    assert listed(q="vega") == listed(q="SCURVY") == [("a", 2)]
    assert listed(q="%") == listed(q="nothing of it") == []


def test_a_conversation_is_renamed_and_deleted(kept: TestClient) -> None:
    """What is deleted is gone, with its answers."""
    answer = ask(kept, conversation_id="a")

    renamed = kept.patch("/conversations/a", json={"title": "Vitamins"})
    deleted = kept.delete("/conversations/a")

    assert (renamed.status_code, renamed.json()["title"], renamed.json()["turn_count"]) == (200, "Vitamins", 1)
    assert (deleted.status_code, deleted.content) == (204, b"")
    for method, path in (
        ("GET", "/conversations/a"),
        ("DELETE", "/conversations/a"),
        ("GET", f"/answers/{answer['id']}"),
    ):
        assert problem_of(kept.request(method, path), 404, "not_found").startswith("there is no ")


def test_the_latest_feedback_is_stored(kept: TestClient, database: str) -> None:
    """One per answer."""
    answer = ask(kept)

    for body in ({"thumbs": "up"}, {"thumbs": "down", "comment": "The figure is old."}):
        assert kept.post(f"/answers/{answer['id']}/feedback", json=body).status_code == 204

    store = Conversations.open(database)
    [said] = store.feedback()
    store.close()
    assert (said.answer_id, said.thumbs, said.comment) == (answer["id"], "down", "The figure is old.")


def test_what_was_said_is_shown_again(kept: TestClient) -> None:
    """With the conversation, and with the turn of the answer, which tells when it was given; the answer stays as it was."""
    first, second = ask(kept, conversation_id="a"), ask(kept, conversation_id="a")
    kept.post(f"/answers/{second['id']}/feedback", json={"thumbs": "down", "comment": "Too old."})

    turns = [kept.get(f"/answers/{answer['id']}/turn").json() for answer in (first, second)]
    [said] = kept.get("/conversations/a").json()["feedback"]

    assert [turn["number"] for turn in turns] == [1, 2]
    assert turns[0] | {"given": ""} == {
        "answer_id": first["id"],
        "conversation_id": "a",
        "number": 1,
        "given": "",
        "feedback": None,
    }
    assert turns[0]["given"] < turns[1]["given"]
    assert turns[1]["feedback"] == said
    assert (said["answer_id"], said["thumbs"], said["comment"]) == (second["id"], "down", "Too old.")
    assert kept.get(f"/answers/{second['id']}").json() == second


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/conversations/nobody", None, 404),
        ("GET", "/conversations/%00", None, 404),
        ("GET", "/conversations/" + "x" * 201, None, 422),
        ("PATCH", "/conversations/nobody", {"title": "x"}, 404),
        ("PATCH", "/conversations/a", {"title": ""}, 422),
        ("PATCH", "/conversations/a", {"title": " \n"}, 422),
        ("PATCH", "/conversations/a", {"title": "x" * 81}, 422),
        ("PATCH", "/conversations/a", {"title": "x\x00"}, 422),
        ("PATCH", "/conversations/a", {"title": "x", "id": "b"}, 422),
        ("PATCH", "/conversations/a", {}, 422),
        ("DELETE", "/conversations/nobody", None, 404),
        ("GET", "/answers/nobody", None, 404),
        ("GET", "/answers/nobody/turn", None, 404),
        ("GET", "/answers/%00/turn", None, 404),
        ("POST", "/answers/nobody/feedback", {"thumbs": "up"}, 404),
        ("POST", "/answers/nobody/feedback", {"thumbs": "sideways"}, 422),
        ("POST", "/answers/nobody/feedback", {"thumbs": "up", "comment": "x" * 4001}, 422),
        ("POST", "/answers/nobody/feedback", {"thumbs": "up", "comment": "\x00"}, 422),
        ("POST", "/answers/nobody/feedback", {"comment": "x" * 1_048_577}, 413),
        ("GET", "/conversations?limit=0", None, 422),
        ("GET", "/conversations?limit=1001", None, 422),
        ("GET", "/conversations?offset=-1", None, 422),
        ("GET", f"/conversations?offset={10**30}", None, 422),
        ("GET", "/conversations?q=" + "x" * 201, None, 422),
        ("GET", "/conversations?q=%00", None, 422),
    ],
)
def test_what_cannot_be_done_is_a_problem(kept: TestClient, method: str, path: str, body: Any, status: int) -> None:
    """And changes nothing."""
    answer = ask(kept, conversation_id="a")

    response = kept.request(method, path, json=body)

    problem_of(response, status, {404: "not_found", 413: "request_too_large", 422: "invalid_request"}[status])
    assert kept.get("/conversations/a").json()["turns"] == [answer]


def test_a_search_that_is_no_text_is_named_as_it_was_sent(kept: TestClient) -> None:
    """By the parameter's own name."""
    refused = kept.get("/conversations?q=%00")

    assert problem_of(refused, 422, "invalid_request") == "q: holds U+0000, which is not text; leave it out"
    assert refused.json()["errors"][0]["field"] == "q"


def test_half_of_a_surrogate_pair_is_refused(kept: TestClient) -> None:
    """JSON can write it, but it is no text."""
    answer = ask(kept, conversation_id="a")
    sent = {"headers": {"Content-Type": "application/json"}}

    problem_of(kept.patch("/conversations/a", content=rb'{"title": "\ud800"}', **sent), 422, "invalid_request")
    refused = kept.post(f"/answers/{answer['id']}/feedback", content=rb'{"comment": "\udfff"}', **sent)
    problem_of(refused, 422, "invalid_request")


def test_conversations_outlive_the_service(open_app: Open) -> None:
    """A follow-up after a restart is the next turn."""
    with TestClient(open_app()) as client:
        first = ask(client, conversation_id="a")

    with TestClient(open_app()) as client:
        second = ask(client, conversation_id="a")
        assert client.get("/conversations/a").json()["turns"] == [first, second]


def test_an_answer_that_cannot_be_stored_is_sent(open_app: Open, database: str, tmp_path: Path) -> None:
    """The log says so; what asks the store to change something is told that it cannot."""
    with TestClient(open_app()) as client:
        first = ask(client, conversation_id="a")
    read_only = f"sqlite:///file:{tmp_path}/conversations.db?mode=ro&uri=true"

    with TestClient(open_app(read_only)) as client, capture_logs() as logs:
        for stream in (False, True):
            assert ask(client, conversation_id="a", stream=stream)["status"] == "answered"
        changed = client.patch("/conversations/a", json={"title": "x"})
        assert client.get("/conversations/a").json()["turns"] == [first]

    assert [line["conversation"] for line in logs if line["event"] == "turn_not_stored"] == ["a", "a"]
    assert problem_of(changed, 503, "conversations_unavailable") == UNAVAILABLE
    [told] = [line["error"] for line in logs if line["event"] == "conversations_unavailable"]
    assert "attempt to write a readonly database" in told


def test_a_follow_up_is_not_answered_without_its_history(kept: TestClient, tmp_path: Path) -> None:
    """Where the turns before cannot be read, an answer would be one to another question; a first question is answered."""
    ask(kept, conversation_id="a")
    kept.app.state.conversations.close()  # type: ignore[attr-defined]
    for file in tmp_path.glob("conversations.db*"):
        file.write_bytes(b"damaged" * 1000)

    refused = kept.post("/chat", json={"question": QUESTION, "conversation_id": "a"})
    streamed = kept.post("/chat", json={"question": QUESTION, "conversation_id": "b", "stream": True})

    assert problem_of(refused, 503, "conversations_unavailable") == UNAVAILABLE
    assert UNAVAILABLE in streamed.text
    assert str(tmp_path) not in refused.text + streamed.text
    assert streamed.status_code == 503
    assert ask(kept)["status"] == "answered"
