"""From retrieved passages to the sentences that answer the question: a logistic model over features that can be read.

A sentence is judged in its place: how near its meaning is to the question, how much of the question's telling words it holds,
how good its passage is, and whether it has the form that was asked for (`features.py`).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from qa_service.answering.features import Features, fits_form, log_odds, supporting_odds
from qa_service.answering.kinds_of_figure import holds_asked_figure
from qa_service.answering.reader import Reader
from qa_service.answering.reading import Form, Reading
from qa_service.answering.sources import Source
from qa_service.answering.verbs import VERBS
from qa_service.retrieval.analysis import as_searched, beginning, term, terms, words
from qa_service.retrieval.lay_words import held_otherwise
from qa_service.retrieval.naming import names_of, naming_text
from qa_service.retrieval.query import Query
from qa_service.retrieval.search import Found, Searcher
from qa_service.retrieval.store import StoredPassage
from qa_service.types import RECORD, Span, Work

# "Computed tomography (CT) is a ...": a sentence that introduces what it speaks of.
_DEFINITION = re.compile(
    r"(?:the |an? )?[^.;:()]{2,100} \([^()]{2,40}\)[^.;:()]{0,20} (?:is|are|was|were|means|refers to) ", re.I
)
_SHORT_NAME = re.compile(r"(?<![\w-])[A-Z][\w/-]*[A-Z][\w-]*")
_NAMES = re.compile(r"^• |\n• ")
_AUTHOR_AND_YEAR = re.compile(
    r"((?:Mc|O'|Mac|van |de )?[A-Z][a-z]+(?:-[A-Z][a-z]+)?)"
    r"(?: (?:and|&) [A-Z][\w'-]+| et al\.?| and colleagues)?,? \(?((?:19|20)\d\d)\b"
)
_TERMS_OF_VERBS = frozenset(map(term, VERBS))
_MONTHS = frozenset(calendar.month_name)
# So many sentences are read together with the question; more cost time, and the right one is among them (docs/experiments.md).
READ = 12
# None is read that stands this far below the most promising one, in log-odds: of 690 sentences of answers, 11 did.
_HOPELESS = 3.5
# A sentence on another drug, or another place, than the question names.
_MISSES_NAME = -1.5
# A sentence without a figure of the kind that is asked for.
_LACKS_FIGURE = -2.5
# A sentence of a work that nowhere speaks of anything that the question names; no other side makes up for so much.
_ON_SOMETHING_ELSE = -8.0
# The source's own words come before our words on it, where both answer.
_OWN_WORDS = 1.5
# A line of a record, or a list of names, says little on its subject.
_NO_SENTENCE = -1.5
# What a work reports of another work is better taken from that work.
_SECOND_HAND = -2.0
# What introduces a thing answers "What is it?" better than what says more on it.
_DEFINES = 1.5


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence with its place and what speaks for it."""

    found: Found
    span: Span
    text: str
    number: int
    dense: float
    features: Features
    support: float
    """The log-odds that the sentence answers the question."""
    speaks_of: frozenset[str]
    """The question's terms that the sentence itself holds."""
    preference: float
    """What is added for the kind of text it is: the source's own words first, records and second-hand reports last."""

    @property
    def score(self) -> float:
        """What orders sentences."""
        return self.support + self.preference

    @property
    def section(self) -> str:
        """The title of the section that it stands in."""
        return self.found.stored.passage.section

    @property
    def source(self) -> Source:
        """The sentence as something to cite."""
        return Source(self.found.stored, self.span)


def worth_reading(promising: Sequence[Evidence]) -> list[Evidence]:
    """The sentences that the features leave in doubt, of those that are the most promising."""
    return [item for item in promising if item.score >= promising[0].score - _HOPELESS]


def read_evidence(query: Query, promising: Sequence[Evidence], reader: Reader) -> list[Evidence]:
    """The most promising sentences, read together with the question and ordered anew."""
    odds = reader.answers(query.text, [item.text for item in promising])
    read = [
        replace(item, support=supporting_odds(item.support, float(own)) + _figure_odds(query, item.text))
        for item, own in zip(promising, odds, strict=True)
    ]
    return sorted(read, key=lambda item: (-item.score, item.number))


def _figure_odds(query: Query, text: str) -> float:
    return 0.0 if holds_asked_figure(query.text, text, query.counts) else _LACKS_FIGURE


def rank_evidence(reading: Reading, query: Query, hits: Sequence[Found], searcher: Searcher) -> list[Evidence]:
    """All sentences of the hits, the most promising first: cheap features decide, none is read yet."""
    cosines = [_cosines(found, query, searcher) for found in hits]
    mean = float(np.concatenate(cosines).mean()) if cosines else 0.0
    # One side of a comparison may well be told by a work that does not name the other.
    strange = set() if reading.sides else _on_something_else(query, hits, searcher)
    evidence = [
        replace(item, support=item.support + _ON_SOMETHING_ELSE) if hit.stored.passage.document_id in strange else item
        for hit, own in zip(hits, cosines, strict=True)
        for item in _sentences(hit, [float(cosine) for cosine in own], mean, reading, query)
    ]
    return sorted(evidence, key=lambda item: (-item.score, item.number))


def _on_something_else(query: Query, hits: Sequence[Found], searcher: Searcher) -> set[str]:
    """The documents that hold no name of the question, however it is called: a half-life may be that of another drug."""
    names = (query.required & query.counts.keys()) - _TERMS_OF_VERBS
    if not names or query.named:
        return set()
    called = [phrase for phrase, named in query.other_names.items() if not names.isdisjoint(named)]
    other = held_otherwise(query.text, lambda _: 1)  # also where the corpus seldom calls it so
    called += [" ".join(terms(pair.other)) for pair in other if not names.isdisjoint(terms(pair.name))]
    keys = {hit.stored.passage.document_id for hit in hits}
    held = searcher.store.documents_holding([*names, *called], keys)
    for hit in hits:
        if any(holds_all([name], _terms(hit.stored.passage.text)) for name in names):
            held.add(hit.stored.passage.document_id)
    return keys - held


def _cosines(found: Found, query: Query, searcher: Searcher) -> np.ndarray:
    first = found.stored.first_sentence
    rows = searcher.sentence_vectors.rows(slice(first, first + len(found.stored.passage.sentences)))
    cosines: np.ndarray = rows @ query.vector[0]
    return cosines


def _sentences(
    found: Found, cosines: Sequence[float], mean: float, reading: Reading, query: Query
) -> Iterator[Evidence]:
    passage = found.stored.passage
    context, section = set(_context_terms(found.stored)), set(_terms(passage.section))
    short = _SHORT_NAME.findall(query.text) if reading.form is Form.DEFINITION else []
    for offset, (span, cosine) in enumerate(zip(passage.sentences, cosines, strict=True)):
        text = passage.text[span.start - passage.start : span.end - passage.start]
        held = _terms(as_searched(passage.section, text))
        own = {*held, *named_otherwise(query, held)}
        told = own | context
        features = Features(
            dense_lead=cosine - mean,
            coverage=(query.weights.covered(own) + query.weights.covered(told)) / 2,
            passage=found.score,
            lacks_form=0.0 if fits_form(reading.form, text) else 1.0,
            names_section=1.0 if section and section <= set(query.terms) else 0.0,
        )
        number = found.stored.first_sentence + offset
        support = log_odds(features) + (0.0 if holds_all(query.required, told) else _MISSES_NAME)
        preference = _preference(text, found.stored, reading.form)
        preference += _DEFINES if any(f"({name})" in text for name in short) else 0.0
        speaks_of = frozenset(own & query.weights.weights.keys())
        yield Evidence(found, span, text, number, cosine, features, support, speaks_of, preference)


def _preference(text: str, stored: StoredPassage, form: Form) -> float:
    """What is added to the support of a sentence for the kind of text that it is."""
    defines = _DEFINES if form is Form.DEFINITION and _DEFINITION.match(text) else 0.0
    own = _OWN_WORDS if stored.work.text_kind == "abstract" and fits_form(form, text) else 0.0
    is_sentence = stored.passage.section != RECORD and not _NAMES.search(text)
    return (
        own
        + defines
        + (0.0 if is_sentence else _NO_SENTENCE)
        + (_SECOND_HAND if names_other_work(text, stored) else 0.0)
    )


def _context_terms(stored: StoredPassage) -> tuple[str, ...]:
    """The terms of what names a passage: its work and its section."""
    passage = stored.passage
    return _terms(f"{passage.document_id} {passage.section} {naming_text(stored.work)}")


@lru_cache(maxsize=50_000)
def _terms(text: str) -> tuple[str, ...]:
    """The terms of a stored text. The same few texts are read again and again, and reading is half the time of an answer."""
    return tuple(terms(text))


def named_otherwise(query: Query, held: Sequence[str]) -> set[str]:
    """The question's terms that the text holds under another name."""
    read = f" {' '.join(held)} "
    return {term for phrase, named in query.other_names.items() if f" {phrase} " in read for term in named}


def holds_all(names: Iterable[str], held: Collection[str]) -> bool:
    """Whether terms hold every name, or another form of it: "immunosuppression" for "immunosuppressants"."""
    return all(name in held or _holds_beginning(beginning(name), held) for name in names)


def _holds_beginning(begins: str, held: Iterable[str]) -> bool:
    return any(term.startswith(begins) for term in held)


def names_other_work(text: str, stored: StoredPassage) -> bool:
    """Whether a sentence names a work by author and year, "Kohler and Meisel 2018", that is not its own."""
    works = [(set(words(name)), int(year)) for name, year in _AUTHOR_AND_YEAR.findall(text) if name not in _MONTHS]
    if not works:
        return False
    work = stored.work
    own = _own_names(stored.passage.document_id, work)
    return any(name and (own.isdisjoint(name) or (work.year is not None and year != work.year)) for name, year in works)


@lru_cache(maxsize=5_000)
def _own_names(key: str, work: Work) -> frozenset[str]:
    """The words that a work is called by, which are the same at every question."""
    return frozenset(names_of(key, work)) | frozenset(words(work.title))
