"""Questions that can be asked: to begin with, and after an answer."""

from __future__ import annotations

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

QUESTION = "How many sailors did lemon juice cure?"


def ask(client: TestClient, question: str, **fields: Any) -> dict[str, Any]:
    return dict(client.post("/chat", json={"question": question, **fields}).json())


def suggestions(client: TestClient, answer: dict[str, Any]) -> list[str]:
    response = client.get(f"/answers/{answer['id']}/suggestions")
    assert response.status_code == 200
    return list(response.json()["suggestions"])


def test_every_example_is_answered_by_its_own_work(client: TestClient) -> None:
    """What the page offers to begin with leads to an answer that cites the work it names; the works are different ones."""
    examples = client.get("/examples").json()["examples"]

    answers = [ask(client, example["question"]) for example in examples]
    assert len(examples) == 4
    assert len({example["document_id"] for example in examples}) == 4
    assert [answer["citations"][0]["document_id"] for answer in answers] == [
        example["document_id"] for example in examples
    ]


def test_examples_read_as_one_would_ask(client: TestClient) -> None:
    """The first ones name no work and hold no figures; the very first asks what most works are about."""
    first, second, *_ = [example["question"] for example in client.get("/examples").json()["examples"]]

    assert first == "What is scurvy?"
    assert not re.search(r"\d{2}", first + second)


def test_examples_ask_of_the_subject_and_not_of_a_study(client: TestClient) -> None:
    """None names a work, asks what was so in one study, or holds an abbreviation that was not told."""
    examples = [example["question"] for example in client.get("/examples").json()["examples"]]

    assert not [one for one in examples if re.search(r"\b(?:19|20)\d\d\b|\b(?:was|were|did)\b|\b[A-Z]{2,}\b", one)]


def test_examples_are_made_once(client: TestClient) -> None:
    """Those who come at the same time and later see the same ones."""
    assert client.get("/examples").json() == client.get("/examples").json()


def test_what_is_suggested_after_an_answer_is_answered(kept: TestClient) -> None:
    """Each suggestion has an answer that says something else than what was answered."""
    answer = ask(kept, QUESTION)

    suggested = suggestions(kept, answer)

    quoted = {citation["quote"] for citation in answer["citations"]}
    assert suggested
    assert len(suggested) <= 3
    for question in suggested:
        following = ask(kept, question)
        assert following["status"] != "abstained"
        assert following["citations"][0]["quote"] not in quoted


def test_what_was_asked_is_not_suggested(kept: TestClient) -> None:
    """A suggestion that is asked does not come back in its conversation."""
    first = ask(kept, QUESTION)
    suggested = suggestions(kept, first)[0]

    second = ask(kept, suggested, conversation_id=first["conversation_id"])

    assert suggested not in suggestions(kept, first)
    assert not {QUESTION, suggested} & set(suggestions(kept, second))


def test_an_answer_that_declines_has_suggestions_of_its_own(kept: TestClient) -> None:
    """So none are made for it."""
    declined = ask(kept, "Who won the world cup in 1998?")

    assert declined["abstention"]["suggestions"]
    assert suggestions(kept, declined) == []


@pytest.mark.parametrize("unknown", ["0" * 32, "nothing", "x" * 200])
def test_an_answer_that_nobody_knows_is_not_found(kept: TestClient, unknown: str) -> None:
    """The problem names it."""
    response = kept.get(f"/answers/{unknown}/suggestions")

    assert (response.status_code, response.json()["code"]) == (404, "not_found")
