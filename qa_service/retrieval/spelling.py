"""Put typing errors in a question right, and nothing else.

A word is suspect only if neither the corpus nor the encoder's vocabulary holds it. It becomes a known word only where the
two differ by what fingers do: a letter too many, too few, swapped or from the next key; in a long word twice, apart.
Two neighbouring letters are no typing error: "prednisolone" is not "prednisone". Codes and abbreviations (with capitals or
digits) are left alone unless two letters are swapped: "VGKC" is not "VGCC".
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz.distance import OSA, Levenshtein
from rapidfuzz.process import extract

from qa_service.retrieval.analysis import STOPWORDS, beginning, fold, variant

_WORD = re.compile(r"[^\W\d_]{4,}")
_LONG = 9
_NAME_LETTERS = 4
# A form of a word shares at least this much of its beginning.
_ALIKE = 0.5
_ENDINGS = ("", "s", "es", "d", "ed", "ing", "ly")
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


class Speller:
    """Knows the words of a corpus and of the encoder."""

    def __init__(self, corpus_words: Mapping[str, int], common_words: Iterable[str]) -> None:
        self._frequency = dict(corpus_words)
        self._known = set(common_words) | set(corpus_words) | STOPWORDS
        self._known_variants = {variant(word) for word in self._known}
        self._corpus_words = sorted(corpus_words)
        self._by_first: dict[str, list[str]] = {}
        for word in sorted(self._known):
            if word.isalpha() and len(word) > 3:
                self._by_first.setdefault(word[0], []).append(word)

    def correct(self, question: str) -> str:
        """The question with its typing errors put right."""
        return _WORD.sub(lambda match: self._corrected(match[0]), question)

    def is_foreign(self, word: str) -> bool:
        """Whether a folded word is the name of something that neither the corpus nor everyday language knows.

        A word that begins like a known one, or ends with one, is a form of it ("tiredness", "underdiagnosed"), and not a
        name ("ravulizumab").
        """
        if not word.isalpha() or len(word) < _NAME_LETTERS or word in self._known or self._is_inflected(variant(word)):
            return False
        half = math.ceil(_ALIKE * len(word))
        begins_alike = _any_begins(self._by_first.get(word[0], []), word[:half])
        return not begins_alike and not any(word[cut:] in self._known for cut in range(1, len(word) - half + 1))

    def is_in_corpus(self, word: str) -> bool:
        """Whether the corpus holds a folded word, or one that begins like it: "European" for "Europe"."""
        return _any_begins(self._corpus_words, beginning(word))

    def _is_inflected(self, word: str) -> bool:
        """Whether a known word, perhaps in another spelling, with a common ending makes the word."""
        stems = [
            word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending) and len(word) - len(ending) > 2
        ]
        return any(stem in self._known_variants or f"{stem}e" in self._known_variants for stem in stems)

    def _corrected(self, written: str) -> str:
        word = fold(written)
        if word in self._known or not word.isascii() or self._is_inflected(variant(word)):
            return written
        most = 2 if len(word) >= _LONG else 1
        nearby = extract(word, self._by_first.get(word[0], ()), scorer=OSA.distance, score_cutoff=most, limit=20)
        capitals = written[1:] != written[1:].lower()
        fitting = [
            (distance, -self._frequency.get(candidate, 0), candidate)
            for candidate, distance, _ in nearby
            if _is_slip(word, candidate) and (not capitals or sorted(word) == sorted(candidate))
        ]
        if not fitting:
            return written
        best = min(fitting)[2]
        if best not in self._frequency and best not in STOPWORDS:  # an everyday word would find nothing here
            return written
        return best.upper() if capitals else best


def _any_begins(ordered: Sequence[str], prefix: str) -> bool:
    """Whether one of some words, which are in order, begins with a prefix."""
    place = bisect_left(ordered, prefix)
    return place < len(ordered) and ordered[place].startswith(prefix)


def _is_slip(word: str, candidate: str) -> bool:
    edits = list(Levenshtein.editops(word, candidate))
    if len(edits) == 2 and OSA.distance(word, candidate) == 1:
        return True  # two letters swapped
    places = [edit.src_pos for edit in edits]
    return (len(edits) == 1 or max(places) - min(places) > 1) and all(
        edit.tag != "replace" or _are_confused(word[edit.src_pos], candidate[edit.dest_pos]) for edit in edits
    )


def _are_confused(one: str, other: str) -> bool:
    """Whether a finger, or an ear, takes one letter for the other: "adduction" is not "abduction"."""
    return {one, other} <= set("aeiouy") or any(
        one in row and other in row and abs(row.index(one) - row.index(other)) == 1 for row in _KEYS
    )
