"""Turns that are stored at the same time: none is lost, none is there twice, and each has a number of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qa_service.conversations.store import Conversations
from qa_service.types import Answer

AnswerTo = Callable[..., Answer]

APPENDING = Path(__file__).with_name("appending.py")


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, APPENDING, *arguments], stdout=subprocess.PIPE, text=True)


def test_threads_append_in_order(store: Conversations, answer_to: AnswerTo) -> None:
    """The number that each is told is its place."""
    answers = [answer_to() for _ in range(60)]

    with ThreadPoolExecutor(12) as pool:
        numbers = list(pool.map(lambda answer: store.append("c", answer), answers))

    assert sorted(numbers) == list(range(1, 61))
    stored = store.turns("c")
    assert all(stored[number - 1] == answer for number, answer in zip(numbers, answers, strict=True))


@pytest.mark.e2e
def test_processes_append_in_order(store: Conversations, database: str) -> None:
    """To the same conversation, and to their own."""
    processes = [start(database, "25", "shared", f"own-{number}") for number in range(4)]

    told = [line for process in processes for line in process.communicate()[0].splitlines()]

    shared = sorted(int(line.split()[1]) for line in told if line.startswith("shared"))
    assert shared == list(range(1, 101))
    assert len(store.turns("shared")) == store.conversation("shared").turn_count == 100
    assert [len(store.turns(f"own-{number}")) for number in range(4)] == [25] * 4


@pytest.mark.e2e
def test_a_killed_process_loses_no_turn_that_it_told_of(store: Conversations, database: str) -> None:
    """Killed in the middle, eight times; the numbers have no gap, and the next process goes on at once."""
    told = 0
    for round_ in range(1, 9):
        process = start(database, "1000000", "c")
        assert process.stdout is not None
        for _ in range(3 * round_):
            told = int(process.stdout.readline().split()[1])
        process.send_signal(signal.SIGKILL)
        rest = process.communicate()[0]
        told = max([told, *(int(line.split()[1]) for line in rest.splitlines(keepends=True) if line.endswith("\n"))])

        stored = store.conversation("c").turn_count
        assert stored in (told, told + 1)  # it may have been killed between storing a turn and telling of it
        assert len(store.turns("c")) == stored


def test_deleting_while_others_append_leaves_no_half_of_a_conversation(
    store: Conversations, answer_to: AnswerTo
) -> None:
    """A turn belongs to the conversation before or to the one after."""
    with ThreadPoolExecutor(4) as pool:
        store.append("c", answer_to())
        appended = [pool.submit(store.append, "c", answer_to()) for _ in range(40)]
        store.delete("c")
        assert all(future.result() >= 1 for future in appended)

    left = {found.id: found.turn_count for found in store.listed()}
    assert len(store.turns("c")) == left.get("c", 0)
