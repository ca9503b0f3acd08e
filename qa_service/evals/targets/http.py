"""Requests over HTTP: each within its time, tried again where that can help, counted, with errors that say what to do."""

from __future__ import annotations

import asyncio
import json
import re
import time
from typing import Any, NamedTuple

import httpx
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt

from qa_service.errors import RefusedError, TargetError

# What passes by itself: too many requests, and what a restarting server or its proxy says.
_PASSING = {429, 500, 502, 503, 504}
# What a service says of a request that it understands and does not take; another question may fare better.
_REFUSING = {400, 404, 409, 413, 414, 422}
_MOST_WAIT_SECONDS = 10.0
_MOST_BYTES = 20_000_000
# Up to the last @ of the authority; up to any @ where what follows a colon is no port, but a password that is not quoted.
_USERINFO = re.compile(r"^([^:/?#@]*:/+|/+)?(?:[^/?#]*|[^/?#:\[]*:(?!\d*(?:[/?#]|$)).*)@", re.DOTALL)
_NUMBER = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,3})?")


class _PassingError(Exception):
    """Something that another try may mend."""

    def __init__(self, told: str, wait: float | None = None) -> None:
        super().__init__(told)
        self.wait = wait


class Given(NamedTuple):
    """What a request brought."""

    content: Any
    """The JSON; None where a GET found nothing."""
    attempts: int
    seconds: float
    """Of the last try alone."""


class Http:
    """A client of one base address.

    Raises:
        ValueError: the address cannot be one; says what to write instead.
    """

    def __init__(self, base: str, timeout: float, retries: int, headers: dict[str, str] | None = None) -> None:
        self.base = without_userinfo(base.rstrip("/"))
        """The address as it is told: without a name and a password that stand in it."""
        self.retries = 0
        """How many tries were made beyond the first of each request."""
        self._tries, self._timeout = retries + 1, timeout
        self._client = httpx.AsyncClient(
            base_url=_address(base),
            timeout=timeout,
            headers=headers,
            follow_redirects=True,
            event_hooks={"request": [_check_port]},  # a redirect may lead anywhere
        )

    async def json(self, method: str, path: str, body: Any = None, **parameters: Any) -> Given:
        """What a request brings.

        Raises:
            RefusedError: the service does not take the request as it is.
            TargetError: no try brought a response that can be read.
        """
        tries = AsyncRetrying(
            retry=retry_if_exception_type(_PassingError), stop=stop_after_attempt(self._tries), wait=_wait, reraise=True
        )
        attempts = 0
        try:
            async for attempt in tries:
                attempts = attempt.retry_state.attempt_number
                self.retries += attempts > 1
                with attempt:
                    started = time.perf_counter()
                    content = await self._once(method, path, body, parameters)
                    return Given(content, attempts, time.perf_counter() - started)
        except _PassingError as error:
            tried = f" ({attempts} tries)" if attempts > 1 else ""
            raise TargetError(f"{method} {self.base}{path}: {error}{tried}") from error
        raise AssertionError("the last try returns or raises")

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _once(self, method: str, path: str, body: Any, parameters: dict[str, Any]) -> Any:
        where = f"{method} {self.base}{path}"
        try:
            async with (
                asyncio.timeout(self._timeout),  # httpx limits each read, but not how many there are
                self._client.stream(method, path, json=body, params=parameters or None) as response,
            ):
                content = await _read(response, where)
        except (httpx.TimeoutException, TimeoutError) as error:
            raise _PassingError(
                f"no answer within {self._timeout:g} s; is the service overloaded? A longer timeout allows more"
            ) from error
        except httpx.TransportError as error:
            raise _PassingError(f"{type(error).__name__}: {error}; is the service running there?") from error
        except UnicodeEncodeError as error:
            raise RefusedError(f"{where}: the question holds half of a surrogate pair, which is not text") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise TargetError(f"{where}: {type(error).__name__}: {error}") from error
        return _content(response, content, where)


def without_userinfo(url: str) -> str:
    """An address as it is told: without a name and a password that stand in it. Never raises."""
    return _USERINFO.sub(r"\1", url)


def _address(base: str) -> httpx.URL:
    wrong = f"{without_userinfo(base)!r} is no address; write http://HOST:PORT"
    try:
        address = httpx.URL(base.rstrip("/"))
        address.raw_host.decode().encode("idna")  # as looking it up does: a part may be empty, or too long
    except (httpx.InvalidURL, UnicodeError) as error:
        raise ValueError(wrong) from error  # without the reason, which may hold a part of a password
    is_host = bool(address.host) and not re.match(r"[^:]*%", address.host)
    if address.scheme not in ("http", "https") or not is_host or not _is_port(address.port) or address.query:
        raise ValueError(wrong)
    return address


def _is_port(port: int | None) -> bool:
    return port is None or 0 < port < 65_536


async def _check_port(request: httpx.Request) -> None:
    if not _is_port(request.url.port):
        raise httpx.InvalidURL(f"there is no port {request.url.port}")


async def _read(response: httpx.Response, where: str) -> bytes:
    content = bytearray()
    async for part in response.aiter_bytes():
        content += part
        if len(content) > _MOST_BYTES:
            raise TargetError(f"{where}: the response is larger than {_MOST_BYTES:,} bytes, which no answer is")
    return bytes(content)


def _content(response: httpx.Response, content: bytes, where: str) -> Any:
    """The JSON of a response that came whole, by its status."""
    status, is_read = response.status_code, response.request.method == "GET"
    if status == 404 and is_read:
        return None
    if status in _PASSING:
        wait = response.headers.get("retry-after", "")
        raise _PassingError(f"status {status}: {_told(content)}", float(wait) if _NUMBER.fullmatch(wait) else None)
    if response.is_error or response.is_redirect:
        kind = RefusedError if status in _REFUSING else TargetError
        raise kind(f"{where}: status {status}: {_told(content)}")
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise TargetError(f"{where}: the response is not JSON: {content[:80].decode(errors='replace')!r}") from error


def _wait(state: RetryCallState) -> float:
    """As long as the server says; else a little longer each time, in seconds."""
    error = state.outcome.exception() if state.outcome else None
    told = error.wait if isinstance(error, _PassingError) else None
    return min(_MOST_WAIT_SECONDS, told if told is not None else 0.2 * 2.0 ** (state.attempt_number - 1))


def _told(content: bytes) -> str:
    """What an error response says of itself."""
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        return content[:200].decode(errors="replace")
    error = body.get("error", body) if isinstance(body, dict) else body
    told = str((error.get("message") or error.get("detail")) if isinstance(error, dict) else error)[:200]
    return told.encode(errors="replace").decode()  # half of a surrogate pair cannot be written into a report
