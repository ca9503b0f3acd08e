"""Run suites against a target: cases at the same time, the turns of a case one after the other."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from qa_service.errors import RefusedError, TargetError
from qa_service.evals.checks import Check, SeenTurn
from qa_service.evals.journal import Journal
from qa_service.evals.results import CaseResult, Report, TargetRecord, TurnResult, Verdict, outcome_of
from qa_service.evals.suites import Case, LoadedSuite, Turn
from qa_service.evals.targets.target import Reply, Target

GONE_AFTER = 5
"""After so many cases in a row that could not be asked, the target counts as gone."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Options:
    """How suites are run."""

    concurrency: int = 4
    repeat: int = 1
    fail_fast: bool = False
    journal: Journal | None = None
    on_case: Callable[[CaseResult], None] = lambda _: None
    """Told of each case when it is done, in the order in which they finish."""


class Asked(NamedTuple):
    """A case to be run: with the suite it is from, and the target it is asked of; without one it is not applicable."""

    suite: LoadedSuite
    case: Case
    target: Target | None

    @property
    def key(self) -> str:
        """The name that no other case has."""
        return f"{self.suite.name}::{self.case.id}"

    def fingerprint(self, repeat: int) -> str:
        """Hash of what is asked, how often, of what, and of the checks; while it is equal, a finished case need not run again."""
        target = self.target.record.model_dump_json() if self.target else ""
        always = [(check.name, check.model_dump_json()) for check in self.suite.suite.always]
        checks = [[(check.name, check.model_dump_json()) for check in turn.checks] for turn in self.case.conversation]
        questions = [turn.question for turn in self.case.conversation]
        return hashlib.sha256(repr((self.key, repeat, target, always, checks, questions)).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Plan:
    """The cases of a run."""

    suites: Sequence[LoadedSuite]
    cases: Sequence[Asked]
    record: TargetRecord


@dataclass(slots=True)
class _Progress:
    """What is known while a run goes on."""

    results: dict[str, CaseResult] = field(default_factory=dict)
    errors_in_a_row: int = 0
    stopped: str | None = None


async def run(plan: Plan, options: Options) -> Report:
    """Run the cases of a plan and report on them, in their order.

    A target that is gone, and an interruption, make the report partial.
    """
    started, clock = datetime.now(UTC).isoformat(timespec="seconds"), time.perf_counter()
    progress, asked = _Progress(), plan.cases
    waiting = iter(asked)
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(min(options.concurrency, len(asked))):
                group.create_task(_work(waiting, progress, options))
    except asyncio.CancelledError:
        progress.stopped = "interrupted"
    except Exception as raised:  # whatever went wrong, what is there is reported
        first = raised.exceptions[0] if isinstance(raised, ExceptionGroup) else raised
        _log.error("a case could not be judged", exc_info=first)
        progress.stopped = f"the harness failed: {type(first).__name__}: {first}"
    results = tuple(progress.results[item.key] for item in asked if item.key in progress.results)
    answers = [turn.answer for result in results for turn in result.turns if turn.answer]
    return Report(
        started=started,
        seconds=round(time.perf_counter() - clock, 3),
        target=plan.record,
        suites={suite.name: suite.sha256 for suite in plan.suites},
        fingerprints=tuple(dict.fromkeys(answer.fingerprint for answer in answers)),
        results=results,
        cases=len(asked),
        retries=sum(target.retries for target in {id(item.target): item.target for item in asked}.values() if target),
        partial=_partial(progress, results, len(asked)),
    )


def nothing_run(suites: Sequence[LoadedSuite], cases: int, record: TargetRecord, reason: str) -> Report:
    """The report of a run in which nothing could be asked."""
    return Report(
        started=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds=0.0,
        target=record,
        suites={suite.name: suite.sha256 for suite in suites},
        results=(),
        cases=cases,
        partial=reason,
    )


async def _work(waiting: Iterator[Asked], progress: _Progress, options: Options) -> None:
    """Take one case after the other, until none is left or the run is stopped."""
    for item in waiting:
        if progress.stopped:
            return
        result = options.journal.find(item, options.repeat) if options.journal is not None else None
        if result is None:
            result = await run_case(item, options.repeat)
            if options.journal is not None and result.outcome != "error":
                options.journal.add(item, options.repeat, result)
        progress.results[item.key] = result
        progress.errors_in_a_row = progress.errors_in_a_row + 1 if result.is_target_gone else 0
        if progress.errors_in_a_row >= GONE_AFTER:
            progress.stopped = f"the target failed {GONE_AFTER} times in a row; the last time: {result.reasons[-1]}"
        if options.fail_fast and result.outcome == "failed":
            progress.stopped = f"stopped at the first failure, {result.key}"
        options.on_case(result)


async def run_case(item: Asked, repeat: int = 1) -> CaseResult:
    """Run one case, several times where that is asked for.

    The turns that are kept are those of the first repeat that could not be judged, else of the first that failed.
    """
    case = item.case
    tries = [await _conversation(item) for _ in range(repeat)]
    results = [
        CaseResult(
            suite=item.suite.name, id=case.id, kind=case.kind, must=item.suite.must(case), turns=turns, repeats=repeat
        )
        for turns in tries
    ]
    outcomes = [outcome_of(turns) for turns in tries]
    worst = next((outcome for outcome in ("error", "failed") if outcome in outcomes), outcomes[0])
    shown = outcomes.index(worst)
    said = {tuple(turn.text for turn in turns) for turns in tries}
    return results[shown].model_copy(
        update={
            "passes": sum(outcome in ("passed", "not_applicable") for outcome in outcomes),
            "is_flaky": len(set(outcomes)) > 1 or len(said) > 1,
        }
    )


async def _conversation(item: Asked) -> tuple[TurnResult, ...]:
    """Ask the turns one after the other; after one that could not be asked, none is."""
    if item.target is None:
        return tuple(_not_asked(item, turn) for turn in item.case.conversation)
    turns: list[TurnResult] = []
    try:
        async for checks, reply, seen in converse(item, item.target):
            turns.append(
                TurnResult(
                    question=reply.question,
                    text=reply.text,
                    answer=reply.answer,
                    verdicts=judge(seen, checks),
                    seconds=round(reply.seconds, 4),
                    attempts=reply.attempts,
                )
            )
    except TargetError as error:
        question, is_refused = item.case.conversation[len(turns)].question, isinstance(error, RefusedError)
        turns.append(TurnResult(question=question, error=str(error), is_refused=is_refused))
    return tuple(turns)


async def converse(item: Asked, target: Target) -> AsyncIterator[tuple[tuple[Check, ...], Reply, SeenTurn]]:
    """Ask the turns of a case one after the other; gives for each what it must pass, the reply, and what checks see of it.

    Raises:
        TargetError: the next turn could not be asked.
    """
    earlier: list[Reply] = []
    for turn in item.case.conversation:
        checks = item.suite.checks(turn)
        reply = await target.ask(turn.question, earlier)
        earlier.append(reply)
        yield checks, reply, await _see(target, reply, checks)


def judge(seen: SeenTurn, checks: Sequence[Check]) -> tuple[Verdict, ...]:
    """The verdicts of checks on a turn."""
    return tuple(check.judge(seen) for check in checks)


async def _see(target: Target, reply: Reply, checks: Sequence[Check]) -> SeenTurn:
    """A reply with what its checks need besides: the cited documents, and what search ranks."""
    answer = reply.answer
    cited = dict.fromkeys(citation.document_id for citation in answer.citations) if answer else {}
    is_searched = any("search" in check.needs for check in checks)
    return SeenTurn(
        question=reply.question,
        text=reply.text,
        answer=answer,
        is_declined=reply.is_declined,
        seconds=reply.seconds,
        documents=await target.documents(cited),
        ranked=await target.ranked(answer.standalone_question if answer else reply.question) if is_searched else None,
    )


def _not_asked(item: Asked, turn: Turn) -> TurnResult:
    reason = "the suite adds works, which only a service in this process can take up"
    verdicts = tuple(
        Verdict(check=check.name, outcome="not_applicable", reason=reason) for check in item.suite.checks(turn)
    )
    return TurnResult(question=turn.question, verdicts=verdicts)


def _partial(progress: _Progress, results: Sequence[CaseResult], cases: int) -> str | None:
    """Why the report does not hold what it should, or None."""
    if progress.stopped:
        return f"{progress.stopped}; {len(results)} of {cases} cases were run"
    errors = sum(result.outcome == "error" for result in results)
    return f"{errors} of {cases} cases could not be judged" if errors else None
