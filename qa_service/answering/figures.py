"""The one figure with which a sentence answers what is asked: what it measures, of whom, and how the sentence says it.

A sentence has such a figure only if it speaks of what is asked and if no other of its figures answers as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa_service.answering.language.digits import with_digits
from qa_service.answering.language.folding import folded
from qa_service.answering.language.quantities import Quantity, quantities
from qa_service.answering.language.units import HEDGES
from qa_service.answering.measuring import Amount, amount_of
from qa_service.retrieval.analysis import fold, terms
from qa_service.types import Work

# A sentence answers if it speaks of so much of what is asked.
_COVERED = 0.6
_CLAUSE = re.compile(
    r"[;:]\s|,?\s\(?(?:with an? )?(?:\w+ )?range\b|[.]\s(?=\S)|,\s(?:and|or|but|while|whereas|compared|so)\s"
    r"|\sand (?:an?\s|the\s|(?=\d+ [a-z]{4}))"
    r"|,?\s(?:against|whereas|while|but|versus|vs\.?|compared (?:with|to)|rather than)\s"
)
_DIMENSIONS = {
    "rate": r"\b(incidence|prevalence)\b",
    "time": r"\b(how (long|old|soon|quickly)|half-?life|durations?|ages?|aged|survival|intervals?|latency|delay|time|when|live"
    r"|lifespan)\b",
    "mass": r"\b(dos(e|es|age)|weigh\w*|mass)\b",
    "share": r"\b(share|proportion|percent(age)?|fraction|how (common|often|frequent|many|likely|sensitive|specific)|frequency"
    r"|rate|sensitivity|specificity|probability|risk|number)\b",
}  # fmt: skip
# Words of a question that no answer repeats, and people of no particular kind.
_GENERIC = frozenset(
    terms(
        """share proportion percentage percent fraction number rate many much often long common frequent value figure amount level
        patients patient people persons person cases case subjects individuals participants population cohort study studies works
        sources papers say report reported found given give average typical typically usual usually estimated all"""
    )
)
# What sets a group of people apart, or a time or treatment under which a figure was taken.
_RESTRICTED = re.compile(
    r"\b(?:with|without|lacking|aged|after|before|during|treated|receiving|taking|on|under|over|within|at"
    r"|by)\b(?: (?!were\b|was\b|had\b|have\b|"
    r"is\b|are\b|in\b|of\b)[\w-]+){1,4}"
)
_GROUP = re.compile(
    r"\b(?:women|men|females?|males?|girls|boys|children|adults|adolescents|infants|elderly|smokers|controls?|placebo|severe|mild"
    r"|untreated|mean|median|average)\b"
)
# Those who lack something are others than those who have it.
_LACKING = re.compile(r"\b(?:without|lacking|non|no)\b", re.IGNORECASE)
_NAMED_GROUP = re.compile(r"(?<!\w)[\w/-]*[A-Z][A-Za-z]*[A-Z][\w/-]*")
# Of whom a share is: "7 of 1593 patients with SCLC (0.44%)", "21% (50) of the patients with VGCC antibodies".
_BASE = re.compile(r"\s?(?:\([^)]*\)\s?)?(?:of|among|in)\s(?P<base>(?:[\w/-]+\s?){1,7})")
_BASE_WITHIN = re.compile(r"\b(?:among|\d+ of (?:the )?\d+) (?P<base>(?:[\w/-]+\s?){1,7})", re.IGNORECASE)
_BASE_BEFORE = re.compile(r"\bof (?P<base>[\w/,-]+(?: [\w/-]+){1,6}) \($")
_ASKED_OF = [
    re.compile(rf"\b{asked} (?P<base>(?:[\w/-]+\s?){{1,8}})", re.IGNORECASE)
    for asked in (
        r"(?:share|percentage|proportion|fraction|percent) of",
        r"(?:how (?:common|frequent|often)|prevalence|frequency)\b.* (?:in|among)",
        r"how (?:many|often)(?: do)?",
    )
]
_BASE_ENDS = re.compile(
    r"\b(?:was|were|is|are|had|have|has|did|do|in|at|by|from|during|after|before|who|that|which|occurs?|develop\w*|show\w*)\b"
)
_INTERVAL = re.compile(
    r"\s?\(?(?:95% )?(?:confidence interval|ci)\D{0,12}(?P<low>\d+(?:\.\d+)?)(?:-| to |, )(?P<high>\d+(?:\.\d+)?)", re.I
)
# Of a spread, such as "(95% CI 2-4)" or "with a range of 2-4", no figure answers.
_SPREAD = re.compile(r"\s?\([^()]*\b(?:ci|confidence|credible|prediction|range|iqr|sd)\b[^()]*\)", re.IGNORECASE)
_OF_RANGE = re.compile(r"\brange(?:s|d)?(?: of| from|:|,)?\s\(?$", re.IGNORECASE)
_OF_INTERVAL = re.compile(r"\s(?:ci\b|confidence|credible|prediction)", re.IGNORECASE)
_AROUND = {name: re.compile(rf"(?:{forms})\s?(?:an? |of )?$", re.IGNORECASE) for name, forms in HEDGES.items()}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer, with its work."""

    text: str
    work: Work
    support: float
    speaks_of: frozenset[str] | None = None
    """The question's terms that it holds under another name as well."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that answers, as its sentence gives it."""

    value: str
    amount: Amount
    index: int
    """The place of its sentence among the candidates."""
    group: frozenset[str]
    """What sets apart the people, or the time, that it is of."""
    base: frozenset[str]
    """The terms by which the sentence calls those of whom a share is."""
    speaks_of: frozenset[str]
    """The asked terms that the sentence holds."""


def figure_of(question: str, item: Candidate, index: int) -> Figure | None:
    """The one figure of a sentence that answers."""
    asked = _asked(question)
    held = (frozenset(terms(item.text)) | (item.speaks_of or frozenset())) & asked
    spoken_of = held | (frozenset(terms(item.work.title)) & asked)
    if not held or not _named(question) & asked <= spoken_of or len(spoken_of) < _COVERED * len(asked):
        return None
    read = with_digits(folded(item.text))
    answering = _answering(question, item.text, read)
    if answering is None:
        return None
    figure, amount, clause = answering
    base = _base(read, figure, clause) if amount.dimension == "share" else frozenset[str]()
    return Figure(
        value=_as_said(item.text, read, figure),
        amount=_with_interval(read, figure, amount),
        index=index,
        group=_group(item, clause, figure, asked) | (base - asked),
        base=base,
        speaks_of=spoken_of,
    )


def _answering(question: str, text: str, read: str) -> tuple[Quantity, Amount, str] | None:
    """The figure whose clause speaks most of what is asked, with the clause; None where another does so as well."""
    asked, wanted = _asked(question), _wanted(question)
    rated: list[tuple[int, Quantity, Amount, str]] = []
    for figure in quantities(text):
        amount = amount_of(figure)
        is_spread = _OF_INTERVAL.match(read, figure.end) or _OF_RANGE.search(read[: figure.start])
        if amount and _is_wanted(amount, wanted) and not (is_spread or figure.is_negated or figure.is_change):
            clause = _clause(read, figure)
            rated.append((len(frozenset(terms(clause)) & asked), figure, amount, clause))
    rated = [entry for entry in rated if wanted and entry[2].dimension == wanted[0]] or rated
    top = [entry for entry in rated if entry[0] == max(count for count, *_ in rated)]
    if len({(entry[2].low, entry[2].high) for entry in top}) != 1:
        return None
    _, figure, amount, clause = top[0]
    return (figure, amount, clause) if bool(_LACKING.search(question)) == bool(_LACKING.search(clause)) else None


def asked_base(question: str) -> frozenset[str]:
    """The terms by which a question calls those of whom it wants a share."""
    match = next((match for pattern in _ASKED_OF if (match := pattern.search(folded(question)))), None)
    return frozenset(terms(_BASE_ENDS.split(match["base"])[0])) & _asked(question) if match else frozenset()


def _asked(question: str) -> frozenset[str]:
    """The terms of a question that an answer to it repeats."""
    return frozenset(terms(question)) - _GENERIC


def stands_in(value: str, quote: str) -> bool:
    """Whether a value is one of a quote: the same figures, unit and bound."""
    read = [(item.low, item.high, item.unit, item.hedge) for item in quantities(value)]
    held = {(item.low, item.high, item.unit, item.hedge) for item in quantities(quote)}
    return bool(read) and set(read) <= held


def _named(question: str) -> frozenset[str]:
    """The terms of names in a question, which a sentence must speak of: words with capitals or figures."""
    words = folded(question).split()
    return frozenset(terms(" ".join(word for word in words[1:] if re.search(r"[A-Z\d]", word))))


def _base(read: str, figure: Quantity, clause: str) -> frozenset[str]:
    """The terms that call those of whom a share is; empty where the sentence does not say."""
    match = _BASE.match(read, figure.end) or _BASE_BEFORE.search(read[: figure.start]) or _BASE_WITHIN.search(clause)
    held = terms(_BASE_ENDS.split(match["base"])[0]) if match else []
    return frozenset(name for name in held if not name.isdigit()) - _GENERIC


def _with_interval(read: str, figure: Quantity, amount: Amount) -> Amount:
    """An amount as wide as the confidence interval that is given with it."""
    match = _INTERVAL.match(read, figure.end)
    if not match or figure.low <= 0:
        return amount
    low, high = (float(match[name]) for name in ("low", "high"))
    scale = amount.low / figure.low
    return amount._replace(low=low * scale, high=high * scale) if low <= figure.low <= figure.high <= high else amount


def _wanted(question: str) -> tuple[str, ...]:
    """The dimensions that a question asks for; empty where it does not tell."""
    plain = fold(question)
    found = tuple(dimension for dimension, cues in _DIMENSIONS.items() if re.search(cues, plain))
    return (*found, "share") if found == ("rate",) else found


def _is_wanted(amount: Amount, wanted: tuple[str, ...]) -> bool:
    dimension = re.split(r"[/ ]", amount.dimension)[0]
    return not wanted or dimension in wanted or ("mass" in wanted and dimension in ("volume", "moles"))


def _clause(read: str, figure: Quantity) -> str:
    ends = [(match.start(), match.end()) for match in _CLAUSE.finditer(read)]
    start = max((end for begin, end in ends if end <= figure.start), default=0)
    stop = min((begin for begin, end in ends if begin >= figure.end), default=len(read))
    return _SPREAD.sub("", read[start:stop])


def _group(item: Candidate, clause: str, figure: Quantity, asked: frozenset[str]) -> frozenset[str]:
    """What sets apart the people, or the time, of a figure."""
    phrases = [match[0] for match in _RESTRICTED.finditer(clause.casefold())]
    phrases += _GROUP.findall(clause.casefold())
    phrases += [name for name in _NAMED_GROUP.findall(folded(item.text)) if name.casefold() in clause.casefold()]
    own = set(terms(f"{figure.unit} {' '.join(item.work.authors)} {item.work.journal or ''}"))
    return frozenset(name for name in terms(" ".join(phrases)) if not name.isdigit()) - asked - _GENERIC - own


def _as_said(text: str, read: str, figure: Quantity) -> str:
    """The value in the words of its sentence, with its bound; where they cannot be cut out, as it is told."""
    written = read[figure.start : figure.end].strip()
    place = text.find(written)
    if place < 0 or text.count(written) > 1:
        return str(figure)
    start = place
    while bound := next((match for form in _AROUND.values() if (match := form.search(text[:start]))), None):
        start = bound.start()
    said = " ".join(text[start : place + len(written)].split())
    return said[:1].casefold() + said[1:] if stands_in(said, text) else str(figure)
