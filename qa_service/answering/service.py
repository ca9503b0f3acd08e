"""The way of a question: one asynchronous stream of events, whose last one is the whole answer.

    question -> retrieval -> evidence -> generator -> citations resolved -> each sentence verified -> answer

The non-streaming answer is the end of the same stream.
"""

from __future__ import annotations

import asyncio
import math
import re
import time
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from qa_service.answering import retraction
from qa_service.answering.abstention import declining_text
from qa_service.answering.declining import decline
from qa_service.answering.disagreement import (
    Differing,
    differing_values,
    draft_values,
    told_values,
    topic_of_disagreement,
)
from qa_service.answering.fingerprint import fingerprint
from qa_service.answering.followups.following import Follower, FollowUp
from qa_service.answering.gathering import Gathered, Gatherer, answering_evidence
from qa_service.answering.generators import Generator
from qa_service.answering.premise_check import WrongPremise, wrong_premise
from qa_service.answering.reader import Reader
from qa_service.answering.records import draft_from_records, wants_record
from qa_service.answering.requests import ORDER, not_a_question
from qa_service.answering.safety import safety_note, with_note
from qa_service.answering.sources import Citations, Draft, as_sentence, with_marks
from qa_service.answering.summaries import draft_summary, wants_summary
from qa_service.answering.verification import verify
from qa_service.retrieval.search import Found, Query, Searcher
from qa_service.types import (
    Abstention,
    AbstentionReason,
    Answer,
    AnswerSentence,
    Citation,
    Filters,
    Premise,
    Timings,
)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Request:
    """A question as a caller asks it."""

    question: str
    conversation_id: str | None = None
    generator: str = "extractive"
    top_k: int = 40
    filters: Filters | None = None
    history: tuple[Answer, ...] = ()
    """The answers to the turns before, oldest first."""


@dataclass(frozen=True, slots=True)
class PassagesFound:
    """What was retrieved, best first."""

    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class SentenceVerified:
    """One sentence that was found supported, with the citations it uses."""

    sentence: AnswerSentence
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class AnswerCompleted:
    """The whole answer; the last event of every stream."""

    answer: Answer


Event = PassagesFound | SentenceVerified | AnswerCompleted


@dataclass(slots=True)
class _Clock:
    """Adds up the time of each step, in milliseconds."""

    started: float = field(default_factory=time.perf_counter)
    steps: dict[str, float] = field(default_factory=dict)

    def add(self, step: str, since: float) -> None:
        self.steps[step] = self.steps.get(step, 0.0) + (time.perf_counter() - since) * 1000

    def timings(self) -> Timings:
        names = ("rewrite", "retrieve", "generate", "verify")
        total = (time.perf_counter() - self.started) * 1000
        return Timings(total=round(total, 3), **{name: round(self.steps.get(name, 0.0), 3) for name in names})


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be written, and why nothing is."""

    drafts: AsyncIterator[Draft]
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
class _Written:
    """The answer as far as it is written."""

    plan: _Plan
    citations: Citations
    asked: FollowUp
    sentences: list[AnswerSentence] = field(default_factory=list)
    withheld: int = 0
    abstention: Abstention | None = None

    def has_room_for(self, sentence: AnswerSentence) -> bool:
        """Whether the answer stays as short as was asked for; the first sentence always has room."""
        told = [item.text for item in self.sentences]
        words = sum(len(text.split()) for text in [*told, sentence.text])
        fits = len(told) < (self.asked.sentences or math.inf) and words <= (self.asked.words or math.inf)
        return not told or fits


class AnswerService:
    """Answers questions over one opened generation."""

    def __init__(
        self, searcher: Searcher, reader: Reader, generators: Mapping[str, Generator], settings_fingerprint: str
    ) -> None:
        self._searcher = searcher
        self._reader = reader
        self._generators = generators
        self._settings_fingerprint = settings_fingerprint

    @property
    def generators(self) -> tuple[str, ...]:
        """The names of those who can write an answer."""
        return tuple(self._generators)

    def check(self, request: Request) -> None:
        """Check a request before it is served.

        Raises:
            ValueError: the question is empty or not text, or no generator has the name.
        """
        self._generator(request.generator)
        clean_question(request.question)

    async def answer(self, request: Request) -> Answer:
        """Answer a question.

        Raises:
            ValueError: the question is empty, or no generator has the name.
        """
        async for event in self.stream(request):
            if isinstance(event, AnswerCompleted):
                return event.answer
        raise AssertionError("a stream ends with its answer")

    async def stream(self, request: Request) -> AsyncGenerator[Event]:
        """Answer a question, event by event.

        Raises:
            ValueError: the question is empty, or no generator has the name.
        """
        generator = self._generator(request.generator)
        question = clean_question(request.question)
        clock = _Clock()
        gatherer = Gatherer(self._searcher, self._reader, request.top_k, request.filters)
        followed = await asyncio.to_thread(self._follow, question, gatherer, request.history, clock)
        gathered = await asyncio.to_thread(self._gather, followed.question, gatherer, clock)
        yield PassagesFound(tuple(gathered.hits))
        since = time.perf_counter()
        plan = await asyncio.to_thread(self._plan, generator, gathered, gatherer, followed.question)
        clock.add("retrieve", since)
        written = _Written(plan, Citations(self._searcher.store), followed)
        since = time.perf_counter()
        async for draft in plan.drafts:
            clock.add("generate", since)
            since = time.perf_counter()
            sentence = self._verified(draft, written.citations)
            clock.add("verify", since)
            if sentence is None:
                written.withheld += 1
            elif written.has_room_for(sentence):
                written.sentences.append(sentence)
                yield SentenceVerified(sentence, tuple(written.citations.all[n - 1] for n in sentence.citations))
            since = time.perf_counter()
        if not written.sentences:
            written.abstention = await asyncio.to_thread(decline, plan.reason, gathered, gatherer)
        yield AnswerCompleted(self._answer(request, gathered.query, written, clock))

    def _answer(self, request: Request, query: Query, written: _Written, clock: _Clock) -> Answer:
        generator, sentences, abstention = self._generator(request.generator), written.sentences, written.abstention
        plan, is_partial = written.plan, bool(written.withheld) or written.plan.is_partial
        declined = plan.reply or declining_text(abstention.reason, query.foreign) if abstention else ""
        safety = safety_note(request.question)
        return Answer(
            id=uuid.uuid4().hex,
            conversation_id=request.conversation_id or uuid.uuid4().hex,
            question=request.question,
            standalone_question=query.text,
            status="abstained" if abstention else "partial" if is_partial else "answered",
            text=with_note(declined or with_marks(sentences), safety),
            sentences=tuple(sentences),
            citations=tuple(written.citations.all),
            abstention=abstention,
            premise=_premise(plan.wrong, sentences),
            disagreement=told_values(plan.differing, written.citations),
            safety=safety,
            generator=generator.name,
            withheld=written.withheld,
            fingerprint=fingerprint(
                self._searcher, generator, self._settings_fingerprint, request.top_k, request.filters
            ),
            timings_ms=clock.timings(),
        )

    def _follow(self, message: str, gatherer: Gatherer, history: Sequence[Answer], clock: _Clock) -> FollowUp:
        since = time.perf_counter()
        followed = Follower(self._searcher, gatherer).follow(message, history)
        clock.add("rewrite", since)
        return followed

    def _gather(self, question: str, gatherer: Gatherer, clock: _Clock) -> Gathered:
        since = time.perf_counter()
        query = self._searcher.query(topic_of_disagreement(question) or question)
        clock.add("rewrite", since)
        since = time.perf_counter()
        gathered = gatherer.gather(query)
        clock.add("retrieve", since)
        return gathered

    def _plan(self, generator: Generator, gathered: Gathered, gatherer: Gatherer, question: str) -> _Plan:
        """The sentences to be verified, or why there are none."""
        reading, query, filters = gathered.reading, gathered.query, gatherer.filters
        reply = not_a_question(question)
        if reply:
            return _Plan(_each([]), "out_of_scope" if reply == ORDER else "not_a_question", reply=reply)
        if wants_record(reading, query):
            return _Plan(_each(draft_from_records(reading, query, self._searcher, filters)), "not_in_corpus")
        if wants_summary(reading, query):
            return _Plan(_each(draft_summary(query, self._searcher, filters)), "not_in_corpus")
        wrong = wrong_premise(gathered)
        evidence, is_partial = answering_evidence(gathered, gatherer)
        if wrong:
            evidence = [wrong.correction, *(item for item in evidence if item.number != wrong.correction.number)]
        lead = evidence[0] if evidence and not topic_of_disagreement(question) else None
        differing = () if wrong else differing_values(gathered, lead)
        if differing:
            return _Plan(_each(draft_values(differing, lead)), differing=differing)
        drafts = generator.draft(reading, evidence) if evidence else _each([])
        return _Plan(drafts, gathered.reason or "insufficient", is_partial, wrong)

    def _verified(self, draft: Draft, citations: Citations) -> AnswerSentence | None:
        sources = [source for source in draft.sources if citations.resolves(source)]
        works = [source.stored.work for source in sources]
        quotes = [source.read for source in sources]
        verdict = verify(draft.text, quotes, works, self._reader, self._searcher.encoder.rank)
        if verdict.label != "supported":
            _log.info("sentence withheld", label=verdict.label, reasons=verdict.reasons)
            return None
        return AnswerSentence(text=retraction.with_note(draft.text, works), citations=citations.add(sources))

    def _generator(self, name: str) -> Generator:
        if name not in self._generators:
            raise ValueError(f"there is no generator {name!r}; choose one of {', '.join(sorted(self._generators))}")
        return self._generators[name]


def clean_question(question: str) -> str:
    """A question as it is searched: control and format characters become white space, which is folded.

    Raises:
        ValueError: nothing is left, or it holds what is not text.
    """
    if any("\ud800" <= char <= "\udfff" for char in question):
        raise ValueError("the question holds half of a surrogate pair, which is not text; send valid Unicode")
    text = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]", " ", question).split())
    if not re.search(r"[^\W_]", text):
        raise ValueError("the question is empty; ask one in words")
    return text


def _premise(wrong: WrongPremise | None, sentences: Sequence[AnswerSentence]) -> Premise | None:
    """What is put right, where the sentence that does so was sent."""
    if wrong is None:
        return None
    correction = as_sentence(wrong.correction.text)
    sent = next((sentence for sentence in sentences if retraction.without_note(sentence.text) == correction), None)
    return Premise(claim=wrong.claim, correction=correction, citations=sent.citations) if sent else None


async def _each(drafts: list[Draft]) -> AsyncIterator[Draft]:
    for draft in drafts:
        yield draft
