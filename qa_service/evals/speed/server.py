"""A server of the service's own, in a process of its own, to be measured."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from qa_service.errors import QaServiceError

COMMAND = Path(sys.executable).with_name("qa-service")
_LONGEST_START = 120.0
_MIB = 1 << 20


class ServerDidNotStartError(QaServiceError):
    """A server ended, or was not ready in time."""


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A server that is ready."""

    address: str
    seconds: float
    """From the start of its process to its first 200 of /readyz."""
    process: psutil.Process

    def resident_mib(self) -> float:
        """What it and its workers hold in memory; pages that several of them share are counted once."""
        family = [self.process, *self.process.children(recursive=True)]
        if len(family) == 1:
            return float(self.process.memory_info().rss) / _MIB
        return sum(float(member.memory_full_info().pss) for member in family) / _MIB


@contextmanager
def serving(index: Path, workers: int = 1) -> Iterator[RunningServer]:
    """A server over an index folder, with conversations of its own, stopped at the end.

    Raises:
        ServerDidNotStartError: it ended, or was not ready in time.
    """
    port = _free_port()
    command = [str(COMMAND), "serve", "--out", str(index), "--port", str(port), "--workers", str(workers)]
    with tempfile.TemporaryDirectory(prefix="qa-service-bench-") as folder:
        environment = {**os.environ, "QA_DATABASE": f"sqlite:///{folder}/kept.db", "QA_LOG_LEVEL": "error"}
        began = time.perf_counter()
        with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as child:  # noqa: S603 - our own
            try:
                address = f"http://127.0.0.1:{port}"
                _wait_until_ready(child, address, began + _LONGEST_START)
                yield RunningServer(address, time.perf_counter() - began, psutil.Process(child.pid))
            finally:
                child.terminate()


def _wait_until_ready(child: subprocess.Popen[bytes], address: str, latest: float) -> None:
    with httpx.Client(base_url=address, timeout=5) as client:
        while time.perf_counter() < latest:
            if child.poll() is not None:
                raise ServerDidNotStartError(
                    f"the server ended with status {child.returncode} before it was ready; start it by hand to see why: "
                    "qa-service serve"
                )
            try:
                if client.get("/readyz").status_code == httpx.codes.OK:
                    return
            except httpx.TransportError:
                time.sleep(0.005)
    raise ServerDidNotStartError(f"the server was not ready within {_LONGEST_START:.0f} s")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
