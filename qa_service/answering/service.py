"""The way of a question: one asynchronous stream of events, whose last one is the whole answer.

    question -> retrieval -> evidence -> generator -> citations resolved -> each sentence verified -> answer

The non-streaming answer is the end of the same stream.
"""

from __future__ import annotations

import asyncio
import re
import time
import uuid
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass

import structlog

from qa_service.answering import retraction
from qa_service.answering.abstention import declining_text
from qa_service.answering.declining import decline
from qa_service.answering.disagreement import (
    differing_values,
    draft_values,
    told_values,
    topic_of_disagreement,
)
from qa_service.answering.excluding import read_excluding, without_excluded
from qa_service.answering.fingerprint import fingerprint
from qa_service.answering.followups.following import Follower, FollowUp, suggested_by
from qa_service.answering.gathering import Gathered, Gatherer, answering_evidence
from qa_service.answering.generators import Drafts, Generator, next_draft, place_at
from qa_service.answering.premise_check import wrong_premise
from qa_service.answering.progress import Clock, Plan, Written, each_of, premise_of
from qa_service.answering.reader import Reader
from qa_service.answering.records import draft_from_records, wants_record
from qa_service.answering.requests import ORDER, not_a_question
from qa_service.answering.safety import safety_note, with_note
from qa_service.answering.sources import Citations, Draft, Source, as_sentence, with_marks
from qa_service.answering.summaries import draft_summary, wants_summary
from qa_service.answering.verification import verify
from qa_service.retrieval.query import Query
from qa_service.retrieval.search import Found, Searcher
from qa_service.types import (
    Answer,
    AnswerSentence,
    Citation,
    Filters,
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


class AnswerService:
    """Answers questions over one opened generation.

    Args:
        searcher: what is searched.
        reader: who reads sentences with the question.
        generators: who may write an answer, by name.
        settings_fingerprint: hash of the settings that can change an answer.
        observe: is told who wrote, and after how many seconds the first verified sentence of an answer came.
    """

    def __init__(
        self,
        searcher: Searcher,
        reader: Reader,
        generators: Mapping[str, Generator],
        settings_fingerprint: str,
        observe: Callable[[str, float], None] = lambda *_: None,
    ) -> None:
        self._searcher = searcher
        self._reader = reader
        self._generators = generators
        self._settings_fingerprint = settings_fingerprint
        self._observe = observe

    @property
    def generators(self) -> tuple[str, ...]:
        """The names of those who can write an answer."""
        return tuple(self._generators)

    def check(self, request: Request) -> None:
        """Check a request before it is served.

        Raises:
            ValueError: the question is empty or not text, or no generator has the name.
            BusyError: the generator has as many requests as it may have.
        """
        clean_question(request.question)
        with place_at(self._generator(request.generator)):
            pass

    async def answer(self, request: Request) -> Answer:
        """Answer a question.

        Raises:
            ValueError: the question is empty, or no generator has the name.
        """
        async with aclosing(self.stream(request)) as events:
            async for event in events:
                if isinstance(event, AnswerCompleted):
                    return event.answer
        raise AssertionError("a stream ends with its answer")

    async def stream(self, request: Request) -> AsyncGenerator[Event]:
        """Answer a question, event by event.

        Raises:
            ValueError: the question is empty, or no generator has the name.
            BusyError: the generator has as many requests as it may have.
        """
        generator = self._generator(request.generator)
        question = clean_question(request.question)
        with place_at(generator):
            async with aclosing(self._events(request, question, generator)) as events:
                async for event in events:
                    yield event

    async def _events(self, request: Request, question: str, generator: Generator) -> AsyncGenerator[Event]:
        clock = Clock()
        gatherer = Gatherer(self._searcher, self._reader, request.top_k, request.filters)
        suggested = await suggested_by(generator, question, request.history)
        clock.add("rewrite", clock.started)
        followed = await asyncio.to_thread(self._follow, question, gatherer, request.history, suggested, clock)
        gathered = await asyncio.to_thread(self._gather, followed.question, gatherer, clock)
        yield PassagesFound(tuple(gathered.hits))
        since = time.perf_counter()
        plan = await asyncio.to_thread(self._plan, generator, gathered, gatherer, followed.question)
        clock.add("retrieve", since)
        written = Written(plan, Citations(self._searcher.store), followed)
        async with aclosing(plan.drafts) as drafts, aclosing(self._sentences(drafts, written, clock)) as sentences:
            async for sentence in sentences:
                if not written.sentences:
                    self._observe(written.writer or generator.name, time.perf_counter() - clock.started)
                written.sentences.append(sentence)
                yield SentenceVerified(sentence, tuple(written.citations.all[n - 1] for n in sentence.citations))
        if not written.sentences:
            written.abstention = await asyncio.to_thread(decline, plan.reason, gathered, gatherer)
        yield AnswerCompleted(self._answer(request, gathered.query, written, clock))

    async def _sentences(self, drafts: Drafts, written: Written, clock: Clock) -> AsyncGenerator[AnswerSentence]:
        """The drafts that are supported and have room. Who drafts them is told what was found of each."""
        reason, since = None, time.perf_counter()
        while (draft := await next_draft(drafts, reason)) is not None:
            clock.add("generate", since)
            since = time.perf_counter()
            sources = [source for source in draft.sources if written.citations.resolves(source)]
            reason = self._reason_against(draft, sources)
            clock.add("verify", since)
            if reason is not None:
                written.refuse(draft)
                since = time.perf_counter()
                continue
            text = retraction.with_note(draft.text, [source.stored.work for source in sources])
            if written.has_room_for(text):
                written.by.add(draft.by)
                yield AnswerSentence(text=text, citations=written.citations.add(sources))
            since = time.perf_counter()

    def _answer(self, request: Request, query: Query, written: Written, clock: Clock) -> Answer:
        generator, sentences, abstention = self._generator(request.generator), written.sentences, written.abstention
        plan, is_partial = written.plan, written.lacks_some or written.plan.is_partial
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
            premise=premise_of(plan.wrong, sentences),
            disagreement=told_values(plan.differing, written.citations),
            safety=safety,
            generator=written.writer or generator.name,
            withheld=written.withheld,
            fingerprint=fingerprint(
                self._searcher, generator, self._settings_fingerprint, request.top_k, request.filters
            ),
            timings_ms=clock.timings(),
        )

    def _follow(
        self, message: str, gatherer: Gatherer, history: Sequence[Answer], suggested: str | None, clock: Clock
    ) -> FollowUp:
        since = time.perf_counter()
        followed = Follower(self._searcher, gatherer).follow(message, history, suggested)
        clock.add("rewrite", since)
        return followed

    def _gather(self, question: str, gatherer: Gatherer, clock: Clock) -> Gathered:
        since = time.perf_counter()
        excluding = read_excluding(question)
        asked = topic_of_disagreement(question) or (excluding.question if excluding else question)
        gatherer.query(asked)
        clock.add("rewrite", since)
        since = time.perf_counter()
        gathered = gatherer.gather_for(asked)
        clock.add("retrieve", since)
        return gathered

    def _plan(self, generator: Generator, gathered: Gathered, gatherer: Gatherer, question: str) -> Plan:
        """The sentences to be verified, or why there are none."""
        reading, query, filters = gathered.reading, gathered.query, gatherer.filters
        reply = not_a_question(question)
        if reply:
            return Plan(each_of([]), "out_of_scope" if reply == ORDER else "not_a_question", reply=reply)
        if wants_record(reading, query):
            return Plan(each_of(draft_from_records(reading, query, self._searcher, filters)), "not_in_corpus")
        if wants_summary(reading, query):
            return Plan(each_of(draft_summary(query, self._searcher, filters)), "not_in_corpus")
        wrong = wrong_premise(gathered)
        answering, is_partial = answering_evidence(gathered, gatherer)
        evidence = without_excluded(answering, question, gatherer)
        if wrong:
            evidence = [wrong.correction, *(item for item in evidence if item.number != wrong.correction.number)]
        lead = evidence[0] if evidence and not topic_of_disagreement(question) else None
        differing = () if wrong else differing_values(gathered, lead)
        if differing:
            return Plan(each_of(draft_values(differing, lead)), differing=differing)
        if wrong or not evidence:  # what puts a premise right is said as it stands in its source
            drafts = each_of([Draft(as_sentence(item.text), (item.source,)) for item in evidence])
        else:
            drafts = generator.draft(reading, evidence)
        return Plan(drafts, gathered.reason or "insufficient", is_partial, wrong)

    def _reason_against(self, draft: Draft, sources: Sequence[Source]) -> str | None:
        """Why a sentence is not sent; None where its sources support it."""
        quotes, works = [source.read for source in sources], [source.stored.work for source in sources]
        verdict = verify(draft.text, quotes, works, self._reader, self._searcher.encoder.rank)
        if verdict.label == "supported":
            return None
        _log.info(
            "sentence withheld", label=verdict.label, reasons=verdict.reasons, comes_again=draft.if_refused == "again"
        )
        return "; ".join(verdict.reasons) or verdict.label

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
