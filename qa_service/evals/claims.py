"""Read what a text claims: its content words with what negates them, its figures, how sure and how general it is.

A sentence and what it cites are read alike, so that they can be compared word by word.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from qa_service.answering.language.digits import with_digits
from qa_service.answering.language.folding import folded
from qa_service.answering.language.negation import scopes
from qa_service.answering.language.quantities import Quantity, quantities
from qa_service.evals.english import AMOUNTS, FILLERS, MODALS, concept, is_light
from qa_service.ingestion.sentences import split_sentences
from qa_service.retrieval.analysis import STOPWORDS, fold

_WORD = re.compile(r"\d+(?:,\d+)*-[^\W\d_][\w'-]*|[^\W_]+(?:[/'.][^\W_]+)*(?:-[^\W_]+(?:/[^\W_]+)*)*")
# What sets parts of a sentence apart: a word of one part is not meant of another.
_AGAINST = r"but|against|versus|vs\.?|whereas|while|than|compared (?:with|to)|in contrast to|as opposed to"
_APART = re.compile(rf"[,;:.!?]\s|\s(?:and|or|{_AGAINST})\s", re.IGNORECASE)
_CONTRAST = re.compile(rf"[;.!?]\s|\s(?:{_AGAINST})\s", re.IGNORECASE)
_SHORT_FORM = re.compile(r"\(([A-Za-z][\w/]{1,9}?)s?\)")
_A_FIGURE = re.compile(r"\s(?:(?:of|the|these|those|about|over|up to|at least) )*\d")
_NEXT_WORDS = 3

ShortForms: TypeAlias = tuple[tuple[str, str], ...]
"""Abbreviations with what they stand for."""


class Word(NamedTuple):
    """A content word of a text."""

    concept: str
    written: str
    is_name: bool
    is_light: bool
    is_negated: bool
    is_head: bool
    """Whether it is the first word that its negation reaches."""
    is_aside: bool
    """Whether it stands in brackets."""
    start: int


class Qualifier(NamedTuple):
    """A word that says how sure or how general something is, and the concepts that follow it."""

    kind: str
    written: str
    reach: tuple[str, ...]
    is_before_figure: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """A text as it is compared."""

    text: str
    """Folded, with its figures in digits and its abbreviations for what they stand for."""
    words: tuple[Word, ...]
    figures: tuple[Quantity, ...]
    modals: tuple[Qualifier, ...]
    amounts: tuple[Qualifier, ...]
    is_negative: bool
    """Whether anything is negated in it."""
    breaks: tuple[int, ...]
    """Where its parts begin."""
    contrasts: tuple[int, ...]
    """Where its parts begin that are set against each other."""
    concepts: frozenset[str]
    """What it speaks of."""
    every_word: frozenset[str]
    """The concepts of all of its words, small ones too."""

    def part(self, place: int) -> int:
        """The number of the part that a place stands in."""
        return bisect_right(self.breaks, place)

    def side(self, place: int) -> int:
        """The number of the part that a place stands in, where only contrasts set parts apart."""
        return bisect_right(self.contrasts, place)

    def part_text(self, place: int) -> str:
        """The words of the part that a place stands in."""
        number = self.part(place)
        start = self.breaks[number - 1] if number else 0
        return self.text[start : self.breaks[number] if number < len(self.breaks) else len(self.text)]


@lru_cache(maxsize=20_000)
def read_claim(text: str, short_forms: ShortForms = ()) -> Claim:
    """Read a text.

    Args:
        short_forms: abbreviations with what they stand for; the long form is read as the short one.
    """
    plain = folded(text)
    for short, long in short_forms:
        plain = _long_pattern(long).sub(short, plain)
    plain = with_digits(plain)
    figures = quantities(plain)
    words = tuple(_words(plain, figures))
    return Claim(
        text=plain,
        words=words,
        figures=figures,
        modals=tuple(_qualifiers(plain, words, MODALS)),
        amounts=tuple(_qualifiers(plain, words, AMOUNTS)),
        is_negative=bool(scopes(plain)),
        breaks=tuple(match.start() for match in _APART.finditer(plain)),
        contrasts=tuple(match.start() for match in _CONTRAST.finditer(plain)),
        concepts=frozenset(word.concept for word in words),
        every_word=frozenset(concept(fold(match[0])) for match in _WORD.finditer(plain)),
    )


@lru_cache(maxsize=1_000)
def short_forms(text: str) -> ShortForms:
    """The abbreviations that a text defines, with their long forms.

    After Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical text" (PSB 2003).
    """
    found: dict[str, str] = {}
    plain = folded(text)
    for match in _SHORT_FORM.finditer(plain):
        short = match[1]
        if any(char.isupper() for char in short):
            before = plain[max(0, match.start() - 120) : match.start()].split()
            long = _long_form(short, " ".join(before[-min(len(short) + 5, 2 * len(short)) :]))
            if len(long) > len(short) and not re.search(r"[(%]|(?<![\w-])\d[\d.]*%?\s", long):
                found.setdefault(short, long.removesuffix("s"))
    return tuple(sorted(found.items(), key=lambda item: -len(item[1])))


@lru_cache(maxsize=1_000)
def _long_pattern(long: str) -> re.Pattern[str]:
    written = r"[\s-]+".join(map(re.escape, re.split(r"[\s-]+", long)))
    return re.compile(rf"(?<![\w-]){written}s?(?![\w-])", re.IGNORECASE)


def _long_form(short: str, before: str) -> str:
    """The shortest end of a text whose letters give a short form, its first letter first in a word; or nothing."""
    place = len(before)
    for number, char in enumerate(reversed(short.lower())):
        if not char.isalnum():
            continue
        place -= 1
        is_first = number == len(short) - 1
        while place >= 0 and (
            before[place].lower() != char or (is_first and place > 0 and before[place - 1].isalnum())
        ):
            place -= 1
        if place < 0:
            return ""
    return before[place:].strip()


def _words(text: str, figures: Iterable[Quantity]) -> Iterator[Word]:
    opened = {span.start for span in split_sentences(text)}
    asides = _Spans((match.start(), match.end()) for match in re.finditer(r"\([^()]*\)", text))
    negated = _Spans((scope.start, scope.end) for scope in scopes(text))
    for figure in figures:
        text = text[: figure.start] + " " * (figure.end - figure.start) + text[figure.end :]
    heads: set[int] = set()
    for match in _WORD.finditer(text):
        for written, start in _parts(match):
            small = fold(written)
            is_small = small in STOPWORDS and not (written.isupper() and len(written) > 1)  # "US" is no "us"
            if not small or is_small or small in FILLERS or small.isdigit():
                continue
            reached = negated.around(start)
            is_head = not set(reached) <= heads
            heads.update(reached)
            yield Word(
                concept=concept(small),
                written=written,
                is_name=_is_name(written) or (written[0].isupper() and start not in opened),
                is_light=is_light(small),
                is_negated=bool(reached),
                is_head=is_head,
                is_aside=bool(asides.around(start)),
                start=start,
            )


class _Spans:
    """Stretches of a text in order, and which of them are around a place; places are asked for in order."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._coming = deque(sorted(spans))
        self._open: list[tuple[int, int]] = []

    def around(self, place: int) -> list[int]:
        """The beginnings of the stretches that a place stands in."""
        while self._coming and self._coming[0][0] <= place:
            self._open.append(self._coming.popleft())
        self._open = [span for span in self._open if place < span[1]]
        return [start for start, _ in self._open]


def _is_name(written: str) -> bool:
    return any(char.isdigit() for char in written) or written[1:] != written[1:].lower()


def _parts(match: re.Match[str]) -> list[tuple[str, int]]:
    """A compound is read by its parts where one is a plain word ("two-armed"), else as one name ("B-52", "1,4-butanediol")."""
    if re.fullmatch(r"[^\W\d_]{2,}(?:/[^\W\d_]{2,})+", match[0]):  # "UN/NATO" names two; "A/B" is one name
        return [(part[0], match.start() + part.start()) for part in re.finditer(r"[^/]+", match[0])]
    parts = match[0].split("-")
    if (
        len(parts) == 1
        or match[0][0].isdigit()
        or not any(part.isalpha() and part.islower() and len(part) > 2 for part in parts)
    ):
        return [(match[0], match.start())]
    places, place = [], match.start()
    for part in parts:
        places.append((part, place))
        place += len(part) + 1
    return places


def _qualifiers(text: str, words: tuple[Word, ...], kinds: Mapping[str, re.Pattern[str]]) -> Iterator[Qualifier]:
    starts = [word.start for word in words]
    for kind, pattern in kinds.items():
        for match in pattern.finditer(text):
            place = bisect_right(starts, match.end() - 1)
            reach = tuple(word.concept for word in words[place : place + _NEXT_WORDS])
            yield Qualifier(kind, match[0].strip(" .,;:"), reach, bool(_A_FIGURE.match(text, match.end())))
