"""Which databases are opened, how their tables come up to date, and what is said of those that cannot be used."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event, inspect, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.schema import CreateTable

import qa_service.conversations
from qa_service.conversations import tables
from qa_service.conversations.opening import REVISION_TABLE, REVISIONS, open_engine, upgrade
from qa_service.conversations.store import Conversations
from qa_service.errors import ConversationStoreError
from qa_service.settings import DatabaseUrl
from qa_service.types import Answer

AnswerTo = Callable[..., Answer]

MIGRATIONS = Path(qa_service.conversations.__file__).parent / "migrations"
APPENDING = Path(__file__).with_name("appending.py")


def test_what_was_stored_is_there_after_a_restart(database: str, answer_to: AnswerTo) -> None:
    """And the numbers go on."""
    answer = answer_to()
    store = Conversations.open(database)
    store.append("c", answer)
    store.close()

    again = Conversations.open(database)

    assert again.turns("c") == (answer,)
    assert again.append("c", answer_to()) == 2
    again.close()


def differences(engine: Engine) -> list[object]:
    """Where the tables of a database are not those that the program reads."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": REVISION_TABLE})
        return list(compare_metadata(context, tables.metadata))


def test_an_empty_database_gets_the_tables(database: str) -> None:
    """They differ in nothing from what the program reads."""
    engine = open_engine(DatabaseUrl(database))

    found = differences(engine)

    engine.dispose()
    assert found == []


def test_the_migrations_make_the_tables_of_an_empty_database(sqlite: str, tmp_path: Path) -> None:
    """Table by table, to the last constraint, and with the same revision: a later migration finds the same either way."""
    made, migrated = open_engine(DatabaseUrl(sqlite)), create_engine(f"sqlite:///{tmp_path / 'migrated.db'}")
    with migrated.begin() as connection:
        upgrade(connection)

    found = [(schema(engine), differences(engine)) for engine in (made, migrated)]

    made.dispose()
    migrated.dispose()
    assert found[0] == found[1]
    assert found[0][1] == []


def schema(engine: Engine) -> dict[str, object]:
    """What a database says of its tables, and its revision."""
    seen = inspect(engine)
    with engine.connect() as connection:
        revision = connection.execute(text(f"SELECT version_num FROM {REVISION_TABLE}")).scalars().all()
    parts = (
        *(seen.get_columns, seen.get_indexes, seen.get_foreign_keys, seen.get_unique_constraints),
        seen.get_check_constraints,
    )
    told = {table: [str(part(table)) for part in parts] for table in sorted(seen.get_table_names())}
    keys = {table: seen.get_pk_constraint(table)["constrained_columns"] for table in told}
    return {"revision": revision, "tables": told, "keys": keys}


def test_the_program_knows_every_revision_that_it_ships() -> None:
    """In the order in which they are run."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    shipped = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]

    assert tuple(reversed(shipped)) == REVISIONS


def test_processes_may_open_a_new_database_at_the_same_moment(database: str) -> None:
    """One makes the tables, the others wait for it."""
    command = [sys.executable, APPENDING, database, "1", "c"]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)]

    ended = [process.communicate() for process in processes]

    assert [error.decode() for _, error in ended] == [""] * 4
    assert sorted(out.decode().strip() for out, _ in ended) == ["c 1", "c 2", "c 3", "c 4"]


def test_a_database_of_a_newer_program_is_refused(database: str) -> None:
    """With what to do."""
    engine = open_engine(DatabaseUrl(database))
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(text(f"UPDATE {REVISION_TABLE} SET version_num = '9999'"))
    engine.dispose()

    with pytest.raises(ConversationStoreError, match=r"revision '9999', this program knows up to '0001'.*install that"):
        Conversations.open(database)


@pytest.mark.parametrize("is_new", [True, False])
def test_a_start_loads_no_alembic(sqlite: str, is_new: bool) -> None:
    """It would take longer than the rest of the opening; nor what only PostgreSQL needs."""
    if not is_new:
        Conversations.open(sqlite).close()
    code = (
        "import sys; from qa_service.conversations.store import Conversations; "
        f"Conversations.open({sqlite!r}).close(); "
        "print({'alembic', 'psycopg', 'sqlalchemy.dialects.postgresql'} & sys.modules.keys())"
    )

    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ended.stdout == "set()\n"


@pytest.mark.parametrize("content", [b"no database at all " * 100, b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_file_that_is_no_database_is_refused(sqlite: str, tmp_path: Path, content: bytes) -> None:
    """And stays as it is."""
    file = tmp_path / "conversations.db"
    file.write_bytes(content)

    with pytest.raises(ConversationStoreError, match=r"conversations\.db cannot be used: .*; check that"):
        Conversations.open(sqlite)

    assert file.read_bytes() == content


@pytest.mark.parametrize("place", ["", "/nowhere/conversations.db"])
def test_a_place_where_no_file_can_be_is_refused(tmp_path: Path, place: str) -> None:
    """A folder, or one that is not there."""
    with pytest.raises(ConversationStoreError, match="cannot be used: unable to open database file; check that it"):
        Conversations.open(f"sqlite:///{tmp_path}{place}")


def test_a_file_that_may_not_be_written_is_read(sqlite: str, tmp_path: Path, answer_to: AnswerTo) -> None:
    """What would change it is refused, and it stays as it is."""
    answer = answer_to()
    writing = Conversations.open(sqlite)
    writing.append("c", answer)
    reading = Conversations.open(f"sqlite:///file:{tmp_path}/conversations.db?mode=ro&uri=true")

    for change in (
        lambda: reading.append("c", answer_to()),
        lambda: reading.rename("c", "x"),
        lambda: reading.give_feedback(answer.id, "up", ""),
        lambda: reading.delete("c"),
    ):
        with pytest.raises(ConversationStoreError, match="cannot be used: attempt to write a readonly database"):
            change()

    assert reading.turns("c") == writing.turns("c") == (answer,)
    reading.close()
    writing.close()


def test_a_full_disk_loses_nothing_that_was_stored(sqlite: str) -> None:
    """The process that meets it gets an error of ours; what it was told is stored is there, whole, and no more."""
    limit = "import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000)); "
    code = limit + f"sys.argv = sys.argv[1:]; runpy.run_path({str(APPENDING)!r}, run_name='__main__')"
    command = [sys.executable, "-c", code, "appending", sqlite, "1000", "c"]

    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    told = [int(line.split()[1]) for line in ended.stdout.splitlines()]

    assert "ConversationStoreError: the database of conversations sqlite:///" in ended.stderr
    store = Conversations.open(sqlite)
    assert told == list(range(1, store.conversation("c").turn_count + 1))
    assert len(store.turns("c")) == len(told) > 5
    store.close()


def test_an_answer_that_was_damaged_is_an_error_of_ours(sqlite: str, answer_to: AnswerTo) -> None:
    """It is not shown in part."""
    store = Conversations.open(sqlite)
    store.append("c", answer_to())
    with create_engine(sqlite).begin() as connection:
        connection.execute(text("UPDATE turns SET answer = substr(answer, 1, 100)"))

    with pytest.raises(ConversationStoreError, match="holds an answer that cannot be read"):
        store.turns("c")
    store.close()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "conversations.db",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite+aiosqlite:///x.db",
        "postgres://ann:s3cret@localhost/qa",
        "mysql://ann:s3cret@localhost/qa",
        "postgresql://ann:s3cret@localhost:port/qa",
        "postgresql://ann:s3@cret:s3cret@localhost:s3cret@/qa",
        "postgresql+nothing://ann:s3cret@localhost/qa?password=s3cret",
        "postgres//ann:s3cret@h/qa",
        "host=h password=s3cret",
        "sqlite:///file:x?mode=memory&uri=true",
        "sqlite:///x.db?timeout=s3cret",
        "sqlite:///x.db?uri=perhaps",
        "sqlite:///x.db?cached_statements=99999999999999",
        "sqlite:///x%00y.db",
        "sqlite:///x\0y.db",
        "sqlite:///x\ud800y.db",
    ],
)
@pytest.mark.usefixtures("empty_folder")
def test_an_address_that_cannot_be_used_is_the_callers_mistake(address: str) -> None:
    """The right forms are shown, and no password."""
    with pytest.raises(ValueError, match=r"^database is .* use sqlite:///FILE or postgresql://USER:") as refusal:
        Conversations.open(address)

    assert "s3cret" not in str(refusal.value)


def test_the_end_of_a_password_is_no_host() -> None:
    """It would be looked up, and told in what the driver says."""
    with pytest.raises(ValueError, match=r"^database is postgresql://\*\*\*, which has more than one @; write %40"):
        Conversations.open("postgresql://ann:pass@w0rd@localhost/qa")


@pytest.mark.parametrize("address", ["ann:s3cret@127.0.0.1:1/qa", "ann@127.0.0.1:1/qa?sslmode=disable&password=s3cret"])
def test_a_database_that_does_not_answer_is_an_error_of_ours(address: str) -> None:
    """Without its password, also in what a log shows of the causes."""
    with pytest.raises(ConversationStoreError, match=r"127.0.0.1:1/qa.* cannot be used: .*refused") as refusal:
        Conversations.open(f"postgresql://{address}")

    assert "s3cret" not in "".join(map(str, (refusal.value, refusal.value.__cause__)))


def test_everything_can_be_said_in_the_language_of_postgresql(sqlite: str, answer_to: AnswerTo) -> None:
    """Where no PostgreSQL is at hand, at least its grammar is known."""
    store, dialect, said, answer = Conversations.open(sqlite), postgresql.dialect(), [], answer_to()
    event.listen(store._engine, "before_execute", lambda _, clause, *__: said.append(clause))
    store.append("c", answer)
    store.give_feedback(answer.id, "up", "")
    assert (store.listed(search="scurvy")[0].id, len(store.turns("c", 1)), len(list(store.feedback()))) == ("c", 1, 1)
    store.delete("c")
    store.close()

    said = [clause for clause in said if not isinstance(clause, sqlite_dialect.Insert)]
    said += [
        tables.upsert("postgresql", tables.turns).on_conflict_do_nothing(index_elements=["answer_id"]),
        tables.upsert("postgresql", tables.feedback).on_conflict_do_update(
            index_elements=["answer_id"], set_={"comment": ""}
        ),
        *map(CreateTable, tables.metadata.sorted_tables),
    ]
    written = [str(clause.compile(dialect=dialect)) for clause in said]

    assert len(written) >= 10
    assert any("FOR KEY SHARE" in statement for statement in written)
    assert any("TIMESTAMP WITH TIME ZONE" in statement for statement in written)
    assert any("ON CONFLICT (answer_id) DO UPDATE" in statement for statement in written)
