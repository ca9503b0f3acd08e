"""The cases of suites as tests of pytest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qa_service.errors import TargetError
from qa_service.evals.pytest_run import SuiteRun, run_of
from qa_service.evals.reports.failures import reasons
from qa_service.evals.reports.visible import one_line
from qa_service.evals.results import CaseResult, TurnResult
from qa_service.evals.runner import Asked
from qa_service.evals.suites import Case, LoadedSuite, load_suite

_ID = re.compile(r"\bid:\s*['\"]?([\w.-]+)")


class _CaseError(Exception):
    """A case that did not pass: a reason for the short summary, and a text with all of it."""

    def __init__(self, result: CaseResult) -> None:
        super().__init__(_told(result))
        self.reason = one_line(reasons(result)[0])


class CaseFailedError(_CaseError):
    """A check failed."""


class CaseNotJudgedError(_CaseError):
    """A turn could not be asked, or a check could not judge it: nothing is known of the case."""


def cases_of(file: pytest.File) -> Iterator[CaseItem]:
    """The cases of a suite file.

    Raises:
        SuiteError: it cannot be read, its name is taken, or the baseline cannot be read.
    """
    run, suite = run_of(file.config), load_suite(file.path)
    run.add(suite)
    lines = _lines(file.path.read_text(encoding="utf-8-sig"))
    for case in suite.suite.cases:
        yield CaseItem.from_parent(file, name=case.id, run=run, suite=suite, case=case, line=lines.get(case.id, 0))


class CaseItem(pytest.Item):
    """A case: asked when it is run, with all turns of its conversation."""

    _asked: Asked

    def __init__(self, *, run: SuiteRun, suite: LoadedSuite, case: Case, line: int, **node: Any) -> None:
        super().__init__(**node)
        self._run, self._suite, self._case, self._line = run, suite, case, line
        self.user_properties += [("suite", suite.name), ("kind", case.kind), ("must", suite.must(case))]
        if case.kind:
            self.extra_keyword_matches.add(case.kind)
        if suite.must(case):
            self.add_marker("qa_must")
        if run.outcome_before(suite, case) == "failed":
            why = "the baseline has it as failed"
            self.add_marker(pytest.mark.xfail(reason=why, raises=CaseFailedError, strict=False))

    def setup(self) -> None:
        """Open what it is asked of, if no case has."""
        try:
            self._asked = self._run.asked(self._suite, self._case)
        except TargetError as error:
            raise pytest.fail.Exception(str(error), pytrace=False) from None  # what led there helps nobody

    def runtest(self) -> None:
        """Ask it and judge it."""
        result = self._run.ask(self._asked)
        warning = self._run.warning_of_another_corpus(result)
        if warning:
            self.warn(warning)
        if result.outcome == "error":
            raise CaseNotJudgedError(result)
        if result.outcome == "failed":
            raise CaseFailedError(result)
        if result.outcome == "not_applicable":
            pytest.skip(next((verdict.reason for verdict in result.verdicts), "no check applies"))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What a person needs to see: no traceback, for it is the answer that is wrong."""
        error = excinfo.value
        if not isinstance(error, _CaseError | pytest.PytestWarning):
            return super().repr_failure(excinfo, style)
        shown = excinfo.getrepr(style="value")
        if shown.reprcrash and isinstance(error, _CaseError):
            shown.reprcrash.message = error.reason
        return shown

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where it is written, and its name in reports."""
        must = " (must)" if self._suite.must(self._case) else ""
        return self.path, self._line, f"{self._suite.name}::{self._case.id}{must}"


def _lines(text: str) -> dict[str, int]:
    """The lines, from 0, in which cases begin, by id."""
    found = [(match[1], number) for number, line in enumerate(text.splitlines()) if (match := _ID.search(line))]
    return dict(reversed(found))  # the first of an id wins


def _told(result: CaseResult) -> str:
    """Each turn with its answer, what is wrong with it, and what it cites."""
    turns = len(result.turns)
    return "\n".join(line for number, turn in enumerate(result.turns, 1) for line in _turn(turn, number, turns))


def _turn(turn: TurnResult, number: int, turns: int) -> list[str]:
    where = f"turn {number}, " if turns > 1 else ""
    status = f" ({turn.answer.status})" if turn.answer else ""
    lines = [f"{where}question: {one_line(turn.question)}"]
    if turn.error:
        return [*lines, f"  - {one_line(turn.error)}"]
    lines.append(f"{where}answer{status}: {one_line(turn.text) or 'none'}")
    failed = [verdict for verdict in turn.verdicts if verdict.outcome in ("failed", "error")]
    lines += [f"  - {verdict.check}: {one_line(verdict.reason)}" for verdict in failed]
    cited = turn.answer.citations if turn.answer and failed else ()
    return lines + [f"  [{item.n}] {one_line(item.document_id)}: “{one_line(item.quote)}”" for item in cited]
