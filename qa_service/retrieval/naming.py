"""Which works a question names: "Sanders 2000", "O'Neill and colleagues", "according to the review".

A surname counts as a name only where the question uses it as one (`may_be_names`), and only if most passages that hold the word
belong to works of that author; so "harms" does not name the works of Harms, and a syndrome that is called after its discoverers
does not name their papers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from qa_service.retrieval.analysis import fold, term, terms, variant, words
from qa_service.types import Work

_INITIALS = re.compile(r"(?:[A-Z]\.?-?){1,4}")
_KEY = re.compile(r"([a-z-]{2,})\d{4}")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_BEGINS = re.compile(r"(?:^|[.!?:;\n])[\s\W]*$")
# A word as it is written, with the hyphens and apostrophes inside it.
WRITTEN = re.compile(r"[^\W\d_][\w'’-]*")
# What follows a name where it cites: a year, "et al.", "and colleagues".
_CITED = re.compile(r"(?:['’]s)?,? (?:\(?(?:1[5-9]|20)\d\d\b|et al|and (?:colleagues|co-?workers|co-?authors))")
# Words for the people behind a work; they tell nothing of its content.
_PEOPLE = frozenset(terms("et al colleague colleagues coworkers coauthors co authors author team group"))


def names_of(key: str, work: Work) -> set[str]:
    """The words that name a work, folded: the surnames of its authors, and the letters before the year in its key."""
    people = [author for author in work.authors if author != "et al." and not _is_group(author)]
    names = {name for author in people for name in words(surname(author)) if len(name) > 1}
    match = _KEY.match(key)
    return names | set(words(match[1]) if match else ())


def naming_text(work: Work) -> str:
    """All that a work is called by, as one text."""
    return " ".join(str(part) for part in (work.title, *work.authors, work.journal, work.year, work.type) if part)


def may_be_names(text: str, rank: Callable[[str], int | None]) -> set[str]:
    """The words of a question, folded, that are used as names, or could hardly be anything else.

    Args:
        text: the question.
        rank: the place of a word in a vocabulary of everyday language, None where it is not in it.
    """
    found = proper_nouns(text)
    for token in WRITTEN.finditer(text):
        is_cited = bool(_CITED.match(text, token.end()))
        for word in words(token[0]):
            forms = (word, variant(word), word.removesuffix("s"), f"{word}s", word.removesuffix("ed"))
            if is_cited or all(rank(form) is None for form in forms):
                found.add(word)
    return found


def proper_nouns(text: str) -> set[str]:
    """The words, folded, that a text writes with a capital although no sentence begins there."""
    tokens = list(WRITTEN.finditer(text))
    capitals = [token for token in tokens if token[0][0].isupper()]
    if 2 * len(capitals) > len(tokens):  # a title, or somebody who shouts
        return set()
    inside = [token[0] for token in capitals if not _BEGINS.search(text, 0, token.start())]
    return {word for token in inside for word in words(token)}


def _is_group(author: str) -> bool:
    """Whether an author is a body, such as "Dutch Myasthenia Study Group" or "BMJ Best Practice", rather than a person."""
    parts = author.replace(",", " ").split()
    is_abbreviated = parts[0].isupper() and len(parts[0]) > 2 and "." not in parts[0]
    return (
        len(parts) > 2
        and not _INITIALS.fullmatch(parts[-1])
        and (is_abbreviated or "and" in parts or not any(_INITIALS.fullmatch(part) for part in parts))
    )


def surname(author: str) -> str:
    """The surname of an author, written as "Newsom-Davis J" or as "John Newsom-Davis".

    >>> surname("Newsom-Davis J"), surname("Renato Mantegazza")
    ('Newsom-Davis', 'Mantegazza')
    """
    if _is_group(author):
        return author
    parts = author.replace(",", " ").split()
    without_initials = [part for part in parts if not _INITIALS.fullmatch(part)]
    if not without_initials:
        return author
    if len(without_initials) < len(parts) and parts[-1] not in without_initials:
        return " ".join(without_initials)
    return without_initials[-1]


def years_in(text: str) -> set[int]:
    """The years that a text names."""
    return {int(year) for year in _YEAR.findall(text)}


def without_names(text: str, names: Iterable[str], kinds: Iterable[str]) -> str:
    """A question without the words that only name a work; unchanged where nothing else would be left to search.

    >>> without_names("Site of the lesion according to Schoser 2017?", {"schoser"}, set())
    'Site of the lesion according to ?'
    """
    dropped = {term(name) for name in names} | _PEOPLE
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
