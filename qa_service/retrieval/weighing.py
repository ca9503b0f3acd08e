"""How much each term of a question tells: rare in the corpus and rare in everyday language tells most.

Rarity in the corpus is the inverse document frequency. Rarity in everyday language is read from the encoder's vocabulary,
which is ordered by frequency; so "average" or "exactly" weigh little even where no passage holds them, and the name of a
drug that no passage holds weighs most.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from qa_service.retrieval.analysis import term

# Words up to this rank of the vocabulary carry next to no subject; from the second on they carry it in full.
_EVERYDAY, _SPECIAL = 2000, 12000
_LEAST = 0.15
# They only say that a quantity is asked for; an answer says it with a number instead.
_QUANTITY = frozenset(
    term(word) for word in "share proportion percentage percent per cent fraction number many much rate count".split()
)


@dataclass(frozen=True, slots=True)
class TermWeights:
    """The weight of each term of a question, and the terms that no passage holds."""

    weights: dict[str, float]
    unknown: frozenset[str]

    @property
    def total(self) -> float:
        """The weight of the whole question."""
        return sum(self.weights.values())

    @property
    def known(self) -> float:
        """The weight of the terms that the corpus holds."""
        return sum(weight for name, weight in self.weights.items() if name not in self.unknown)

    def covered(self, held: Collection[str]) -> float:
        """The share of the question's weight that some terms hold, from 0 to 1."""
        return (
            sum(weight for name, weight in self.weights.items() if name in held) / self.total if self.weights else 0.0
        )

    @property
    def unknown_share(self) -> float:
        """The share of the question's weight that stands nowhere in the corpus."""
        return self.covered(self.unknown)


def weigh(
    words: Iterable[str], counts: Mapping[str, int], passages: int, rank: Callable[[str], int | None]
) -> TermWeights:
    """Weigh the words of a question.

    Args:
        words: content words as they are written, folded.
        counts: how many passages hold each term.
        passages: how many passages there are.
        rank: the place of a word in the encoder's vocabulary, None where it is not whole in it.
    """
    weights: dict[str, float] = {}
    for word in words:
        name = term(word)
        if name in _QUANTITY:
            continue
        rarity = math.log(1 + (passages + 0.5) / (counts.get(name, 0) + 0.5))
        weights[name] = max(weights.get(name, 0.0), rarity * speciality(rank(word)))
    return TermWeights(weights, frozenset(name for name in weights if name not in counts))


def speciality(rank: int | None) -> float:
    """How little a word belongs to everyday language, from 0.15 to 1."""
    if rank is None:
        return 1.0
    share = (math.log(max(rank, 1)) - math.log(_EVERYDAY)) / (math.log(_SPECIAL) - math.log(_EVERYDAY))
    return min(1.0, max(_LEAST, share))
