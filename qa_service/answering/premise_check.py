"""Check what a question takes for granted against the sources, and find the sentence that puts it right."""

from __future__ import annotations

from typing import NamedTuple

from qa_service.answering.corrections import find_correction
from qa_service.answering.evidence import Evidence
from qa_service.answering.gathering import Gathered
from qa_service.answering.premises import presupposed


class WrongPremise(NamedTuple):
    """A claim that the question takes for granted, and the sentence of a source that says otherwise."""

    claim: str
    correction: Evidence


def wrong_premise(gathered: Gathered) -> WrongPremise | None:
    """The wrong assumption of a question that is put right most surely; None where nothing contradicts what it assumes."""
    near = [] if gathered.query.foreign else gathered.promising  # of what no source names, none says otherwise
    texts = [item.text for item in near]
    found: list[tuple[float, WrongPremise]] = []
    for presupposition in presupposed(gathered.query.text):
        correction = find_correction(presupposition.claim, texts, gathered.reader)
        if correction:
            found.append((correction.odds, WrongPremise(presupposition.claim, near[correction.place])))
    return max(found, key=lambda item: item[0])[1] if found else None
