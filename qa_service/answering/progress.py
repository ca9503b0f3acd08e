"""An answer on its way: what is planned to be said, what of it is written so far, and how long each step took."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from qa_service.answering import retraction
from qa_service.answering.disagreement import Differing
from qa_service.answering.followups.following import FollowUp
from qa_service.answering.generators import Drafts
from qa_service.answering.generators.extractive import EXTRACTIVE
from qa_service.answering.premise_check import WrongPremise
from qa_service.answering.sources import Citations, Draft, as_sentence
from qa_service.types import Abstention, AbstentionReason, AnswerSentence, Premise, Timings


@dataclass(slots=True)
class Clock:
    """Adds up the time of each step, in milliseconds."""

    started: float = field(default_factory=time.perf_counter)
    steps: dict[str, float] = field(default_factory=dict)

    def add(self, step: str, since: float) -> None:
        """Add the time that a step took that began then."""
        self.steps[step] = self.steps.get(step, 0.0) + (time.perf_counter() - since) * 1000

    def timings(self) -> Timings:
        """The times so far."""
        names = ("rewrite", "retrieve", "generate", "verify")
        total = (time.perf_counter() - self.started) * 1000
        return Timings(total=round(total, 3), **{name: round(self.steps.get(name, 0.0), 3) for name in names})


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be written, and why nothing is."""

    drafts: Drafts
    reason: AbstentionReason = "insufficient"
    """Why there is no answer, should no sentence come."""
    is_partial: bool = False
    """Whether some part of the question is not answered."""
    wrong: WrongPremise | None = None
    differing: tuple[Differing, ...] = ()
    """The values that works give, where they differ."""
    reply: str | None = None
    """What is said to a message that is no question."""


@dataclass(slots=True)
class Written:
    """The answer as far as it is written."""

    plan: Plan
    citations: Citations
    asked: FollowUp
    sentences: list[AnswerSentence] = field(default_factory=list)
    withheld: int = 0
    lacks_some: bool = False
    """Whether the answer lacks a sentence that was withheld."""
    by: set[str | None] = field(default_factory=set)
    """Who wrote the sentences; None for the generator that was asked for."""
    abstention: Abstention | None = None

    @property
    def writer(self) -> str | None:
        """Who wrote all of it; None for the generator that was asked for, whoever else added to it."""
        return next(iter(self.by)) if len(self.by) == 1 else None

    def refuse(self, draft: Draft) -> None:
        """Count a sentence that is not sent, unless it comes once more."""
        self.withheld += draft.if_refused != "again"
        self.lacks_some |= draft.if_refused == "partial"

    def has_room_for(self, text: str) -> bool:
        """Whether the answer stays as short as was asked for; the first sentence always has room."""
        told = [item.text for item in self.sentences]
        words = sum(len(text.split()) for text in [*told, text])
        fits = len(told) < (self.asked.sentences or math.inf) and words <= (self.asked.words or math.inf)
        return not told or fits


def premise_of(wrong: WrongPremise | None, sentences: Sequence[AnswerSentence]) -> Premise | None:
    """What is put right, where the sentence that does so was sent."""
    if wrong is None:
        return None
    correction = as_sentence(wrong.correction.text)
    sent = next((sentence for sentence in sentences if retraction.without_note(sentence.text) == correction), None)
    return Premise(claim=wrong.claim, correction=correction, citations=sent.citations) if sent else None


async def each_of(drafts: list[Draft]) -> Drafts:
    """Drafts that no generator wrote: sentences of the sources, of their records, and of what differs between them."""
    for draft in drafts:
        yield replace(draft, by=EXTRACTIVE)
