"""Any chat model that LangChain knows, as `provider:model`: OpenAI, Anthropic, Ollama, and what speaks like one of them."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any, cast

from pydantic import SecretStr

from qa_service.answering.generators.prompt import Message
from qa_service.answering.generators.writer import VARIED_TEMPERATURE, WritingError
from qa_service.errors import MissingExtraError, ModelError

_ROLES = {"system": "system", "user": "human", "assistant": "ai"}

_NO_KEY = "none"


class ChatModelWriter:
    """Writes with a chat model of LangChain's.

    Raises:
        MissingExtraError: the package of its provider is not installed; the message has the command that installs it.
        ModelError: it cannot be opened, for want of a key, say.
    """

    def __init__(self, name: str, base_url: str | None, key: SecretStr | None, options: Mapping[str, Any]) -> None:
        self.name = name
        told = f" {base_url}" if base_url else ""
        self.model = f"{name}{told} {sorted(options.items())}"
        # Without a key of its own a server is told none: the library would send it that of the provider.
        told_key = key.get_secret_value() if key else _NO_KEY if base_url else None
        access = {"base_url": base_url, "api_key": told_key}
        self._has_temperature = "temperature" in options  # some models refuse to be told one
        self._chat = _open(name, {**options, **{option: value for option, value in access.items() if value}})

    async def write(self, messages: list[Message], varied: bool = False) -> AsyncGenerator[str]:
        """Write what follows the messages. Closed early, the connection closes.

        Raises:
            WritingError: the provider cannot be reached, or refuses.
        """
        told = [(_ROLES[message.role], message.content) for message in messages]
        chosen = {"temperature": VARIED_TEMPERATURE} if varied and self._has_temperature else {}
        try:
            async with aclosing(cast(AsyncGenerator[Any], self._chat.astream(told, **chosen))) as chunks:
                async for chunk in chunks:
                    if piece := _text(chunk.content):
                        yield piece
        except Exception as error:  # every provider has errors of its own; none of them may break an answer
            raise WritingError(f"{self.name} does not write: {type(error).__name__}") from error

    def start(self) -> None:
        """Somebody else's server is ready or not."""

    def stalled(self) -> None:
        """Nothing can be done about somebody else's server."""

    def close(self) -> None:
        """Nothing is held."""


def _open(name: str, options: dict[str, Any]) -> Any:
    from langchain.chat_models import init_chat_model  # noqa: PLC0415 - it costs half a second, so only who uses it pays

    provider, _, model = name.partition(":")
    try:
        return init_chat_model(model, model_provider=provider, **options)
    except ImportError as error:
        package = re.search(r"pip install (?:-U )?[\"'`]?([\w-]+)", str(error))
        command = f"pip install {package[1] if package else f'langchain-{provider}'}"
        raise MissingExtraError(
            f"{name!r} needs a package that is not installed. Install it with: {command}"
        ) from error
    except ValueError as error:
        raise ModelError(f"{name!r} cannot be used: {str(error).splitlines()[0]}") from error
    except Exception as error:  # a key that is missing is another error with every provider
        raise ModelError(f"{name!r} cannot be opened: {type(error).__name__}; is QA_GENERATOR_API_KEY set?") from error


def _text(content: Any) -> str:
    """The text of a chunk, which is a text or a list of parts."""
    if isinstance(content, str):
        return content
    return "".join(part if isinstance(part, str) else part.get("text", "") for part in content)
