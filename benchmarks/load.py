"""Many readers at once: concurrent streams of a real server, each answer held against the one that its question gets alone.

    python -m benchmarks.load --generator extractive --streams 50 --seconds 120
    python -m benchmarks.load --generator local --streams 8 --seconds 120

A tenth of the clients leave after their first event. Nothing may go wrong: no status but 200, no stream without an end, no answer
to another question, no source that its question does not get alone. Afterwards as many requests are sent at once as have a place,
and ten more: those get 429 with Retry-After where the generator keeps a queue, and a slot is free as soon as all have left.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from qa_service.answering.generators.extractive import EXTRACTIVE
from qa_service.evals.speed.questions import questions_of
from qa_service.evals.speed.server import serving
from qa_service.settings import Settings

_LEAVE = 0.1
_MORE = 10
_QUESTIONS = 60


@dataclass(slots=True)
class Seen:
    """What happened."""

    milliseconds: list[float] = field(default_factory=list)
    left: int = 0
    writers: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


class Crowd:
    """Clients of one server who ask one generator.

    Args:
        client: reaches the server.
        generator: who is to write.
        alone: for each question the quotes that its answer cites when nobody else asks.
    """

    def __init__(self, client: httpx.AsyncClient, generator: str, alone: dict[str, set[str]]) -> None:
        self._client, self._generator, self._alone = client, generator, alone
        self._asked = list(alone)

    async def ask_until(self, end: float, chance: random.Random, seen: Seen) -> None:
        """Ask one question after the other until the time is over."""
        while time.perf_counter() < end:
            question, began = chance.choice(self._asked), time.perf_counter()
            leaves = chance.random() < _LEAVE
            async with self.stream(question) as response:
                if response.status_code != 200:
                    seen.wrong.append(f"{response.status_code} for {question!r}")
                    continue
                answer = await _last_answer(response, leaves=leaves)
            if leaves:
                seen.left += 1
                continue
            seen.milliseconds.append((time.perf_counter() - began) * 1000)
            self._check(question, answer, seen)

    @asynccontextmanager
    async def stream(self, question: str) -> AsyncIterator[httpx.Response]:
        """An answer as it is written."""
        body = {"question": question, "generator": self._generator, "stream": True}
        async with self._client.stream("POST", "/chat", json=body) as response:
            yield response

    def _check(self, question: str, answer: dict[str, Any] | None, seen: Seen) -> None:
        if answer is None:
            seen.wrong.append(f"a stream without an end for {question!r}")
            return
        seen.writers[answer["generator"]] += 1
        quotes = {citation["quote"] for citation in answer["citations"]}
        if answer["question"] != question or not quotes <= self._alone[question]:
            seen.wrong.append(f"another answer for {question!r}: {answer['text'][:80]!r}")
        elif self._alone[question] - quotes and self._generator == EXTRACTIVE:
            seen.wrong.append(f"less of an answer for {question!r}")


async def _last_answer(response: httpx.Response, *, leaves: bool) -> dict[str, Any] | None:
    """The answer that ends a stream; None where it has no end, or where the client leaves after its first event."""
    name = ""
    async for line in response.aiter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            if leaves:
                return None
            if name == "answer":
                return json.loads(line.removeprefix("data: "))
    return None


async def crowded(crowd: Crowd, asked: Sequence[str], most: int) -> str:
    """What so many requests at once get, and how long the first one after they all left waits for its slot."""
    open_now = [asyncio.create_task(_status(crowd, asked[n % len(asked)])) for n in range(most)]
    done, waiting = await asyncio.wait(open_now, timeout=2.0)
    sent_away = Counter(task.result() for task in done)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    began = time.perf_counter()
    async with crowd.stream(asked[0]) as response:
        status = response.status_code
        await anext(response.aiter_lines())
    after = (time.perf_counter() - began) * 1000
    told = ", ".join(f"{count} x {status}" for status, count in sorted(sent_away.items()))
    return f"{most} at once: {told}; {len(waiting)} waited or were served and left; then {status}, first event in {after:.0f} ms"


async def _status(crowd: Crowd, question: str) -> str:
    async with crowd.stream(question) as response:
        if response.status_code == 200:
            await response.aread()
        return f"{response.status_code}{' with Retry-After' if 'retry-after' in response.headers else ''}"


async def measure(url: str, arguments: argparse.Namespace) -> None:
    """Ask, and print."""
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=url, timeout=300, limits=limits) as client:
        alone = {}
        for question in (asked := questions_of(None, "lems", _QUESTIONS)):
            answer = (await client.post("/chat", json={"question": question, "generator": EXTRACTIVE})).json()
            alone[question] = {citation["quote"] for citation in answer["citations"]}
        crowd, seen = Crowd(client, arguments.generator, alone), Seen()
        end = time.perf_counter() + arguments.seconds
        await asyncio.gather(*(crowd.ask_until(end, random.Random(n), seen) for n in range(arguments.streams)))
        times = sorted(seen.milliseconds)
        writers = ", ".join(f"{count} by {name}" for name, count in seen.writers.most_common())
        print(
            f"{arguments.generator}, {arguments.streams} streams, {arguments.seconds} s: {len(times)} answers ({writers})"
        )
        print(
            f"median {times[len(times) // 2]:.0f} ms, p99 {times[int(0.99 * len(times))]:.0f} ms; {seen.left} left early"
        )
        print(f"wrong: {len(seen.wrong)}", *seen.wrong[:10], sep="\n  ")
        settings = Settings()
        print(await crowded(crowd, asked, settings.generator_slots + settings.generator_queue + _MORE))


def main() -> None:
    """Start a server and measure it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--generator", default=EXTRACTIVE)
    parser.add_argument("--streams", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=120)
    arguments = parser.parse_args()
    with serving(Settings().index_folder) as server:
        asyncio.run(measure(server.address, arguments))


if __name__ == "__main__":
    main()
