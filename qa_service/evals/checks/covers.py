"""`covers`: several facts, of which enough must be there; the score is the share.

covers: {facts: [rare, {number: {value: 60, unit: "%"}}, [drug, medicine]], at_least: 2}
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, SerializeAsAny, WithJsonSchema, field_validator, model_validator

from qa_service.evals.checks.check import Check, SeenTurn
from qa_service.evals.checks.contains import Contains
from qa_service.evals.results import Verdict

_FACT = {
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}, {"format": "check"}]
}
_FACTS = WithJsonSchema({"type": "array", "items": _FACT, "minItems": 1})


class Covers(Check):
    """Enough of the facts are there. A fact is words, as in `contains`, or a check."""

    name: ClassVar = "covers"
    shorthand: ClassVar = "facts"

    facts: Annotated[tuple[SerializeAsAny[Check], ...], _FACTS]
    at_least: int | None = Field(None, ge=1)

    @field_validator("facts", mode="before")
    @classmethod
    def _read(cls, facts: Any) -> Any:
        from qa_service.evals.checks import read_check  # noqa: PLC0415 - the checks that a fact may be include this one

        if not isinstance(facts, list | tuple) or not facts:
            raise ValueError("write a list of facts, at least one")
        return tuple(read_check(fact) if isinstance(fact, Check | dict) else Contains(any=fact) for fact in facts)

    @model_validator(mode="after")
    def _can_be_met(self) -> Self:
        if self.at_least and self.at_least > len(self.facts):
            raise ValueError(f"at_least is {self.at_least}, but there are only {len(self.facts)} facts")
        return self

    def _judge(self, seen: SeenTurn) -> Verdict:
        judged = [fact.judge(seen) for fact in self.facts]
        broken = next((verdict for verdict in judged if verdict.outcome == "error"), None)
        if broken:
            return self._error(broken.reason)
        applicable = [verdict for verdict in judged if verdict.outcome != "not_applicable"]
        if not applicable:
            return self._not_applicable(judged[0].reason)
        there = [verdict for verdict in applicable if verdict.outcome == "passed"]
        share = len(there) / len(applicable)
        needed = min(self.at_least or len(applicable), len(applicable))
        told = f"{len(there)} of {len(applicable)} facts"
        if len(there) >= needed:
            return self._passed(told, share)
        missing = "; ".join(verdict.expected for verdict in applicable if verdict.outcome != "passed")
        expected = f"{needed} of {len(applicable)} facts"
        return self._failed(expected, f"{told}, without {missing}, in {seen.shown}", share)
