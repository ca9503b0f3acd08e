"""What passes without a judge: a quote word for word, or a sentence whose words all come from the quotes, in their order.

Every number, with its sign of comparison and its unit, must stand in the quotes; no negation, and no small word that carries
meaning ("may", "some", "before"), may be added or lost; every content word must come from the quotes, from the record of the
cited works (which a sentence may name) or from the few words that report; and what comes from the quotes keeps their order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from qa_service.answering.language.marks import without_marks
from qa_service.ingestion.sentences import sentences_of
from qa_service.retrieval.analysis import fold, terms
from qa_service.retrieval.naming import naming_text
from qa_service.types import Work

_HEDGE = (
    "up to|at least|at most|about|around|approximately|nearly|almost|over|under|more than|less than|fewer than|[<>≤≥~]"
)
_UNIT = "%|mg|g|kg|µg|ug|ml|mv|hz|ms|days?|weeks?|months?|years?|hours?|minutes?|per million|per 100,?000"
_NUMBER = re.compile(rf"(?P<hedge>{_HEDGE})?\s*(?P<number>\d+(?:[.,]\d+)*)(?:\s*(?P<unit>{_UNIT})(?![a-z]))?")
_NEGATION = re.compile(
    r"\b(no|not|never|none|neither|nor|without|cannot|(?:is|are|was|were|do|does|did|has|have|had|ca|wo|would|should|could)nt)\b"
)
_WORD = re.compile(r"[^\W_]+")
# Bullets, semicolons and white space are no words; between digits they keep two numbers apart.
_GAP = re.compile(r"(?P<apart>(?<=\d)[\s•;]+(?=\d))|[\s•;]+")
# Words that only report: "the review by X et al. was published in Y".
_REPORTING = frozenset(
    terms("written published appeared journal volume issue page number et al title record says others")
)
# What a cited work may be called.
_NOUNS = frozenset(terms("paper article review trial guideline label case report study work"))
# Function words that change what a sentence says.
_WEIGHTY = frozenset(
    """may might can could should must will would all some any most more less least few only both before after until during
    against above below between up down than same other""".split()
)


def is_verbatim(text: str, quotes: Sequence[str]) -> bool:
    """Whether a text is a quote, or whole sentences of one that follow each other."""
    said = _letters(text)
    return bool(said) and any(said == _letters(quote) or _is_run(said, quote) for quote in quotes)


def is_rearranged(text: str, quotes: Sequence[str], works: Iterable[Work]) -> bool:
    """Whether a text says nothing but words of the quotes in their order, and how the cited works are called."""
    if not _letters(text) or not quotes:
        return False
    cited = list(works)
    quoted, named = " ".join(quotes), " ".join(naming_text(work) for work in cited)
    for work in cited:  # how a work is called is no claim
        text, quoted = text.replace(f"“{work.title}”", ""), quoted.replace(work.title, "")
    free = set(terms(named)) | _REPORTING | _NOUNS
    return (
        _numbers(text) <= _numbers(quoted) | _numbers(named)
        and _negations(text) == _negations(quoted)
        and _WEIGHTY & set(_words(text)) == _WEIGHTY & set(_words(quoted))
        and set(terms(text)) <= set(terms(quoted)) | free
        and _in_order([name for name in terms(text) if name not in free], terms(quoted))
    )


def _is_run(said: str, quote: str) -> bool:
    parts = [_letters(sentence) for sentence in sentences_of(quote)]
    return any(
        said == _letters(".".join(parts[first:last]))
        for first in range(len(parts))
        for last in range(first + 1, len(parts) + 1)
        if last - first < len(parts)
    )


def _letters(text: str) -> str:
    """Only what carries meaning in a comparison word for word: no white space, bullets or final stop."""
    told = _GAP.sub(lambda gap: " " if gap["apart"] else "", without_marks(text).casefold().strip())
    return told.rstrip(".")


def _numbers(text: str) -> set[tuple[str, str, str]]:
    found = _NUMBER.finditer(fold(text).replace("percent", "%").replace("per cent", "%"))
    return {(match["hedge"] or "", match["number"], (match["unit"] or "").rstrip("s")) for match in found}


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def _in_order(said: Sequence[str], quoted: Sequence[str]) -> bool:
    """Whether the words of a sentence that a quote holds come in the order of the quote."""
    held = set(quoted)
    rest = iter(quoted)
    return all(word in rest for word in said if word in held)


def _negations(text: str) -> int:
    return len(_NEGATION.findall(fold(text)))
