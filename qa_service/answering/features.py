"""What speaks for a sentence as an answer, and how much: the weights of a logistic model.

Fitted by `python -m benchmarks.fit_evidence` on BioASQ, CLAP NQ and the suites of the corpus; the figures are in
docs/experiments.md. `names_section` is too rare in the data to be fitted; it was set so that "Which keywords are listed?" finds
the section of that name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from operator import attrgetter

from qa_service.answering.reading import Form

_NUMBER = re.compile(r"\d")
_NUMBER_WORD = re.compile(
    r"\b(one|two|three|four|five|six|seven|eight|nine|ten|half|third|quarter|twice|none|all)\b", re.I
)
_YEAR = re.compile(r"\b(1[5-9]|20)\d\d\b")
_FREQUENCY = re.compile(r"\b(prevalence|incidence|per (million|1?0?0,?000)|(1|one) in \d)", re.IGNORECASE)
_CAUSE = re.compile(
    r"\b(because|cause[sd]?|due to|owing to|lead[s]? to|led to|therefore|thus|so that|result\w*|explain\w*|put down to|reason"
    r"|contribut\w*|attribut\w*|infer\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Features:
    """What speaks for a sentence."""

    dense_lead: float
    """Cosine of question and sentence, above the mean of all sentences considered: in a narrow corpus all are near."""
    coverage: float
    """Share of the question's weight that the sentence holds; what only its work or section is named after counts half."""
    passage: float
    """Fused score of its passage."""
    lacks_form: float
    """1 where a number, date or cause was asked for and none is in the sentence."""
    names_section: float
    """1 where the question names the section by its title, such as "Prognosis"."""


WEIGHTS = Features(dense_lead=4.86, coverage=2.51, passage=4.56, lacks_form=-1.43, names_section=1.0)
CONSTANT = -4.14
# Half and half: what held-out narrow literatures and the suites bear out, docs/experiments.md.
_SUPPORT_CONSTANT, _PROMISING, _READ = 0.7, 0.5, 0.5
FEATURE_NAMES = tuple(field.name for field in fields(Features))
_values = attrgetter(*FEATURE_NAMES)


def log_odds(features: Features) -> float:
    """The model's log-odds that a sentence with these features answers the question."""
    told: float = CONSTANT + sum(w * f for w, f in zip(_values(WEIGHTS), _values(features), strict=True))
    return told


def supporting_odds(promising: float, read: float) -> float:
    """The log-odds that a sentence answers, of what the features and what the reader say of it."""
    return _SUPPORT_CONSTANT + _PROMISING * promising + _READ * read


def fits_form(form: Form, text: str) -> bool:
    """Whether a text holds what a question of a form asks for."""
    if form is Form.NUMBER:
        return bool(_NUMBER.search(_YEAR.sub("", text)) or _NUMBER_WORD.search(text))
    if form is Form.FREQUENCY:
        return bool(_FREQUENCY.search(text))
    if form is Form.DATE:
        return bool(_YEAR.search(text))
    if form is Form.CAUSE:
        return bool(_CAUSE.search(text))
    return True
