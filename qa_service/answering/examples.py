"""Make questions to begin with: those that somebody would ask who knows what the literature is about, and nothing else of it.

Every work has its say, and of all that can be asked the plainest is offered. Each question is asked first, and only one that
its own sentence answers is an example.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, zip_longest

from qa_service.answering.gathering import Gatherer
from qa_service.answering.suggestions import Candidate, candidates_of, stiffness, subject_of, suggest
from qa_service.retrieval.analysis import terms
from qa_service.retrieval.citing import Entry

_MOST = 4
_MOST_ALIKE = 2
# Works that are read for examples, and questions that are tried; each costs a search.
_WORKS_READ = 60
_TRIED = 24
_ABBREVIATED = re.compile(r"\b(?:[A-Z]{2,}[\w/-]*|\w+[A-Z]\w*-\d+)")
_IN_BRACKETS = re.compile(r"\(([^()]+)\)")
# What was so of those who were studied, and which share of them: one asks that who has read the study.
_OF_STUDIED = re.compile(r"(?:In|Was|Were|Did|Does|Do|Is|Are|How many|What share)\b")


@dataclass(frozen=True, slots=True)
class Example:
    """A question that the corpus answers, and the work that does."""

    question: str
    document_id: str
    title: str


def make_examples(entries: Sequence[Entry], gatherer: Gatherer) -> tuple[Example, ...]:
    """Questions on different works and different things; the first says what most works are about, then the plainest ones.

    Args:
        entries: the works of the corpus.
        gatherer: gathers in all of them.
    """
    first = suggest(gatherer.introduce(), gatherer.answer_to)[:1]
    subject = subject_of(tuple(entry.work.title for entry in entries))
    names = (subject, *(name for question in first for name in _IN_BRACKETS.findall(question)))
    pool = [candidate for entry in islice(_various(entries), _WORKS_READ) for candidate in _told_by(entry, gatherer)]
    plain = _plainest_first(pool, names)
    met = (one.wordings[0] for one in islice(plain, _TRIED) if _is_met(one, names, gatherer))
    return tuple(islice(_different(chain(first, met), names, gatherer), _MOST))


def _plainest_first(pool: Sequence[Candidate], names: Sequence[str]) -> list[Candidate]:
    """The questions in the order in which one would ask them: of those as plain, the ones on what most works are asked about."""
    asked = Counter(term for _, term in {(one.work, term) for one in pool for term in _about(one.wordings[0], names)})

    def order(one: Candidate) -> tuple[int, int, int]:
        question = one.wordings[0]
        rarest = min((asked[term] for term in _about(question, names)), default=0)
        return strangeness(one, names), -rarest, len(question.split())

    return sorted(pool, key=order)


def _is_met(candidate: Candidate, names: Sequence[str], gatherer: Gatherer) -> bool:
    """Whether the plainest wording of a question is answered by its own sentence, or by one that holds its words."""
    question = candidate.wordings[0]
    lead = gatherer.answer_to(question)
    return lead is not None and (candidate.is_met_by(lead) or _about(question, names) <= set(terms(lead.text)))


def _about(question: str, names: Sequence[str]) -> set[str]:
    """The terms of a question beside those of the subject."""
    return set(terms(question)) - {term for name in names for term in terms(name)}


def strangeness(candidate: Candidate, names: Sequence[str]) -> int:
    """How far a question is from what one would ask who knows the subject alone, by any of its names.

    It is further where it does not say what it is about, holds an abbreviation that the reader was not told, or asks what was so
    in one study.
    """
    question = candidate.wordings[0]
    is_on_subject = any(set(terms(name)) <= set(terms(question)) for name in names)
    unknown = set(_ABBREVIATED.findall(_IN_BRACKETS.sub("", question))) - set(names)
    studied = bool(_OF_STUDIED.match(question))
    return stiffness(question, candidate.item) + (not is_on_subject) + len(unknown) + studied


def _different(questions: Iterable[str], names: Sequence[str], gatherer: Gatherer) -> Iterator[Example]:
    """The questions whose works and whose words, beside those of the subject, were not had before.

    Those that begin as two before them come last: four alike look as if nothing else could be asked.
    """
    works, said, begun, alike = set[str](), set[str](), Counter[str](), list[Example]()
    for question in questions:
        lead = gatherer.answer_to(question)
        about = _about(question, names)
        if lead is None or lead.found.stored.passage.document_id in works or len(about & said) * 2 > len(about):
            continue
        stored, beginning = lead.found.stored, " ".join(question.split()[:2])
        works.add(stored.passage.document_id)
        example = Example(question, stored.passage.document_id, stored.work.title)
        if begun[beginning] == _MOST_ALIKE:
            alike.append(example)
            continue
        said |= about
        begun[beginning] += 1
        yield example
    yield from alike


def _told_by(entry: Entry, gatherer: Gatherer) -> list[Candidate]:
    """The questions on the sentences of a work that are nearest to its subject."""
    subject = subject_of((entry.work.title,))
    told = gatherer.of_work(entry.key).gather_for(f"What is {subject}?").told
    return [candidate for candidate in candidates_of(told) if candidate.is_on_sentence]


def _various(entries: Sequence[Entry]) -> Iterator[Entry]:
    """The works that can be named, those without a gap in their record first: one of each kind, then another of each."""
    kinds = defaultdict[str, list[Entry]](list)
    for entry in sorted(entries, key=lambda entry: (len(entry.work.unverified), entry.key)):
        if entry.work.authors and not entry.work.retracted:
            kinds[entry.work.type].append(entry)
    frequent = sorted(kinds.values(), key=len, reverse=True)
    return (entry for round_ in zip_longest(*frequent) for entry in round_ if entry)
