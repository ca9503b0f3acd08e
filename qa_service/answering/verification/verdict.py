"""What is found of a sentence, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from qa_service.answering.verification.guards import GUARDS, Finding
from qa_service.answering.verification.reading import compare
from qa_service.answering.verification.strict import is_rearranged, is_verbatim
from qa_service.retrieval.analysis import terms, variant
from qa_service.retrieval.naming import naming_text
from qa_service.types import Work

Rank: TypeAlias = Callable[[str], int | None]
"""The place of a word in a vocabulary that begins with the commonest, such as `QueryEncoder.rank`."""

Label = Literal["supported", "partly", "contradicted", "unsupported"]

# How sure the judge must be. Of claims on texts that it never saw, 3% of the contradicted ones and 0.4% of those that their
# sentence does not speak of are above it, before any guard, and 42% of the supported ones.
SUPPORTED = 0.8
# The share of its words that a sentence must have from its quotes to be partly supported.
_PARTLY = 0.5
_GRAVEST: tuple[Label, ...] = ("contradicted", "unsupported", "partly")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether quotes support a sentence, and what speaks against it."""

    label: Label
    reasons: tuple[str, ...] = ()
    score: float | None = None
    """How likely the judge finds it that the quotes support it; 1 for their own words, None where nobody judged."""


class SupportJudge(Protocol):
    """Reads claims and evidence together, as a small cross-encoder does."""

    def judge(self, claim: str, evidence: Sequence[str]) -> npt.NDArray[np.float32]:
        """Probabilities that each piece of evidence supports, contradicts, or does neither: shape (n, 3)."""
        ...


def verify(
    text: str,
    quotes: Sequence[str],
    works: Iterable[Work],
    judge: SupportJudge | None = None,
    rank: Rank | None = None,
) -> Verdict:
    """Find whether quotes support a sentence.

    Args:
        text: the sentence, without citation marks.
        quotes: what it cites.
        works: the works that the quotes are from; a sentence may name them.
        judge: who is asked about sentences that pass the guards; without one, only rearranged words of the quotes pass.
        rank: the place of a word in a vocabulary of everyday language, None where it is not in it; without one, every word that
            the quotes do not have counts as a term that they lack.
    """
    if not quotes:
        return Verdict("unsupported", ("it cites nothing",))
    if not any(char.isalnum() for char in text):
        return Verdict("unsupported", ("it says nothing",))
    if is_verbatim(text, quotes):
        return Verdict("supported", score=1.0)
    cited = list(works)
    found = findings(text, quotes, cited, rank)
    if found:
        label = next(label for label in _GRAVEST if any(item.label == label for item in found))
        return Verdict(label, tuple(dict.fromkeys(item.reason for item in found)))
    if judge is None or is_rearranged(text, quotes, cited):
        return _without_judge(text, quotes, cited)
    return _judged(text, quotes, judge)


def findings(text: str, quotes: Sequence[str], works: Sequence[Work], rank: Rank | None = None) -> list[Finding]:
    """All that the guards find."""
    for work in works:  # how a work is called is no claim
        text = text.replace(f"“{work.title}”", "")
    compared = compare(text, quotes, ". ".join(naming_text(work) for work in works), everyday(rank))
    return [found for guard in GUARDS.values() for found in guard(compared)]


def everyday(rank: Rank | None) -> Callable[[str], bool]:
    """Whether a vocabulary has a folded word, or another form of it."""

    def is_everyday(word: str) -> bool:
        forms = (
            word,
            variant(word),
            word.removesuffix("s"),
            word.removesuffix("d"),
            word.removesuffix("ed"),
            f"{word}s",
        )
        places = (rank(form) for form in forms) if rank else ()
        return any(place is not None for place in places)

    return is_everyday


def overlap(text: str, quotes: Sequence[str]) -> float:
    """The share of the words of a sentence that stand in its quotes."""
    said = set(terms(text))
    return len(said & set(terms(" ".join(quotes)))) / len(said) if said else 0.0


def _without_judge(text: str, quotes: Sequence[str], works: Sequence[Work]) -> Verdict:
    if is_rearranged(text, quotes, works):
        return Verdict("supported")
    foreign = sorted(set(terms(text)) - set(terms(" ".join([*quotes, *map(naming_text, works)]))))
    reason = f"'{foreign[0]}' stands in no quote" if foreign else "the words of the quotes stand in another order"
    return Verdict(_less_than_supported(text, quotes), (reason,))


def _judged(text: str, quotes: Sequence[str], judge: SupportJudge) -> Verdict:
    evidence = [*quotes, " ".join(quotes)] if len(quotes) > 1 else list(quotes)
    likely = judge.judge(text, evidence)
    best = likely[int(likely[:, 0].argmax())]
    score = float(best[0])
    if score >= SUPPORTED:
        return Verdict("supported", score=score)
    against = likely[int(likely[:, 1].argmax())]
    if int(against.argmax()) == 1:
        return Verdict("contradicted", (f"the judge finds it contradicted ({against[1]:.2f})",), score)
    reason = f"the judge finds it supported with {score:.2f} only"
    return Verdict(_less_than_supported(text, quotes), (reason,), score)


def _less_than_supported(text: str, quotes: Sequence[str]) -> Label:
    return "partly" if overlap(text, quotes) >= _PARTLY else "unsupported"
