"""What is read together is of one moment, moments go forward, and only what can be read again is stored."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime

import pytest
from sqlalchemy import event

from qa_service.conversations import tables
from qa_service.conversations.store import Conversations
from qa_service.types import Answer, Timings

AnswerTo = Callable[..., Answer]


def test_a_conversation_and_its_turns_are_of_one_moment(store: Conversations, answer_to: AnswerTo) -> None:
    """A turn that is stored while they are read is in both, or in none."""
    answers = [answer_to() for _ in range(2)]
    store.append("c", answers[0])
    with closing(Conversations.open(store._address.get_secret_value())) as other:

        def store_meanwhile(_: object, __: object, statement: str, *___: object) -> None:
            if statement.startswith("SELECT") and len(other.turns("c")) == 1:
                other.append("c", answers[1])

        event.listen(store._engine, "after_cursor_execute", store_meanwhile)
        found, turns = store.with_turns("c")
        event.remove(store._engine, "after_cursor_execute", store_meanwhile)

    assert (found.turn_count, turns) == (1, tuple(answers[:1]))
    assert store.with_turns("c")[1] == tuple(answers)


def test_a_clock_that_was_set_back_sets_no_conversation_back(store: Conversations, answer_to: AnswerTo) -> None:
    """Nor does another machine, whose clock is behind."""
    future = datetime(2100, 1, 1, tzinfo=UTC)
    store.append("c", answer_to())
    with store._writer.begin() as connection:
        connection.execute(tables.conversations.update().values(updated=future))

    store.append("c", answer_to())

    assert (store.conversation("c").updated, store.conversation("c").turn_count) == (future, 2)


@pytest.mark.parametrize("figure", [float("nan"), float("inf")])
def test_an_answer_that_could_not_be_read_again_is_not_stored(
    store: Conversations, answer_to: AnswerTo, figure: float
) -> None:
    """JSON has no word for what is no figure."""
    timings = Timings(rewrite=figure, retrieve=0, generate=0, verify=0, total=0)

    with pytest.raises(
        ValueError, match=r"could not be read again: timings_ms\.rewrite: Input should be a valid number"
    ):
        store.append("c", answer_to(timings_ms=timings))

    assert store.turns("c") == ()
