"""The tables, as they are at the newest revision. A change to them is a new file in `migrations/versions/`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Case,
    CheckConstraint,
    Column,
    ColumnElement,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    case,
)

if TYPE_CHECKING:  # a database's own part is loaded where that database is used
    from sqlalchemy.dialects import postgresql, sqlite

metadata = MetaData()

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("title", Text, nullable=False),
    Column("searched", Text, nullable=False),  # the title, folded: a database folds only the letters that it knows
    Column("created", DateTime(timezone=True), nullable=False),
    Column("updated", DateTime(timezone=True), nullable=False),
    Column("turns", Integer, nullable=False),
    Index("conversations_by_update", "updated", "id"),
)

turns = Table(
    "turns",
    metadata,
    Column("conversation_id", String(64), ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("answer_id", String(64), nullable=False, unique=True),
    Column("searched", Text, nullable=False),  # the question, folded
    Column("answer", Text, nullable=False),  # as JSON; not of the database's own type, which would reorder it
    Column("created", DateTime(timezone=True), nullable=False),
)

feedback = Table(
    "feedback",
    metadata,
    Column("answer_id", String(64), ForeignKey("turns.answer_id", ondelete="CASCADE"), primary_key=True),
    Column("thumbs", String(4), CheckConstraint("thumbs IN ('up', 'down')", name="thumbs_known")),
    Column("comment", Text, nullable=False),
    Column("given", DateTime(timezone=True), nullable=False),
)


def later(moment: ColumnElement[Any]) -> Case[Any]:
    """When a conversation is updated at a moment: a clock that was set back, or that of another machine, sets nothing back."""
    return case((conversations.c.updated > moment, conversations.c.updated), else_=moment)


def upsert(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An insert that can say what happens when the row is there; both databases have it, each under its own name."""
    insert: postgresql.Insert | sqlite.Insert = import_module(f"sqlalchemy.dialects.{dialect}").insert(table)
    return insert
