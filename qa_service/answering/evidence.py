"""From retrieved passages to the sentences that answer the question: a logistic model over features that can be read.

A sentence is judged in its place: how near its meaning is to the question, how much of the question's telling words it holds,
how good its passage is, and whether it has the form that was asked for. The
weights are fitted by `python -m benchmarks.fit_evidence`, see docs/experiments.md.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields

import numpy as np

from qa_service.answering.reading import Form, Reading
from qa_service.answering.sources import Source
from qa_service.retrieval.analysis import as_searched, terms
from qa_service.retrieval.naming import names_of
from qa_service.retrieval.search import Found, Query, Searcher
from qa_service.types import RECORD, Span

_NUMBER = re.compile(r"\d")
_NUMBER_WORD = re.compile(
    r"\b(one|two|three|four|five|six|seven|eight|nine|ten|half|third|quarter|twice|none|all)\b", re.I
)
_NAMES = re.compile(r"^• |\n• ")
_AUTHOR_AND_YEAR = re.compile(
    r"((?:Mc|O'|Mac|van |de )?[A-Z][a-z]+(?:-[A-Z][a-z]+)?)"
    r"(?: (?:and|&) [A-Z][\w'-]+| et al\.?| and colleagues)?,? \(?((?:19|20)\d\d)\b"
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
    """Share of the question's weight that the sentence holds; what only its work or section is named after counts half."""
    passage: float
    """Fused score of its passage."""
    lacks_form: float
    """1 where a number, date or cause was asked for and none is in the sentence."""
    names_section: float
    """1 where the question names the section by its title, such as "Prognosis"."""


WEIGHTS = Features(dense_lead=4.86, coverage=2.51, passage=4.56, lacks_form=-1.43, names_section=1.5)
CONSTANT = -4.14
# The source's own words come before our words on it, where both answer.
_OWN_WORDS = 1.5
# A line of a record, or a list of names, says little on its subject.
_NO_SENTENCE = -1.5
# What a work reports of another work is better taken from that work.
_SECOND_HAND = -1.0


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
        is_sentence = self.found.stored.passage.section != RECORD and not _NAMES.search(self.text)
        second_hand = _SECOND_HAND if names_other_work(self.text, self.found) else 0.0
        return self.support + own + second_hand + (0.0 if is_sentence else _NO_SENTENCE)


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
    context, section = set(context_terms(found)), set(terms(passage.section))
    for offset, (span, cosine) in enumerate(zip(passage.sentences, cosines, strict=True)):
        text = passage.text[span.start - passage.start : span.end - passage.start]
        held = terms(as_searched(passage.section, text))
        own = {*held, *named_otherwise(query, held)}
        features = Features(
            dense_lead=cosine - mean,
            coverage=(query.weights.covered(own) + query.weights.covered(own | context)) / 2,
            passage=found.score,
            lacks_form=0.0 if fits_form(reading.form, text) else 1.0,
            names_section=1.0 if section and section <= set(query.terms) else 0.0,
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


def names_other_work(text: str, found: Found) -> bool:
    """Whether a sentence names a work by author and year, "Kohler and Meisel 2018", that is not its own."""
    work = found.stored.work
    own = names_of(found.stored.passage.document_id, work) | set(terms(work.title))
    return any(
        own.isdisjoint(terms(name)) or (work.year is not None and int(year) != work.year)
        for name, year in _AUTHOR_AND_YEAR.findall(text)
        if terms(name) and name not in calendar.month_name
    )


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
