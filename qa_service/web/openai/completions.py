"""An Answer as OpenAI's clients read it."""

from __future__ import annotations

import hashlib
import re
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

from qa_service.answering.sources import with_marks
from qa_service.types import Answer, Citation, Fingerprint
from qa_service.web.openai.schemas import (
    Annotation,
    AnswerMessage,
    Choice,
    Completion,
    CompletionRequest,
    UrlCitation,
    Usage,
)

UrlOf = Callable[[str], str]
"""Gives the address under which this server has a document."""

_TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Head:
    """What a completion and each chunk of it begin with, and what it takes to finish them."""

    model: str
    prompt_tokens: int
    url_of: UrlOf
    id: str = field(default_factory=lambda: f"chatcmpl-{uuid.uuid4().hex}")
    created: int = field(default_factory=lambda: int(time.time()))

    def usage(self, text: str) -> Usage:
        """What was asked and answered, counted."""
        said = count_tokens(text)
        return Usage(prompt_tokens=self.prompt_tokens, completion_tokens=said, total_tokens=self.prompt_tokens + said)


def completion(head: Head, answer: Answer) -> Completion:
    """The whole of it, for who does not stream."""
    message = AnswerMessage(content=answer.text, annotations=annotate(answer, head.url_of))
    return Completion(
        id=head.id,
        created=head.created,
        model=head.model,
        choices=[Choice(message=message)],
        usage=head.usage(answer.text),
        system_fingerprint=system_fingerprint(answer.fingerprint),
        citations=list(answer.citations),
        qa_service=answer,
    )


def annotate(answer: Answer, url_of: UrlOf) -> list[Annotation]:
    """One for each mark in the text, in the order of the text: `text[start_index:end_index]` is the mark."""
    cited = {citation.n: citation for citation in answer.citations}
    return [
        Annotation(
            url_citation=UrlCitation(
                url=_url(cited[number], url_of),
                title=cited[number].document.title,
                start_index=start,
                end_index=start + len(f"[{number}]"),
            )
        )
        for number, start in _marks(answer)
    ]


def system_fingerprint(fingerprint: Fingerprint) -> str:
    """A short name of everything that an answer depends on."""
    return f"fp_{hashlib.sha256(fingerprint.model_dump_json().encode()).hexdigest()[:16]}"


def prompt_tokens(body: CompletionRequest) -> int:
    """The tokens of all messages, also of those that are not read."""
    return sum(count_tokens(part.text or "") for message in body.messages for part in message.content)


def count_tokens(text: str) -> int:
    """Words, figures and punctuation marks: near what language models count, and the same with every generator."""
    return sum(1 for _ in _TOKEN.finditer(text))


def _marks(answer: Answer) -> Iterator[tuple[int, int]]:
    """The number of each mark and where it begins. Brackets that belong to a sentence's own words are not taken for marks."""
    place = 0
    for sentence in answer.sentences:
        marked = with_marks([sentence])
        marks = [f"[{number}]" for number in sentence.citations]
        place = answer.text.index(marked, place)
        start = place + marked.rindex("".join(marks))
        yield from zip(sentence.citations, _starts(start, marks), strict=True)
        place += len(marked)


def _starts(start: int, marks: Iterable[str]) -> Iterator[int]:
    for mark in marks:
        yield start
        start += len(mark)


def _url(citation: Citation, url_of: UrlOf) -> str:
    """Where the work can be read: as its record says, where its identifier leads, or here."""
    work = citation.document
    if work.url:
        return work.url
    if work.doi:
        return f"https://doi.org/{quote(work.doi, safe='/:;()')}"
    if work.pmid:
        return f"https://pubmed.ncbi.nlm.nih.gov/{quote(work.pmid, safe='')}/"
    return url_of(citation.document_id)
