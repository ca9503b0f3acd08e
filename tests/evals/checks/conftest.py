"""Answers over one invented document, right in all respects until a test changes something."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from qa_service.evals.checks import Check, SeenTurn, ServedDocument, read_check
from qa_service.evals.results import Verdict
from qa_service.types import Answer, AnswerSentence, Citation, CitedWork, Fingerprint, Timings

TEXT = (
    "Up to 60% of cases of scurvy are mild. Scurvy does not shorten life. Lemon juice cured nine of ten sailors.\n\n"
    "Number of pages10"
)
WORK = CitedWork(
    title="Scurvy in sailors",
    authors=("Marsh E",),
    year=1998,
    journal="Journal of Invented Science",
    doi=None,
    pmid=None,
    type="review",
    retracted=False,
    url=None,
)
Cite = Callable[..., Citation]
Write = Callable[..., Answer]
See = Callable[..., SeenTurn]
Judge = Callable[..., Verdict]


@pytest.fixture
def document() -> ServedDocument:
    return ServedDocument(id="marsh1998", text=TEXT, title=WORK.title, authors=WORK.authors, year=1998, type="review")


@pytest.fixture
def cite() -> Cite:
    """A citation of a quote of the document."""

    def citation(n: int, quote: str, /, **changes: Any) -> Citation:
        start = TEXT.index(quote)
        right = Citation(
            n=n,
            document_id="marsh1998",
            passage_id="marsh1998:0",
            section="Results",
            quote=quote,
            start=start,
            end=start + len(quote),
            sha256=hashlib.sha256(TEXT.encode()).hexdigest(),
            text_kind="abstract",
            document=WORK,
        )
        return right.model_copy(update=changes)

    return citation


@pytest.fixture
def write(cite: Cite) -> Write:
    """An answer of sentences, each with the numbers that it cites; by default, each cites its own words."""

    def answer(
        sentences: Sequence[tuple[str, tuple[int, ...]]] = (), citations: Sequence[Citation] = (), **changes: Any
    ) -> Answer:
        text = " ".join(f"{said[:-1]} {''.join(f'[{n}]' for n in numbers)}{said[-1:]}" for said, numbers in sentences)
        right = Answer(
            id="a",
            conversation_id="c",
            question="How severe is scurvy?",
            standalone_question="How severe is scurvy?",
            status="answered",
            text=text,
            sentences=tuple(AnswerSentence(text=said, citations=numbers) for said, numbers in sentences),
            citations=tuple(citations),
            generator="extractive",
            fingerprint=Fingerprint(corpus="", index="", embedder="", generator="", prompt="", settings=""),
            timings_ms=Timings(rewrite=0, retrieve=0, generate=0, verify=0, total=0),
        )
        return right.model_copy(update=changes)

    return answer


@pytest.fixture
def see(document: ServedDocument) -> See:
    """A turn as it was seen: an answer, or the text of an endpoint that gives no more."""

    def turn(shown: Answer | str, **changes: Any) -> SeenTurn:
        text, answer = (shown, None) if isinstance(shown, str) else (shown.text, shown)
        is_declined = answer is not None and answer.status == "abstained"
        right = {"question": "How severe is scurvy?", "is_declined": is_declined, "documents": {document.id: document}}
        return SeenTurn(**{"text": text, "answer": answer, **right, **changes})

    return turn


@pytest.fixture
def judge(see: See) -> Judge:
    """The verdict of a check, as a suite writes it, on a text or an answer."""

    def verdict(written: Any, shown: Answer | str, **changes: Any) -> Verdict:
        check: Check = read_check(written)
        return check.judge(see(shown, **changes))

    return verdict


@pytest.fixture
def scurvy(cite: Cite, write: Write) -> Answer:
    """Two sentences, each a quote."""
    first, second = "Up to 60% of cases of scurvy are mild.", "Scurvy does not shorten life."
    return write([(first, (1,)), (second, (2,))], [cite(1, first), cite(2, second)])
