"""What a sentence of a model must be before it is worth a verdict: a whole statement in plain text.

>>> fault_of("Paraneoplastic.")
'it is no whole sentence'
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from qa_service.answering.inversion import DETERMINERS, PREPOSITIONS, is_plural
from qa_service.answering.verbs import EMPTY_VERBS, VERBS, is_finite, is_third_person
from qa_service.retrieval.analysis import terms

_FEWEST_WORDS = 4
# A sign of comparison stands before a figure: "p < 0.05".
_MARKUP = re.compile(r"[\[\]【】]|[<>](?!\s*=?\s*[\d.])|<\s*/|<\|")
# Where a sentence may be cut into statements.
_CLAUSE = re.compile(r"[;:] |, (?:which|who|whereas|while|but|and|so)\b")
# Links that say when, or for whom, a statement holds; the second kind does so where many are spoken of, "in adults".
_RESTRICTING = frozenset("among during after before without under until within unless if when except only".split())
_RESTRICTING_MANY = frozenset("in for with".split())
_LIMITING = frozenset(
    """mainly mostly chiefly largely primarily predominantly usually often sometimes rarely occasionally typically
    generally commonly partly partially nearly almost approximately roughly""".split()
)
_EMPTY = frozenset(terms(" ".join(EMPTY_VERBS)))
_SIGNS = ",;:.()\"'“”"


def fault_of(text: str) -> str | None:
    """Why a text is no sentence that may be sent; None where it may be one."""
    if _MARKUP.search(text):
        return "it holds marks or brackets that do not belong there"
    words = text.split()
    if not text.endswith(".") or len(words) < _FEWEST_WORDS or not _has_verb([word.strip(_SIGNS) for word in words]):
        return "it is no whole sentence"
    return None


def borrowed(text: str, told: str, known: str, others: Sequence[str]) -> str | None:
    """Why a text says what it was not told, as by giving the deed of one drug to another; None where it does not.

    A judge lets another subject pass, or "is present" for "may point to", as long as all else is right.

    Args:
        text: what is said.
        told: the sentence that it is made of.
        known: what may be said besides, such as the question, but not of what: the subject must be told.
        others: sentences that were told beside it.
    """
    foreign = set(terms(text)) - set(terms(told))
    taken = sorted(foreign & set(terms(" ".join(others))))
    if taken:
        return f"'{_as_written(taken, text)}' stands in another sentence"
    words = [word.strip(_SIGNS) for word in text.split()]
    subject = " ".join(words[: next((place for place, verb in enumerate(_verbs(words)) if verb), len(words))])
    own = sorted(foreign & set(terms(subject))) or sorted(foreign - set(terms(known)) - _EMPTY)
    return f"'{_as_written(own, text)}' does not stand there" if own else None


def dropped(text: str, told: str, known: str) -> str | None:
    """Why a text holds for more than was told, as by leaving out "in adults"; None where it does not.

    Args:
        text: what is said.
        told: the sentence that it is made of.
        known: what need not be said again, such as the question.

    >>> dropped("It improves strength.", "It improves strength in adults.", "Does it help?")
    "it leaves out 'in adults'"
    """
    said = set(terms(text))
    clauses = _CLAUSE.split(told)
    shared = [len(said & set(terms(clause))) for clause in clauses]
    drawn_on = (
        clause for clause, count in zip(clauses, shared, strict=True) if 2 * count > len(said) or count == max(shared)
    )
    held = said | set(terms(known))
    for phrase in (phrase for clause in drawn_on for phrase in _restrictions(clause)):
        own = set(terms(phrase))
        if own and not own & held:
            return f"it leaves out '{phrase}'"
    return None


def _restrictions(clause: str) -> Iterator[str]:
    """The phrases of a clause that say for whom, when or under what condition it holds."""
    words = clause.split()
    small = [word.strip(_SIGNS).lower() for word in words]
    verbs = _verbs([word.strip(_SIGNS) for word in words])
    for place, link in enumerate(small):
        if link in _LIMITING:
            yield words[place].strip(_SIGNS)
        if link not in _RESTRICTING | _RESTRICTING_MANY:
            continue
        end = place + 1
        while end < len(words) and not (
            small[end] in PREPOSITIONS or verbs[end] or words[end - 1].endswith((",", ")"))
        ):
            end += 1
        told_of = words[max(0, place - 1) if link == "with" else place + 1 : end]
        is_of_many = any(is_plural(word.strip(_SIGNS).lower()) for word in told_of if not word.isupper())
        if place == 0 or link in _RESTRICTING or is_of_many:
            yield " ".join(words[place:end]).strip(_SIGNS)


def _as_written(stems: Sequence[str], text: str) -> str:
    """The first word of a text that has one of some stems."""
    words = (word.strip(_SIGNS) for word in text.split())
    return next((word for word in words if set(terms(word)) & set(stems)), stems[0])


def _has_verb(words: list[str]) -> bool:
    return any(_verbs(words))


def _verbs(words: list[str]) -> list[bool]:
    """Of each word, whether it may be the verb of a statement."""
    return [False, *(_is_verb_after(before, word) for before, word in pairwise(words))]


def _is_verb_after(before: str, word: str) -> bool:
    small, before = word.lower(), before.lower()
    if is_finite(small):
        return True
    if before in DETERMINERS | PREPOSITIONS or before.isdigit():
        return False
    return is_third_person(small) or (small in VERBS and is_plural(before))
