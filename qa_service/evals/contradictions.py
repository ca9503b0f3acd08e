"""What of a sentence its source does not bear out: figures, negations, opposites, certainty, amounts, words from nowhere."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from qa_service.answering.language.quantities import Quantity
from qa_service.evals.claims import Claim, Qualifier, Word
from qa_service.evals.english import NEGATIVE_PREFIX, NEGATIVES, PEOPLE, SUFFIXES, WEAK_MODALS, is_light, opposites
from qa_service.retrieval.analysis import STOPWORDS, fold

_WORKS = re.compile(
    r"\s(?P<between>(?:\w+ ){0,3}?)(?:stud(?:y|ies)|trials?|papers?|reviews?|articles?|reports?|survey|series|"
    r"analys[ie]s|guidelines?|labels?|authors?|sources?)\b",
    re.IGNORECASE,
)
_BOTH_WAYS = re.compile(r"\bwith (?:or|and) without\b", re.IGNORECASE)
_DAILY = re.compile(r"\b(?:daily|(?:per|a|each|every) day)\b", re.IGNORECASE)
_CONTRARY = (("hyper", "hypo"), ("pre", "post"), ("intra", "extra"), ("over", "under"), ("macro", "micro"))
# The least that two forms of a word share.
_STEM = 5


class Named(NamedTuple):
    """What a sentence may name of the works that it cites, though it stands in no quote."""

    record: frozenset[str]
    """Concepts of authors, journals and kinds."""
    topic: frozenset[str]
    """Concepts of titles."""
    years: frozenset[int]


NOTHING_NAMED = Named(frozenset(), frozenset(), frozenset())
"""For a sentence that claims what the records hold."""


def contradiction(said: Claim, quoted: Claim, named: Named) -> str:
    """The first thing that a sentence has and its source has not; empty where there is none."""
    return (
        _wrong_figure(said, quoted, named)
        or _one_way(said, quoted)
        or _wrong_polarity(said, quoted)
        or _opposite(said, quoted)
        or _surer(said, quoted)
        or _more_general(said, quoted)
        or _unknown(said, quoted, named)
    )


def is_alike(one: str, other: str) -> bool:
    """Whether two concepts are forms of one word: "immunosuppression" and "immunosuppressive"."""
    if one == other:
        return True
    shared = next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return shared >= _STEM and one[shared:] in SUFFIXES and other[shared:] in SUFFIXES


def _wrong_figure(said: Claim, quoted: Claim, named: Named) -> str:
    is_dated = any(figure.is_year for figure in quoted.figures)
    for figure in said.figures:
        if _counts_works(figure, said) or (not is_dated and figure.low in named.years and _dates(figure, said)):
            continue
        if not any(_is_same(figure, said, other, quoted) for other in quoted.figures):
            near = [str(other) for other in quoted.figures if (other.low, other.high) == (figure.low, figure.high)]
            return f"{figure} is not in what it cites" + (
                f", which has {near[0]}" if near and near[0] != str(figure) else ""
            )
    return ""


def _counts_works(figure: Quantity, said: Claim) -> bool:
    """Whether it only counts what is cited: "one study"."""
    works = _WORKS.match(said.text, figure.end)
    return figure.low == figure.high == 1 and not figure.unit and works is not None and works["between"].count(" ") < 2


def _dates(figure: Quantity, said: Claim) -> bool:
    """Whether it is the year of what is cited, and counts nothing: "(2017)", "in 2017", "the 2017 review"."""
    following = re.match(r"\s([^\W\d_]+)", said.text[figure.end :])
    return figure.is_year and (
        not following
        or bool(_WORKS.match(said.text, figure.end))
        or fold(following[1]) in STOPWORDS
        or is_light(fold(following[1]))
    )


def _is_same(one: Quantity, said: Claim, other: Quantity, quoted: Claim) -> bool:
    if (one.low, one.high, one.hedge, one.is_negated) != (other.low, other.high, other.hedge, other.is_negated):
        return False
    return (
        one.unit == other.unit
        or (one.unit == f"{other.unit}/day" and _is_daily(other, quoted))
        or (f"{one.unit}/day" == other.unit and _is_daily(one, said))
    )


def _is_daily(figure: Quantity, claim: Claim) -> bool:
    """Whether the part of the sentence that a figure stands in speaks of a day."""
    return bool(_DAILY.search(claim.part_text(figure.start)))


def _wrong_polarity(said: Claim, quoted: Claim) -> str:
    for word in said.words:
        others = [other for other in quoted.words if is_alike(word.concept, other.concept)]
        if word.concept == PEOPLE or not others or any(other.is_negated == word.is_negated for other in others):
            continue
        is_head = word.is_head if word.is_negated else any(other.is_head for other in others)
        if is_head or not (_is_negative(quoted, said) if word.is_negated else _is_negative(said, quoted)):
            how = ("negated", "affirmed") if word.is_negated else ("affirmed", "negated")
            return f"“{word.written}” is {how[0]}; what it cites has it {how[1]}"
    if said.is_negative and not _is_negative(quoted, said):
        return "it negates; what it cites does not"
    return ""


def _is_negative(claim: Claim, other: Claim) -> bool:
    """Whether anything is negated in a text, be it by a prefix: "unchanged", where the other has "change"."""
    return claim.is_negative or any(
        word.concept in NEGATIVES or any(is_alike(rest, concept) for rest in _rest(word) for concept in other.concepts)
        for word in claim.words
    )


def _rest(word: Word) -> list[str]:
    """A word without its negative prefix; nothing where it has none."""
    prefix = NEGATIVE_PREFIX.match(word.concept)
    return [word.concept[prefix.end() :]] if prefix else []


def _one_way(said: Claim, quoted: Claim) -> str:
    """What holds with and without something there, and is told of one of them here."""
    match = _BOTH_WAYS.search(quoted.text)
    if not match or _BOTH_WAYS.search(said.text):
        return ""
    of = next((word for word in quoted.words if word.start >= match.end()), None)
    return f"what it cites says “{match[0]} {of.written}”" if of and of.concept in said.concepts else ""


def _opposite(said: Claim, quoted: Claim) -> str:
    here, there = said.every_word - quoted.every_word, quoted.every_word - said.every_word
    for one, other in opposites():
        for side, opposed in ((one, other), (other, one)):
            if side & here and opposed & there and not side & quoted.every_word:
                return f"“{min(side & here)}” stands where what it cites has “{min(opposed & there)}”"
    for word in sorted(here):
        for source in sorted(there):
            if _is_contrary(word, source):
                return f"“{word}” stands where what it cites has “{source}”"
    return ""


def _is_contrary(one: str, other: str) -> bool:
    for prefix, contrary in _CONTRARY:
        for first, second in ((prefix, contrary), (contrary, prefix)):
            if one.startswith(first) and other.startswith(second) and is_alike(one[len(first) :], other[len(second) :]):
                return True
    return False


def _surer(said: Claim, quoted: Claim) -> str:
    """What is possible or advised there, and a fact here; or the other way round."""
    kinds = {modal.kind for modal in said.modals}
    for modal in quoted.modals:
        if modal.kind not in kinds and _is_spoken_of(modal, said):
            return f"what it cites says “{modal.written}”, which is missing"
    there = {modal.kind for modal in quoted.modals}
    for modal in said.modals:
        if modal.kind not in there and not WEAK_MODALS.fullmatch(modal.written) and _is_spoken_of(modal, quoted):
            return f"“{modal.written}” is not in what it cites"
    return ""


def _more_general(said: Claim, quoted: Claim) -> str:
    """What is told of some there, and of more or of fewer here."""
    kinds = {amount.kind for amount in said.amounts}
    for amount in quoted.amounts:
        is_needed = amount.kind not in kinds and amount.kind not in ("all", "both") and not amount.is_before_figure
        if is_needed and _is_spoken_of(amount, said):
            return f"what it cites says “{amount.written}”, which is missing"
    there = {amount.kind for amount in quoted.amounts} | {"some"}
    for figure in quoted.figures:
        if figure.low == 100 and figure.unit == "%":
            there.add("all")
        elif figure.low == 2:
            there.add("both")
    for amount in said.amounts:
        if amount.kind not in there and not amount.is_before_figure and _is_spoken_of(amount, quoted):
            return f"“{amount.written}” is not in what it cites"
    return ""


def _is_spoken_of(qualifier: Qualifier, claim: Claim) -> bool:
    """Whether what a qualifier bears on is in a claim."""
    held = [any(is_alike(concept, other) for other in claim.concepts) for concept in qualifier.reach]
    return bool(held) and (held[0] or sum(held) > 1)


def _unknown(said: Claim, quoted: Claim, named: Named) -> str:
    kinds = {modal.kind for modal in quoted.modals}
    sure = {word for modal in said.modals if modal.kind in kinds for word in modal.written.split()}
    missing = [
        word
        for word in said.words
        if not (
            word.is_light or word.written in sure or _is_held(word, quoted) or _only_names_people(word, said, quoted)
        )
    ]
    lost = [word for word in quoted.words if word.is_name and not word.is_aside and not _is_held(word, said)]
    # A name of the title that replaces one of the quote makes another claim.
    free = named.record if lost else named.record | named.topic
    missing = [word for word in missing if not word.is_name or word.concept not in free]
    if not missing:
        return ""
    told = "”, “".join(dict.fromkeys(word.written for word in missing))
    return f"“{told}” {'is' if len(missing) == 1 else 'are'} not in what it cites"


def _only_names_people(word: Word, said: Claim, quoted: Claim) -> bool:
    """Whether it is a "patients" that what is cited leaves out, and not one in the place of somebody or something else."""
    if word.concept != PEOPLE:
        return False
    following = next((other for other in said.words if other.start > word.start and not other.is_light), None)
    if following is None:
        return True
    content = [other for other in quoted.words if not other.is_light]
    return not any(
        is_alike(other.concept, following.concept) and not before.is_name and not _is_held(before, said)
        for before, other in pairwise(content)
    )


def _is_held(word: Word, claim: Claim) -> bool:
    if word.concept in claim.concepts | claim.every_word:
        return True
    if not word.is_name and any(is_alike(word.concept, other.concept) for other in claim.words):
        return True
    return any(other.is_negated and is_alike(rest, other.concept) for rest in _rest(word) for other in claim.words)
