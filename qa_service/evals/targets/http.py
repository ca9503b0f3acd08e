"""Requests over HTTP: tried again where that can help, counted, and with errors that say what to do."""

from __future__ import annotations

import json
from typing import Any

import httpx
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt

from qa_service.errors import TargetError

# What passes by itself: too many requests, and what a restarting server or its proxy says.
_PASSING = {429, 500, 502, 503, 504}
_MOST_WAIT_SECONDS = 10.0
_MOST_BYTES = 20_000_000


class _PassingError(Exception):
    """Something that another try may mend."""

    def __init__(self, told: str, wait: float | None = None) -> None:
        super().__init__(told)
        self.wait = wait


class Http:
    """A client of one base address."""

    def __init__(self, base: str, timeout: float, retries: int, headers: dict[str, str] | None = None) -> None:
        if not base.startswith(("http://", "https://")):
            raise ValueError(f"{base!r} is no address; write http://HOST:PORT")
        address = httpx.URL(base.rstrip("/"))
        self.base = str(address.copy_with(userinfo=b""))
        """The address as it is told: without a name and a password that stand in it."""
        self._retries, self._timeout = retries, timeout
        self._client = httpx.AsyncClient(base_url=address, timeout=timeout, headers=headers, follow_redirects=True)

    async def json(self, method: str, path: str, body: Any = None, **parameters: Any) -> tuple[Any, int]:
        """The JSON of a response, and how many tries it took. A 404 is None.

        Raises:
            TargetError: no try brought a response that can be read.
        """
        tries = AsyncRetrying(
            retry=retry_if_exception_type(_PassingError),
            stop=stop_after_attempt(self._retries + 1),
            wait=_wait,
            reraise=True,
        )
        attempts = 0
        try:
            async for attempt in tries:
                with attempt:
                    attempts = attempt.retry_state.attempt_number
                    return await self._once(method, path, body, parameters), attempts
        except _PassingError as error:
            tried = f" ({attempts} tries)" if attempts > 1 else ""
            raise TargetError(f"{method} {self.base}{path}: {error}{tried}") from error
        raise AssertionError("the last try returns or raises")

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _once(self, method: str, path: str, body: Any, parameters: dict[str, Any]) -> Any:
        try:
            response = await self._client.request(method, path, json=body, params=parameters or None)
        except httpx.TimeoutException as error:
            raise _PassingError(
                f"no answer within {self._timeout:g} s; is the service overloaded? --timeout allows more"
            ) from error
        except httpx.TransportError as error:
            raise _PassingError(f"{type(error).__name__}: {error}; is the service running there?") from error
        if response.status_code == 404 and method == "GET":
            return None
        if response.status_code in _PASSING:
            raise _PassingError(
                f"status {response.status_code}: {_told(response)}", _seconds(response.headers.get("retry-after"))
            )
        where = f"{method} {self.base}{path}"
        if response.is_error:
            raise TargetError(f"{where}: status {response.status_code}: {_told(response)}")
        if len(response.content) > _MOST_BYTES:
            raise TargetError(
                f"{where}: the response has {len(response.content):,} bytes; at most {_MOST_BYTES:,} are read"
            )
        try:
            return response.json()
        except (json.JSONDecodeError, UnicodeDecodeError) as error:
            raise TargetError(f"{where}: the response is not JSON: {response.text[:80]!r}") from error


def _wait(state: RetryCallState) -> float:
    """As long as the server says; else a little longer each time, in seconds."""
    error = state.outcome.exception() if state.outcome else None
    told = error.wait if isinstance(error, _PassingError) else None
    return min(_MOST_WAIT_SECONDS, told if told is not None else 0.2 * 2.0 ** (state.attempt_number - 1))


def _seconds(retry_after: str | None) -> float | None:
    return float(retry_after) if retry_after and retry_after.replace(".", "", 1).isdigit() else None


def _told(response: httpx.Response) -> str:
    """What an error response says of itself."""
    try:
        body = response.json()
    except (json.JSONDecodeError, UnicodeDecodeError):
        return response.text[:200]
    error = body.get("error", body) if isinstance(body, dict) else body
    return str((error.get("message") or error.get("detail")) if isinstance(error, dict) else error)[:200]
