"""A language model as it is seen from here: messages go in, pieces of text come out."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Protocol

from qa_service.answering.generators.prompt import Message
from qa_service.errors import QaServiceError

LOCAL = "local"
"""What a request calls the model on this machine."""

VARIED_TEMPERATURE = 0.4
"""Enough for other words, too little for other matter."""


class WritingError(QaServiceError):
    """A language model does not write: it cannot be reached, has ended, or refuses. The answer is written without it."""

    code = "generator_failed"


class Writer(Protocol):
    """Writes text. It knows neither evidence nor citations."""

    @property
    def name(self) -> str:
        """What a request calls it."""

    @property
    def model(self) -> str:
        """Which model it is, and all that it is told besides the messages."""

    def write(self, messages: list[Message], varied: bool = False) -> AsyncGenerator[str]:
        """Write what follows the messages. Closed early, it ends the work at once.

        Args:
            messages: what it is told.
            varied: whether other words than the likeliest may be chosen, as these were refused.

        Raises:
            WritingError: it cannot.
        """

    def start(self) -> None:
        """Get ready, where that takes time."""

    def stalled(self) -> None:
        """Note that nothing came for longer than anybody waits."""

    def close(self) -> None:
        """Give back what it holds."""
