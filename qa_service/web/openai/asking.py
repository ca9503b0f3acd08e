"""What a list of messages asks, and what is asked for that no answer here can be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from qa_service.web.openai.schemas import CompletionRequest, Message
from qa_service.web.problems import InvalidRequestError

DEFAULT_MODEL = "qa-service"
"""The name under which a client may ask for the generator that the service is set to."""

UNSUPPORTED = "unsupported_parameter"
_NEVER_CALLS = "tools are never called here: leave it out, or send 'auto' or 'none'"
_NO_LOGPROBS = "an answer has no probabilities: leave it out"
# A parameter, the values of it that change nothing, and what is said of all others.
_FINE: tuple[tuple[str, Callable[[Any], bool], str], ...] = (
    ("n", lambda value: value in (None, 1), "one answer is given to a request: send 1 or leave it out"),
    ("tool_choice", lambda value: value in (None, "auto", "none"), _NEVER_CALLS),
    ("function_call", lambda value: value in (None, "auto", "none"), _NEVER_CALLS),
    (
        "response_format",
        lambda value: value in (None, {"type": "text"}),
        "an answer is text: leave it out; the answer as JSON stands in the response under qa_service",
    ),
    ("logprobs", lambda value: value in (None, False), _NO_LOGPROBS),
    ("top_logprobs", lambda value: value in (None, 0), _NO_LOGPROBS),
    ("modalities", lambda value: value in (None, ["text"]), "an answer is text: leave it out, or send ['text']"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list of messages asks."""

    question: str
    earlier: tuple[str, ...]
    """The questions before it, oldest first; none where the conversation is a stored one."""
    conversation_id: str | None
    field: str
    """Where the question stands in the request."""


def asked(body: CompletionRequest) -> Asked:
    """The question of a request and the conversation that it belongs to.

    The last message is the question, and the messages of the user before it are the history. What a system, a
    developer, an assistant or a tool says is not read, so that no client can talk an answer into anything.

    Raises:
        InvalidRequestError: there is no question, or it asks for what is not done here.
    """
    _refuse_unsupported(body)
    last = len(body.messages) - 1
    if last < 0:
        raise InvalidRequestError("messages is empty; send at least the question, with the role 'user'", "messages")
    if (role := body.messages[last].role) != "user":
        message = f"the last message has the role {role!r}; it must be the question, with the role 'user'"
        raise InvalidRequestError(message, f"messages.{last}.role")
    texts = [_text(message, place) for place, message in enumerate(body.messages) if message.role == "user"]
    conversation_id = body.metadata.conversation_id if body.metadata else None
    earlier = () if conversation_id else tuple(text for text in texts[:-1] if text.strip())
    return Asked(texts[-1], earlier, conversation_id, f"messages.{last}.content")


def generator_asked(model: str | None, generators: tuple[str, ...], default: str) -> str:
    """The generator that a model's name means.

    Raises:
        InvalidRequestError: nobody has that name.
    """
    if model in (None, DEFAULT_MODEL):
        return default
    if model not in generators:
        names = ", ".join([DEFAULT_MODEL, *generators])
        message = f"The model {model!r} does not exist; choose one of {names}, or leave it out"
        raise InvalidRequestError(message, "model", "model_not_found", 404)
    return model


def _refuse_unsupported(body: CompletionRequest) -> None:
    for name, is_fine, advice in _FINE:
        value = getattr(body, name)
        if not is_fine(value):
            raise InvalidRequestError(f"{name} is {_shown(value)}, but {advice}", name, UNSUPPORTED)


def _text(message: Message, place: int) -> str:
    for number, part in enumerate(message.content):
        if part.type != "text" or part.text is None:
            told = f"a part of the type {part.type!r} cannot be read" if part.type != "text" else "the text is missing"
            field = f"messages.{place}.content.{number}"
            raise InvalidRequestError(f"{told}; send {{'type': 'text', 'text': ...}}", field, "unsupported_content")
    return "\n".join(part.text or "" for part in message.content)


def _shown(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:60]}…"
