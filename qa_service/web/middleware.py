"""What every request passes: an id, a limit on its size, a log line, metrics, and headers that protect a browser."""

from __future__ import annotations

import re
import time
import uuid

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa_service.web.metrics import Metrics
from qa_service.web.problems import error_response, problem_of

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_PROTECTION = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_log = structlog.get_logger("qa_service.requests")


class RequestMiddleware:
    """Wraps the whole application."""

    def __init__(self, app: ASGIApp, max_bytes: int, metrics: Metrics) -> None:
        self._app = app
        self._max_bytes = max_bytes
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(Headers(scope=scope).get("x-request-id"))
        scope.setdefault("state", {})["request_id"] = request_id
        started, status, started_response = time.perf_counter(), 500, False

        async def send_marked(message: Message) -> None:
            nonlocal status, started_response
            if message["type"] == "http.response.start":
                status, started_response = message["status"], True
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                for name, value in _PROTECTION.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, self._limited(scope, receive), send_marked)
        except Exception as error:
            _log.error("unexpected_error", request_id=request_id, exc_info=error)
            if started_response:
                raise
            await error_response(scope, problem_of(error, request_id))(scope, receive, send_marked)
        finally:
            seconds = time.perf_counter() - started
            route = getattr(scope.get("route"), "path", "unmatched")
            self._metrics.observe_request(scope["method"], route, status, seconds)
            fields = {"method": scope["method"], "path": scope["path"], "status": status}
            _log.info("request", request_id=request_id, **fields, ms=round(seconds * 1000, 1))

    def _limited(self, scope: Scope, receive: Receive) -> Receive:
        declared = Headers(scope=scope).get("content-length", "")
        received = 0
        # An HTTPException, because FastAPI takes any other that comes while it reads a body for a fault in the body.
        too_large = HTTPException(413, f"the request body has more than {self._max_bytes} bytes; send less")

        async def receive_limited() -> Message:
            nonlocal received
            if declared.isdigit() and int(declared) > self._max_bytes:
                raise too_large
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._max_bytes:
                raise too_large
            return message

        return receive_limited


def _request_id(sent: str | None) -> str:
    return sent if sent and _REQUEST_ID.fullmatch(sent) else uuid.uuid4().hex
