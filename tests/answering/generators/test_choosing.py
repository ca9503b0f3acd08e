"""Who may write answers: what settings name and nobody else; what is missing is told with the command that brings it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from qa_service.answering.generators.chat_model import ChatModelWriter
from qa_service.answering.generators.choosing import Generators
from qa_service.answering.generators.prompt import Message
from qa_service.answering.generators.writer import WritingError
from qa_service.errors import MissingExtraError, ModelError
from qa_service.settings import Settings
from tests.fakes import ModelServer, Step

ASKED = [
    Message("system", "Say it."),
    Message("user", "What?"),
    Message("assistant", "That."),
    Message("user", "Again!"),
]


class Named:
    """A writer by its name."""

    def __init__(self, name: str) -> None:
        self.name = self.model = name


def chat_model(server: ModelServer, key: str | None = "sk-secret") -> ChatModelWriter:
    return ChatModelWriter("openai:fake", f"{server.url}/v1", SecretStr(key) if key else None, {"max_retries": 0})


def test_without_settings_there_is_what_needs_nothing() -> None:
    """The tests see no local model by chance."""
    generators = Generators(Settings())

    assert (list(generators), generators.default) == (["extractive"], "extractive")


def test_a_model_that_is_there_may_be_named(tmp_path: Path) -> None:
    """A file that settings name is the local model; it does not start before it is needed."""
    (tmp_path / "model.gguf").write_bytes(b"GGUF")
    pytest.importorskip("xllamacpp")
    generators = Generators(Settings(local_model=str(tmp_path / "model.gguf")))

    assert list(generators) == ["extractive", "local"]
    assert generators["local"].prompt.startswith("model.gguf 4 ")


def test_those_that_settings_name_may_be_named() -> None:
    """And the default, once each."""
    settings = Settings(
        generator="openai:a", generators=("openai:b", "openai:a", "extractive"), generator_api_key=SecretStr("sk-x")
    )
    generators = Generators(settings)

    assert list(generators) == ["extractive", "openai:a", "openai:b"]
    assert "sk-x" not in " ".join(generator.prompt for generator in generators.values())


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        (
            {"generator": "gpt"},
            ValueError,
            "there is no generator 'gpt'; choose one of extractive, local, or provider:model",
        ),
        ({"generator": "local"}, ModelError, "there is no local model yet; put it together with: make local-model"),
        ({"local_model": "/nothing.gguf"}, ModelError, "local_model is '/nothing.gguf', and there is no such file"),
        ({"local_model": "hub:a/b"}, ModelError, "a file of a hub is named hub:owner/repo/file.gguf"),
        ({"generators": ("anthropic:claude",)}, MissingExtraError, "Install it with: pip install langchain-anthropic"),
        ({"generators": ("ollama:a",)}, MissingExtraError, "Install it with: pip install langchain-ollama"),
        ({"generators": ("nobody:a",)}, ModelError, "'nobody:a' cannot be used: "),
        ({"generators": ("openai:a",)}, ModelError, "'openai:a' cannot be opened: .*QA_GENERATOR_API_KEY"),
    ],
    ids=str,
)
def test_what_cannot_be_is_told_at_the_start(
    settings: dict[str, object], error: type[Exception], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the value, and what to do."""
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(error, match=message):
        Generators(Settings(**settings))


def test_a_hub_without_its_package_is_told_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)

    with pytest.raises(MissingExtraError, match="Install it with: pip install huggingface_hub"):
        Generators(Settings(local_model="hub:owner/repo/folder/file.gguf"))


async def test_a_chat_model_writes_what_it_is_told() -> None:
    """The messages arrive in their roles, and the pieces come as they are written."""
    with ModelServer(["So ", "it ", "is [1]."]) as server:
        said = [piece async for piece in chat_model(server).write(ASKED)]

    assert said == ["So ", "it ", "is [1]."]
    assert [(item["role"], item["content"]) for item in server.asked[0]["messages"]] == [tuple(told) for told in ASKED]


async def test_a_server_without_a_key_is_not_sent_the_providers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one in the environment is for the provider alone."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-openai")
    with ModelServer(["Yes."]) as server:
        [piece async for piece in chat_model(server, key=None).write(ASKED)]

    assert server.keys == ["Bearer none"]


async def test_what_is_written_again_is_varied() -> None:
    """Where the model is told a temperature at all."""
    with ModelServer(["Yes."]) as server:
        for options in ({"temperature": 0}, {}):
            writer = ChatModelWriter("openai:fake", f"{server.url}/v1", None, options)
            for varied in (False, True):
                [piece async for piece in writer.write(ASKED, varied)]

    assert [body.get("temperature") for body in server.asked] == [0, 0.4, None, None]


def test_an_address_and_a_key_are_for_one_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which, must be said where there are several; the others have what their library finds."""
    opened: list[tuple[str, str | None, bool]] = []
    monkeypatch.setattr(
        "qa_service.answering.generators.choosing.ChatModelWriter",
        lambda name, address, key, _: opened.append((name, address, key is not None)) or Named(name),
    )
    settings = Settings(
        generators=("openai:a", "anthropic:b"), generator_base_url="http://here", generator_api_key=SecretStr("sk-x")
    )
    with pytest.raises(ValueError, match="are of openai, anthropic; say whose they are with generator_provider"):
        Generators(settings)
    Generators(settings.model_copy(update={"generator_provider": "openai"}))

    assert opened == [("openai:a", "http://here", True), ("anthropic:b", None, False)]


@pytest.mark.parametrize("script", [[401], [503]])
async def test_a_provider_that_fails_is_a_writing_error(script: list[Step]) -> None:
    """Whatever its library raises; the key is not in the message."""
    with ModelServer(script) as server, pytest.raises(WritingError, match="openai:fake does not write: ") as failed:
        [piece async for piece in chat_model(server).write(ASKED)]

    assert "sk-secret" not in str(failed.value)
