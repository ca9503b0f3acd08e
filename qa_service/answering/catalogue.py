"""Answer which works there are: by an author, of a year, of a kind, in a journal; the newest, the oldest, and how many.

The whole store is read, not what search finds; each work is named with the line of its record that makes it fit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa_service.answering.pointing import KIND_NOUNS, called, initials, one_each
from qa_service.answering.reading import Reading
from qa_service.answering.sources import Draft, Source, as_sentence
from qa_service.answering.verification import is_supported
from qa_service.retrieval.analysis import as_searched, fold, terms, words
from qa_service.retrieval.citing import Entry
from qa_service.retrieval.naming import surname
from qa_service.retrieval.query import Query
from qa_service.retrieval.search import Searcher
from qa_service.types import RECORD

_YEAR = r"((?:1[5-9]|20)\d\d)"
_NOUN = (
    r"(?:papers|articles|works|publications|studies|reports|reviews|meta-analyses|guidelines|labels|trials|rcts"
    r"|series|cohorts|case reports|abstracts|documents"
    r"|randomi[sz]ed (?:controlled )?trials|texts|sources|records|items)"
)
_ONE_NOUN = (
    r"(?:paper|article|work|publication|study|report|review|guideline|label|trial|rct|cohort|case report|document)"
)
_ASKS_LIST = re.compile(
    rf"\b(?:which|what|list|show(?: me)?|name|give me|how many|are there(?: any)?|do you (?:have|know|hold)|have"
    rf" you)\b (?:the |all |any |are the |other )*"
    rf"(?:[\w-]+ ){{0,3}}?{_NOUN}\b"
)
_ASKS_PERSON = re.compile(r"\bwhat (?:has|have|did) .{2,60} (?:publish(?:ed)?|written|write|authored)\b")
_SUPERLATIVE = re.compile(
    rf"\b(?P<which>newest|latest|most recent|youngest|oldest|earliest|first) (?:[\w-]+ ){{0,2}}?{_ONE_NOUN}s?\b"
)
_NEWEST = ("newest", "latest", "most recent", "youngest")
_BETWEEN = re.compile(rf"\b(?:between|from) {_YEAR} (?:and|to|until) {_YEAR}|\b{_YEAR} ?- ?{_YEAR}")
_SINCE, _BEFORE = re.compile(rf"\b(since|after) {_YEAR}"), re.compile(rf"\b(before|until|up to) {_YEAR}")
_PLAIN = re.compile(rf"\b{_YEAR}\b")
# What a question may hold besides what the works are chosen by.
_FREE = frozenset(
    terms(
        """paper papers article articles work works publication publications study studies report reports review
        reviews meta-analyses
        guideline guidelines label labels trial trials rct rcts series cohort cohorts case abstracts document
        documents randomised randomized controlled
        text texts source sources records items which what list show name give many there any have know hold publish
        published write
        written author authored appear appeared print printed come came out year years date dated since before between
        after journal
        journals magazine collection corpus library database store service here available all newest latest recent
        youngest oldest
        earliest first and in of by from the is are was were do does did me you your other also et al colleagues
        co-authors anything something please"""
    )
)
# So many works are named each in a sentence, and so many at all.
_MOST_NAMED, _MOST_LISTED = 6, 60


@dataclass(frozen=True, slots=True)
class Choice:
    """By what works are chosen."""

    authors: frozenset[str] = frozenset()
    first_year: int | None = None
    last_year: int | None = None
    kinds: frozenset[str] = frozenset()
    journal: str = ""
    """The journal as the question has it, in terms."""
    newest: bool | None = None
    """True for the newest, False for the oldest, None for all."""


def wants_works(reading: Reading, query: Query) -> bool:
    """Whether a question asks which works there are, and chooses them by nothing but their records."""
    folded = fold(query.text)
    asks = _ASKS_LIST.search(folded) or _ASKS_PERSON.search(folded) or _SUPERLATIVE.search(folded)
    return bool(asks) and (not reading.fields or bool(_SUPERLATIVE.search(folded))) and _is_chosen_by_record(query)


def _is_chosen_by_record(query: Query) -> bool:
    authors = {part for author in query.authors for part in terms(author)}
    rest = [
        word for word in terms(query.text) if word not in _FREE and word not in authors and not _PLAIN.fullmatch(word)
    ]
    journal = _journal(query.text)
    return not rest or set(rest) <= set(journal.split()) or bool(query.foreign)


def draft_works(query: Query, searcher: Searcher) -> list[Draft]:
    """A sentence for each of the works that are asked for, the newest first, and one that names those beyond the first few."""
    if query.foreign:
        return []
    choice = read_choice(query)
    works = choose(one_each(searcher.entries), choice)
    if not works:
        return []
    drafts = [draft for entry in works[:_MOST_NAMED] if (draft := _named(entry, choice, searcher))]
    rest = _others(works[_MOST_NAMED:_MOST_LISTED], searcher)
    return [*drafts, *([rest] if rest else [])]


def read_choice(query: Query) -> Choice:
    """By what a question chooses works."""
    folded = fold(query.text)
    first, last = _years(folded)
    best = _SUPERLATIVE.search(folded)
    kinds = frozenset(
        kind for kind, nouns in KIND_NOUNS.items() if any(re.search(rf"\b{noun}s?\b", folded) for noun in nouns)
    )
    kinds = kinds - {"case-report"} if not re.search(r"\bcase reports?\b", folded) else kinds - {"case-series"}
    newest = None if best is None else best["which"] in _NEWEST
    return Choice(query.authors, first, last, kinds, _journal(query.text), newest)


def choose(entries: Sequence[Entry], choice: Choice) -> list[Entry]:
    """The works that fit, the newest first; only one where the newest or oldest is asked for."""
    tests: list[Callable[[Entry], bool]] = []
    if choice.authors:
        tests.append(lambda entry: choice.authors <= entry.names)
    if choice.first_year is not None or choice.last_year is not None:
        first, last = choice.first_year or 0, choice.last_year or 9999
        tests.append(lambda entry: entry.year is not None and first <= entry.year <= last)
    if choice.kinds:
        tests.append(lambda entry: entry.work.type in choice.kinds)
    if choice.journal:
        tests.append(lambda entry: _is_journal(choice.journal, entry.work.journal or ""))
    fitting = [entry for entry in entries if all(test(entry) for test in tests)]
    if choice.newest is None:
        return sorted(fitting, key=lambda entry: (not _is_first(entry, choice), -(entry.year or 0), entry.key))
    dated = [entry for entry in fitting if entry.work.year]
    extreme = (max if choice.newest else min)((entry.work.year or 0 for entry in dated), default=0)
    return [entry for entry in dated if entry.work.year == extreme]


def _is_first(entry: Entry, choice: Choice) -> bool:
    """Whether a work is signed first by an author that is asked for; true where none is asked for."""
    first = set(words(surname(entry.work.authors[0]))) if entry.work.authors else entry.names
    return not choice.authors or bool(choice.authors & first)


def _years(folded: str) -> tuple[int | None, int | None]:
    if match := _BETWEEN.search(folded):
        first, last = sorted(int(year) for year in match.groups() if year)
        return first, last
    since, before = _SINCE.search(folded), _BEFORE.search(folded)
    if since or before:
        return (int(since[2]) + (since[1] == "after") if since else None), (
            int(before[2]) - (before[1] == "before") if before else None
        )
    years = [int(year) for year in _PLAIN.findall(folded)]
    return (min(years), max(years)) if years else (None, None)


_IN = re.compile(
    r"\b(?:in|by) (?:the (?:journal )?|journal )?(?P<name>(?-i:[A-Z])[\w&'’:-]*(?: (?:of|and|&|the|for|in) (?:the"
    r" )?(?-i:[A-Z])[\w'’:-]*| (?-i:[A-Z])[\w&'’:-]*| &(?= ))*)",
)


def _journal(text: str) -> str:
    """The terms of the journal that a question names after "in": "printed in the Lancet"."""
    match = next((match for match in _IN.finditer(text) if match[0].startswith("in")), None)
    return " ".join(terms(match["name"])) if match else ""


def _is_journal(asked: str, journal: str) -> bool:
    return asked == " ".join(terms(journal)) or asked == initials(journal)


def record_lines(searcher: Searcher, key: str) -> list[tuple[str, Source]]:
    """The lines of the record of a work, as they are read, with where they stand."""
    sources = [
        Source(stored, span)
        for stored in searcher.store.record_passages(key, RECORD)
        for span in stored.passage.sentences
    ]
    return [(as_searched(RECORD, source.quote), source) for source in sources]


def _named(entry: Entry, choice: Choice, searcher: Searcher) -> Draft | None:
    """A sentence that names a work, with the lines that hold its title and what it was chosen by."""
    work = entry.work
    lines = record_lines(searcher, entry.key)
    title = f", “{work.title}”" if work.authors else ""
    where = f"appeared in {work.journal}" if work.journal else ""
    when = f"was published in {work.year}" if work.year and not where else ""
    wanted = [
        work.title,
        work.journal if where else "",
        str(work.year or "") if when or choice.first_year or choice.newest is not None else "",
    ]
    sources = [next((source for line, source in lines if value and value in line), None) for value in wanted]
    if choice.authors:
        sources.append(next((source for line, source in lines if all(author in line for author in work.authors)), None))
    held = tuple(dict.fromkeys(source for source in sources if source))
    said = f"{called(work)}{title}{',' if title else ''} {where or when or 'is in the record'}."
    if held and is_supported(said, [source.read for source in held], [work]):
        return Draft(said, held)
    first = held[:1] or tuple(source for _, source in lines[:1])
    return Draft(as_sentence(first[0].read), first) if first else None


def _others(works: Sequence[Entry], searcher: Searcher) -> Draft | None:
    """The works that have no sentence of their own, by name."""
    if not works:
        return None
    names = "; ".join(called(entry.work).replace("The ", "the ", 1) for entry in works)
    return Draft(f"And also: {names}.", _titles(works, searcher))


def _titles(works: Sequence[Entry], searcher: Searcher) -> tuple[Source, ...]:
    """The first line of each record: its title."""
    return tuple(lines[0][1] for entry in works if (lines := record_lines(searcher, entry.key)))
