"""Whether the cited words support a sentence. Deterministic, and strict: what it cannot confirm is not sent.

A sentence passes if it stands in the quotes word for word. Otherwise every number in it, with its sign of comparison and
its unit, must stand in the quotes, no negation or hedge may be added or lost, and every content word must come from the
quotes, from the record of the cited works (which a sentence may name) or from the few words that report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from qa_service.retrieval.analysis import fold, terms
from qa_service.types import Work

_HEDGE = (
    "up to|at least|at most|about|around|approximately|nearly|almost|over|under|more than|less than|fewer than|[<>≤≥~]"
)
_UNIT = "%|mg|g|kg|µg|ug|ml|mv|hz|ms|days?|weeks?|months?|years?|hours?|minutes?|per million|per 100,?000"
_NUMBER = re.compile(rf"(?P<hedge>{_HEDGE})?\s*(?P<number>\d+(?:[.,]\d+)*)\s*(?P<unit>{_UNIT})?")
_NEGATION = re.compile(r"\b(no|not|never|none|neither|nor|without|cannot|\w+nt)\b")
# Words that only report: "the review by X et al. was published in Y".
_REPORTING = frozenset(
    terms(
        "written by published appeared in journal volume issue page is et al has number of title record says and others"
    )
)


def is_supported(text: str, quotes: Sequence[str], works: Iterable[Work]) -> bool:
    """Whether quotes support a sentence.

    Args:
        text: the sentence, without citation marks.
        quotes: what it cites.
        works: the works that the quotes are from; a sentence may name them.
    """
    if not quotes:
        return False
    if any(_letters(text) in _letters(quote) for quote in quotes):
        return True
    quoted, named = " ".join(quotes), " ".join(_naming(work) for work in works)
    return (
        _numbers(text) <= _numbers(quoted) | _numbers(named)
        and _negations(text) == _negations(quoted)
        and set(terms(text)) <= set(terms(quoted)) | set(terms(named)) | _REPORTING
    )


def _letters(text: str) -> str:
    """Only what carries meaning in a comparison word for word: no white space, bullets or final stop."""
    return re.sub(r"[\s•]|;(?= )", "", text.casefold()).rstrip(".").replace(";", "")


def _naming(work: Work) -> str:
    return " ".join(str(part) for part in (work.title, *work.authors, work.journal, work.year, work.type) if part)


def _numbers(text: str) -> set[tuple[str, str, str]]:
    found = _NUMBER.finditer(fold(text).replace("percent", "%").replace("per cent", "%"))
    return {(match["hedge"] or "", match["number"], (match["unit"] or "").rstrip("s")) for match in found}


def _negations(text: str) -> int:
    return len(_NEGATION.findall(fold(text)))
