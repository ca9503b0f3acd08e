"""`ask --conversation`: a turn of a stored conversation, the same for the command line and for a server."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from qa_service.conversations.store import Conversations
from qa_service.retrieval.build import BuildReport
from qa_service.types import Answer

pytestmark = pytest.mark.e2e

FIRST, SECOND = "What is scurvy a lack of?", "And how is it treated?"
Run = Callable[..., Any]


@pytest.fixture
def index(library: BuildReport) -> Path:
    return library.generation.parent


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'conversations.db'}"


@pytest.fixture
def ask(run: Run, index: Path, database: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Answer]:
    """Ask a question on the command line, over a database of the test's own."""
    monkeypatch.setenv("QA_DATABASE", database)

    def asked(question: str, *options: str) -> Answer:
        ended = run("ask", question, "--json", "--out", index, *options)
        assert (ended.status, ended.stderr) == (0, "")
        return Answer.model_validate_json(ended.stdout)

    return asked


def test_a_question_of_a_conversation_is_its_next_turn(ask: Callable[..., Answer], database: str) -> None:
    """Read with the turns before it, and stored; in another conversation nothing is known of them."""
    answers = tuple(ask(question, "--conversation", "c-1") for question in (FIRST, SECOND))
    elsewhere = ask(SECOND, "--conversation", "c-2")

    assert [answer.conversation_id for answer in (*answers, elsewhere)] == ["c-1", "c-1", "c-2"]
    assert (answers[1].standalone_question, elsewhere.standalone_question) == ("How is scurvy treated?", SECOND)
    with closing(Conversations.open(database)) as store:
        assert store.turns("c-1") == answers


def test_a_question_of_no_conversation_is_not_stored(ask: Callable[..., Answer], tmp_path: Path) -> None:
    """There is not even a database."""
    ask(FIRST)

    assert list(tmp_path.glob("conversations.db*")) == []


def test_a_conversation_goes_on_at_a_server_and_back(
    ask: Callable[..., Answer], index: Path, database: str, serve: Callable[..., AbstractContextManager[Any]]
) -> None:
    """They share the store."""
    ask(FIRST, "--conversation", "c-1")
    with serve(index, database=database) as served:
        body = {"question": SECOND, "conversation_id": "c-1"}
        there = httpx.post(f"{served.address}/chat", json=body, timeout=30).json()
        last = ask("Who gets it?", "--conversation", "c-1")
        told = httpx.get(f"{served.address}/conversations/c-1").json()["turns"]

    assert there["standalone_question"] == "How is scurvy treated?"
    assert [turn["standalone_question"] for turn in told] == [FIRST, "How is scurvy treated?", "Who gets scurvy?"]
    assert told[-1] == last.model_dump(mode="json")


def test_an_id_that_no_conversation_can_have_is_the_callers_mistake(run: Run, index: Path) -> None:
    """Before anything is answered."""
    problem = "error: conversation is 'a/b'; it takes 1 to 64 letters, digits, '-' and '_'\n"
    assert run("ask", FIRST, "--conversation", "a/b", "--out", index) == (2, "", problem)


def test_a_database_that_cannot_be_used_is_named(run: Run, index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question that belongs to no conversation needs none."""
    monkeypatch.setenv("QA_DATABASE", "sqlite:////nowhere/x.db")

    refused = run("ask", FIRST, "--conversation", "c", "--out", index)

    assert (refused.status, refused.stdout) == (3, "")
    assert refused.stderr.startswith("error: the database of conversations sqlite:////nowhere/x.db cannot be used: ")
    assert run("ask", FIRST, "--out", index).status == 0
