"""Works that were retracted: no evidence, unless a question names the work; then what they say is marked."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qa_service.types import Work

NOTE = "(retracted)"
_CALLED = re.compile(r"\W*(?:retracted|withdrawn)(?: article| paper)?\s*[:\]]", re.IGNORECASE)
_END = re.compile(r"[.!?…]*[\"”')]*$")


def is_retracted(work: Work) -> bool:
    """Whether its record says that a work was retracted, or its title does ("RETRACTED: ...")."""
    return work.retracted or bool(_CALLED.match(work.title))


def is_usable(work: Work, is_named: bool) -> bool:
    """Whether a work may be evidence for an answer.

    Args:
        work: the work that a sentence is from.
        is_named: whether the question names this work, and so wants to know what it says.
    """
    return is_named or not is_retracted(work)


def with_note(text: str, works: Iterable[Work]) -> str:
    """A verified sentence that says whether one of its works was retracted."""
    if not any(map(is_retracted, works)) or NOTE in text:
        return text
    end = _END.search(text)
    place = end.start() if end else len(text)
    return f"{text[:place]} {NOTE}{text[place:]}"


def without_note(text: str) -> str:
    """The sentence as it was verified."""
    return text.replace(f" {NOTE}", "")
