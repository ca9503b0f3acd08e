"""A stream of events as chunks of OpenAI's: the role, a delta per verified sentence, and the end with all citations."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from typing import Any

import structlog

from qa_service.answering.safety import safety_note, with_note
from qa_service.answering.service import AnswerCompleted, Event, SentenceVerified
from qa_service.answering.sources import with_marks
from qa_service.types import Answer, AnswerSentence
from qa_service.web.metrics import Metrics
from qa_service.web.openai.completions import Head, annotate, system_fingerprint
from qa_service.web.openai.errors import error_body
from qa_service.web.problems import problem_of

_log = structlog.get_logger(__name__)

Chunk = dict[str, Any]


class TextSoFar:
    """Gives the text of an answer piece by piece; the pieces make up exactly the text of the whole answer."""

    def __init__(self, question: str) -> None:
        # What stands in front of an answer is known before it and said first; what stands behind comes at the end.
        self._front = with_note("\0", safety_note(question)).partition("\0")[0]
        self._sentences: list[AnswerSentence] = []
        self._said = ""

    def opening(self) -> str:
        """What stands in front of the first sentence."""
        return self._next(self._front)

    def sentence(self, sentence: AnswerSentence) -> str:
        """A sentence with its marks, and what separates it from the one before."""
        self._sentences.append(sentence)
        return self._next(self._front + with_marks(self._sentences))

    def rest(self, answer: Answer) -> str:
        """What is left to say."""
        return self._next(answer.text)

    def _next(self, text: str) -> str:
        if not text.startswith(self._said):
            raise AssertionError("an answer begins with the sentences that were sent")
        piece, self._said = text[len(self._said) :], text
        return piece


class Chunks:
    """Makes the chunks of one completion of its events, in OpenAI's order."""

    def __init__(self, head: Head, question: str, with_usage: bool) -> None:
        self._head, self._text, self._with_usage = head, TextSoFar(question), with_usage

    def opening(self) -> Iterator[Chunk]:
        """What is sent before anything is known."""
        yield self._chunk({"role": "assistant", "content": ""})
        yield from self._said(self._text.opening())

    def of(self, event: Event) -> Iterator[Chunk]:
        """What an event says."""
        match event:
            case SentenceVerified(sentence, _):
                yield from self._said(self._text.sentence(sentence))
            case AnswerCompleted(answer):
                yield from self._said(self._text.rest(answer))
                yield self._end(answer)
                if self._with_usage:
                    usage = self._head.usage(answer.text).model_dump()
                    yield self._begun(system_fingerprint(answer.fingerprint)) | {"choices": [], "usage": usage}

    def _said(self, text: str) -> Iterator[Chunk]:
        if text:
            yield self._chunk({"content": text})

    def _end(self, answer: Answer) -> Chunk:
        marks = [annotation.model_dump() for annotation in annotate(answer, self._head.url_of)]
        return self._chunk({"annotations": marks}, "stop", system_fingerprint(answer.fingerprint)) | {
            "citations": [citation.model_dump(mode="json") for citation in answer.citations],
            "qa_service": answer.model_dump(mode="json"),
        }

    def _chunk(self, delta: Chunk, finish_reason: str | None = None, fingerprint: str | None = None) -> Chunk:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
        usage = {"usage": None} if self._with_usage else {}
        return self._begun(fingerprint) | {"choices": [choice]} | usage

    def _begun(self, fingerprint: str | None) -> Chunk:
        return {
            "id": self._head.id,
            "object": "chat.completion.chunk",
            "created": self._head.created,
            "model": self._head.model,
            "system_fingerprint": fingerprint,  # known when the answer is
        }


async def frames(
    chunks: Chunks, first: Event, others: AsyncIterator[Event], metrics: Metrics, request_id: str
) -> AsyncGenerator[str]:
    """Server-sent events. The status is sent already, so a stream that breaks off says so itself."""
    try:
        for chunk in (*chunks.opening(), *chunks.of(first)):
            yield _frame(json.dumps(chunk))
        async for event in others:
            if isinstance(event, AnswerCompleted):
                metrics.observe_answer(event.answer)
            for chunk in chunks.of(event):
                yield _frame(json.dumps(chunk))
        yield _frame("[DONE]")
    except Exception as error:
        _log.error("stream_broke_off", request_id=request_id, exc_info=error)
        yield _frame(json.dumps(error_body(problem_of(error, request_id))))


def _frame(data: str) -> str:
    return f"data: {data}\n\n"
