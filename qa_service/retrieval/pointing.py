"""Works that a question points to by a noun: "the review", "the Cochrane review", "this paper".

What stands before the noun tells which work is meant, where a work is called so: by its title, its journal or its authors. What
stands behind it, "the cohort of 87 patients", describes a work of that kind and names none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from qa_service.retrieval.analysis import fold, terms

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
                called = frozenset(part for part in before if not _YEAR.fullmatch(part))
                yield Pointer(word, called, bool(_DESCRIBING.match(plain, end)))
                break
            before += terms(word)
            end += 1


def nouns_in(text: str, kinds: Collection[str]) -> set[str]:
    """The nouns by which a question points to works."""
    return {pointer.noun for pointer in pointers_in(text, kinds)}


def works_meant(
    pointer: Pointer, of_kind: Mapping[int, str], usual: Collection[int], is_everyday: Callable[[str], bool]
) -> set[int]:
    """The works that one points to; none where the question calls it what no work is called.

    Args:
        pointer: how it points.
        of_kind: the works that the noun fits, each with all that it is called by.
        usual: those of them that are meant where nothing tells which.
        is_everyday: whether a term is an everyday word, "main", which tells no work from another.
    """
    if pointer.is_described:
        return set() if pointer.noun in ANY_WORK else set(of_kind)
    if not pointer.called:
        return set(usual)
    called = {number for number, names in of_kind.items() if pointer.called <= set(terms(names))}
    return called or (set(usual) if all(map(is_everyday, pointer.called)) else set())
