"""Works that give different values for the same quantity: which value each gives, and the sentence that says so.

Precision comes first: two figures are compared only where sentences of different works answer the same question, of the same
people, at the same time, in the same dimension, and where each sentence has one figure that answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qa_service.answering.language.digits import with_digits
from qa_service.answering.language.folding import folded
from qa_service.answering.language.quantities import Quantity, quantities
from qa_service.answering.language.units import HEDGES
from qa_service.answering.measuring import Amount, amount_of, differ
from qa_service.retrieval.analysis import fold, terms
from qa_service.retrieval.naming import surname
from qa_service.types import Work

# So many sentences are compared, and none whose support is further below the best, in log-odds.
_MOST = 12
_NEAR = 2.5
# A sentence answers if it speaks of so much of what is asked.
_COVERED = 0.6
_CLAUSE = re.compile(
    r"[;:]\s|[.]\s(?=\S)|,\s(?:and|or|but|while|whereas|compared|so)\s|\sand (?:an?|the)\s"
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
    r"|untreated)\b"
)
_NAMED_GROUP = re.compile(r"(?<!\w)[\w/-]*[A-Z][A-Za-z]*[A-Z][\w/-]*")
# Of whom a share is: "7 of 1593 patients with SCLC (0.44%)", "21% (50) of the patients with VGCC antibodies".
_BASE = re.compile(r"\s?(?:\([^)]*\)\s?)?(?:of|among|in)\s(?P<base>(?:[\w/-]+\s?){1,7})")
_BASE_BEFORE = re.compile(r"\bof (?P<base>[\w/,-]+(?: [\w/-]+){1,6}) \($")
_SHARE_OF = re.compile(r"\b(?:share|percentage|proportion|fraction|percent) of (?P<base>(?:[\w/-]+\s?){1,8})")
_BASE_ENDS = re.compile(
    r"\b(?:was|were|is|are|had|have|has|did|do|in|at|by|from|during|after|before|who|that|which|occurs?|develop\w*|show\w*)\b"
)
_INTERVAL = re.compile(
    r"\s?\(?(?:95% )?(?:confidence interval|ci)\D{0,12}(?P<low>[\d.]+)(?:-| to |, )(?P<high>[\d.]+)", re.I
)
_OF_INTERVAL = re.compile(r"\s(?:ci\b|confidence|credible|prediction)", re.IGNORECASE)
_TOPIC = re.compile(
    r"^(?:(?:which|what|do|does|are there|is there|where do|how do|in what do) )+(?:the |any |all |these |two |several )*"
    r"(?:works?|sources?|papers?|stud(?:y|ies)|authors?|articles?|publications?|reviews?|trials?|disagreements?)(?: that)? "
    r"(?:really |all )?(?:disagree|differ|conflict|contradict(?: each other)?|agree|vary)?\s?"
    r"(?:on|about|over|in|as to|for|regarding|of)?\s+(?P<topic>.+)$",
    re.IGNORECASE,
)
_DIFFER = re.compile(r"\b(dis)?agree\w*|\bdiffer\w*|\bconflict\w*|\bcontradict\w*|\bvary\b", re.IGNORECASE)
_AROUND = {name: re.compile(rf"(?:{forms})\s?(?:an? |of )?$", re.IGNORECASE) for name, forms in HEDGES.items()}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer, with its work."""

    text: str
    document_id: str
    work: Work
    support: float
    speaks_of: frozenset[str] | None = None
    """The question's terms that it holds under another name as well."""


@dataclass(frozen=True, slots=True)
class Given:
    """A value as a sentence gives it, and the place of that sentence among the candidates."""

    value: str
    index: int
    work: Work


@dataclass(frozen=True, slots=True)
class _Figure:
    value: str
    amount: Amount
    index: int
    group: frozenset[str]
    base: frozenset[str]
    """The asked terms by which the sentence calls those of whom a share is."""


def topic_of_disagreement(question: str) -> str | None:
    """What a question asks the sources' agreement on: "Which works disagree on the age at onset?"; None for other questions."""
    match = _TOPIC.match(question.strip())
    if not match or not _DIFFER.search(question[: match.start("topic")]):
        return None
    return match["topic"].rstrip(" ?.")


def disagreement(question: str, candidates: Sequence[Candidate]) -> tuple[Given, ...]:
    """The values that different works give for what is asked, oldest first; empty where they do not differ.

    Args:
        question: what is asked, or its topic.
        candidates: sentences that may answer, best first, without those that report what another work found.
    """
    asked = frozenset(terms(question)) - _GENERIC
    if not candidates or not asked:
        return ()
    best = max(item.support for item in candidates[:_MOST])
    figures: list[_Figure] = []
    for index, item in enumerate(candidates[:_MOST]):
        figure = _figure(question, asked, item, index) if item.support >= best - _NEAR else None
        if figure and not any(_work_key(candidates[other.index].work) == _work_key(item.work) for other in figures):
            figures.append(figure)
    if not figures:
        return ()
    lead = figures[0]
    base = _asked_base(question) & asked or next((item.base for item in figures if item.base), frozenset())
    alike = [item for item in figures if _is_alike(item, lead) and not (item.base and base.isdisjoint(item.base))]
    if not any(differ(one.amount, other.amount) for one in alike for other in alike):
        return ()
    given = [Given(item.value, item.index, candidates[item.index].work) for item in alike]
    return tuple(sorted(given, key=lambda item: (item.work.year or 9999, item.index)))


def told_disagreement(given: Iterable[Given]) -> str:
    """The sentence that says it: each value stands in its quote, names and years in the records."""
    return f"The sources differ: {', '.join(f'{item.value} ({_called(item.work)})' for item in given)}."


def stands_in(value: str, quote: str) -> bool:
    """Whether a value is one of a quote: the same figures, unit and bound."""
    read = [(item.low, item.high, item.unit, item.hedge) for item in quantities(value)]
    held = {(item.low, item.high, item.unit, item.hedge) for item in quantities(quote)}
    return bool(read) and set(read) <= held


def _figure(question: str, asked: frozenset[str], item: Candidate, index: int) -> _Figure | None:
    """The one figure of a sentence that answers."""
    held = (frozenset(terms(item.text)) | (item.speaks_of or frozenset())) & asked
    around = frozenset(terms(item.work.title)) & asked
    if (
        not held
        or not _named(question) & asked <= held | around
        or len((held | around) & asked) < _COVERED * len(asked)
    ):
        return None
    read = with_digits(folded(item.text))
    wanted = _wanted(question)
    rated: list[tuple[int, Quantity, Amount, str]] = []
    for figure in quantities(item.text):
        amount = amount_of(figure)
        if (
            amount
            and not _OF_INTERVAL.match(read, figure.end)
            and not (figure.is_negated or figure.is_change)
            and _is_wanted(amount, wanted)
        ):
            clause = _clause(read, figure)
            rated.append((len(frozenset(terms(clause)) & asked), figure, amount, clause))
    first = [entry for entry in rated if entry[2].dimension == wanted[0]] if wanted else []
    rated = first or rated
    top = [entry for entry in rated if entry[0] == max(count for count, *_ in rated)]
    if len({(entry[2].low, entry[2].high) for entry in top}) != 1:
        return None
    _, figure, amount, clause = top[0]
    base = _base(read, figure) if amount.dimension == "share" else frozenset[str]()
    return _Figure(
        value=_as_said(item.text, read, figure),
        amount=_with_interval(read, figure, amount),
        index=index,
        group=_group(item, clause, figure, asked) | (base - asked),
        base=base & asked,
    )


def _is_alike(one: _Figure, other: _Figure) -> bool:
    """Whether two figures are of the same kind, of the same people."""
    same_base = not one.base or not other.base or one.base == other.base
    return one.amount.dimension == other.amount.dimension and one.group == other.group and same_base


def _named(question: str) -> frozenset[str]:
    """The terms of names in a question, which a sentence must speak of: words with capitals or figures."""
    words = folded(question).split()
    return frozenset(terms(" ".join(word for word in words[1:] if re.search(r"[A-Z\d]", word))))


def _asked_base(question: str) -> frozenset[str]:
    """The terms by which a question calls those of whom it wants a share."""
    match = _SHARE_OF.search(folded(question))
    return frozenset(terms(_BASE_ENDS.split(match["base"])[0])) if match else frozenset()


def _base(read: str, figure: Quantity) -> frozenset[str]:
    """The terms that call those of whom a share is; empty where the sentence does not say."""
    match = _BASE.match(read, figure.end) or _BASE_BEFORE.search(read[: figure.start])
    return frozenset(terms(_BASE_ENDS.split(match["base"])[0])) - _GENERIC if match else frozenset()


def _with_interval(read: str, figure: Quantity, amount: Amount) -> Amount:
    """An amount as wide as the confidence interval that is given with it."""
    match = _INTERVAL.match(read, figure.end)
    if not match or figure.low <= 0:
        return amount
    low, high = (float(match[name].rstrip(".")) for name in ("low", "high"))
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
    return read[start:stop]


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


def _work_key(work: Work) -> str:
    """Two texts of one work, such as its abstract and a digest, are one source."""
    return (work.doi or "").casefold() or " ".join(fold(work.title).split())


def _called(work: Work) -> str:
    others = " et al." if len(work.authors) > 1 else ""
    name = f"{surname(work.authors[0])}{others}" if work.authors else f"“{work.title}”"
    return f"{name}{f' {work.year}' if work.year else ''}, {work.type.replace('-', ' ')}"
