"""The setting `database`: where it points by default, and that nobody sees its password."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qa_service.conversations.store import Conversations
from qa_service.settings import DatabaseUrl, Settings, load_settings

Run = Callable[..., Any]


@pytest.mark.usefixtures("empty_folder")
def test_conversations_lie_beside_the_index_if_nothing_else_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not in it, because an index may be deleted and built again; another corpus has other conversations."""
    assert load_settings().database_url.get_secret_value() == "sqlite:///index/lems.conversations.db"

    settings = load_settings().with_folders(Path("papers/gout"), None)
    assert settings.database_url.get_secret_value() == "sqlite:///index/gout.conversations.db"

    monkeypatch.setenv("QA_INDEX", "/srv/index")
    assert load_settings().database_url.get_secret_value() == "sqlite:////srv/index.conversations.db"

    monkeypatch.setenv("QA_INDEX", "..")
    assert load_settings().database_url.get_secret_value() == f"sqlite:///{Path.cwd().parent}.conversations.db"

    monkeypatch.setenv("QA_DATABASE", "postgresql://ann:s3cret@db/qa")
    assert load_settings().database_url.get_secret_value() == "postgresql://ann:s3cret@db/qa"


@pytest.mark.parametrize("name", ["a?b", "%41", "a#b c", "ä;x=y", ":memory:", "x\udcff"])
@pytest.mark.parametrize("within", [True, False])
def test_conversations_lie_beside_an_index_of_any_name(empty_folder: Path, name: str, within: bool) -> None:
    """The address is quoted, and read back as the path; a name that is not UTF-8 has the nearest one that is."""
    folder = empty_folder / name.encode(errors="replace").decode()
    folder.mkdir()
    index = folder / name if within and "\udcff" not in name else empty_folder / name

    Conversations.open(Settings(index=index).database_url.get_secret_value()).close()

    assert index.with_name(f"{index.name.encode(errors='replace').decode()}.conversations.db").exists()


def test_the_database_of_an_index_here_lies_outside_it(empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Although its name is none."""
    (empty_folder / "index").mkdir()
    monkeypatch.chdir("index")

    Conversations.open(load_settings().with_folders(None, Path()).database_url.get_secret_value()).close()

    assert (empty_folder / "index.conversations.db").exists()


def test_the_database_changes_no_answer() -> None:
    """It is not in the fingerprint."""
    assert Settings(database="sqlite:///a.db").fingerprint() == Settings(database="sqlite:///b.db").fingerprint()


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://ann:s3cret@db:5432/qa", "postgresql://ann:***@db:5432/qa"),
        ("postgresql+psycopg://ann:s3cret@db/qa?sslmode=require", "postgresql+psycopg://ann:***@db/qa?sslmode=require"),
        ("postgresql+psycopg://ann:s3@c:r/e?t@db/qa?sslmode=require", "postgresql+psycopg://***"),
        ("postgresql://an/n:s3cret@h/qa", "postgresql://***"),
        ("postgresql://ann:s3cret/qa", "postgresql://***"),
        ("postgresql://h/qa;password=s3cret", "postgresql://***"),
        ("postgres//ann:s3cret@h/qa", "postgres://***"),
        ("postgresql:ann:s3cret@h/qa", "postgresql://***"),
        ("host=h password=s3cret", "***"),
        ("s3cret", "***"),
        ("", ""),
        ("postgresql://h/qa?PASSWORD=s3cret", "postgresql://h/qa?PASSWORD=***"),
        ("postgresql://h/qa?pass%77ord=s3cret", "postgresql://h/qa?***"),
        ("postgresql://h/qa?s3cret", "postgresql://h/qa?***"),
        ("postgresql://ann@h:5432/qa?options=-c;password=a@s3cret&sslmode=require", "postgresql://ann@h:5432/qa?options=***&sslmode=require"),
        ("postgresql://h/qa?sslmode=require;password=s3cret", "postgresql://h/qa?sslmode=***"),
        ("sqlite:///file:/x.db?mode=ro&uri=true&key=s3cret", "sqlite:///file:/x.db?mode=ro&uri=true&key=***"),
        ("postgresql://:s3cret@db/qa", "postgresql://:***@db/qa"),
        ("postgresql://ann@db/qa?password=s3cret&sslpassword=s3cret", "postgresql://ann@db/qa?password=***&sslpassword=***"),
        ("postgresql://ann:s3\ncret@db/qa", "postgresql://ann:***@db/qa"),
        ("postgresql://db/qa", "postgresql://db/qa"),
        ("sqlite:////srv/a:b@c.db", "sqlite:////srv/a:b@c.db"),
    ],
)  # fmt: skip
def test_an_address_is_shown_without_its_password(address: str, shown: str) -> None:
    """Wherever in it the password stands."""
    url = DatabaseUrl(address)

    assert (str(url), f"{url}", url.get_secret_value()) == (shown, shown, address)
    assert repr(url) == f"DatabaseUrl('{shown}')"


def test_settings_are_printed_without_the_password(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the setting is wrong."""
    monkeypatch.setenv("QA_DATABASE", "postgresql://ann:s3cret@db/qa")

    ended = run("settings")
    Path("qa-service.toml").write_text("database = ['postgresql://ann:s3cret@db/qa']", encoding="utf-8")
    monkeypatch.delenv("QA_DATABASE")
    refused = run("settings")

    Path("qa-service.toml").unlink()
    assert "QA_DATABASE=sqlite:///index/lems.conversations.db  # address" in run("settings").stdout
    assert "QA_DATABASE=postgresql://ann:***@db/qa  # address of the database" in ended.stdout
    assert (refused.status, "error: database is not shown: input should be a valid string" in refused.stderr) == (
        2,
        True,
    )
    assert "s3cret" not in "".join([ended.stdout, ended.stderr, refused.stdout, refused.stderr])


@pytest.mark.parametrize(
    ("address", "status", "problem"),
    [
        ("mysql://ann:s3cret@db/qa", 2, "error: database is mysql://ann:***@db/qa, but only SQLite and PostgreSQL"),
        ("sqlite:////nowhere/x.db", 3, "error: the database of conversations sqlite:////nowhere/x.db cannot be used"),
    ],
)
def test_a_service_whose_database_cannot_be_used_does_not_start(
    run: Run, index: Path, monkeypatch: pytest.MonkeyPatch, address: str, status: int, problem: str
) -> None:
    """With one worker or more, and before the port is bound."""
    monkeypatch.setenv("QA_DATABASE", address)

    for workers in (1, 2):
        ended = run("serve", "--out", index, "--port", 0, "--workers", workers)
        assert (ended.status, ended.stderr.splitlines()[-1][: len(problem)]) == (status, problem)
