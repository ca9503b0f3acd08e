"""Put typing errors in a question right, and write British or American as the corpus does.

A word is suspect only if neither the corpus nor the encoder's vocabulary holds it. It becomes a known word only where the
two differ by what fingers do: a letter too many, too few, swapped or from the next key; in a long word twice, apart.
Two neighbouring letters are no typing error: "prednisolone" is not "prednisone". Codes and abbreviations (with capitals or
digits) are left alone unless two letters are swapped: "VGKC" is not "VGCC".
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence

from rapidfuzz.distance import OSA, Levenshtein
from rapidfuzz.process import extract

from qa_service.retrieval.analysis import STOPWORDS, beginning, fold, term, variant

_WORD = re.compile(r"[^\W\d_]{4,}")
_NEIGHBOURS = re.compile(r"(?P<first>\b[^\W\d_]{4,})(?P<link>[ -])(?P<second>[^\W\d_]{4,}\b)")
_LONG = 9
_NAME_LETTERS = 4
# A form of a word shares at least this much of its beginning.
_ALIKE = 0.5
_ENDINGS = ("", "s", "es", "d", "ed", "ing", "ly")
# What stands before a known word makes no name of it: "postsynaptic", "nontoxic".
PREFIXES = (
    "anti auto bi co counter de dis extra hyper hypo il im in inter intra ir macro micro mis mono multi neo non over para"
    " peri poly post pre pseudo re semi sub super supra sur trans tri ultra un under"
).split()
_LEAST_STEM = 4
# The share of a word that a shorter form in the corpus must be: "Japan" of "Japanese".
_STEM_SHARE = 0.6
# An ear takes one for the other.
_SOUNDS = ("aeiouy", "ck", "cs", "sz", "fv", "kq")
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


class Speller:
    """Knows the words of a corpus and of the encoder."""

    def __init__(
        self,
        corpus_words: Mapping[str, int],
        common_words: Iterable[str],
        everyday: Iterable[str] = (),
        right: Iterable[str] = (),
    ) -> None:
        self._everyday = frozenset(everyday)
        self._right = frozenset(right)  # no typing errors, though the corpus may not know them
        self._frequency = dict(corpus_words)
        self._known = set(common_words) | set(corpus_words) | STOPWORDS
        self._known_variants = {variant(word) for word in self._known}
        self._spelled = {variant(word): word for word in sorted(corpus_words, key=lambda word: corpus_words[word])}
        self._corpus_words = sorted(corpus_words)
        self._terms = set(map(term, corpus_words))
        self._stems = {stem for word in corpus_words for _, stem in _without_prefix(word)}
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
        if any(stem in self._known or stem in self._stems for _, stem in _without_prefix(word)):
            return False
        half = math.ceil(_ALIKE * len(word))
        begins_alike = _any_begins(self._by_first.get(word[0], []), word[:half])
        return not begins_alike and not any(word[cut:] in self._known for cut in range(1, len(word) - half + 1))

    def is_in_corpus(self, word: str) -> bool:
        """Whether the corpus holds a folded word, or another form of it: "European" for "Europe", "Japan" for "Japanese"."""
        return _any_begins(self._corpus_words, beginning(word)) or self.shorter_form(word) is not None

    def is_held(self, word: str) -> bool:
        """Whether the corpus holds a folded word, in this form or with a common ending."""
        return word in self._frequency or term(word) in self._terms

    def shorter_form(self, word: str) -> str | None:
        """The longest word of the corpus with which a folded word begins, if it is most of it: "Japan" of "Japanese"."""
        least = max(_LEAST_STEM + 1, math.ceil(_STEM_SHARE * len(word)))
        return next((word[:end] for end in range(len(word) - 1, least - 1, -1) if word[:end] in self._frequency), None)

    def parted_forms(self, word: str) -> list[str]:
        """A folded word with its prefix apart, as others write it: "post synaptic" for "postsynaptic"."""
        return [f"{prefix} {stem}" for prefix, stem in _without_prefix(word)]

    def in_context(self, text: str, count: Callable[[str], int]) -> str:
        """A question whose everyday words become those of the corpus where these stand with their neighbour: "Lambert Eton".

        Args:
            text: the question.
            count: in how many passages a phrase stands; a phrase is terms with spaces between.
        """

        def righted(match: re.Match[str]) -> str:
            first, second = fold(match["first"]), fold(match["second"])
            if first not in self._frequency or first in STOPWORDS or second in self._frequency or second in STOPWORDS:
                return match[0]
            nearby = extract(second, self._by_first.get(second[0], ()), scorer=OSA.distance, score_cutoff=1, limit=20)
            for candidate, _, _ in nearby:
                is_here = candidate in self._frequency and _is_slip(second, candidate)
                if is_here and count(f"{term(first)} {term(candidate)}"):
                    return f"{match['first']}{match['link']}{candidate}"
            return match[0]

        return _NEIGHBOURS.sub(righted, text)

    def _is_inflected(self, word: str) -> bool:
        """Whether a known word, perhaps in another spelling, with a common ending makes the word."""
        stems = [
            word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending) and len(word) - len(ending) > 2
        ]
        return any(stem in self._known_variants or f"{stem}e" in self._known_variants for stem in stems)

    def _corrected(self, written: str) -> str:
        word = fold(written)
        spelled = self._spelled.get(variant(word), word)
        is_sure = len(word) >= _LONG or word not in self._everyday or spelled not in self._everyday
        if word not in self._frequency and is_sure and _is_spelling_of(word, spelled):
            return spelled.capitalize() if written[0].isupper() else spelled
        if word in self._known or word in self._right or not word.isascii() or self._is_inflected(variant(word)):
            return written
        most = 2 if len(word) >= _LONG else 1
        nearby = extract(word, self._by_first.get(word[0], ()), scorer=OSA.distance, score_cutoff=most, limit=20)
        capitals = 2 * sum(letter.isupper() for letter in written) >= len(written)
        fitting = [
            (distance, -self._frequency.get(candidate, 0), candidate)
            for candidate, distance, _ in nearby
            if _is_slip(word, candidate) and (not capitals or sorted(word) == sorted(candidate))
        ]
        if not fitting:
            return written
        best = min(fitting)[2]
        if (
            best not in self._frequency and best not in STOPWORDS and best not in self._everyday
        ):  # it would find nothing here
            return written
        return best.upper() if capitals else best


def _is_spelling_of(word: str, other: str) -> bool:
    """Whether two words of one variant are British and American for each other: "filled" is not "filed"."""
    return word != other and word[-1] == other[-1] and "ll" not in word and "ll" not in other


def _without_prefix(word: str) -> list[tuple[str, str]]:
    """A word in two, after each prefix that it may begin with."""
    return [
        (prefix, word[len(prefix) :])
        for prefix in PREFIXES
        if word.startswith(prefix) and len(word) - len(prefix) >= _LEAST_STEM
    ]


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
    return any({one, other} <= set(sounds) for sounds in _SOUNDS) or any(
        one in row and other in row and abs(row.index(one) - row.index(other)) == 1 for row in _KEYS
    )
