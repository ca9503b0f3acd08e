"""What a sentence of a model must be before it is worth a verdict: a whole statement in plain text.

>>> fault_of("Paraneoplastic.")
'it is no whole sentence'
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from qa_service.answering.inversion import DETERMINERS, PREPOSITIONS, is_plural
from qa_service.answering.sources import Source
from qa_service.answering.verbs import VERBS, is_finite, is_third_person
from qa_service.retrieval.analysis import terms
from qa_service.retrieval.naming import naming_text

_FEWEST_WORDS = 4
# A sign of comparison stands before a figure: "p < 0.05".
_MARKUP = re.compile(r"[\[\]【】]|[<>](?!\s*=?\s*[\d.])|<\s*/|<\|")
_SIGNS = ",;:.()\"'“”"


def fault_of(text: str) -> str | None:
    """Why a text is no sentence that may be sent; None where it may be one."""
    if _MARKUP.search(text):
        return "it holds marks or brackets that do not belong there"
    words = text.split()
    if not text.endswith(".") or len(words) < _FEWEST_WORDS or not _has_verb([word.strip(_SIGNS) for word in words]):
        return "it is no whole sentence"
    return None


def borrowed(text: str, source: Source, others: Sequence[Source]) -> str | None:
    """Why a text speaks of something else than its source, as by giving the deed of one drug to another; None where it does not.

    A judge lets another subject pass, as long as all else is right.
    """
    foreign = set(terms(text)) - set(terms(f"{source.read} {naming_text(source.stored.work)}"))
    taken = sorted(foreign & set(terms(" ".join(other.read for other in others))))
    if taken:
        return f"'{taken[0]}' stands in another sentence"
    words = [word.strip(_SIGNS) for word in text.split()]
    subject = " ".join(words[: next((place for place, verb in enumerate(_verbs(words)) if verb), len(words))])
    told_of = sorted(foreign & set(terms(subject)))
    return f"'{told_of[0]}' does not stand there" if told_of else None


def _has_verb(words: list[str]) -> bool:
    return any(_verbs(words))


def _verbs(words: list[str]) -> list[bool]:
    """Of each word, whether it may be the verb of a statement."""
    return [False, *(_is_verb_after(before, word) for before, word in pairwise(words))]


def _is_verb_after(before: str, word: str) -> bool:
    small, before = word.lower(), before.lower()
    if is_finite(small):
        return True
    if before in DETERMINERS | PREPOSITIONS:
        return False
    return is_third_person(small) or (small in VERBS and is_plural(before))
