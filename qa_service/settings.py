"""Settings: environment variables `QA_*`, then `qa-service.toml`, then the defaults here. Unknown names are refused."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from tomllib import TOMLDecodeError
from typing import Literal

from pydantic import Field, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

SETTINGS_FILE = "qa-service.toml"
PREFIX = "QA_"
PINNED_EMBEDDER = "all-MiniLM-L6-v2"


class Settings(BaseSettings):
    """Everything an operator can choose."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, toml_file=SETTINGS_FILE, extra="forbid", frozen=True)

    corpus: Path = Field(Path("corpus/lems"), description="folder of works, one Markdown or text file each")
    index: Path | None = Field(None, description="folder of index generations; index/<name of the corpus> if not set")
    embedder: str = Field(
        PINNED_EMBEDDER, description="embedding model: the pinned one, a folder, or the name of a model on a hub"
    )
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    workers: int = Field(1, ge=1, le=64)
    top_k: int = Field(40, ge=1, le=200, description="passages that an answer is drawn from")
    max_top_k: int = Field(50, ge=1, le=200, description="the most passages that a caller may ask for")
    max_question_chars: int = Field(2000, ge=10)
    max_request_bytes: int = Field(65_536, ge=4096)
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @model_validator(mode="after")
    def _top_k_is_allowed(self) -> Settings:
        if self.top_k > self.max_top_k:
            raise ValueError(f"top_k is {self.top_k}, but max_top_k allows only {self.max_top_k}")
        return self

    @property
    def index_folder(self) -> Path:
        """Where the generations of this corpus lie."""
        return self.index or Path("index") / self.corpus.resolve().name

    def with_folders(self, corpus: Path | None, index: Path | None) -> Settings:
        """These settings with other folders where they are given; another corpus has another index, if none is named."""
        changed: dict[str, Path | None] = {"corpus": corpus, "index": None} if corpus is not None else {}
        return self.model_copy(update=changed | ({"index": index} if index is not None else {}))

    def fingerprint(self) -> str:
        """Hash of the settings that can change an answer."""
        relevant = self.model_dump_json(include={"embedder", "top_k"})
        return hashlib.sha256(relevant.encode()).hexdigest()[:16]

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic-settings'
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments win over the environment, which wins over the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings() -> Settings:
    """Read the settings.

    Raises:
        ValueError: a name is unknown or a value does not fit; says which.
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    unknown = sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known)
    if unknown:
        raise ValueError(f"unknown setting {', '.join(unknown)}; known are {', '.join(sorted(known))}")
    try:
        return Settings()
    except ValidationError as error:
        raise ValueError("; ".join(map(_problem, error.errors()))) from error
    except (TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{SETTINGS_FILE} is not TOML: {error}") from error


def _problem(item: ErrorDetails) -> str:
    name = ".".join(map(str, item["loc"]))
    if not name:  # the validator above has named the settings itself
        return item["msg"].removeprefix("Value error, ")
    if item["type"] == "extra_forbidden":
        return f"unknown setting {name} in {SETTINGS_FILE}; known are {', '.join(sorted(Settings.model_fields))}"
    message = item["msg"][0].lower() + item["msg"][1:]
    return f"{name} is {item['input']!r}: {message}; set {PREFIX}{name.upper()}, or {name} in {SETTINGS_FILE}"
