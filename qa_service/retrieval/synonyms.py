"""Learn from the corpus itself which names mean the same: "computed tomography (CT)", "aspirin [acetylsalicylic acid]".

Abbreviations by the algorithm of Schwartz and Hearst (Pac Symp Biocomput 2003, 451-462): the letters of the short form are
looked for, from right to left, in the words before the bracket. Synonyms by apposition: one rare name directly before a
bracket that holds another one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from qa_service.retrieval.analysis import fold, terms

_BRACKET = re.compile(r"[(\[]([^()\[\]]{2,80})[)\]]")
# How far before a bracket the long form may begin.
_BEFORE = 200
_SHORT_FORM = re.compile(r"[^\W_][\w/+,.-]*(?: [\w/+-]+)?")
_ADJECTIVE = ("ic", "al", "ous", "ive", "ar", "ed")
_NAME = re.compile(r"[\w][\w,'′-]*")


@dataclass(frozen=True, slots=True)
class Synonym:
    """A name, folded, and another one for the same thing."""

    name: str
    other: str
    is_usual: bool = True
    """Whether the corpus uses the other name at least as often."""


def learn_synonyms(texts: Iterable[str], is_common: Callable[[str], bool]) -> list[Synonym]:
    """Collect the pairs of names in the texts of works.

    Args:
        texts: one text per work.
        is_common: whether a word belongs to everyday language, and so cannot be a rare name.
    """
    pairs = {
        pair
        for text in texts
        for match in _BRACKET.finditer(text)
        for pair in _pairs(_before(text, match.start()), match[1], is_common)
    }
    return [Synonym(name, other) for name, other in sorted(pairs)]


def by_first_word(synonyms: Iterable[Synonym]) -> dict[str, list[tuple[list[str], Synonym]]]:
    """Synonyms by the first term of their name, each with all terms of it."""
    names: dict[str, list[tuple[list[str], Synonym]]] = {}
    for pair in synonyms:
        name = terms(pair.name)
        if name:
            names.setdefault(name[0], []).append((name, pair))
    return names


def _before(text: str, end: int) -> str:
    """The words before a bracket, back to the bracket before it."""
    window = text[max(0, end - _BEFORE) : end]
    return re.split(r"[()\[\]]", window)[-1].rstrip()


def _pairs(before: str, inside: str, is_common: Callable[[str], bool]) -> Iterable[tuple[str, str]]:
    left = before.rsplit(maxsplit=1)[-1] if before.strip() else ""
    for item in re.split(r"[;,]\s+", inside):
        if long := long_form(before, item):
            yield fold(item.rstrip("s") if item[:-1].isupper() else item), fold(long)
        elif _is_name(left, is_common) and _is_name(item, is_common) and fold(left) != fold(item):
            yield fold(item), fold(left)


def long_form(before: str, short: str) -> str | None:
    """The long form that ends `before` and is abbreviated as `short`, or None.

    >>> long_form("loss of voltage-gated calcium channels", "VGCCs")
    'voltage-gated calcium channels'
    """
    if not _SHORT_FORM.fullmatch(short) or not 2 <= len(short) <= 12 or not any(char.isupper() for char in short):
        return None
    letters = [char.lower() for char in short if char.isalnum()]
    if len(letters) > 2 and letters[-1] == "s" and short[-2:-1].isupper() and short[-1] == "s":
        letters.pop()
    candidate = " ".join(before.split()[-min(len(letters) + 5, len(letters) * 2) :])
    position = len(candidate)
    for index in range(len(letters) - 1, -1, -1):
        position = _letter_before(candidate, letters[index], position, at_word_start=index == 0)
        if position < 0:
            return None
    found = candidate[position:].strip(" ,;:")
    if len(found) <= len(short) or short.lower() in found.lower().split() or len(found.split()) > len(letters) + 3:
        return None
    return found


def _letter_before(text: str, letter: str, position: int, *, at_word_start: bool) -> int:
    lowered = text.lower()
    while position > 0:
        position -= 1
        if lowered[position] == letter and not (at_word_start and position > 0 and lowered[position - 1].isalnum()):
            return position
    return -1


def _is_name(word: str, is_common: Callable[[str], bool]) -> bool:
    plain = word.strip(",.;:")
    pieces = [piece for piece in re.split(r"[\W\d_]+", plain.lower()) if piece]
    return (
        bool(_NAME.fullmatch(plain))
        and any(len(piece) >= 5 for piece in pieces)
        and not any(is_common(piece) or piece.endswith(_ADJECTIVE) for piece in pieces)
    )
