"""`answers`, `abstains`: whether a question is answered or declined, and for which reason.

An endpoint without a status is judged by its words. A declining text that gives an answer away fails.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar, get_args

from pydantic import BeforeValidator, Field, WithJsonSchema

from qa_service.answering.language.folding import folded
from qa_service.answering.language.quantities import quantities
from qa_service.evals.checks.check import Check, SeenTurn, either
from qa_service.evals.results import Verdict
from qa_service.types import AbstentionReason

# So many words in a row of the nearest evidence give the answer away; of shorter evidence all of them, if they are not too few.
_STRETCH, _LEAST = 6, 3

_REASON = {"enum": list(get_args(AbstentionReason))}
_SCHEMA = WithJsonSchema({"anyOf": [_REASON, {"type": "array", "items": _REASON, "minItems": 1}, {"type": "null"}]})


def _as_tuple(value: Any) -> Any:
    return value if value is None or isinstance(value, list | tuple) else (value,)


class Answers(Check):
    """The question is answered, wholly or in part."""

    name: ClassVar = "answers"

    def _judge(self, seen: SeenTurn) -> Verdict:
        if seen.is_declined or not seen.words:
            return self._failed("an answer", seen.shown)
        return self._passed(seen.shown)


class Abstains(Check):
    """The question is declined, and the declining text gives no answer away."""

    name: ClassVar = "abstains"
    shorthand: ClassVar = "reason"

    reason: Annotated[tuple[AbstentionReason, ...] | None, BeforeValidator(_as_tuple), Field(min_length=1), _SCHEMA] = (
        None
    )

    def _judge(self, seen: SeenTurn) -> Verdict:
        expected = "it to be declined" + (f" as {either(self.reason)}" if self.reason else "")
        if not seen.is_declined:
            return self._failed(expected, f"an answer: {seen.shown}")
        leak = _leak(seen)
        if leak:
            return self._failed("a declining text that gives no answer away", leak)
        if self.reason is None:
            return self._passed(seen.shown)
        if seen.answer is None:
            return self._not_applicable("the endpoint gives no reason for declining")
        given = seen.answer.abstention.reason if seen.answer.abstention else "no reason"
        return self._passed(given) if given in self.reason else self._failed(expected, f"declined as {given}")


def _leak(seen: SeenTurn) -> str:
    """What of an answer the declining text holds, or nothing."""
    answer = seen.answer
    if answer and (answer.sentences or answer.citations):
        return f"{len(answer.sentences)} sentences and {len(answer.citations)} citations"
    text = seen.text.replace(answer.safety, "") if answer and answer.safety else seen.text
    asked = {(found.low, found.high) for found in quantities(seen.question)}
    figures = [str(found) for found in quantities(text) if (found.low, found.high) not in asked]
    if figures:
        return f"the figure {figures[0]} in {seen.shown}"
    said, known = _words(text), _words(seen.question)
    for nearest in answer.abstention.nearest if answer and answer.abstention else ():
        evidence = _words(nearest.quote)
        length = min(_STRETCH, len(evidence))
        shared = (_stretches(said, length) & _stretches(evidence, length)) - _stretches(known, length)
        if shared and length >= _LEAST:
            return f"“{min(shared)}” of {nearest.document_id} in {seen.shown}"
    return ""


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", folded(text).casefold())


def _stretches(words: list[str], length: int) -> set[str]:
    return {" ".join(words[place : place + length]) for place in range(len(words) - length + 1)}
