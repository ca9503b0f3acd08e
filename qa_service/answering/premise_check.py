"""Check what a question takes for granted against the sources, and find the sentence that puts it right."""

from __future__ import annotations

import re
from typing import NamedTuple

from qa_service.answering.corrections import find_correction
from qa_service.answering.evidence import Evidence, holds_all
from qa_service.answering.gathering import Gathered
from qa_service.answering.premises import presupposed
from qa_service.retrieval.analysis import terms
from qa_service.retrieval.naming import naming_text

_PLACE = re.compile(r" in (?:the )?([A-Z][\w.]*(?: [A-Z][\w.]*)*)\.$")


class WrongPremise(NamedTuple):
    """A claim that the question takes for granted, and the sentence of a source that says otherwise."""

    claim: str
    correction: Evidence


def wrong_premise(gathered: Gathered) -> WrongPremise | None:
    """The wrong assumption of a question that is put right most surely; None where nothing contradicts what it assumes."""
    promising = [] if gathered.query.foreign else gathered.promising  # of what no source names, none says otherwise
    found: list[tuple[float, WrongPremise]] = []
    for presupposition in presupposed(gathered.query.text):
        if presupposition.kind == "open":  # what a question only asks to complete says little, and is seldom wrong
            continue
        names = gathered.query.required.intersection(_terms_of_place(presupposition.claim))
        near = [
            item for item in promising if holds_all(names, terms(f"{naming_text(item.source.stored.work)} {item.text}"))
        ]
        correction = find_correction(presupposition.claim, [item.text for item in near], gathered.reader)
        if correction:
            found.append((correction.odds, WrongPremise(presupposition.claim, near[correction.place])))
    return max(found, key=lambda item: item[0])[1] if found else None


def _terms_of_place(claim: str) -> list[str]:
    """The terms of where a claim holds: what was approved in Canada may be approved in Europe too."""
    place = _PLACE.search(claim)
    return terms(place[1]) if place else []
