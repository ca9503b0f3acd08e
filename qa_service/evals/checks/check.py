"""What every check is: a small frozen class that judges one turn and says why."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, model_validator

from qa_service.answering.language.folding import folded
from qa_service.evals.results import Verdict
from qa_service.types import Answer, Value

Need = Literal["answer", "documents", "search"]
"""What an endpoint must give for a check to apply: our whole Answer, the documents, a ranking."""

_LONGEST_SHOWN = 200


class ServedSection(Value):
    """A headed part of a document's text."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    title: str
    start: int
    end: int
    text_kind: str


class ServedDocument(Value):
    """A document as the service gives it: the text that quotes are compared with, and the record that names it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    text: str
    title: str = ""
    authors: tuple[str, ...] = ()
    journal: str | None = None
    year: int | None = None
    type: str = ""
    doi: str | None = None
    pmid: str | None = None
    url: str | None = None
    retracted: bool = False
    sections: tuple[ServedSection, ...] = ()


@dataclass(frozen=True, slots=True)
class SeenTurn:
    """One turn as it was seen from outside: what a check judges."""

    question: str
    text: str
    answer: Answer | None = None
    is_declined: bool = False
    """Whether the endpoint declined; by its status, or by its words where it has none."""
    seconds: float = 0.0
    documents: Mapping[str, ServedDocument] = field(default_factory=dict)
    """The cited documents that the service served, by id."""
    ranked: tuple[str, ...] | None = None
    """Ids of the documents that search finds for the question, best first; None where there is no search."""

    @property
    def words(self) -> str:
        """The text without citation marks, folded, as words are looked for in it."""
        return folded(self.text)

    @property
    def shown(self) -> str:
        """The beginning of the text, for a message."""
        text = cut(" ".join(self.text.split()))
        return f"declined: “{text}”" if self.is_declined else f"“{text}”"


class Check(BaseModel, ABC):
    """Judges one turn. A subclass is named as suites call it, and tells what it needs and what a bare value means."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: ClassVar[str]
    needs: ClassVar[frozenset[Need]] = frozenset()
    shorthand: ClassVar[str | None] = None
    """The field that a value which is no mapping fills; None where the check has no such form."""

    @model_validator(mode="before")
    @classmethod
    def _from_shorthand(cls, value: Any) -> Any:
        if isinstance(value, Mapping) or value is None:
            return value or {}
        if cls.shorthand is None:
            raise ValueError(f"{cls.name} takes no value; write {cls.name!r} alone")
        return {cls.shorthand: value}

    def judge(self, seen: SeenTurn) -> Verdict:
        """The verdict on a turn; not applicable where the endpoint gives less than the check needs."""
        if "answer" in self.needs and seen.answer is None:
            return self._not_applicable("the endpoint gives no citations and no status")
        if "search" in self.needs and seen.ranked is None:
            return self._not_applicable("the endpoint has no search")
        return self._judge(seen)

    @abstractmethod
    def _judge(self, seen: SeenTurn) -> Verdict:
        """The verdict on a turn that has all that is needed."""

    def _passed(self, found: str = "", score: float = 1.0) -> Verdict:
        return Verdict(check=self.name, outcome="passed", found=found, score=score)

    def _failed(self, expected: str, found: str, score: float = 0.0) -> Verdict:
        reason = f"expected {expected}; found {found}"
        return Verdict(check=self.name, outcome="failed", reason=reason, expected=expected, found=found, score=score)

    def _not_applicable(self, reason: str) -> Verdict:
        return Verdict(check=self.name, outcome="not_applicable", reason=reason)

    def _error(self, reason: str) -> Verdict:
        return Verdict(check=self.name, outcome="error", reason=reason)


class AnswerCheck(Check):
    """Judges what only our own answers have: sentences, citations, a premise."""

    needs: ClassVar[frozenset[Need]] = frozenset({"answer"})

    def _judge(self, seen: SeenTurn) -> Verdict:
        if seen.answer is None:
            return self._not_applicable("the endpoint gives no citations and no status")
        return self._judge_answer(seen.answer, seen)

    @abstractmethod
    def _judge_answer(self, answer: Answer, seen: SeenTurn) -> Verdict:
        """The verdict on an answer."""


def either(values: Iterable[str]) -> str:
    """Alternatives as a message names them."""
    return " or ".join(values)


def cut(text: str, longest: int = _LONGEST_SHOWN) -> str:
    """The beginning of a text, for a message."""
    return text if len(text) <= longest else f"{text[:longest]}…"
