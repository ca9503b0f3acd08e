"""The process of a model: real processes, with a program that a test writes in the place of a model."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qa_service.answering.generators.child import Child, Serving
from qa_service.answering.generators.writer import WritingError

SERVES = (
    "import json, os, sys; print('http://' + json.loads(sys.stdin.readline())['model'], flush=True); sys.stdin.read()"
)
ENDS = "import sys; sys.exit(3)"
IS_SILENT = "import sys; sys.stdin.read()"

Keep = Callable[[str], Child]


@pytest.fixture
def keep() -> Iterator[Keep]:
    """Children that run a program, ended after the test."""
    kept: list[Child] = []

    def keeping(program: str) -> Child:
        kept.append(Child(Serving(Path("model.gguf"), 1, 1, 512, (sys.executable, "-c", program))))
        return kept[-1]

    yield keeping
    for child in kept:
        child.close()


async def test_it_starts_when_it_is_needed_and_tells_its_address(keep: Keep) -> None:
    """One process serves all who ask."""
    child = keep(SERVES)
    assert child.pid is None

    addresses = await asyncio.gather(child.address(), child.address())

    assert addresses == ["http://model.gguf"] * 2
    assert child.pid is not None


async def test_one_that_ended_is_started_anew_after_a_pause(keep: Keep) -> None:
    """Until then it is refused at once, so that nobody waits."""
    child = keep(SERVES)
    await child.address()
    first = child.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    await _gone(first)

    with pytest.raises(WritingError, match=r"ended with -9; it is started anew in 1 s"):
        await child.address()
    with pytest.raises(WritingError, match="after a pause"):
        await child.address()
    await asyncio.sleep(1)

    assert await child.address() == "http://model.gguf"
    assert child.pid not in (None, first)


async def test_one_that_ends_again_and_again_is_started_less_and_less(keep: Keep) -> None:
    """The pause doubles."""
    child = keep(ENDS)

    with pytest.raises(WritingError, match="ended while it started; it is started anew in 1 s"):
        await child.address()
    await asyncio.sleep(1)
    with pytest.raises(WritingError, match="it is started anew in 2 s"):
        await child.address()


async def test_a_program_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """And no crash."""
    child = Child(Serving(tmp_path, 1, 1, 512, (str(tmp_path / "nothing"),)))

    with pytest.raises(WritingError, match="cannot be started"):
        await child.address()


async def test_who_stops_waiting_does_not_stop_it(keep: Keep) -> None:
    """A slow start goes on for the next one."""
    child = keep(f"import time; time.sleep(0.5); {SERVES}")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await child.address()
    first = child.pid

    assert await child.address() == "http://model.gguf"
    assert child.pid == first


async def test_one_that_is_waited_for_in_vain_twice_is_ended(keep: Keep) -> None:
    """Once may be chance; a word in between starts the count anew."""
    child = keep(SERVES)
    await child.address()
    pid = child.pid

    child.stalled()
    child.is_alive()
    child.stalled()
    assert child.pid == pid
    child.stalled()

    assert child.pid is None


async def test_one_that_still_starts_does_not_hang(keep: Keep) -> None:
    """However many have waited in vain for it; a model may take longer to open than anybody waits for a word."""
    child = keep(f"import time; time.sleep(0.5); {SERVES}")
    child.start()
    pid = child.pid

    for _ in range(5):
        child.stalled()

    assert await child.address() == "http://model.gguf"
    assert child.pid == pid
    child.stalled()
    assert child.pid == pid


async def test_what_a_terminal_sends_its_parent_does_not_reach_it(keep: Keep) -> None:
    """Ctrl-C ends an answer in the terminal chat, and not the model: it has a session of its own."""
    child = keep(SERVES)
    await child.address()
    assert child.pid is not None

    assert os.getsid(child.pid) == child.pid


@pytest.mark.parametrize("program", [SERVES, IS_SILENT])
def test_it_dies_with_its_parent_even_if_that_is_killed(program: str) -> None:
    """Its input is closed then."""
    parent = f"""
import asyncio, sys, time
from pathlib import Path
from qa_service.answering.generators.child import Child, Serving
child = Child(Serving(Path("m"), 1, 1, 512, (sys.executable, "-c", {program!r})))
child.start()
print(child.pid, file=sys.stderr, flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        pid = int(process.stderr.readline())
        process.kill()

    asyncio.run(_gone(pid))


async def _gone(pid: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return
        except (ProcessLookupError, FileNotFoundError):
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"process {pid} is still there")
