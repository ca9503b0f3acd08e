"""What a run of suites gives: a verdict per check, a result per turn and per case, and the report of all. All are frozen.

A verdict says why. `not_applicable` is its own outcome: what could not be judged is never counted as passed. A case that could
not be asked is an `error`, and makes the report partial.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from pydantic import ConfigDict, Field

from qa_service.types import Answer, Fingerprint, Value

FORMAT_VERSION = 1
"""Of the JSON report; a field may be added to a format, none is renamed or removed."""

Outcome = Literal["passed", "failed", "not_applicable", "error"]


class Verdict(Value):
    """What one check says of one turn."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    check: str
    outcome: Outcome
    reason: str = ""
    expected: str = ""
    found: str = ""
    score: float = Field(0.0, ge=0, le=1, description="share of what was demanded that was there")


class TurnResult(Value):
    """One question as it was asked, what came back, and the verdicts."""

    question: str
    text: str = ""
    answer: Answer | None = Field(None, description="the whole answer, where the endpoint gives one")
    verdicts: tuple[Verdict, ...] = ()
    seconds: float = 0.0
    attempts: int = 1
    error: str | None = Field(None, description="why the question could not be asked")
    is_refused: bool = Field(False, description="the service is there, and refused the question as it was asked")


class CaseResult(Value):
    """One case: all of its turns."""

    suite: str
    id: str
    kind: str
    must: bool
    turns: tuple[TurnResult, ...]
    passes: int = Field(1, description="in how many of the repeats it passed")
    repeats: int = 1
    is_flaky: bool = Field(False, description="repeats differed in outcome or in words")

    @property
    def key(self) -> str:
        """The name that no other case has."""
        return f"{self.suite}::{self.id}"

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdicts of all turns."""
        return tuple(verdict for turn in self.turns for verdict in turn.verdicts)

    @property
    def outcome(self) -> Outcome:
        """Error where a turn could not be asked; failed where a check did; not applicable where no check applied."""
        outcome = outcome_of(self.turns)
        return "failed" if outcome != "error" and self.passes < self.repeats else outcome

    @property
    def is_target_gone(self) -> bool:
        """Whether a turn could not be asked though the question is not to blame."""
        return any(turn.error and not turn.is_refused for turn in self.turns)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it did not pass, one line per failed check."""
        many = len(self.turns) > 1
        lines = []
        for number, turn in enumerate(self.turns, 1):
            where = f"turn {number}: " if many else ""
            if turn.error:
                lines.append(f"{where}{turn.error}")
            lines += [f"{where}{v.check}: {v.reason}" for v in turn.verdicts if v.outcome in ("failed", "error")]
        return tuple(lines)

    @property
    def seconds(self) -> float:
        """How long its answers took together."""
        return sum(turn.seconds for turn in self.turns)


class TargetRecord(Value):
    """What was asked."""

    kind: Literal["in_process", "native", "openai"]
    url: str | None = None
    model: str | None = Field(None, description="model or generator that was asked for")
    index: str | None = Field(None, description="generation that the service answers from")


class Report(Value):
    """The whole run."""

    format_version: int = FORMAT_VERSION
    started: str = Field(description="ISO 8601, UTC")
    seconds: float
    target: TargetRecord
    suites: dict[str, str] = Field(description="name of each suite and the hash of its file")
    fingerprints: tuple[Fingerprint, ...] = Field(
        (), description="what the answers depend on; more than one, if it changed"
    )
    results: tuple[CaseResult, ...]
    cases: int = Field(description="how many were to be run")
    retries: int = 0
    partial: str | None = Field(None, description="why cases are missing, where some are")

    def counts(self) -> Counter[Outcome]:
        """How many cases had each outcome."""
        return Counter(result.outcome for result in self.results)

    def checks(self) -> Counter[Outcome]:
        """How many checks had each outcome."""
        return Counter(verdict.outcome for result in self.results for verdict in result.verdicts)


def outcome_of(turns: Sequence[TurnResult]) -> Outcome:
    """The outcome of the turns of a conversation together; not applicable where no check applied."""
    found = {verdict.outcome for turn in turns for verdict in turn.verdicts} | {"error" for turn in turns if turn.error}
    order: tuple[Outcome, ...] = ("error", "failed", "passed")
    return next((outcome for outcome in order if outcome in found), "not_applicable")
