"""From suites and an address to cases with the target that each is asked of."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from qa_service.evals.results import TargetRecord
from qa_service.evals.runner import Asked, Plan
from qa_service.evals.suites import Case, LoadedSuite
from qa_service.evals.targets.http import Http, without_userinfo
from qa_service.evals.targets.in_process import InProcessTarget, with_added_works
from qa_service.evals.targets.native import NativeTarget
from qa_service.evals.targets.openai import OpenAITarget
from qa_service.evals.targets.target import Target
from qa_service.settings import Settings


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What is to be asked. Without an address, the service in this process."""

    url: str | None = None
    api: Literal["native", "openai"] = "native"
    model: str | None = None
    """A generator of the service, or a model of the endpoint."""
    timeout: float = 30.0
    retries: int = 2

    @property
    def record(self) -> TargetRecord:
        """What is to be asked, for the report of a run in which it was not there."""
        kind = "in_process" if self.url is None else self.api
        return TargetRecord(kind=kind, url=without_userinfo(self.url) if self.url else None, model=self.model)

    def check(self) -> None:
        """Check what was given together.

        Raises:
            ValueError: an option is missing or has no meaning here.
        """
        if not self.timeout > 0:  # NaN is not, either
            raise ValueError(f"--timeout is {self.timeout:g}; it is a number of seconds above 0")
        if self.api == "openai" and not (self.url and self.model):
            raise ValueError(
                "--api openai needs --url and --model: the address of the endpoint and the model to ask for"
            )


@asynccontextmanager
async def planned(
    suites: Sequence[LoadedSuite], settings: Settings, endpoint: Endpoint, pattern: str | None = None
) -> AsyncIterator[Plan]:
    """Open what is asked, and lay out the cases; closed at the end.

    Args:
        pattern: a regular expression that "suite::id kind" of a case must hold.

    Raises:
        IndexMissingError: there is no index, and no address was given.
        TargetError: the service at the address is not there.
        ValueError: no case fits the pattern.
    """
    chosen = choose(suites, pattern)
    async with AsyncExitStack() as stack:
        target = await _opened(settings, endpoint, stack)
        cases = []
        for suite in suites:
            asked: Target | None = target
            if suite.suite.adds and any(item is suite for item, _ in chosen):
                asked = None if endpoint.url else _with_works(suite, settings, endpoint, stack)
            cases += [Asked(item, case, asked) for item, case in chosen if item is suite]
        yield Plan(suites, cases, target.record)


def choose(suites: Sequence[LoadedSuite], pattern: str | None) -> list[tuple[LoadedSuite, Case]]:
    """The cases that fit a pattern, each with its suite.

    Raises:
        ValueError: none fits, or the pattern is no regular expression.
    """
    try:
        wanted = re.compile(pattern or "")
    except re.error as error:
        raise ValueError(f"--filter {pattern!r} is no regular expression: {error}") from error
    every = [(suite, case) for suite in suites for case in suite.suite.cases]
    chosen = [(suite, case) for suite, case in every if wanted.search(f"{suite.name}::{case.id} {case.kind}")]
    if not chosen:
        raise ValueError(f"--filter {pattern!r} fits none of {len(every)} cases; it is looked for in 'suite::id kind'")
    return chosen


async def _opened(settings: Settings, endpoint: Endpoint, stack: AsyncExitStack) -> Target:
    if endpoint.url is None:
        target: Target = InProcessTarget(settings, endpoint.model or "extractive")
        stack.push_async_callback(target.close)
        return target
    key = os.environ.get("OPENAI_API_KEY") if endpoint.api == "openai" else None
    headers = {"Authorization": f"Bearer {key}"} if key else None
    http = Http(endpoint.url, endpoint.timeout, endpoint.retries, headers)
    stack.push_async_callback(http.close)
    if endpoint.api == "openai":
        return OpenAITarget(http, endpoint.model or "")
    native = NativeTarget(http, endpoint.model)
    await native.prepare()
    return native


def _with_works(suite: LoadedSuite, settings: Settings, endpoint: Endpoint, stack: AsyncExitStack) -> Target:
    """The service over a throw-away copy of the index, with the works that a suite adds."""
    workplace = stack.enter_context(tempfile.TemporaryDirectory(prefix="qa-evals-"))
    target = InProcessTarget(with_added_works(settings, suite.works, Path(workplace)), endpoint.model or "extractive")
    stack.push_async_callback(target.close)
    return target
