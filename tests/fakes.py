"""Little real things in the place of large ones, with the same interface."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, Self

Step = str | Event | int
"""What a model does next: write a piece of text, wait until a test sets this, or break off the connection with a status."""

BREAK_OFF = 0
"""Close the connection in the middle of what is written."""


class ModelServer(ThreadingHTTPServer):
    """A chat endpoint of OpenAI's kind that writes what a test tells it to write, one script per request; the last repeats.

    A script is a list of steps. `left` is set when a client closes its connection before the end.
    """

    daemon_threads = True
    key = "a key"

    def __init__(self, *scripts: Sequence[Step] | Iterator[Step]) -> None:
        super().__init__(("127.0.0.1", 0), _ModelHandler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.scripts = list(scripts)
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.stalls = 0
        self.at_once = 0
        self.most_at_once = 0
        self.left = Event()
        self._ended = Event()

    def __enter__(self) -> Self:
        Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self.shutdown()
        self.server_close()

    @property
    def prompts(self) -> list[str]:
        """The last message of each request."""
        return [asked["messages"][-1]["content"] for asked in self.asked]

    async def address(self) -> str:
        return self.url

    def start(self) -> None:
        """It is there already."""

    def is_alive(self) -> None:
        """It knows."""

    def stalled(self) -> None:
        self.stalls += 1

    def close(self) -> None:
        """It closes with its block."""

    def handle_error(self, *_: object) -> None:
        """A client that leaves is no error."""


class _ModelHandler(BaseHTTPRequestHandler):
    server: ModelServer

    def do_POST(self) -> None:
        server = self.server
        server.keys.append(self.headers["Authorization"])
        server.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        script = server.scripts[min(len(server.asked), len(server.scripts)) - 1]
        server.at_once += 1
        server.most_at_once = max(server.most_at_once, server.at_once)
        try:
            self._write(script)
        except OSError:
            server.left.set()
        finally:
            server.at_once -= 1

    def _write(self, script: Sequence[Step] | Iterator[Step]) -> None:
        first = next(iter(script), "") if isinstance(script, Sequence) else ""
        if isinstance(first, int) and first != BREAK_OFF:
            self.send_error(first)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for step in script:
            if isinstance(step, Event):
                while not step.wait(0.01) and not self.server._ended.is_set():
                    self._line(": still there")
            elif isinstance(step, int):
                return
            else:
                self._send({"delta": {"content": step}, "finish_reason": None})
        self._send({"delta": {}, "finish_reason": "stop"})
        self._line("data: [DONE]")

    def _send(self, choice: dict[str, Any]) -> None:
        head = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "fake"}
        self._line("data: " + json.dumps(head | {"choices": [{"index": 0} | choice]}))

    def _line(self, text: str) -> None:
        self.wfile.write(f"{text}\n\n".encode())
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Say nothing."""
