"""Which works a bibliographic question points to: by author and year, by title, by kind, by journal, or by topic.

    "the trial of plasma exchange by Chen" -> of the works by Chen, the trial whose title and text speak of plasma exchange

A work is singled out by what the question says of it besides the fields that it asks for. If that fits no work well, none is
pointed to: a field of a wrong work is worse than no answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa_service.answering.reading import without_cues
from qa_service.retrieval.analysis import fold, terms
from qa_service.retrieval.citing import Entry
from qa_service.retrieval.naming import naming_text, surname, without_names, years_in
from qa_service.retrieval.query import Query
from qa_service.retrieval.search import Searcher
from qa_service.types import CitedWork, Filters, Work

_QUOTED = re.compile(
    r"[\"“”«»](?P<double>[^\"“”«»]{6,})[\"“”«»]|(?<!\w)['‘](?P<single>[^'’]{6,}(?:['’]\w[^'’]*)*)['’](?!\w)"
)
# The nouns of each kind of work, in any catalogue.
KIND_NOUNS = {
    "review": ("review", "meta-analysis", "overview"),
    "guideline": ("guideline", "recommendation", "consensus"),
    "label": ("label", "prescribing information", "package insert", "package leaflet"),
    "case-report": ("case report", "case"),
    "case-series": ("case series", "series"),
    "rct": ("trial", "rct", "randomised", "randomized"),
    "cohort": ("cohort", "observational study"),
}
# Shares of the weight of a topic: what a work must hold to be meant, and how much less a second one may hold.
_LEAST_HELD, _LEAST_TITLE, _MARGIN = 0.5, 0.3, 0.12
# More works than this do not fit one short answer; the best come first.
_MOST_WORKS = 3
_MOST_CANDIDATES = 40
# What the title holds tells more than what stands in the text.
_TITLE, _TEXT, _NAMED = 1.0, 0.6, 0.3
_NOUNS = {"review": "review", "guideline": "guideline", "label": "label", "case-report": "case report", "rct": "trial"}


@dataclass(frozen=True, slots=True)
class _Fit:
    """How well a work fits what is said of it."""

    entry: Entry
    title: float
    text: float
    meaning: float
    is_named: bool

    @property
    def score(self) -> float:
        return _TITLE * self.title + _TEXT * self.text + self.meaning + (_NAMED if self.is_named else 0.0)


def works_pointed_at(query: Query, searcher: Searcher) -> list[Entry]:
    """The works that a bibliographic question points to, best first; none where no work fits."""
    if query.missing_names:
        return []
    quoted = _titled(query.text, searcher.entries)
    if quoted:
        return quoted
    named = [entry for entry in searcher.entries if entry.number in query.named]
    by_author = bool(query.authors)
    topic = topic_of(query)
    if not terms(topic):
        return one_each(named)[:_MOST_WORKS]
    candidates = of_year(of_kind(named if by_author else list(searcher.entries), query.text), query.text)
    if len(candidates) == 1 and by_author:
        return candidates
    fits = _fits(topic, candidates, query, searcher)
    best = [fit for fit in fits if by_author or (fit.text >= _LEAST_HELD and fit.title >= _LEAST_TITLE)]
    if not best:
        return []
    return one_each([fit.entry for fit in best if fit.score >= best[0].score - _MARGIN])[
        : _MOST_WORKS if by_author else 1
    ]


def called(work: Work | CitedWork) -> str:
    """A work as one would call it: "The review by Schoser et al. (2017)"."""
    noun = _NOUNS.get(work.type, "paper")
    if not work.authors:
        return f"The {noun} “{work.title}”"
    others = " et al." if len(work.authors) > 1 else ""
    year = f" ({work.year})" if work.year else ""
    return f"The {noun} by {surname(work.authors[0])}{others}{year}"


def topic_of(query: Query) -> str:
    """What a question says of the content of a work, without fields, names, years and nouns for works."""
    bare = without_cues(without_names(query.text, query.authors, set()))
    left = [word for word in terms(bare) if word not in {name for author in query.authors for name in terms(author)}]
    return re.sub(r"\b(1[5-9]|20)\d\d\b", "", bare) if left else ""


def of_kind(entries: Sequence[Entry], text: str) -> list[Entry]:
    """Those works that are of a kind that a text names, or all where none is."""
    kinds = kinds_named(text)
    return [entry for entry in entries if entry.work.type in kinds] or list(entries)


def kinds_named(text: str) -> set[str]:
    """The kinds of work that a text names with the noun before what it is on: "the trial of", "a case report"."""
    folded = fold(text)
    found = [
        (match.start(), kind)
        for kind, nouns in KIND_NOUNS.items()
        for noun in nouns
        for match in [re.search(rf"\b{noun}s?\b", folded)]
        if match
    ]
    first = min(found, default=None)
    return {first[1]} if first else set()


def of_year(entries: Sequence[Entry], text: str) -> list[Entry]:
    """Those works that are of a year that a text names, or all where none is."""
    years = years_in(text)
    return [entry for entry in entries if entry.year in years] or list(entries)


def initials(journal: str) -> str:
    """The letters by which a journal is called: "nejm"."""
    return "".join(word[0] for word in re.findall(r"[A-Za-z]+", journal) if word[0].isupper()).lower()


def _titled(text: str, entries: Sequence[Entry]) -> list[Entry]:
    """The works whose title stands in quotation marks, or whose long title stands whole in a text."""
    quoted = [set(terms(match["double"] or match["single"])) for match in _QUOTED.finditer(text)]
    said = f" {' '.join(terms(text))} "
    found = []
    for entry in entries:
        title = terms(entry.work.title)
        is_quoted = any(len(part) > 1 and part <= set(title) and 2 * len(part) >= len(set(title)) for part in quoted)
        if is_quoted or (len(title) > 2 and f" {' '.join(title)} " in said):
            found.append(entry)
    return one_each(sorted(found, key=lambda entry: len(entry.work.title)))[:_MOST_WORKS]


def _fits(topic: str, candidates: Sequence[Entry], query: Query, searcher: Searcher) -> list[_Fit]:
    """How well works fit a topic, best first."""
    asked = searcher.query(topic)
    only = Filters(document_ids=tuple(entry.key for entry in candidates))
    hits = searcher.search(asked, _MOST_CANDIDATES, filters=only)
    passages: dict[str, list[str]] = {}
    meaning: dict[str, float] = {}
    for hit in hits:
        key = hit.stored.passage.document_id
        passages.setdefault(key, []).append(hit.stored.passage.text)
        meaning[key] = max(meaning.get(key, 0.0), hit.score)
    fits = []
    for entry in candidates:
        if entry.key in meaning:
            naming = terms(f"{naming_text(entry.work)} {initials(entry.work.journal or '')} {entry.key}")
            held = [*naming, *terms(" ".join(passages[entry.key]))]
            shares = (_share(asked, naming), _share(asked, held))
            fits.append(_Fit(entry, *shares, meaning[entry.key], entry.number in query.named))
    return sorted(fits, key=lambda fit: (-fit.score, fit.entry.number))


def _share(asked: Query, held: Sequence[str]) -> float:
    """The share of a topic that terms hold, under whatever name."""
    read = f" {' '.join(held)} "
    otherwise = {term for phrase, named in asked.other_names.items() if f" {phrase} " in read for term in named}
    return asked.weights.covered({*held, *otherwise})


def one_each(entries: Sequence[Entry]) -> list[Entry]:
    """The works, without those that stand there twice: the source's own words and our digest of it."""
    return list({(fold(entry.work.title), entry.work.year): entry for entry in reversed(entries)}.values())[::-1]
