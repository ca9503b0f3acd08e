"""`corrects_premise`: a wrong assumption in the question is named and put right; a true one is left alone.

corrects_premise: {correction: [up to 60%, not always]}
corrects_premise: false
"""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import model_validator

from qa_service.answering.language.folding import folded
from qa_service.evals.checks.check import AnswerCheck, SeenTurn, either
from qa_service.evals.results import Verdict
from qa_service.evals.words import Alternatives, mentions
from qa_service.types import Answer


class CorrectsPremise(AnswerCheck):
    """The answer has a premise, with citations, whose correction says what is right; or has none, where it is true."""

    name: ClassVar = "corrects_premise"
    shorthand: ClassVar = "is_wrong"

    is_wrong: bool = True
    correction: Alternatives | None = None

    @model_validator(mode="after")
    def _corrects_what_is_wrong(self) -> Self:
        if self.correction and not self.is_wrong:
            raise ValueError("a premise that is not wrong has no correction; take one of them out")
        return self

    def _judge_answer(self, answer: Answer, seen: SeenTurn) -> Verdict:
        premise = answer.premise
        if not self.is_wrong:
            if premise is None:
                return self._passed()
            return self._failed(
                "the premise to be left alone", f"“{premise.claim}” corrected as “{premise.correction}”"
            )
        expected = "the premise to be corrected" + (f" with {either(self.correction)}" if self.correction else "")
        if premise is None:
            return self._failed(expected, f"no correction: {seen.shown}")
        missing = sorted(set(premise.citations) - {citation.n for citation in answer.citations})
        if missing or not premise.citations:
            cited = f"citation {missing[0]}, which is not there" if missing else f"none: “{premise.correction}”"
            return self._failed(f"{expected}, with a citation", cited)
        found = list(mentions(folded(premise.correction), self.correction or ()))
        if self.correction and all(mention.is_negated for mention in found):
            return self._failed(expected, f"“{premise.correction}”" + (", which negates it" if found else ""))
        return self._passed(f"“{premise.correction}”")
