"""Works that a question points to by a noun: "the review", "the Cochrane review", "this paper".

What stands before the noun tells which work is meant, where a work is called so: by its title, its journal or its authors. What
stands behind it, "the cohort of 87 patients", describes a work of that kind and names none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Set
from dataclasses import dataclass

from qa_service.retrieval.analysis import fold, terms
from qa_service.retrieval.citing import Entry
from qa_service.retrieval.naming import naming_text

ANY_WORK = frozenset({"paper", "article", "abstract", "publication"})
"""The nouns that fit every work."""
_THE = re.compile(r"\b(?:the|this|that|your) (?=((?:[\w-]+ ){0,3}[\w-]+))")
_DESCRIBING = re.compile(r"\s(?:about|on|of|with|from|for|that|which|where|dealing|comparing|describing)\b")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")


@dataclass(frozen=True, slots=True)
class Pointer:
    """How a question points to a work."""

    noun: str
    called: frozenset[str]
    """The terms before the noun, years aside: "cochran" in "the 2011 Cochrane review"."""
    years: frozenset[int]
    """The years before the noun."""
    is_described: bool
    """Whether what follows tells which work is meant: "the review about children"."""


def pointers_in(text: str, kinds: Collection[str]) -> Iterator[Pointer]:
    """The works that a question points to.

    Args:
        text: the question.
        kinds: the nouns for a kind of work, beside those that fit every work.
    """
    plain = fold(text)
    for match in _THE.finditer(plain):
        before: list[str] = []
        end = match.end()
        for word in match[1].split():
            end += len(word)
            if word in kinds or word in ANY_WORK:
                years = frozenset(part for part in before if _YEAR.fullmatch(part))
                described = bool(_DESCRIBING.match(plain, end))
                yield Pointer(word, frozenset(before) - years, frozenset(map(int, years)), described)
                break
            if not terms(word):  # "the treatment in the review"
                break
            before += terms(word)
            end += 1


def nouns_in(text: str, kinds: Collection[str]) -> set[str]:
    """The nouns by which a question points to works."""
    return {pointer.noun for pointer in pointers_in(text, kinds)}


def works_meant(pointer: Pointer, works: Iterable[Entry], own: Set[int], rank: Callable[[str], int | None]) -> set[int]:
    """The works that one points to; none where the question calls it what no work is called.

    Args:
        pointer: how it points.
        works: every work that there is.
        own: the works that are held in their own words, which are meant where nothing tells which.
        rank: the place of a word in a vocabulary of everyday language, None where it is not in it; "main" tells no
            work from another.
    """
    is_any = pointer.noun in ANY_WORK
    of_kind = {
        entry.number: entry.work
        for entry in works
        if (is_any or entry.work.type == pointer.noun) and (not pointer.years or entry.year in pointer.years)
    }
    if pointer.is_described:
        return set() if is_any else set(of_kind)
    called = {number for number, work in of_kind.items() if pointer.called <= set(terms(naming_text(work)))}
    if pointer.years:
        return called or set(of_kind)
    usual = set(of_kind.keys() & own)
    if is_any and len(usual) > 1:
        usual = set()  # "the paper" is one, and nothing tells which
    elif not is_any:
        usual = usual or set(of_kind)
    if not pointer.called:
        return usual
    return called or (usual if all(rank(word) is not None for word in pointer.called) else set())
