"""Who may write answers here: what needs nothing, the local model where there is one, and the chat models that settings name."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

from qa_service.answering.gate import GatedGenerator, Limits
from qa_service.answering.generators import Generator, built_in
from qa_service.answering.generators.chat_model import ChatModelWriter
from qa_service.answering.generators.local_model import assembled_model
from qa_service.answering.generators.places import Places
from qa_service.answering.generators.writer import LOCAL, Writer
from qa_service.errors import MissingExtraError, ModelError, require_extra
from qa_service.settings import Settings

_HUB = "hub:"
# A prompt, an answer, and both once more for what was refused.
_CONTEXT = 1536


class Generators(Mapping[str, Generator]):
    """The generators that a caller may name. What they hold is given back when they are closed.

    Raises:
        ValueError: a name is none of a generator.
        MissingExtraError: the package of one is not installed; the message has the command that installs it.
        ModelError: a model cannot be found or opened.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.default = settings.generator
        self._provider = _provider(settings)
        self._all: dict[str, Generator] = dict(built_in())
        is_there = assembled_model() is not None and find_spec("xllamacpp") is not None
        has_model = settings.local_model is not None or is_there
        offered = [LOCAL] if has_model and LOCAL not in (self.default, *settings.generators) else []
        for name in dict.fromkeys([self.default, *settings.generators, *offered]):
            if name not in self._all:
                self._all[name] = self._gated(name)

    def __getitem__(self, name: str) -> Generator:
        return self._all[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def start(self) -> None:
        """Start the local model, where it is the default, so that the first question need not wait for it."""
        generator = self._all[self.default]
        if isinstance(generator, GatedGenerator):
            generator.start()

    def close(self) -> None:
        """End what was started."""
        for generator in self._all.values():
            if isinstance(generator, GatedGenerator):
                generator.close()

    def _gated(self, name: str) -> GatedGenerator:
        settings = self._settings
        retry_after = max(1, round(settings.first_token_seconds / 2))
        places = Places(settings.generator_slots, settings.generator_queue, retry_after)
        limits = Limits(settings.first_token_seconds, settings.generation_seconds)
        return GatedGenerator(self._writer(name), places, limits)

    def _writer(self, name: str) -> Writer:
        settings = self._settings
        if name == LOCAL:
            return _local(settings)
        if ":" not in name:
            known = "extractive, local, or provider:model as in openai:gpt-5-mini"
            raise ValueError(f"there is no generator {name!r}; choose one of {known}")
        is_meant = self._provider in (None, name.partition(":")[0])
        address, key = (settings.generator_base_url, settings.generator_api_key) if is_meant else (None, None)
        return ChatModelWriter(name, address, key, settings.generator_options)


def opened_for(name: str, settings: Settings) -> Generators | None:
    """The generators of the settings and the one that is asked for by name; None where that needs nothing opened.

    Raises:
        ValueError: the name is none of a generator.
        MissingExtraError: the package of one is not installed; the message has the command that installs it.
        ModelError: a model cannot be found or opened.
    """
    if name in built_in():
        return None
    return Generators(settings.model_copy(update={"generators": (*settings.generators, name)}))


def _provider(settings: Settings) -> str | None:
    """Whose address and key the settings give, so that nobody else gets them; None where they give none."""
    if settings.generator_base_url is None and settings.generator_api_key is None:
        return None
    if settings.generator_provider:
        return settings.generator_provider
    named = dict.fromkeys(name.partition(":")[0] for name in (settings.generator, *settings.generators) if ":" in name)
    if len(named) > 1:
        raise ValueError(
            f"generator_base_url or generator_api_key is set, and the generators are of {', '.join(named)}; "
            "say whose they are with generator_provider"
        )
    return next(iter(named), None)


def _local(settings: Settings) -> Writer:
    require_extra("xllamacpp", LOCAL)
    require_extra("httpx", LOCAL)
    from qa_service.answering.generators.child import Child, Serving  # noqa: PLC0415 - only who has the extra can
    from qa_service.answering.generators.local import LocalWriter  # noqa: PLC0415

    model = _model_file(settings.local_model)
    threads = settings.local_threads or _cores()
    child = Child(Serving(model, threads, settings.generator_slots, _CONTEXT))
    return LocalWriter(child, f"{model.name} {model.stat().st_size}")


def _cores() -> int:
    """The cores that this process may use; a thread more than these would only wait, and take time from the others."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _model_file(wanted: str | None) -> Path:
    """The file of the local model; fetched from a hub only where its address says so."""
    if wanted is None:
        file = assembled_model()
        if file is None:
            raise ModelError("there is no local model yet; put it together with: make local-model")
        return file
    if wanted.startswith(_HUB):
        return _from_hub(wanted)
    file = Path(wanted).expanduser()
    if not file.is_file():
        raise ModelError(
            f"local_model is {wanted!r}, and there is no such file; give a GGUF file, or hub:owner/repo/file"
        )
    return file


def _from_hub(wanted: str) -> Path:
    parts = wanted.removeprefix(_HUB).split("/", 2)
    if len(parts) < 3 or not all(parts):
        raise ModelError(f"local_model is {wanted!r}; a file of a hub is named hub:owner/repo/file.gguf")
    owner, repo, file = parts
    try:
        from huggingface_hub import hf_hub_download  # noqa: PLC0415 - only who names a hub needs it
    except ImportError as error:
        message = f"{wanted!r} needs a package that is not installed. Install it with: pip install huggingface_hub"
        raise MissingExtraError(message) from error
    try:
        return Path(hf_hub_download(f"{owner}/{repo}", file))
    except Exception as error:  # the hub's client raises many kinds
        raise ModelError(f"{wanted!r} cannot be fetched: {type(error).__name__}: {error}") from error
