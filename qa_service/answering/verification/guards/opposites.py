"""Directions and populations: no word may stand where the source has its opposite, and nobody else may be spoken of.

>>> [found.reason for found in directions(compare("The drug increased pain.", ["The drug decreased pain."], ""))]
["'increased' against 'decreased'"]
"""

from __future__ import annotations

from collections.abc import Iterator

from qa_service.answering.verification.guards.finding import Finding
from qa_service.answering.verification.lexicon import ANYBODY, opposites, populations
from qa_service.answering.verification.reading import Comparison, Edit, Reading, Token, window
from qa_service.retrieval.analysis import term

# Words that mostly bound or count ("at least", "many"); they are compared only where one stands in the place of the other.
_COUNTING = frozenset(term(word) for word in "most least many few all more less".split())
# So near two words stand beside each other, in characters.
_BESIDE = 30
_WITH, _WITHOUT = frozenset({"with"}), frozenset({"without"})


def directions(compared: Comparison) -> Iterator[Finding]:
    """Every word in the place of its opposite."""
    for edit in compared.edits or ():
        yield from _exchanged(edit)
    said, source = compared.said, compared.source
    turned = _is_turned_round(compared)
    for one, other in (*opposites(), (_WITH, _WITHOUT)):
        for side, opposed in ((one, other), (other, one)):
            for token in said.tokens:
                if token.stem in side - opposed - _COUNTING and not (turned or _has_both(said, token, opposed - side)):
                    yield from _against(token, said, source, (side, opposed))


def populations_meant(compared: Comparison) -> Iterator[Finding]:
    """Every group of people or animals that the quotes do not speak of."""
    spoken_of = compared.quoted.stems | compared.named.stems
    for groups in populations():
        for group in groups:
            token = next((token for token in compared.said.tokens if token.stem in group), None)
            if token is None or any(stem in group or stem.startswith(token.stem) for stem in spoken_of):
                continue
            rival = next((word for word in compared.source.tokens if any(word.stem in other for other in groups)), None)
            if rival and rival.stem not in compared.said.stems:
                yield Finding("contradicted", f"'{token.written}' against '{rival.written}'")
            elif token.stem not in ANYBODY:
                yield Finding("unsupported", f"'{token.written}' stands in no quote")


def _exchanged(edit: Edit) -> Iterator[Finding]:
    gone, came = {token.stem for token in edit.removed}, {token.stem for token in edit.added}
    for one, other in (*opposites(), (_WITH, _WITHOUT)):
        for side, opposed in ((one, other), (other, one)):
            here, there = (came - gone) & side - opposed, (gone - came) & opposed - side
            if here and there:
                yield Finding(
                    "contradicted", f"'{_written(edit.added, here)}' against '{_written(edit.removed, there)}'"
                )


def _written(tokens: tuple[Token, ...], stems: set[str]) -> str:
    return next(token.written for token in tokens if token.stem in stems)


def _against(
    token: Token, said: Reading, source: Reading, sides: tuple[frozenset[str], frozenset[str]]
) -> Iterator[Finding]:
    """A word whose neighbours stand with its opposite in the source, and with no word of its own side."""
    side, opposed = sides
    near = window(said, token) - side - opposed

    def held(stems: frozenset[str]) -> list[tuple[int, Token]]:
        found = (other for other in source.tokens if other.stem in stems - _COUNTING)
        return [(len(near & window(source, other)), other) for other in found]

    same = max((count for count, _ in held(side)), default=-1)
    against = max(held(opposed - side), key=lambda found: found[0], default=None)
    if against and against[0] >= max(1, same + 1 + (same >= 0)) and (against[1].scope < 0) == (token.scope < 0):
        yield Finding("contradicted", f"'{token.written}' against '{against[1].written}'")


def _has_both(said: Reading, token: Token, opposed: frozenset[str]) -> bool:
    """Whether a word stands beside its opposite, as in "from low to high"."""
    return any(other.stem in opposed and abs(other.start - token.start) < _BESIDE for other in said.tokens)


def _is_turned_round(compared: Comparison) -> bool:
    """Whether both compare, and with the sides exchanged: "A is higher than B" and "B is lower than A"."""
    said, source = compared.said, compared.source
    if not (" than " in said.text and " than " in source.text):
        return False
    first, _, second = said.text.partition(" than ")
    one, _, other = source.text.partition(" than ")

    def shared(here: str, there: str) -> int:
        return len(_words(here) & _words(there))

    return shared(first, other) + shared(second, one) > shared(first, one) + shared(second, other)


def _words(text: str) -> set[str]:
    return {word.strip(".,;()").casefold() for word in text.split() if len(word) > 3}
