"""Works that a question cites, "Keogh 2011", "the review by Keogh", "the 1988 Brain series", and those that are not there."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from qa_service.retrieval.analysis import words
from qa_service.retrieval.journals import journals_named
from qa_service.retrieval.naming import names_of
from qa_service.types import Work

_NAME = r"(?P<name>[^\W\d_a-z][\w'’-]*)"
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)(?!\d|-\d)"
_FORMS = [
    re.compile(
        rf"(?<![\w-]){_NAME}(?:['’]s)?(?: et al\.?| and (?:colleagues|co-?workers|co-?authors)| (?:and|&)"
        rf" [A-Z][\w'’-]+)?,? \(?{_YEAR}"
    ),
    re.compile(rf"\b{_YEAR} (?:[\w-]+ ){{1,6}}?(?:by|of|from) {_NAME}"),
    re.compile(rf"(?<![\w-]){_NAME}['’]s? (?:[\w-]+ ){{1,5}}?(?:of|from|in) \(?{_YEAR}"),
]
_KEY_YEAR = re.compile(r"(?<=[a-z-])((?:1[5-9]|20)\d\d)(?!\d)")
# Words before a year that are no names, whoever writes them with a capital.
_CALENDAR = frozenset(name.lower() for name in (*calendar.month_name, *calendar.month_abbr, *calendar.day_name) if name)
# Printed a year after it came out, or the other way round.
_NEAR = 1
# A name of fewer letters is another name if one differs.
_LONG_NAME = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """A work of the store, as one may cite it."""

    number: int
    key: str
    work: Work
    names: frozenset[str]
    """The words that name it, folded: surnames of authors, and the name in its key."""

    @property
    def year(self) -> int | None:
        """Its year, or the one in its key where the record has none."""
        match = _KEY_YEAR.search(self.key)
        return self.work.year or (int(match[1]) if match else None)


@dataclass(frozen=True, slots=True)
class Cited:
    """What a question cites: by author and year, or else by the journal."""

    works: frozenset[int]
    names: frozenset[str]
    """The authors of those works in the question, folded."""
    missing: tuple[str, ...]
    """What it cites and no work is, as it would be cited: "Keogh 2014"."""


def make_entries(works: Sequence[tuple[int, str, Work]]) -> tuple[Entry, ...]:
    """The works of a store, with what they are cited by."""
    return tuple(Entry(number, key, work, frozenset(names_of(key, work))) for number, key, work in works)


def read_citations(text: str, entries: Callable[[], Sequence[Entry]], is_known: Callable[[str], bool]) -> Cited:
    """Find the works that a question cites by author and year, or, where it names nobody so, by the journal.

    Args:
        text: the question.
        entries: the works that there are; asked for only if the question cites one.
        is_known: whether the corpus holds a word, folded.
    """
    found: set[int] = set()
    authors: set[str] = set()
    missing: dict[str, None] = {}
    for name, year in _author_years(text):
        parts = set(words(name))
        own = [entry for entry in entries() if parts & entry.names]
        fitting = (
            [entry for entry in own if entry.year == year] or _nearly(own, year) or _misspelt(parts, entries(), year)
        )
        found |= {entry.number for entry in fitting}
        authors |= parts if fitting else set()
        if not fitting and (own or not any(map(is_known, parts))):
            missing[f"{name} {year}"] = None
    if not found and not missing:
        found, missing = _printed(text, entries)
    return Cited(frozenset(found), frozenset(authors), tuple(missing))


def _printed(text: str, entries: Callable[[], Sequence[Entry]]) -> tuple[set[int], dict[str, None]]:
    """The works that a question names by their journal, and what is in no year of a journal that it names."""
    found: set[int] = set()
    missing: dict[str, None] = {}
    for journal, year in journals_named(
        text, lambda: {entry.work.journal: None for entry in entries() if entry.work.journal}
    ):
        own = [entry for entry in entries() if entry.work.journal == journal]
        fitting = [entry for entry in own if year is None or entry.year == year] or _nearly(own, year or 0)
        found |= {entry.number for entry in fitting}
        if not fitting:
            missing[f"{journal} {year}"] = None
    return found, {} if found else missing


def _author_years(text: str) -> Iterator[tuple[str, int]]:
    for form in _FORMS:
        for match in form.finditer(text):
            name = re.sub(r"['’]s$", "", match["name"])
            if words(name) and name.lower() not in _CALENDAR:
                yield name, int(match["year"])


def _misspelt(parts: set[str], entries: Sequence[Entry], year: int) -> list[Entry]:
    """The works of that year by somebody whose name differs by one letter."""
    long = [part for part in parts if len(part) >= _LONG_NAME]
    return [
        entry
        for entry in entries
        if entry.year == year
        and any(OSA.distance(part, name, score_cutoff=1) == 1 for part in long for name in entry.names)
    ]


def _nearly(own: Sequence[Entry], year: int) -> list[Entry]:
    """The only work of an author, if it came out about that year."""
    if len(own) != 1 or own[0].year is None or abs(own[0].year - year) > _NEAR:
        return []
    return [own[0]]
