"""Works that give different values for the same quantity: which value each gives, and the sentences that say so.

Precision comes first: two figures are compared only where sentences of different works answer the same question, of the same
people, at the same time, in the same dimension, and where each sentence has one figure that answers (`figures.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qa_service.answering.abstention import sufficient
from qa_service.answering.evidence import Evidence, names_other_work
from qa_service.answering.figures import Candidate, Figure, asked_base, figure_of
from qa_service.answering.gathering import Gathered
from qa_service.answering.measuring import Amount, differ
from qa_service.answering.reading import Form
from qa_service.answering.sources import Citations, Draft, as_sentence
from qa_service.answering.verification import is_supported
from qa_service.retrieval.analysis import fold
from qa_service.retrieval.naming import surname
from qa_service.types import DisagreeingValue, Work

# So many sentences are compared, and none whose support is further below the best, in log-odds.
_MOST = 12
_NEAR = 2.5
_WORKS = (
    r"(?:works?|sources?|papers?|stud(?:y|ies)|authors?|articles?|publications?|reviews?|trials?|series|cohorts?|reports?"
    r"|estimates|results)"
)
_ABOUT = r"(?:on|about|over|in|as to|for|regarding|of)"
_TOPICS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^(?:(?:which|what|do|does|are there|is there|where do|how do|in what do) )+(?:the |any |all |these |two |several )*"
        rf"{_WORKS}(?: that)? (?:really |all )?(?:disagree|differ|conflict|contradict(?: each other)?|agree|vary)\s?"
        rf"{_ABOUT}?\s+(?P<topic>.+)$",
        rf"^(?:is|are) there (?:any |an? )?(?:(?:dis)?agreement|conflict|controversy|discrepancy|(?:conflicting|different) \w+)"
        rf"s?(?: (?:between|among|in) (?:the )?{_WORKS})? {_ABOUT} (?P<topic>.+)$",
        rf"^(?:how |where )?(?:do|does) (?:the )?(?:(?:estimates|values|figures|results) (?:of|for|on) )?(?P<topic>.+?)"
        rf" (?:differ|vary|conflict) (?:between|among|across) (?:the |different )?{_WORKS}\W*$",
    )
]
_ASKS = re.compile(r"^(?:how|what|which|when|who|why|where)\b", re.IGNORECASE)
# How a sentence begins that tells what another work found: "Another review", "A 2015 study" in a work of another year.
_OTHER_WORK = re.compile(
    r"(?:in |according to )?(?:an?|one|the|some|several)? ?"
    r"(?:another|other|earlier|previous|prior|separate|(?P<year>(?:19|20)\d\d))"
    rf" (?:\w+ )?{_WORKS}\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Differing:
    """One of several values that works give for what is asked, with the sentence that gives it."""

    value: str
    amount: Amount
    evidence: Evidence


def topic_of_disagreement(question: str) -> str | None:
    """What a question asks the sources' agreement on, as a question; None for other questions.

    "Do studies agree on the age at onset?" asks "What is the age at onset?".
    """
    match = next((match for pattern in _TOPICS if (match := pattern.match(question.strip()))), None)
    if not match or match["topic"].casefold().startswith("that "):
        return None
    topic = match["topic"].rstrip(" ?.")
    return f"{topic[:1].upper()}{topic[1:]}?" if _ASKS.match(topic) else f"What is {topic}?"


def differing_values(gathered: Gathered, lead: Evidence | None) -> tuple[Differing, ...]:
    """The values that works give for what a question asks, oldest first; none where they do not differ.

    Args:
        gathered: what was found for the question.
        lead: the sentence that answers best, whose value must be one of them; None where the question asks for disagreement.
    """
    reading = gathered.reading
    if gathered.reason or (
        lead and (reading.form not in (Form.NUMBER, Form.FREQUENCY) or reading.sides or reading.parts)
    ):
        return ()
    told = [item for item in sufficient(gathered.query, gathered.evidence) if not _is_second_hand(item)]
    candidates = [Candidate(item.text, item.found.stored.work, item.support, item.speaks_of) for item in told]
    place = next((place for place, item in enumerate(told) if lead and item.number == lead.number), None)
    if lead and place is None:
        return ()
    given = disagreement(gathered.query.text, candidates, place)
    return tuple(Differing(item.value, item.amount, told[item.index]) for item in given)


def draft_values(values: Sequence[Differing], lead: Evidence | None) -> list[Draft]:
    """The sentence that leads, as it stands; then each other with a value, after the author and the year of its work."""
    first = [Draft(as_sentence(lead.text), (lead.source,))] if lead else []
    others = [item.evidence for item in values if not lead or item.evidence.number != lead.number]
    return [*first, *(Draft(_attributed(item), (item.source,)) for item in others)]


def _attributed(item: Evidence) -> str:
    """A sentence after what its work is called; as it stands where it names it, or verification would not let that pass."""
    work, sentence = item.found.stored.work, as_sentence(item.text)
    if work.authors and surname(work.authors[0]) in sentence:
        return sentence
    said = f"{_called(work)}{sentence}"
    return said if is_supported(said, [item.source.read], [work]) else sentence


def told_values(values: Sequence[Differing], citations: Citations) -> tuple[DisagreeingValue, ...] | None:
    """The values whose sentences were sent; None where these do not differ."""
    sent = [(item, number) for item in values if (number := citations.number_of(item.evidence.source))]
    if not _any_differ(item.amount for item, _ in sent):
        return None
    return tuple(
        DisagreeingValue(
            value=item.value,
            citations=(number,),
            work=item.evidence.source.document_id,
            year=item.evidence.found.stored.work.year,
            study=item.evidence.found.stored.work.type,
        )
        for item, number in sent
    )


def disagreement(question: str, candidates: Sequence[Candidate], lead: int | None = None) -> tuple[Figure, ...]:
    """The figures that different works give for what is asked, oldest first; empty where they do not differ.

    Args:
        question: what is asked.
        candidates: sentences that may answer, best first, without those that report what another work found.
        lead: the place of the sentence whose value the others must differ from; without one, any may.
    """
    figures = _figures(question, candidates, lead)
    for first in figures if lead is None else [item for item in figures if item.index == lead]:
        alike = [item for item in figures if _is_alike(item, first) and _is_of_asked(item, question)]
        one_each: dict[str, Figure] = {}
        for item in (first, *alike):
            one_each.setdefault(_work_key(candidates[item.index].work), item)
        if first in alike and any(differ(first.amount, item.amount) for item in one_each.values()):
            return tuple(
                sorted(one_each.values(), key=lambda item: (candidates[item.index].work.year or 9999, item.index))
            )
    return ()


def _figures(question: str, candidates: Sequence[Candidate], lead: int | None) -> list[Figure]:
    """The figures of the sentences near the best in support, and that of the lead."""
    near = candidates[:_MOST]
    best = max((item.support for item in near), default=0.0)
    found = [
        figure_of(question, item, index)
        for index, item in enumerate(near)
        if item.support >= best - _NEAR or index == lead
    ]
    return [figure for figure in found if figure]


def _is_alike(one: Figure, other: Figure) -> bool:
    """Whether two figures are of the same kind, of the same people."""
    same_quantity = one.amount.dimension == other.amount.dimension and one.speaks_of == other.speaks_of
    return same_quantity and one.group == other.group and one.base == other.base


def _is_of_asked(item: Figure, question: str) -> bool:
    """Whether a share is one of those of whom the question asks; what is no share is of all that it speaks of."""
    asked = asked_base(question)
    return item.amount.dimension != "share" or not asked or bool(asked & item.base)


def _any_differ(amounts: Iterable[Amount]) -> bool:
    held = list(amounts)
    return any(differ(one, other) for one in held for other in held)


def _is_second_hand(item: Evidence) -> bool:
    """Whether a sentence tells what another work found."""
    told = _OTHER_WORK.match(item.text)
    is_other = told is not None and told["year"] != str(item.found.stored.work.year)
    return is_other or names_other_work(item.text, item.found.stored)


def _work_key(work: Work) -> str:
    """Two texts of one work, such as its abstract and a digest, are one source."""
    return (work.doi or "").casefold() or " ".join(fold(work.title).split())


def _called(work: Work) -> str:
    """A work by its first author and year, as a sentence begins: "Wirtz et al. 2003: "; nothing where nobody signed it."""
    if not work.authors or not work.year:
        return ""
    others = " et al." if len(work.authors) > 1 else ""
    return f"{surname(work.authors[0])}{others} {work.year}: "
