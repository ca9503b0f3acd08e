"""A conversation with a process: through a pseudo terminal as a person has it, or through pipes."""

from __future__ import annotations

import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from fcntl import ioctl
from pathlib import Path
from typing import Self

import pytest

from qa_service.retrieval.build import BuildReport

COMMAND = Path(sys.executable).with_name("qa-service")
PROMPT = "you: "
CONTROL_C, CONTROL_D = "\x03", "\x04"
_PATIENCE_SECONDS = 30


class Talk:
    """A process on a pseudo terminal of its own."""

    def __init__(self, command: list[str | Path], environment: dict[str, str], columns: int = 80) -> None:
        self._master, slave = pty.openpty()
        ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        # The first terminal that the leader of a session opens is the one whose Ctrl-C reaches it.
        opened = ["sh", "-c", 'exec "$@" <"$TALK_TTY" >"$TALK_TTY" 2>&1', "sh", *map(str, command)]
        environment = environment | {"TALK_TTY": os.ttyname(slave)}
        self._process = subprocess.Popen(
            opened, env=environment, stdin=slave, stdout=slave, stderr=slave, start_new_session=True
        )
        os.close(slave)
        self.screen = ""
        self._raw = b""
        self._seen = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._master)

    def wait_for(self, mark: str = PROMPT) -> str:
        """What is shown from here on, up to a mark; the prompt, if none is given."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while (place := self.screen.find(mark, self._seen)) < 0:
            assert time.monotonic() < deadline, self.screen
            if not self._read(deadline - time.monotonic()):
                raise AssertionError(f"it ended before {mark!r} came:\n{self.screen}")
        begin, self._seen = self._seen, place + len(mark)
        return self.screen[begin : self._seen]

    def type(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    def say(self, line: str) -> str:
        """What is shown after a line was typed, up to the next prompt."""
        self.type(f"{line}\n")
        return self.wait_for()

    def end(self) -> int:
        """Press Ctrl-D; gives the exit status."""
        self.type(CONTROL_D)
        while self._read(_PATIENCE_SECONDS):
            pass
        return self._process.wait(_PATIENCE_SECONDS)

    def hang_up(self) -> int:
        """Close the terminal as a window is closed; gives the exit status."""
        kept, self._master = self._master, os.open(os.devnull, os.O_RDONLY)
        os.close(kept)
        return self._process.wait(_PATIENCE_SECONDS)

    def _read(self, seconds: float) -> bool:
        if not select.select([self._master], [], [], max(0, seconds))[0]:
            return True
        try:
            read = os.read(self._master, 65_536)
        except OSError:  # so Linux tells that nobody holds the other side
            return False
        self._raw += read
        # Readline's own marks of pasted text are no concern of ours.
        shown = re.sub(r"\x1b\[\?2004[hl]\r?", "", self._raw.decode(errors="replace"))
        self.screen = shown.replace("\r\n", "\n")
        return bool(read)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An environment without settings but for a database of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QA_", "NO_COLOR", "COLUMNS"))}
    return kept | {"TERM": "xterm", "QA_DATABASE": f"sqlite:///{tmp_path / 'conversations.db'}"}


@pytest.fixture
def talk(library: BuildReport, environment: dict[str, str]) -> Iterator[Callable[..., Talk]]:
    """Begin a conversation over the library on a terminal."""
    with ExitStack() as opened:

        def begin(*options: str, command: list[str | Path] | None = None, columns: int = 80, **more: str) -> Talk:
            begun = command or [COMMAND, "chat"]
            out = ["--out", library.generation.parent]
            return opened.enter_context(Talk([*begun, *out, *options], environment | more, columns))

        yield begin


@pytest.fixture
def pipe(library: BuildReport, environment: dict[str, str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Send lines through a conversation over the library, or over another index."""

    def send(
        lines: str | bytes, *options: str | Path, index: Path | None = None, **more: str
    ) -> subprocess.CompletedProcess[str]:
        command = [COMMAND, "chat", "--out", index or library.generation.parent, *options]
        sent = lines if isinstance(lines, bytes) else lines.encode()
        ended = subprocess.run(
            command, input=sent, env=environment | more, capture_output=True, check=False, timeout=_PATIENCE_SECONDS
        )
        return subprocess.CompletedProcess(command, ended.returncode, ended.stdout.decode(), ended.stderr.decode())

    return send
