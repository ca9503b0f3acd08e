"""A GGUF model on this machine, served by a child process with OpenAI's interface and read from there as it writes."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from typing import Any, Protocol

import httpx
import structlog

from qa_service.answering.generators.prompt import Message
from qa_service.answering.generators.writer import LOCAL, VARIED_TEMPERATURE, WritingError

# What an answer and its correction may take; a model that goes on and on ends here.
_MOST_TOKENS = 200
# The most likely words, so that the same question gets the same answer. Held against saying everything twice.
_SAMPLING = {"temperature": 0.0, "seed": 0}
_END = "data: [DONE]"
_log = structlog.get_logger(__name__)


class Served(Protocol):
    """Where a model is served."""

    key: str

    async def address(self) -> str:
        """Its address."""

    def start(self) -> None:
        """Start it."""

    def is_alive(self) -> None:
        """Note that it reads or writes."""

    def stalled(self) -> None:
        """Note that nobody waits for it any longer."""

    def close(self) -> None:
        """End it."""


class LocalWriter:
    """Writes with a model that is served on this machine."""

    name = LOCAL

    def __init__(self, served: Served, model: str) -> None:
        self.model = f"{model} {json.dumps(_SAMPLING | {'max_tokens': _MOST_TOKENS})}"
        self._served = served

    async def write(self, messages: list[Message], varied: bool = False) -> AsyncGenerator[str]:
        """Write what follows the messages. Closed early, the connection closes and the model stops.

        Raises:
            WritingError: the model's process is not there, ends, or sends what cannot be read.
        """
        body = {"messages": [message._asdict() for message in messages], "stream": True, "cache_prompt": True}
        body["return_progress"] = True  # a sign of life while it reads
        body |= _SAMPLING | {"max_tokens": _MOST_TOKENS} | ({"temperature": VARIED_TEMPERATURE} if varied else {})
        headers = {"Authorization": f"Bearer {self._served.key}"}
        url = f"{await self._served.address()}/v1/chat/completions"
        try:
            async with (
                httpx.AsyncClient(timeout=httpx.Timeout(None, connect=5.0), trust_env=False) as client,
                client.stream("POST", url, json=body, headers=headers) as response,
            ):
                if response.status_code != 200:
                    raise WritingError(f"the model's process answers {response.status_code}")
                ended = False
                async for line in response.aiter_lines():
                    ended = ended or line == _END
                    if line.startswith("data:"):
                        self._served.is_alive()
                    if piece := _piece(line):
                        yield piece
                if not ended:
                    raise WritingError("the model's process broke off")
        except (httpx.HTTPError, ValueError, LookupError, TypeError, AttributeError) as error:
            raise WritingError(f"the model's process broke off: {type(error).__name__} {error}") from error

    def start(self) -> None:
        """Start the model's process."""
        self._served.start()

    def stalled(self) -> None:
        """Note that nothing came for longer than anybody waits."""
        self._served.stalled()

    def close(self) -> None:
        """End the model's process."""
        self._served.close()


def _piece(line: str) -> str:
    """The text in a line of the stream."""
    if not line.startswith("data:") or line == _END:
        return ""
    event: dict[str, Any] = json.loads(line.removeprefix("data:"))
    if "error" in event:
        raise ValueError(event["error"])
    if timings := event.get("timings"):
        _log.info("model_wrote", **{name: timings[name] for name in _TOLD if name in timings})
    return str(event["choices"][0]["delta"].get("content") or "") if event.get("choices") else ""


_TOLD = ("cache_n", "prompt_n", "prompt_ms", "predicted_n", "predicted_ms")
