"""Opening the database: which ones can be used, how, and bringing its tables up to date."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from qa_service.conversations.tables import metadata
from qa_service.errors import ConversationStoreError, require_extra
from qa_service.settings import DatabaseUrl

REVISIONS = ("0001",)
"""Every revision of the tables, oldest first. They stand here too, so that a start need not load alembic to know them."""

REVISION_TABLE = "schema_revision"
_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_SECONDS = 30
_CONNECT_SECONDS = 10
_LOCK_KEY = 0x71612D73  # any number that nobody else locks in the same PostgreSQL database
_POSTGRESQL = "postgresql+psycopg"
_FORMS = "use sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"
# What a driver raises of a parameter or a name that it cannot take; its own words may hold the password.
_DRIVERS_WORDS = (ValueError, TypeError, OverflowError)


def open_engine(address: DatabaseUrl) -> Engine:
    """Connect to a database and bring its tables up to date.

    Raises:
        ValueError: the address is none of a database that can be used.
        MissingExtraError: the driver is not installed.
        ConversationStoreError: it cannot be opened, is no database, or was written by a newer program.
    """
    url = _checked(address)
    try:
        engine = _sqlite(url) if url.get_backend_name() == "sqlite" else _postgresql(url)
    except (*_DRIVERS_WORDS, ArgumentError):
        raise _unusable_parameters(address) from None
    try:
        with translated(address):
            _bring_up_to_date(engine, address)
    except _DRIVERS_WORDS:
        engine.dispose()
        raise _unusable_parameters(address) from None
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def translated(address: DatabaseUrl) -> Iterator[None]:
    """Turn what goes wrong in the database into an error of ours, without the texts that were on their way."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        cause = " ".join(str(getattr(error, "orig", None) or error).split())
        raise ConversationStoreError(
            f"the database of conversations {address} cannot be used: {cause}; "
            "check that it is there, has room and may be written, or set QA_DATABASE to another"
        ) from error


def _checked(address: DatabaseUrl) -> URL:
    try:
        url = make_url(address.get_secret_value())
    except (ArgumentError, ValueError):  # whose own words may hold the password
        raise ValueError(f"database is {address}, which is not the address of one; {_FORMS}") from None
    if url.drivername in ("postgresql", _POSTGRESQL):
        if "@" in (url.host or ""):  # the end of a password that is not quoted, which would be looked up as a host
            raise ValueError(f"database is {address}, which has more than one @; write %40 for it in a password")
        require_extra("psycopg", "postgresql")
        return url.set(drivername=_POSTGRESQL)
    if url.drivername != "sqlite":
        raise ValueError(f"database is {address}, but only SQLite and PostgreSQL can be used; {_FORMS}")
    if not url.database or url.database in (":memory:", "file::memory:") or url.query.get("mode") == "memory":
        raise ValueError(f"database is {address}, which names no file; {_FORMS}")
    return url


def _unusable_parameters(address: DatabaseUrl) -> ValueError:
    return ValueError(f"database is {address}, which has a name or a parameter that cannot be used; {_FORMS}")


def _postgresql(url: URL) -> Engine:
    return create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        isolation_level="READ COMMITTED",
        connect_args={"connect_timeout": _CONNECT_SECONDS},
    )


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": _BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def _set_up(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # the driver's own transactions would leave out the making of tables
        connection.execute("PRAGMA foreign_keys=ON")
        _use_wal(connection)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer that begins as a reader would be refused, not kept waiting, when another has written meanwhile.
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _use_wal(connection: sqlite3.Connection) -> None:
    """Let readers go on while one writes. SQLite does not wait for the lock that the first switch of a file needs."""
    deadline = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _bring_up_to_date(engine: Engine, address: DatabaseUrl) -> None:
    with engine.connect() as connection:
        if _is_current(connection, address):
            return
    with engine.execution_options(writes=True).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})
        if not _is_current(connection, address):  # another process may have done it while this one waited
            if inspect(connection).get_table_names():
                upgrade(connection)
            else:
                _make(connection)


def _make(connection: Connection) -> None:
    """Make the tables of an empty database as they are now; what the migrations would make, without loading alembic."""
    metadata.create_all(connection)
    revisions = Table(REVISION_TABLE, MetaData(), Column("version_num", String(32), primary_key=True))
    revisions.create(connection)
    connection.execute(revisions.insert().values(version_num=REVISIONS[-1]))


def _is_current(connection: Connection, address: DatabaseUrl) -> bool:
    if not inspect(connection).has_table(REVISION_TABLE):
        return False
    found = connection.execute(text(f"SELECT version_num FROM {REVISION_TABLE}")).scalar_one_or_none()  # noqa: S608
    if found is not None and found not in REVISIONS:
        raise ConversationStoreError(
            f"the database of conversations {address} has revision {found!r}, this program knows up to "
            f"{REVISIONS[-1]!r}: a newer one has written it; install that one, or set QA_DATABASE to another database"
        )
    return found == REVISIONS[-1]


def upgrade(connection: Connection) -> None:
    """Run the migrations that are missing, in the transaction of the connection."""
    from alembic import command  # noqa: PLC0415 - takes 0.2 s, and hardly a start needs it
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
