"""Between a language model and the reader: what it writes leaves sentence by sentence, each only after its verdict.

    pieces of text -> sentences -> draft with the evidence it cites -> verdict -> sent, written once more, or given up

What the model leaves out of the sentences that answer, is said in their own words after it; where nothing of it passes, they
are the answer. So no model makes an answer less complete, and none that dies, hangs, loops or babbles breaks one.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import AbstractContextManager, aclosing
from dataclasses import dataclass, field

import structlog

from qa_service.answering.evidence import Evidence
from qa_service.answering.generators.completeness import is_said, left_out
from qa_service.answering.generators.extractive import EXTRACTIVE
from qa_service.answering.generators.generator import Drafts, next_draft
from qa_service.answering.generators.places import Places
from qa_service.answering.generators.prompt import (
    Message,
    Prompt,
    Refused,
    make_prompt,
    prompt_fingerprint,
    says_not_found,
)
from qa_service.answering.generators.rewriting import LONGEST, read_rewrite, rewriting_messages
from qa_service.answering.generators.scripts import is_in_scripts_of
from qa_service.answering.generators.sentences import SentenceBuffer, Written, read_written
from qa_service.answering.generators.wording import borrowed, dropped, fault_of
from qa_service.answering.generators.writer import Writer
from qa_service.answering.reading import Reading
from qa_service.answering.sources import Draft, Source, as_sentence
from qa_service.answering.verification.verdict import overlap
from qa_service.retrieval.naming import naming_text

# A model that goes on after so many sentences, or says one this often again, is stopped.
_MOST_SENTENCES, _MOST_REPEATS = 6, 2
# The share of its words that a sentence must have from the one that is cited for it; and how much more to be cited instead.
_SPEAKS_OF, _BETTER = 0.3, 0.2
_ENDED = re.compile(r"[.!?…\]】][\"”’)]*$")
_UNCITED = "no sentence says it"
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a model may take."""

    first_token_seconds: float
    """Until it begins to write, and between two words."""
    seconds: float
    """In all, with the time that a request waits for its turn."""


@dataclass(slots=True)
class _Attempt:
    """What a model writes at one go."""

    messages: list[Message]
    text: str = ""
    varied: bool = False
    """Whether other words than the likeliest are wanted."""
    broke: bool = False
    """Whether it ended otherwise than by its own will, so that it makes no sense to ask it again."""
    repeats: int = 0
    refused: list[Refused] = field(default_factory=list)


class GatedGenerator:
    """A language model that writes answers, under the same checks as everybody."""

    def __init__(self, writer: Writer, places: Places, limits: Limits) -> None:
        self.name = writer.name
        self.prompt = prompt_fingerprint(writer.model, *rewriting_messages("", []))
        self._writer = writer
        self._places = places
        self._limits = limits

    def place(self) -> AbstractContextManager[None]:
        """Be one of those who wait for the model or use it.

        Raises:
            BusyError: they are as many as there may be.
        """
        return self._places.place()

    def start(self) -> None:
        """Make the model ready before it is needed."""
        self._writer.start()

    def close(self) -> None:
        """Give back what the model holds."""
        self._writer.close()

    async def rewrite(self, message: str, turns: Sequence[tuple[str, str]]) -> str | None:
        """A message as a question that stands alone; None where the model writes none in time, or puts in what nobody said.

        Args:
            message: what the user says.
            turns: the questions before, each as it stands alone, and what led its answer; oldest first.
        """
        attempt, seconds = _Attempt(rewriting_messages(message, turns)), self._limits.first_token_seconds / 2
        deadline = time.monotonic() + seconds
        async with self._places.slot(seconds) as is_free:
            if not is_free:
                return None
            async with aclosing(self._pieces(attempt, deadline)) as pieces:
                async for _ in pieces:
                    if "?" in attempt.text or len(attempt.text) > LONGEST:
                        break
        said = " ".join([message, *(text for turn in turns for text in turn)])
        return None if attempt.broke else read_rewrite(attempt.text, said)

    async def draft(self, reading: Reading, evidence: Sequence[Evidence]) -> Drafts:
        """Draft what the model writes, then what it leaves out; where nothing of it passes, the sentences themselves."""
        sent: list[str] = []
        prompt, deadline = make_prompt(reading.text, evidence), time.monotonic() + self._limits.seconds
        async with self._places.slot(self._limits.seconds if prompt else 0) as is_free:
            if prompt and is_free:
                async with aclosing(self._written(prompt, deadline, sent)) as drafts:
                    reason: str | None = None
                    while (draft := await next_draft(drafts, reason)) is not None:
                        reason = yield draft
        for item in left_out(evidence, sent):
            yield Draft(as_sentence(item.text), (item.source,), by=EXTRACTIVE)

    async def _written(self, prompt: Prompt, deadline: float, sent: list[str]) -> Drafts:
        """What the model writes, and once more what was refused; what stays refused is given up. `sent` collects what passes."""
        first = _Attempt(prompt.messages)
        async with aclosing(self._attempted(first, prompt, deadline, sent)) as drafts:
            reason: str | None = None
            while (draft := await next_draft(drafts, reason)) is not None:
                reason = yield draft
        made_good = len(sent)
        if first.refused and not first.broke and time.monotonic() < deadline:
            second = _Attempt(prompt.again(first.text, first.refused), varied=True)
            async with aclosing(self._attempted(second, prompt, deadline, sent)) as drafts:
                reason = None
                while (draft := await next_draft(drafts, reason)) is not None:
                    reason = yield draft
        for refused in first.refused[len(sent) - made_good :]:
            yield Draft(refused.text, (), if_refused="withheld")

    async def _attempted(self, attempt: _Attempt, prompt: Prompt, deadline: float, sent: list[str]) -> Drafts:
        """The drafts of one attempt."""
        texts = [prompt.question, *(item.text for item in prompt.evidence)]
        async with aclosing(self._sentences(attempt, deadline)) as sentences:
            async for sentence in sentences:
                written = read_written(sentence)
                if says_not_found(written.text) or not written.text:
                    continue
                if is_said(written.text, [*sent, *(item.text for item in attempt.refused)]):
                    attempt.repeats += 1
                    continue
                if not is_in_scripts_of(written.text, texts):
                    attempt.refused.append(Refused(written.text, "it is in no language of the sentences"))
                    attempt.broke = True
                    return
                reason = fault_of(written.text)
                if reason is None:
                    reason = _UNCITED
                    for source in _sources_of(written, prompt.evidence):  # one alone must support all of it
                        found = _otherwise_than(source, written.text, prompt)
                        if found is None:
                            found = yield Draft(written.text, (source,), if_refused="again")
                        reason = found if reason == _UNCITED or found is None else reason
                        if reason is None:
                            break
                if reason is None:
                    sent.append(written.text)
                else:
                    attempt.refused.append(Refused(written.text, reason))

    async def _sentences(self, attempt: _Attempt, deadline: float) -> AsyncGenerator[str]:
        """What the model writes at one go, sentence by sentence, until it ends, breaks off or is stopped."""
        buffer, count = SentenceBuffer(), 0
        async with aclosing(self._pieces(attempt, deadline)) as pieces:
            async for piece in pieces:
                for sentence in buffer.add(piece):
                    yield sentence
                    count += 1
                if buffer.is_overlong:
                    attempt.broke = True
                if attempt.broke or attempt.repeats >= _MOST_REPEATS or count >= _MOST_SENTENCES:
                    return
        if not attempt.broke:
            for sentence in buffer.rest():
                if _ENDED.search(sentence):  # what was cut off may say the opposite of the whole
                    yield sentence

    async def _pieces(self, attempt: _Attempt, deadline: float) -> AsyncGenerator[str]:
        """What the model writes, as it comes. Nothing that goes wrong with it goes further than here."""
        patience = self._limits.first_token_seconds
        try:
            async with aclosing(self._writer.write(attempt.messages, attempt.varied)) as pieces:
                while True:
                    async with asyncio.timeout(min(patience, deadline - time.monotonic())):
                        piece = await anext(pieces, None)
                    if piece is None:
                        return
                    attempt.text += piece
                    yield piece
        except TimeoutError:
            attempt.broke = True
            self._writer.stalled()
            _log.warning("model_too_slow", generator=self.name, written=len(attempt.text))
        except Exception as error:  # a model's library may raise anything, and the answer goes on without it
            attempt.broke = True
            _log.warning("model_failed", generator=self.name, error=f"{type(error).__name__}: {error}")


def _sources_of(written: Written, evidence: Sequence[Evidence]) -> list[Source]:
    """What a sentence may rest on, best first: what it cites; where that tells little of it, the sentence that tells most."""
    shares = {item.number: overlap(written.text, [item.source.read]) for item in evidence}
    cited = [evidence[number - 1] for number in written.numbers if 1 <= number <= len(evidence)]
    best = max(evidence, key=lambda item: shares[item.number])
    if shares[best.number] > max((shares[item.number] for item in cited), default=0.0) + _BETTER:
        cited = [best]
    telling = [item for item in cited if shares[item.number] >= _SPEAKS_OF]
    return [item.source for item in sorted(telling, key=lambda item: -shares[item.number])]


def _otherwise_than(source: Source, text: str, prompt: Prompt) -> str | None:
    """Why a text says more, or holds for more, than a source does; None where its words do not show it."""
    told, named = source.read, naming_text(source.stored.work)
    others = [item.source.read for item in prompt.evidence if item.source is not source]
    added = borrowed(text, f"{told} {named}", prompt.question, others)
    return added or dropped(text, told, f"{prompt.question} {named}")
