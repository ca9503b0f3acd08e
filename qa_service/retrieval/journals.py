"""Works that a question names by where they were printed: "the 1988 Brain series", "the NEJM paper", "in J Neurol 2017".

A journal is only named where a noun for works or a year stands beside it: "Nature" and "Brain" are words as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from qa_service.retrieval.analysis import fold

_YEAR = r"(?:1[5-9]|20)\d\d"
_NOUN = (
    r"(?:(?:case |cohort |prospective |clinical |randomi[sz]ed )?(?:(?:paper|article|report|series|trial|work|review|overview"
    r"|letter|publication|survey|abstract)s?|stud(?:y|ies)|analys[ie]s))\b"
)
_RUN = re.compile(r"[A-Z][\w'’-]*\.?(?:(?:,? (?:of|and|&|the|in|for))*,? [A-Z][\w'’-]*\.?)*")
_WORD = re.compile(r"[A-Za-z][\w'’-]*")
_SMALL = frozenset("of and the in for".split())
_BEFORE = re.compile(rf"\b(?P<year>{_YEAR}) $")
_AFTER = re.compile(rf"(?: {_NOUN})?,? (?:(?:of|from|in) )?\(?(?P<year>{_YEAR})\b")
_NOUN_AFTER = re.compile(rf"(?:['’]s)? (?:[a-z-]+ )?{_NOUN}")
# No journal has more words with capitals.
_MOST_WORDS = 8
# Letters of a word that stand for the whole: "Neurol" for "Neurology".
_LEAST_LETTERS, _LEAST_INITIALS = 3, 3


def journals_named(text: str, journals: Callable[[], Iterable[str]]) -> Iterator[tuple[str, int | None]]:
    """The journals that a text names as the place of a work, each with the year that it gives.

    Args:
        text: the question.
        journals: those that there are; asked for only where the text may name one.
    """
    for run in _RUN.finditer(text):
        placed = [
            (start, end, year) for start, end in _parts(run) if (year := _year_beside(text, start, end)) is not None
        ]
        known = list(journals()) if placed else []
        named = [(end - start, year, _called(text[start:end], known)) for start, end, year in placed]
        longest = max((length for length, _, found in named if found), default=0)
        yield from ((journal, year or None) for length, year, found in named if length == longest for journal in found)


def _year_beside(text: str, start: int, end: int) -> int | None:
    """The year beside a name, 0 where only a noun for works is; None where neither is."""
    year = _BEFORE.search(text, 0, start) or _AFTER.match(text, end)
    if year:
        return int(year["year"])
    return 0 if _NOUN_AFTER.match(text, end) else None


def _called(name: str, journals: Sequence[str]) -> list[str]:
    said = _words(name)
    return [journal for journal in journals if _is_name_of(said, name, _words_of_journal(journal))]


def is_called(journal: str, name: str) -> bool:
    """Whether a journal may be called so: in full, shortened, or by its initials.

    >>> is_called("Journal of Neurology", "J Neurol"), is_called("New England Journal of Medicine", "NEJM")
    (True, True)
    """
    return _is_name_of(_words(name), name, _words_of_journal(journal))


def _is_name_of(said: tuple[str, ...], name: str, own: tuple[str, ...]) -> bool:
    if len(said) == 1 and len(own) > 1:
        return len(own) >= _LEAST_INITIALS and name.strip().lower() == "".join(word[0] for word in own)
    return len(own) == len(said) and all(map(_is_short_for, said, own))


def _is_short_for(said: str, own: str) -> bool:
    return said == own or (own.startswith(said) and len(said) >= _LEAST_LETTERS) or (said, own) == ("j", "journal")


@lru_cache(maxsize=5_000)
def _words_of_journal(journal: str) -> tuple[str, ...]:
    return _words(journal)


def _words(name: str) -> tuple[str, ...]:
    return tuple(word for word in _WORD.findall(fold(name)) if word not in _SMALL)


def _parts(run: re.Match[str]) -> Iterator[tuple[int, int]]:
    """The places of all that words with capitals, one after the other, may name."""
    words = [word for word in _WORD.finditer(run[0]) if word[0][0].isupper()]
    for first, begin in enumerate(words):
        for last in words[first : first + _MOST_WORDS]:
            yield run.start() + begin.start(), run.start() + last.end()
