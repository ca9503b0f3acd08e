"""Which works a question names: "Sanders 2000", "O'Neill and colleagues", "according to the review".

A surname counts as a name only if most passages that hold the word belong to works of that author; so a syndrome that is
called after its discoverers does not name their papers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from qa_service.retrieval.analysis import fold, terms
from qa_service.types import Work

_INITIALS = re.compile(r"(?:[A-Z]\.?-?){1,4}")
_KEY = re.compile(r"([a-z-]{2,})\d{4}")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_THE_WORK = re.compile(r"\b(?:the|this|that|your) ((?:[\w-]+ ){0,3}[\w-]+)")
# Words for the people behind a work; they tell nothing of its content.
_PEOPLE = frozenset(terms("et al colleague colleagues coworkers coauthors co authors author team group"))
_ANY_WORK = frozenset({"paper", "article", "abstract", "publication"})


def names_of(key: str, work: Work) -> set[str]:
    """The terms that name a work: the surnames of its authors, and the letters that stand before the year in its key."""
    names = {name for author in work.authors for name in terms(surname(author)) if len(name) > 1 and author != "et al."}
    match = _KEY.match(key)
    return names | set(terms(match[1]) if match else ())


def surname(author: str) -> str:
    """The surname of an author, written as "Newsom-Davis J" or as "John Newsom-Davis".

    >>> surname("Newsom-Davis J"), surname("Renato Mantegazza")
    ('Newsom-Davis', 'Mantegazza')
    """
    words = author.replace(",", " ").split()
    without_initials = [word for word in words if not _INITIALS.fullmatch(word)]
    if not without_initials:
        return author
    if len(without_initials) < len(words) and words[-1] not in without_initials:
        return " ".join(without_initials)
    return without_initials[-1]


def years_in(text: str) -> set[int]:
    """The years that a text names."""
    return {int(year) for year in _YEAR.findall(text)}


def kinds_in(text: str) -> set[str]:
    """The nouns by which a text may point to a work: "the review", "this guideline"."""
    return {word for match in _THE_WORK.finditer(fold(text)) for word in match[1].split()}


def without_names(text: str, names: Iterable[str], kinds: Iterable[str]) -> str:
    """A question without the words that only name a work; unchanged where nothing else would be left to search.

    >>> without_names("Site of the lesion according to Schoser 2017?", {"schoser"}, set())
    'Site of the lesion according to ?'
    """
    dropped = set(names) | _PEOPLE
    kept = []
    for word in text.split():
        bare = [piece for piece in terms(word) if not _YEAR.fullmatch(piece)]
        is_kind = fold(word).strip("?.,;:()") in kinds
        if (bare and not is_kind and not dropped.issuperset(bare)) or not terms(word):
            kept.append(word)
        elif word.endswith("?"):
            kept.append("?")
    rest = " ".join(kept)
    return rest if len(terms(rest)) > 1 else text


def points_to_any_work(kinds: Iterable[str]) -> bool:
    """Whether the nouns hold one that fits every work, such as "the paper"."""
    return not _ANY_WORK.isdisjoint(kinds)
