"""What the cases of one pytest run share: the baseline, an event loop, and what is asked, opened once and closed at the end."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal

from qa_service.errors import QaServiceError, SuiteError, TargetError
from qa_service.evals.plan import Endpoint, planned
from qa_service.evals.results import CaseResult, Outcome
from qa_service.evals.runner import GONE_AFTER, Asked, run_case
from qa_service.evals.suites import Case, LoadedSuite
from qa_service.settings import Settings, load_settings

if TYPE_CHECKING:
    from qa_service.evals.baseline import Baseline, BaselineSuite

_RUN = pytest.StashKey["SuiteRun"]()


def run_of(config: pytest.Config) -> SuiteRun:
    """What the suites of a pytest run share, closed at its end.

    Raises:
        SuiteError: the baseline cannot be read.
    """
    if _RUN not in config.stash:
        config.stash[_RUN] = SuiteRun(config)
        config.add_cleanup(config.stash[_RUN].close)
    return config.stash[_RUN]


class SuiteRun:
    """The suites of one pytest run, and what they are asked of."""

    def __init__(self, config: pytest.Config) -> None:
        self._option = config.option
        baseline = _baseline(config)
        self._before: dict[str, BaselineSuite] = baseline.suites if baseline else {}
        self._suites: dict[str, LoadedSuite] = {}
        self._opened: dict[str, dict[str, Asked] | str] = {}
        self._errors: list[str] = []
        self._warned: set[str] = set()
        self._stack = ExitStack()

    def add(self, suite: LoadedSuite) -> None:
        """Take a suite up.

        Raises:
            SuiteError: another file has its name.
        """
        known = self._suites.setdefault(suite.name, suite)
        if known.path != suite.path:
            raise SuiteError([f"{suite.path}: the suite {suite.name!r} is also in {known.path}; rename one of them"])

    def outcome_before(self, suite: LoadedSuite, case: Case) -> Outcome | None:
        """How a case ended when the baseline was taken; None where it is not in it."""
        before = self._before.get(suite.name)
        return before.cases.get(case.id) if before else None

    def asked(self, suite: LoadedSuite, case: Case) -> Asked:
        """A case with its opened target.

        Raises:
            TargetError: it cannot be opened, or does not answer any more.
        """
        if len(self._errors) >= GONE_AFTER:
            raise TargetError(f"the target failed {GONE_AFTER} times in a row; the last time: {self._errors[-1]}")
        # What adds works has an index of its own, which takes its time to build: not before it is needed.
        alone = suite.name if suite.suite.adds and not self._option.qa_url else ""
        if alone not in self._opened:
            self._opened[alone] = self._open(alone)
        opened = self._opened[alone]
        if isinstance(opened, str):
            raise TargetError(opened)
        return opened[f"{suite.name}::{case.id}"]

    def ask(self, asked: Asked) -> CaseResult:
        """Ask a case and judge it."""
        result = self._portal.call(run_case, asked)
        self._errors = [*self._errors, result.reasons[0]] if result.is_target_gone else []
        return result

    def warning_of_another_corpus(self, result: CaseResult) -> pytest.PytestWarning | None:
        """Said once of a suite: its baseline was taken over another corpus, and so was what is expected to fail."""
        before = self._before.get(result.suite)
        now = {turn.answer.fingerprint.corpus for turn in result.turns if turn.answer}
        if result.suite in self._warned or not (before and before.corpus and now) or before.corpus in now:
            return None
        self._warned.add(result.suite)
        told = f"the baseline of {result.suite} was taken over another corpus; take it anew with --update-baseline"
        return pytest.PytestWarning(told)

    def close(self) -> None:
        """Close what was opened, and end the event loop."""
        self._stack.close()

    @cached_property
    def _portal(self) -> BlockingPortal:
        # A thread of its own: in this one, another plugin may have a loop that runs.
        portal = self._stack.enter_context(start_blocking_portal())
        self._stack.callback(portal.call, portal.stop, True)  # what an interruption has left behind would never end
        return portal

    def _open(self, alone: str) -> dict[str, Asked] | str:
        """The cases of this suite, or of all that need none alone, with their target; or why there is none."""
        option = self._option
        chosen = (
            [self._suites[alone]] if alone else [s for s in self._suites.values() if option.qa_url or not s.suite.adds]
        )
        try:
            opening = planned(chosen, _settings(option), _endpoint(option))
            plan = self._stack.enter_context(self._portal.wrap_async_context_manager(opening))
        except (QaServiceError, ValueError, OSError) as error:
            return str(error)
        return {item.key: item for item in plan.cases}


def _baseline(config: pytest.Config) -> Baseline | None:
    """The baseline that the command line names, or the ini file; one of the ini file need not be there yet."""
    named, usual = config.option.qa_baseline, config.getini("qa_baseline")
    path = Path(named) if named else config.rootpath / usual
    if not path.is_file():
        return None
    from qa_service.evals.baseline import read_baseline  # noqa: PLC0415 - imports scipy, which nothing else here needs

    try:
        return read_baseline(path)
    except ValueError as error:
        raise SuiteError([str(error)]) from error


def _endpoint(option: Any) -> Endpoint:
    return Endpoint(
        url=option.qa_url,
        api=option.qa_api,
        model=option.qa_model,
        timeout=option.qa_timeout,
        retries=option.qa_retries,
    )


def _settings(option: Any) -> Settings:
    """The settings, with the options above them."""
    if option.qa_url:  # they do not matter then, and another project's QA_ variables may mean something else
        return Settings.model_construct()
    corpus, index = (Path(named) if named else None for named in (option.qa_corpus, option.qa_out))
    return load_settings().with_folders(corpus, index)
