"""Turns of one conversation follow one another: each sees those before it, whoever leaves, and whichever server it reaches."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from qa_service.answering.service import AnswerCompleted, Event, PassagesFound, Request
from qa_service.retrieval.build import BuildReport
from qa_service.types import Answer, Fingerprint, Timings

QUESTION = "What is the DOI of Vega 2021?"
Open = Callable[..., FastAPI]


@dataclass
class PatientService:
    """Answers when it is told to, and remembers what it was asked."""

    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    asked: list[Request] = field(default_factory=list)

    def check(self, request: Request) -> None:
        """Every question can be answered."""

    async def stream(self, request: Request) -> AsyncGenerator[Event]:
        self.asked.append(request)
        yield PassagesFound(())
        if request.question != "quick":
            await self.go_on.wait()
        yield AnswerCompleted(
            Answer(
                id=uuid.uuid4().hex,
                conversation_id=request.conversation_id or uuid.uuid4().hex,
                question=request.question,
                standalone_question=request.question,
                status="answered",
                text="Yes.",
                generator="extractive",
                fingerprint=Fingerprint(**dict.fromkeys(Fingerprint.model_fields, "")),
                timings_ms=Timings(**dict.fromkeys(Timings.model_fields, 0.0)),
            )
        )


@dataclass(frozen=True)
class FixedIndex:
    """What `/chat` needs of a live index."""

    service: PatientService


@pytest.fixture
async def patient(open_app: Open) -> AsyncIterator[tuple[httpx.AsyncClient, PatientService]]:
    """An application over a service that answers when it is told to, and its client."""
    app, service = open_app(), PatientService()
    app.state.live = FixedIndex(service)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client:
        yield client, service
    app.state.conversations.close()


async def test_a_follow_up_waits_for_the_answer_before(patient: tuple[httpx.AsyncClient, PatientService]) -> None:
    """Sent at the same time, it is answered with the first answer in its history; other conversations do not wait."""
    client, service = patient

    async def say(question: str, conversation: str) -> dict[str, Any]:
        body = {"question": question, "conversation_id": conversation}
        return dict((await client.post("/chat", json=body)).json())

    first = asyncio.create_task(say("first", "a"))
    while not service.asked:
        await asyncio.sleep(0)
    second = asyncio.create_task(say("second", "a"))
    await say("quick", "b")
    assert [request.question for request in service.asked] == ["first", "quick"]
    service.go_on.set()
    answers = [await first, await second]

    last = service.asked[-1]
    assert (last.question, [turn.model_dump(mode="json") for turn in last.history]) == ("second", answers[:1])
    assert (await client.get("/conversations/a")).json()["turns"] == answers


async def test_the_last_twenty_turns_are_the_history(patient: tuple[httpx.AsyncClient, PatientService]) -> None:
    """Oldest first; a question without a conversation has none."""
    client, service = patient
    for _ in range(22):
        assert (await client.post("/chat", json={"question": "quick", "conversation_id": "a"})).status_code == 200
    await client.post("/chat", json={"question": "quick"})

    assert [len(request.history) for request in service.asked] == [*range(21), 20, 0]
    turns = (await client.get("/conversations/a")).json()["turns"]
    assert [turn.id for turn in service.asked[21].history] == [turn["id"] for turn in turns[1:21]]


async def test_a_client_that_leaves_does_not_hold_its_conversation(
    patient: tuple[httpx.AsyncClient, PatientService],
) -> None:
    """Its answer is not stored, and the next question is answered."""
    client, service = patient
    left = asyncio.create_task(client.post("/chat", json={"question": "never", "conversation_id": "a", "stream": True}))
    while not service.asked:
        await asyncio.sleep(0)
    left.cancel()
    await asyncio.gather(left, return_exceptions=True)

    answer = (await client.post("/chat", json={"question": "quick", "conversation_id": "a"})).json()

    assert (await client.get("/conversations/a")).json()["turns"] == [answer]


async def test_what_is_deleted_while_it_is_answered_stays_deleted(
    patient: tuple[httpx.AsyncClient, PatientService],
) -> None:
    """Whoever deletes it: the answer is given, but does not bring the conversation back."""
    client, service = patient
    await client.post("/chat", json={"question": "quick", "conversation_id": "a"})
    asked = asyncio.create_task(client.post("/chat", json={"question": "slow", "conversation_id": "a"}))
    while len(service.asked) < 2:
        await asyncio.sleep(0)
    assert (await client.delete("/conversations/a")).status_code == 204
    service.go_on.set()

    assert (await asked).json()["text"] == "Yes."
    assert (await client.get("/conversations/a")).status_code == 404


async def test_a_question_that_follows_what_was_deleted_is_not_answered(
    patient: tuple[httpx.AsyncClient, PatientService],
) -> None:
    """It is told, in both forms, and the conversation does not come back."""
    client, service = patient
    first = (await client.post("/chat", json={"question": "quick", "conversation_id": "a"})).json()
    body = {"question": "quick", "conversation_id": "a", "follows": first["id"]}
    assert (await client.post("/chat", json=body)).status_code == 200
    await client.delete("/conversations/a")

    refused = [await client.post("/chat", json=body | {"stream": stream}) for stream in (False, True)]

    assert [(response.status_code, response.json()["code"]) for response in refused] == [(404, "not_found")] * 2
    assert len(service.asked) == 2
    assert (await client.get("/conversations/a")).status_code == 404


@pytest.mark.parametrize("conversation", ["of-my-own", None])
async def test_a_question_can_follow_an_answer_of_another_conversation(
    patient: tuple[httpx.AsyncClient, PatientService], conversation: str | None
) -> None:
    """It is read with it, and begins a conversation that holds both; the other one stays as it was."""
    client, service = patient
    shared = (await client.post("/chat", json={"question": "quick", "conversation_id": "a"})).json()
    body = {"question": "quick", "conversation_id": conversation, "follows": shared["id"]}

    answer = (await client.post("/chat", json=body)).json()

    assert [turn.id for turn in service.asked[-1].history] == [shared["id"]]
    begun, followed = (await client.get(f"/conversations/{answer['conversation_id']}")).json()["turns"]
    assert followed == answer
    assert begun == shared | {"id": begun["id"], "conversation_id": answer["conversation_id"]}
    assert begun["id"] != shared["id"]
    assert (await client.get("/conversations/a")).json()["turns"] == [shared]


async def test_nothing_is_remembered_of_conversations_that_rest(
    patient: tuple[httpx.AsyncClient, PatientService],
) -> None:
    """A service that runs for a year holds no lock for each conversation that it had."""
    client, _ = patient
    for number in range(30):
        await client.post("/chat", json={"question": "quick", "conversation_id": f"c{number}"})

    turns = client._transport.app.state.turns  # type: ignore[attr-defined]
    assert len(turns._locks) == 0


@pytest.mark.e2e
def test_two_servers_share_one_database(
    serve: Callable[..., AbstractContextManager[Any]], library: BuildReport, database: str
) -> None:
    """Who saw the answer event of one can go on at the other at once."""
    with (
        serve(library.generation.parent, database=database) as one,
        serve(library.generation.parent, "--workers", "2", database=database) as other,
        httpx.Client(timeout=30) as client,
    ):
        seen = []
        for number in range(6):
            here, there = (one, other) if number % 2 else (other, one)
            body = {"question": QUESTION, "conversation_id": "a", "stream": True}
            with client.stream("POST", f"{here.address}/chat", json=body) as response:
                for line in response.iter_lines():
                    if line.startswith("data: ") and '"standalone_question"' in line:
                        seen.append(json.loads(line.removeprefix("data: ")))
                        turns = httpx.get(f"{there.address}/conversations/a").json()["turns"]
                        assert turns == seen

    assert len(seen) == 6
