"""What a question leaves out: "Which signs other than bleeding occur in scurvy?" asks for the other signs.

"Which signs other than bleeding occur in scurvy?"    -> "Which other signs occur in scurvy?", without bleeding
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from qa_service.answering.evidence import Evidence, named_otherwise
from qa_service.answering.gathering import Gatherer
from qa_service.answering.inversion import AUXILIARIES
from qa_service.answering.verbs import is_base_form, is_finite
from qa_service.retrieval.analysis import terms

_BUT = r"(?:other than|besides|beside|apart from|aside from|except(?: for)?)"
_BEFORE = re.compile(rf"^{_BUT} (?P<excluded>[^,?]+), (?:what|which) \w", re.IGNORECASE)
_AFTER = re.compile(
    rf"^(?P<wh>what|which) (?:other )?(?P<noun>[\w-]+(?: [\w-]+)?),? {_BUT} (?P<rest>[^?]+)(?P<end>\??)$", re.IGNORECASE
)
# What ends the name of what is left out: "other than fever in children".
_ENDS = frozenset("in with for among during after before under at on when".split()) | AUXILIARIES
# A sentence with such words speaks of more than one thing.
_SAYS_OTHERS = re.compile(
    r"\b(?:others?|another|besides|apart from|also|except|rest|remaining|plus|addition|accompan\w+|includ\w+|such as"
    r"|as well as)\b|e\.g\.",
    re.IGNORECASE,
)


class Excluding(NamedTuple):
    """A question for what else there is."""

    question: str
    excluded: str


def read_excluding(question: str) -> Excluding | None:
    """The question for what else there is, and what it leaves out; None where it leaves out nothing."""
    before = _BEFORE.match(question)
    if before:  # what stands in front tells what else is meant, so it stays
        return Excluding(question, before["excluded"])
    after = _AFTER.match(question)
    if not after:
        return None
    words = after["rest"].split()
    end = next((place for place, word in enumerate(words) if place and _ends(word.lower())), len(words))
    rest = " ".join(["", *words[end:]])
    return Excluding(f"{after['wh']} other {after['noun']}{rest}{after['end']}", " ".join(words[:end]).rstrip(","))


def without_excluded(evidence: Sequence[Evidence], question: str, gatherer: Gatherer) -> list[Evidence]:
    """Evidence without what speaks of nothing but what the question leaves out; as it is where nothing would be left."""
    read = read_excluding(question)
    if not read:
        return list(evidence)
    query = gatherer.query(read.excluded)

    def is_excluded(item: Evidence) -> bool:
        held = terms(item.text)
        speaks_of_it = set(query.terms) <= {*held, *named_otherwise(query, held)}
        return speaks_of_it and not _SAYS_OTHERS.search(item.text)

    return [item for item in evidence if not is_excluded(item)] or list(evidence)


def _ends(word: str) -> bool:
    return word in _ENDS or is_finite(word) or is_base_form(word)
