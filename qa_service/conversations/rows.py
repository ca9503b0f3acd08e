"""Rows of the database as values, and the queries that give them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, Select, select

from qa_service.conversations import tables
from qa_service.types import Conversation, Feedback, Turn


def feedback_rows() -> Select[Any]:
    """What readers said of answers, in the order in which they said it."""
    columns = tables.feedback.c
    return (
        select(tables.turns.c.conversation_id, columns.answer_id, columns.thumbs, columns.comment, columns.given)
        .join(tables.turns, tables.turns.c.answer_id == columns.answer_id)
        .order_by(columns.given, columns.answer_id)
    )


def as_conversation(row: Row[Any]) -> Conversation:
    """What is told of a conversation without its turns."""
    return Conversation(
        id=row.id, title=row.title, created=utc(row.created), updated=utc(row.updated), turn_count=row.turns
    )


def turn_rows(answer_id: str) -> Select[Any]:
    """The turn that an answer is, with what was said of it."""
    said, table = tables.feedback.c, tables.turns
    return (
        select(
            *(table.c.answer_id, table.c.conversation_id, table.c.number, table.c.created),
            *(said.thumbs, said.comment, said.given),
        )
        .join_from(table, tables.feedback, said.answer_id == table.c.answer_id, isouter=True)
        .where(table.c.answer_id == answer_id)
    )


def as_turn(row: Row[Any]) -> Turn:
    """An answer's place in its conversation."""
    ids = {"answer_id": row.answer_id, "conversation_id": row.conversation_id}
    said = None
    if row.given is not None:
        said = Feedback(**ids, thumbs=row.thumbs, comment=row.comment, given=utc(row.given))
    return Turn(**ids, number=row.number, given=utc(row.created), feedback=said)


def as_feedback(row: Row[Any]) -> Feedback:
    """What a reader said of an answer."""
    return Feedback(**(row._asdict() | {"given": utc(row.given)}))


def utc(moment: datetime) -> datetime:
    """SQLite keeps no time zone, PostgreSQL gives the one of the session; what was stored is UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
