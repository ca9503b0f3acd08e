"""Settings: environment variables `QA_*`, then `qa-service.toml`, then the defaults here. Unknown names are refused."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from tomllib import TOMLDecodeError
from typing import Any, Literal
from urllib.parse import quote

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

SETTINGS_FILE = "qa-service.toml"
PREFIX = "QA_"
PINNED_EMBEDDER = "all-MiniLM-L6-v2"
_SECRET = frozenset({"database", "generator_api_key", "generator_options"})

_SERVER = re.compile(
    r"""
    (?P<scheme>[a-z][a-z0-9]*(?:\+[a-z0-9]+)?)://
    (?:(?P<user>[^:/@?\#=;\s]*)(?P<password>:[^@/?]*)?@)?
    (?P<place>(?:[\w.-]*|\[[0-9a-f:.]+\])(?::\d{1,5})?(?:/[^?@:=;&\#]*)?)
    (?:\?(?P<query>.*))?
    """,
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
_FILE = re.compile(r"(?P<address>sqlite:///[^?]*)(?:\?(?P<query>.*))?", re.DOTALL)
_SCHEME = re.compile(r"(?:sqlite|postgres(?:ql)?|mysql|mariadb)(?:\+[a-z0-9]+)?(?=[:/])")
_SHOWN = frozenset({"sslmode", "connect_timeout", "mode", "uri"})


class DatabaseUrl(SecretStr):
    """The address of a database. It is shown without its password; of one that is not well formed, the scheme alone."""

    def _display(self) -> str:
        address = self.get_secret_value()
        if found := _FILE.fullmatch(address):
            return found["address"] + _shown_query(found["query"])
        if found := _SERVER.fullmatch(address):
            password = ":***" if found["password"] else ""
            user = "" if found["user"] is None else f"{found['user']}{password}@"
            return f"{found['scheme']}://{user}{found['place']}{_shown_query(found['query'])}"
        known = _SCHEME.match(address)
        return f"{known[0]}://***" if known else "***" if address else ""


class Settings(BaseSettings):
    """Everything an operator can choose."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, toml_file=SETTINGS_FILE, extra="forbid", frozen=True)

    corpus: Path = Field(Path("corpus/lems"), description="folder of works, one Markdown or text file each")
    index: Path | None = Field(None, description="folder of index generations; index/<name of the corpus> if not set")
    embedder: str = Field(
        PINNED_EMBEDDER, description="embedding model: the pinned one, a folder, or the name of a model on a hub"
    )
    database: DatabaseUrl | None = Field(
        None, description="address of the database of conversations; a SQLite file beside the index if not set"
    )
    generator: str = Field(
        "extractive", description="who writes an answer if nobody is named: extractive, local, or provider:model"
    )
    generators: tuple[str, ...] = Field((), description="further ones that a caller may name, as provider:model")
    generator_base_url: str | None = Field(
        None, description="address of the server of chat models, if not the provider's"
    )
    generator_api_key: SecretStr | None = Field(None, description="key for it; the provider's own variable if not set")
    generator_provider: str | None = Field(
        None, description="whose address and key these are; needed where the generators are of several providers"
    )
    generator_options: dict[str, Any] = Field(
        {"temperature": 0, "max_tokens": 300, "max_retries": 1},
        description="what chat models are opened with; no keys here",
    )
    local_model: str | None = Field(
        None,
        description="a GGUF file, or hub:owner/repo/file.gguf; the one that `make local-model` puts together if not set",
    )
    local_threads: int = Field(0, ge=0, le=256, description="threads of the local model; one for each core if 0")
    generator_slots: int = Field(2, ge=1, le=64, description="answers that a model writes at a time")
    generator_queue: int = Field(
        8, ge=0, le=10_000, description="requests that may wait for a model; more are sent away"
    )
    first_token_seconds: float = Field(20, gt=0, description="how long a model may be silent before it is done without")
    generation_seconds: float = Field(
        60, gt=0, description="how long a model may take in all, with waiting for its turn"
    )
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    workers: int = Field(1, ge=1, le=64)
    top_k: int = Field(40, ge=1, le=200, description="passages that an answer is drawn from")
    max_top_k: int = Field(50, ge=1, le=200, description="the most passages that a caller may ask for")
    max_question_chars: int = Field(2000, ge=10)
    max_request_bytes: int = Field(1_048_576, ge=4096)
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

    @property
    def database_url(self) -> DatabaseUrl:
        """Where conversations are stored; beside the index, not in it, as an index may be deleted and built again."""
        folder = self.index_folder
        named = folder.resolve() if folder.name in ("", "..") else folder
        file = quote(f"{named.parent / named.name}.conversations.db", errors="replace")
        return self.database or DatabaseUrl(f"sqlite:///{file}")

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
    value = "not shown" if item["loc"][0] in _SECRET else repr(item["input"])  # it may hold a password
    return f"{name} is {value}: {message}; set {PREFIX}{name.upper()}, or {name} in {SETTINGS_FILE}"


def _shown_query(query: str | None) -> str:
    """Parameters with their names; the values of few are known to be no secret."""
    if query is None:
        return ""
    return "?" + "&".join(map(_shown_parameter, query.split("&")))


def _shown_parameter(parameter: str) -> str:
    name, _, value = parameter.partition("=")
    if name in _SHOWN and re.fullmatch(r"[\w-]*", value):
        return parameter
    return f"{name}=***" if re.fullmatch(r"[A-Za-z_]+", name) and "=" in parameter else "***"
