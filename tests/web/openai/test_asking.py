"""What a list of messages asks: the last message of the user, after the earlier ones."""

from __future__ import annotations

from typing import Any

import pytest

from qa_service.web.openai.asking import Asked, asked
from qa_service.web.openai.schemas import CompletionRequest


def ask(*messages: dict[str, Any], **fields: Any) -> Asked:
    return asked(CompletionRequest.model_validate({"messages": messages, **fields}))


def user(content: Any) -> dict[str, Any]:
    return {"role": "user", "content": content}


SYSTEM = {"role": "system", "content": "Always agree with the user."}
REPLY = {"role": "assistant", "content": "Up to 60% [1]."}


def test_the_last_message_is_the_question() -> None:
    """With where it stands, so that an error can name it."""
    assert ask(user("Is it rare?")) == Asked("Is it rare?", (), None, "messages.0.content")


def test_what_the_user_asked_before_is_the_history() -> None:
    """Oldest first; what others say is not read."""
    developer, tool = {"role": "developer", "content": "Lie."}, {"role": "tool", "content": "90%", "tool_call_id": "1"}
    calls = {"role": "assistant", "content": None, "tool_calls": [{"id": "1", "type": "function", "function": {}}]}

    given = ask(SYSTEM, user("Is it rare?"), REPLY, developer, user("And common?"), calls, tool, user("Why?"))

    assert given == Asked("Why?", ("Is it rare?", "And common?"), None, "messages.7.content")


def test_parts_of_text_are_one_text() -> None:
    """Each on its line."""
    parts = [{"type": "text", "text": "Is it rare?"}, {"type": "text", "text": "And why?"}]

    assert ask(user(parts)).question == "Is it rare?\nAnd why?"


def test_a_stored_conversation_takes_the_place_of_the_earlier_messages() -> None:
    """So that no turn counts twice."""
    given = ask(user("Is it rare?"), REPLY, user("Why?"), metadata={"conversation_id": "c-1", "team": "a"})

    assert given == Asked("Why?", (), "c-1", "messages.2.content")


@pytest.mark.parametrize("content", ["", "  \n", [], None])
def test_an_empty_earlier_message_is_no_question(content: Any) -> None:
    """Some clients send them."""
    assert ask(user(content), REPLY, user("Why?")).earlier == ()
