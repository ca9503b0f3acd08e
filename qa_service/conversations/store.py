"""The store of conversations. It is synchronous: a server calls it in a thread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, Engine, Row, Select, delete, exists, or_, select, update

from qa_service.conversations import tables
from qa_service.conversations.opening import open_engine, translated
from qa_service.conversations.rows import as_conversation, as_feedback, as_turn, feedback_rows, turn_rows
from qa_service.conversations.texts import (
    LONGEST_COMMENT,
    LONGEST_SEARCH,
    LONGEST_TITLE,
    checked,
    checked_id,
    folded,
    is_id,
    one_line,
    title_of,
)
from qa_service.errors import ConversationStoreError, UnknownIdError
from qa_service.settings import DatabaseUrl
from qa_service.types import Answer, Conversation, Feedback, Thumbs, Turn

_MOST = 10**9
_FEEDBACK_AT_ONCE = 500


class Conversations:
    """Conversations and the feedback on their answers. Threads and processes may share one database.

    Every call raises ConversationStoreError where the database fails; what it was doing is then not done at all.
    """

    def __init__(self, engine: Engine, address: DatabaseUrl) -> None:
        self._engine = engine
        self._writer = engine.execution_options(writes=True)
        # What SQLite reads in one transaction is of one moment anyway.
        is_postgresql = engine.dialect.name == "postgresql"
        self._snapshots = engine.execution_options(isolation_level="REPEATABLE READ") if is_postgresql else engine
        self._address = address

    @classmethod
    def open(cls, url: str) -> Conversations:
        """Open a database, and make its tables if it is new.

        Raises:
            ValueError: the address is none of a database that can be used.
            MissingExtraError: the driver is not installed.
            ConversationStoreError: it cannot be opened, is no database, or was written by a newer program.
        """
        address = DatabaseUrl(url)
        return cls(open_engine(address), address)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def append(self, conversation_id: str, answer: Answer, *, begins: bool = True) -> int:
        """Store a turn and give its number, from 1 on; the first one begins the conversation.

        Args:
            conversation_id: of which conversation it is.
            answer: the turn.
            begins: whether it may begin a conversation; one that goes on with another does not bring that back.

        Raises:
            UnknownIdError: there is no conversation, and it may not begin one.
            ValueError: an id does not fit, the answer is stored already, or could not be read again.
        """
        checked_id("conversation_id", conversation_id)
        text, question, now = _as_json(answer), folded(answer.question), datetime.now(UTC)
        title = title_of(answer.question)
        times = {"created": now, "updated": now}
        first = tables.upsert(self._engine.dialect.name, tables.conversations).values(
            id=conversation_id, title=title, searched=folded(title), turns=1, **times
        )
        # One statement makes or counts, and locks the row: turns that come at once wait here, and none has another's number.
        counted = first.on_conflict_do_update(
            index_elements=["id"],
            set_={"turns": tables.conversations.c.turns + 1, "updated": tables.later(first.excluded.updated)},
        ).returning(tables.conversations.c.turns)
        turn = tables.upsert(self._engine.dialect.name, tables.turns).values(
            conversation_id=conversation_id, answer_id=answer.id, searched=question, answer=text, created=now
        )
        with self._writing() as connection:
            number = int(connection.execute(counted).scalar_one())
            if number == 1 and not begins:
                raise _no_conversation(conversation_id)
            stored = turn.values(number=number).on_conflict_do_nothing(index_elements=["answer_id"])
            if connection.execute(stored.returning(tables.turns.c.number)).first() is None:
                raise ValueError(f"the answer {answer.id!r} is stored already")
        return number

    def turns(self, conversation_id: str, last: int | None = None) -> tuple[Answer, ...]:
        """The answers of a conversation, or its last ones, oldest first; of one that nobody knows, none."""
        if not is_id(conversation_id):
            return ()
        found = _answers(conversation_id).order_by(tables.turns.c.number.desc())
        if last is not None:
            found = found.limit(_count("last", last))
        return tuple(self._read(text) for (text,) in reversed(self._rows(found)))

    def conversation(self, conversation_id: str) -> Conversation:
        """What a conversation is called, and when it was.

        Raises:
            UnknownIdError: there is none.
        """
        rows = self._rows(select(tables.conversations).where(tables.conversations.c.id == _known(conversation_id)))
        if not rows:
            raise _no_conversation(conversation_id)
        return as_conversation(rows[0])

    def with_turns(self, conversation_id: str) -> tuple[Conversation, tuple[Answer, ...]]:
        """A conversation and all its answers, oldest first, as they were at one moment.

        Raises:
            UnknownIdError: there is none.
        """
        with translated(self._address), self._snapshots.connect() as connection:
            table = tables.conversations
            row = connection.execute(select(table).where(table.c.id == _known(conversation_id))).first()
            if row is None:
                raise _no_conversation(conversation_id)
            rows = connection.execute(_answers(conversation_id).order_by(tables.turns.c.number)).all()
        return as_conversation(row), tuple(self._read(text) for (text,) in rows)

    def listed(self, limit: int = 50, offset: int = 0, search: str | None = None) -> tuple[Conversation, ...]:
        """Conversations, the latest first; with `search` those that have it in their title or in a question.

        Raises:
            ValueError: a number is negative or beyond all bounds, or the search is no text.
        """
        table = tables.conversations
        found = select(table).order_by(table.c.updated.desc(), table.c.id)
        sought = folded(checked("search", search, LONGEST_SEARCH)) if search else ""
        if sought:
            asked = exists().where(
                tables.turns.c.conversation_id == table.c.id,
                tables.turns.c.searched.contains(sought, autoescape=True),
            )
            found = found.where(or_(table.c.searched.contains(sought, autoescape=True), asked))
        found = found.limit(_count("limit", limit)).offset(_count("offset", offset))
        return tuple(map(as_conversation, self._rows(found)))

    def rename(self, conversation_id: str, title: str) -> None:
        """Give a conversation another title.

        Raises:
            UnknownIdError: there is no such conversation.
            ValueError: the title is empty, too long, or no text.
        """
        line = one_line(checked("title", title, LONGEST_TITLE))
        if not line:
            raise ValueError("title: is empty; give one in words")
        renamed = update(tables.conversations).where(tables.conversations.c.id == _known(conversation_id))
        with self._writing() as connection:
            if connection.execute(renamed.values(title=line, searched=folded(line))).rowcount == 0:
                raise _no_conversation(conversation_id)

    def delete(self, conversation_id: str) -> None:
        """Delete a conversation with its turns and the feedback on them.

        Raises:
            UnknownIdError: there is none.
        """
        deleted = delete(tables.conversations).where(tables.conversations.c.id == _known(conversation_id))
        with self._writing() as connection:
            if connection.execute(deleted).rowcount == 0:
                raise _no_conversation(conversation_id)

    def answer(self, answer_id: str) -> Answer:
        """An answer that was given.

        Raises:
            UnknownIdError: there is none.
        """
        rows = self._rows(select(tables.turns.c.answer).where(tables.turns.c.answer_id == _known(answer_id, "answer")))
        if not rows:
            raise _no_answer(answer_id)
        return self._read(rows[0][0])

    def give_feedback(self, answer_id: str, thumbs: Thumbs | None, comment: str = "") -> None:
        """Store what a reader says of an answer; it takes the place of what was said before.

        Raises:
            UnknownIdError: there is no such answer.
            ValueError: the thumbs are neither up nor down, or the comment is too long or no text.
        """
        if thumbs not in ("up", "down", None):
            raise ValueError(f"thumbs: is {thumbs!r}; give 'up', 'down' or nothing")
        said = {"thumbs": thumbs, "comment": checked("comment", comment, LONGEST_COMMENT), "given": datetime.now(UTC)}
        there = select(tables.turns.c.answer_id).where(tables.turns.c.answer_id == _known(answer_id, "answer"))
        given = tables.upsert(self._engine.dialect.name, tables.feedback).values(answer_id=answer_id, **said)
        with self._writing() as connection:
            # Locked, so that the conversation is not deleted meanwhile.
            if connection.execute(there.with_for_update(read=True, key_share=True)).first() is None:
                raise _no_answer(answer_id)
            connection.execute(given.on_conflict_do_update(index_elements=["answer_id"], set_=said))

    def turn(self, answer_id: str) -> Turn:
        """When an answer was given, in which conversation, and what a reader said of it.

        Raises:
            UnknownIdError: there is none.
        """
        rows = self._rows(turn_rows(_known(answer_id, "answer")))
        if not rows:
            raise _no_answer(answer_id)
        return as_turn(rows[0])

    def feedback_in(self, conversation_id: str) -> tuple[Feedback, ...]:
        """What was said of the answers of a conversation; of one that nobody knows, nothing."""
        if not is_id(conversation_id):
            return ()
        said = feedback_rows().where(tables.turns.c.conversation_id == conversation_id)
        return tuple(map(as_feedback, self._rows(said)))

    def feedback(self) -> Iterator[Feedback]:
        """All feedback, in the order in which it was given, to be exported."""
        with translated(self._address), self._engine.connect() as connection:
            yield from map(
                as_feedback, connection.execution_options(yield_per=_FEEDBACK_AT_ONCE).execute(feedback_rows())
            )

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A transaction: all that is done in it is stored, or nothing."""
        with translated(self._address), self._writer.begin() as connection:
            yield connection

    def _rows(self, query: Select[Any]) -> list[Row[Any]]:
        with translated(self._address), self._engine.connect() as connection:
            return list(connection.execute(query))

    def _read(self, text: str) -> Answer:
        try:
            return Answer.model_validate_json(text)
        except ValidationError as error:
            raise ConversationStoreError(
                f"the database of conversations {self._address} holds an answer that cannot be read; "
                "it was changed by another program, or is damaged: restore it from a copy"
            ) from error


def _answers(conversation_id: str) -> Select[Any]:
    return select(tables.turns.c.answer).where(tables.turns.c.conversation_id == conversation_id)


def _as_json(answer: Answer) -> str:
    """An answer as it is stored; what could not be read again is refused, such as a figure that is none."""
    checked_id("the answer's id", answer.id)
    try:
        text = answer.model_dump_json()
        Answer.model_validate_json(text)
    except ValidationError as error:
        wrong = error.errors()[0]
        place = ".".join(map(str, wrong["loc"]))
        raise ValueError(f"the answer {answer.id!r} could not be read again: {place}: {wrong['msg']}") from error
    return text


def _known(given: str, kind: str = "conversation") -> str:
    """An id that may be there; what can be none is not even looked for, as a database would refuse some of it."""
    if not is_id(given):
        raise _no_conversation(given) if kind == "conversation" else _no_answer(given)
    return given


def _no_conversation(conversation_id: str) -> UnknownIdError:
    return UnknownIdError(f"there is no conversation {conversation_id!r}")


def _no_answer(answer_id: str) -> UnknownIdError:
    return UnknownIdError(f"there is no answer {answer_id!r}")


def _count(name: str, number: int) -> int:
    if not 0 <= number <= _MOST:
        raise ValueError(f"{name} is {number}; it goes from 0 to {_MOST}")
    return number
