"""A request has its time and not more, and an address is told as it may be: checked before, and without its password."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from starlette.types import ASGIApp

from qa_service.errors import TargetError
from qa_service.evals.targets.http import Http, without_userinfo
from qa_service.evals.targets.native import NativeTarget

Listening = Callable[[ASGIApp], AbstractContextManager[str]]
QUESTION = "How many sailors did lemon juice cure?"


async def test_nobody_listens() -> None:
    """The address is named, and what to look at."""
    target = NativeTarget(Http("http://127.0.0.1:9", timeout=1, retries=0))

    with pytest.raises(
        TargetError, match=r"GET http://127\.0\.0\.1:9/readyz: ConnectError: .*is the service running there\?"
    ):
        await target.prepare()


async def test_a_service_that_is_too_slow_is_given_up(listening: Listening) -> None:
    """After the time that was allowed; the message says how to allow more."""

    async def hang(scope: Any, receive: Any, send: Any) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    with listening(hang) as address:
        target = NativeTarget(Http(address, timeout=0.2, retries=0))
        with pytest.raises(TargetError, match=r"no answer within 0\.2 s; .* A longer timeout allows more"):
            await target.ask(QUESTION, [])
        await target.close()


async def test_a_service_that_drips_is_given_up(listening: Listening) -> None:
    """The time is that of the whole response, not of each byte."""

    async def drip(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(20):
            await send({"type": "http.response.body", "body": b" ", "more_body": True})
            await asyncio.sleep(0.05)

    with listening(drip) as address:
        target = NativeTarget(Http(address, timeout=0.3, retries=0))
        with pytest.raises(TargetError, match=r"no answer within 0\.3 s"):
            await target.ask(QUESTION, [])
        await target.close()


@pytest.mark.parametrize(
    "address",
    [
        *(
            "localhost:8000",
            "http://",
            "http://127.0.0.1:abc",
            "http://127.0.0.1:99999",
            "http://127.0.0.1:0",
            "ftp://a",
        ),
        *("http://a..b", f"http://{'a' * 70}.org", "http://a b", "http://[::1", "http://a/?version=1", ""),
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    """So that a typing error is told before anything is sent."""
    with pytest.raises(ValueError, match=r"is no address.*; write http://HOST:PORT"):
        Http(address, timeout=1, retries=0)


def test_a_password_in_an_address_is_not_told() -> None:
    """Reports and messages go into pull requests."""
    target = NativeTarget(Http("https://me:secret@example.org/qa/", timeout=1, retries=0))

    assert target.record.url == "https://example.org/qa"


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://me:secret@example.org/qa", "https://example.org/qa"),
        ("https://me:se@cret@example.org", "https://example.org"),
        ("https://me:se/cret@example.org", "https://example.org"),
        ("me:secret@example.org", "example.org"),
        ("//me:secret@example.org", "//example.org"),
        ("https://example.org/@me", "https://example.org/@me"),
        ("http://[::1]:80/@me", "http://[::1]:80/@me"),
        ("", ""),
    ],
)
def test_an_address_is_told_without_its_userinfo(address: str, told: str) -> None:
    """Also where it is no address, or the password should have been quoted."""
    assert without_userinfo(address) == told


def test_what_is_told_of_a_wrong_address_holds_no_part_of_its_password() -> None:
    """The reason of the library would: it takes the password for a port."""
    with pytest.raises(ValueError, match=r"^'https://example\.org' is no address; write http://HOST:PORT$"):
        Http("https://me:se/cret@example.org", timeout=1, retries=0)
