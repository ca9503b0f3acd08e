"""Put typing errors in a question right, and nothing else.

A word is suspect only if neither the corpus nor the encoder's vocabulary holds it. It becomes a known word only where the
two differ by what fingers do: one letter too many, too few, wrong or swapped, in a long word twice at different places.
Two neighbouring letters are no typing error: "prednisolone" is not "prednisone". Codes and abbreviations (with capitals or
digits) are left alone unless two letters are swapped: "VGKC" is not "VGCC".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from rapidfuzz.distance import OSA, Levenshtein
from rapidfuzz.process import extract

from qa_service.retrieval.analysis import STOPWORDS, fold, term

_WORD = re.compile(r"[^\W\d_]{4,}")
_LONG = 9


class Speller:
    """Knows the words of a corpus and of the encoder."""

    def __init__(self, corpus_words: Mapping[str, int], common_words: Iterable[str]) -> None:
        self._frequency = dict(corpus_words)
        self._known = set(common_words) | set(corpus_words) | STOPWORDS
        self._known_terms = {term(word) for word in self._known if word.isascii()}
        self._by_first: dict[str, list[str]] = {}
        for word in self._known:
            if word.isalpha() and len(word) > 3:
                self._by_first.setdefault(word[0], []).append(word)

    def correct(self, question: str) -> str:
        """The question with its typing errors put right."""
        return _WORD.sub(lambda match: self._corrected(match[0]), question)

    def _corrected(self, written: str) -> str:
        word = fold(written)
        if word in self._known or not word.isascii() or term(word) in self._known_terms:
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
        if best not in self._frequency:  # an everyday word that the corpus does not hold would find nothing
            return written
        return best.upper() if capitals else best


def _is_slip(word: str, candidate: str) -> bool:
    if OSA.distance(word, candidate) == 1:
        return True
    places = [edit.src_pos for edit in Levenshtein.editops(word, candidate)]
    return max(places) - min(places) > 1
