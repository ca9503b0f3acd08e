"""What an answer in a model's words leaves out of the sentences that it was made of.

A sentence is told when its figures, its names and most of its words are. A model that shortens "up to 60% of cases in adults"
to "up to 60% of cases" tells it; one that gives no figure, or leaves a drug out, does not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa_service.answering.evidence import Evidence
from qa_service.answering.language.digits import with_digits
from qa_service.answering.sources import as_sentence
from qa_service.retrieval.analysis import terms

# The share of its words by which a sentence is told, beside all its figures and names.
_TOLD = 0.5
_NAME = re.compile(r"\b(?:[A-Z]{2,}|[a-z]+[A-Z]|[A-Za-z]+\d|\d+,\d+-|(?<=[a-z,] )[A-Z][a-z]{2,})[\w-]*")
_WORD = re.compile(r"\w+")


def left_out(evidence: Sequence[Evidence], sent: Sequence[str]) -> list[Evidence]:
    """The sentences that what was sent does not tell."""
    said = _terms(" ".join(sent))
    if said and len(evidence) > 1:  # what all of them speak of needs not be named again
        said |= frozenset.intersection(*(frozenset(_terms(item.text)) for item in evidence))
    return [item for item in evidence if not _is_told(as_sentence(item.text), said)]


def is_said(text: str, sent: Sequence[str]) -> bool:
    """Whether one sentence that was sent has every word of a text; small words too, as "not" is one."""
    own = _words(text)
    return any(own <= _words(other) for other in sent)


def _is_told(text: str, said: set[str]) -> bool:
    own = _terms(text)
    needed = {term for term in own if term[0].isdigit()} | _terms(" ".join(_NAME.findall(text)))
    return needed <= said and len(own & said) >= _TOLD * len(own)


def _terms(text: str) -> set[str]:
    return set(terms(with_digits(text)))


def _words(text: str) -> set[str]:
    return set(_WORD.findall(with_digits(text).casefold()))
