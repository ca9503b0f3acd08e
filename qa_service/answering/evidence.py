"""From retrieved passages to the sentences that answer the question: a logistic model over features that can be read.

A sentence is judged in its place: how near its meaning is to the question, how much of the question's telling words it holds
(together with what names its work and section), how good its passage is, and whether it has the form that was asked for. The
weights are fitted by `python -m benchmarks.fit_evidence`, see docs/experiments.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields

import numpy as np

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
class Features:
    """What speaks for a sentence."""

    dense_lead: float
    """Cosine of question and sentence, above the mean of all sentences considered: in a narrow corpus all are near."""
    coverage: float
    """Share of the question's weight that the sentence holds, together with what names its work and section."""
    passage: float
    """Fused score of its passage."""
    lacks_form: float
    """1 where a number, date or cause was asked for and none is in the sentence."""


WEIGHTS = Features(dense_lead=5.17, coverage=2.61, passage=4.59, lacks_form=-1.47)
CONSTANT = -4.39
# The source's own words come before our words on it, where both answer.
_OWN_WORDS = 0.3
# A line of a record says little on its subject.
_RECORD = -1.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence with its place and what speaks for it."""

    found: Found
    span: Span
    text: str
    number: int
    dense: float
    features: Features

    @property
    def source(self) -> Source:
        """The sentence as something to cite."""
        return Source(self.found.stored, self.span)

    @property
    def support(self) -> float:
        """The model's log-odds that the sentence answers the question."""
        told: float = CONSTANT + sum(w * f for w, f in zip(astuple(WEIGHTS), astuple(self.features), strict=True))
        return told

    @property
    def score(self) -> float:
        """What orders sentences: their support, with the source's own words first and records last."""
        own = _OWN_WORDS if self.found.stored.work.text_kind == "abstract" else 0.0
        return self.support + own + (_RECORD if self.found.stored.passage.section == RECORD else 0.0)


def rank_evidence(reading: Reading, query: Query, hits: Sequence[Found], searcher: Searcher) -> list[Evidence]:
    """All sentences of the hits, best first."""
    cosines = [_cosines(found, query, searcher) for found in hits]
    mean = float(np.concatenate(cosines).mean()) if cosines else 0.0
    evidence = [
        item
        for found, own in zip(hits, cosines, strict=True)
        for item in _sentences(found, [float(cosine) for cosine in own], mean, reading, query)
    ]
    return sorted(evidence, key=lambda item: (-item.score, item.number))


def _cosines(found: Found, query: Query, searcher: Searcher) -> np.ndarray:
    first = found.stored.first_sentence
    rows = searcher.sentence_vectors.rows(slice(first, first + len(found.stored.passage.sentences)))
    cosines: np.ndarray = rows @ query.vector[0]
    return cosines


def _sentences(
    found: Found, cosines: Sequence[float], mean: float, reading: Reading, query: Query
) -> Iterator[Evidence]:
    passage = found.stored.passage
    context = set(context_terms(found))
    for offset, (span, cosine) in enumerate(zip(passage.sentences, cosines, strict=True)):
        text = passage.text[span.start - passage.start : span.end - passage.start]
        held = terms(as_searched(passage.section, text))
        features = Features(
            dense_lead=cosine - mean,
            coverage=query.weights.covered({*held, *named_otherwise(query, held), *context}),
            passage=found.score,
            lacks_form=0.0 if fits_form(reading.form, text) else 1.0,
        )
        yield Evidence(found, span, text, found.stored.first_sentence + offset, cosine, features)


def context_terms(found: Found) -> list[str]:
    """The terms of what names a passage: its work and its section."""
    work, passage = found.stored.work, found.stored.passage
    parts = (passage.document_id, passage.section, work.title, *work.authors, work.journal, work.year, work.type)
    return terms(" ".join(str(part) for part in parts if part))


def named_otherwise(query: Query, held: Sequence[str]) -> set[str]:
    """The question's terms that the text holds under another name."""
    read = f" {' '.join(held)} "
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


FEATURE_NAMES = tuple(field.name for field in fields(Features))
