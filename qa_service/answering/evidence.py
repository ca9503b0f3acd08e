"""From retrieved passages to the sentences that answer the question, with inspectable features.

A sentence is judged alone and in its place: how near its meaning is to the question, how much of the question's rare words
it holds (alone, and together with what names its work and section), how good its passage is, and whether it has the form
that was asked for.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qa_service.answering.reading import Form, Reading
from qa_service.answering.sources import Source
from qa_service.retrieval.analysis import as_searched, terms
from qa_service.retrieval.search import Found, Query, Searcher
from qa_service.types import RECORD, Span

_NUMBER = re.compile(r"\d")
_NUMBER_WORD = re.compile(
    r"\b(one|two|three|four|five|six|seven|eight|nine|ten|half|third|quarter|twice|none|all)\b", re.I
)
_YEAR = re.compile(r"\b(1[5-9]|20)\d\d\b")
_CAUSE = re.compile(
    r"\b(because|cause[sd]?|due to|owing to|lead[s]? to|led to|therefore|thus|so that|result\w*|explain\w*|put down to|reason"
    r"|contribut\w*|attribut\w*|infer\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence with its place and what speaks for it; `score` orders."""

    found: Found
    span: Span
    text: str
    number: int
    dense: float
    coverage: float
    coverage_in_context: float
    has_form: bool
    score: float

    @property
    def source(self) -> Source:
        """The sentence as something to cite."""
        return Source(self.found.stored, self.span)


@dataclass(frozen=True, slots=True)
class TermWeights:
    """How much each term of a question tells, from how few passages hold it."""

    weights: dict[str, float]
    unknown: tuple[str, ...]

    @property
    def unknown_share(self) -> float:
        """The share of the question's weight that stands nowhere in the corpus, from 0 to 1."""
        return self.covered(set(self.unknown))

    def covered(self, held: set[str]) -> float:
        """The share of the question's weight that a set of terms holds, from 0 to 1."""
        total = sum(self.weights.values())
        return sum(weight for term, weight in self.weights.items() if term in held) / total if total else 0.0


def weigh_terms(query: Query, searcher: Searcher) -> TermWeights:
    """Weigh the terms of a question by inverse document frequency."""
    counts, passages = query.counts, searcher.manifest.counts.passages
    weights = {
        term: math.log(1 + (passages + 0.5) / (counts.get(term, 0) + 0.5)) for term in dict.fromkeys(query.terms)
    }
    return TermWeights(weights, tuple(term for term in weights if term not in counts))


def rank_evidence(reading: Reading, query: Query, hits: Sequence[Found], searcher: Searcher) -> list[Evidence]:
    """All sentences of the hits, best first."""
    weights = weigh_terms(query, searcher)
    evidence = [item for found in hits for item in _sentences(found, reading, query, weights, searcher)]
    return sorted(evidence, key=lambda item: (-item.score, item.number))


def _sentences(
    found: Found, reading: Reading, query: Query, weights: TermWeights, searcher: Searcher
) -> Iterable[Evidence]:
    passage, first = found.stored.passage, found.stored.first_sentence
    rows = searcher.sentence_vectors.rows(slice(first, first + len(passage.sentences)))
    cosines = rows @ query.vector[0]
    context = context_terms(found)
    for offset, (span, cosine) in enumerate(zip(passage.sentences, cosines, strict=True)):
        text = passage.text[span.start - passage.start : span.end - passage.start]
        held = set(terms(as_searched(passage.section, text))) | named_phrases(query, text)
        coverage = weights.covered(held)
        in_context = weights.covered(held | context)
        has_form = fits_form(reading.form, text)
        yield Evidence(
            found=found,
            span=span,
            text=text,
            number=first + offset,
            dense=float(cosine),
            coverage=coverage,
            coverage_in_context=in_context,
            has_form=has_form,
            score=_score(float(cosine), coverage, in_context, found, has_form),
        )


def _score(dense: float, coverage: float, in_context: float, found: Found, has_form: bool) -> float:
    own_words = 0.03 if found.stored.work.text_kind == "abstract" else 0.0
    record = -0.1 if found.stored.passage.section == RECORD else 0.0
    form = 0.08 if has_form else 0.0
    return 0.45 * dense + 0.2 * coverage + 0.2 * in_context + 0.35 * found.score + form + own_words + record


def context_terms(found: Found) -> set[str]:
    """The terms of what names a passage: its work and its section."""
    work, passage = found.stored.work, found.stored.passage
    parts = (passage.document_id, passage.section, work.title, *work.authors, work.journal, work.year, work.type)
    return set(terms(" ".join(str(part) for part in parts if part)))


def named_phrases(query: Query, text: str) -> set[str]:
    """The question's terms whose other name stands in the text."""
    read = f" {' '.join(terms(text))} "
    return {term for phrase, named in query.phrases.items() if f" {phrase} " in read for term in named}


def fits_form(form: Form, text: str) -> bool:
    """Whether a text holds what a question of a form asks for."""
    if form is Form.NUMBER:
        return bool(_NUMBER.search(_YEAR.sub("", text)) or _NUMBER_WORD.search(text))
    if form is Form.DATE:
        return bool(_YEAR.search(text))
    if form is Form.CAUSE:
        return bool(_CAUSE.search(text))
    return True
