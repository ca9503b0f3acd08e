"""Decline so that it helps: why, what stands near, and what could be asked instead."""

from __future__ import annotations

from collections.abc import Sequence

from qa_service.answering.abstention import SCOPE_FLOOR
from qa_service.answering.evidence import Evidence
from qa_service.answering.gathering import Gathered, Gatherer
from qa_service.answering.retraction import is_retracted
from qa_service.answering.suggestions import CLOSE, suggest
from qa_service.types import Abstention, AbstentionReason
from qa_service.types import Evidence as Nearest

_NEAREST = 3
_LIST_MARK = "• "


def decline(reason: AbstentionReason, gathered: Gathered, gatherer: Gatherer) -> Abstention:
    """What is shown in place of an answer."""
    is_far = reason in ("out_of_scope", "not_a_question")
    near = [] if is_far else near_sentences(gathered.evidence)
    suggestions = suggest([] if is_far else [*near, *_unread(gathered)], gatherer.answer_to, gathered.query.weights)
    return Abstention(
        reason=reason,
        nearest=tuple(map(_shown, near[:_NEAREST])),
        suggestions=suggestions or suggest(gatherer.introduce(), gatherer.answer_to),
    )


def _unread(gathered: Gathered) -> list[Evidence]:
    """The near sentences that were not read with the question."""
    read = {item.number for item in gathered.evidence}
    return near_sentences([item for item in gathered.told if item.number not in read])


def near_sentences(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The sentences that are near the question, in their order; no lists of names, and nothing that was retracted."""
    return [
        item
        for item in evidence
        if item.dense >= (SCOPE_FLOOR if item.speaks_of else CLOSE)
        and not is_retracted(item.found.stored.work)
        and not _is_bare_list(item.text)
    ]


def _is_bare_list(text: str) -> bool:
    """Whether a text only lists names; a list that a sentence introduces is something else."""
    introduction, mark, _ = text.partition(_LIST_MARK)
    return bool(mark) and not introduction.rstrip().endswith(":")


def _shown(item: Evidence) -> Nearest:
    passage = item.found.stored.passage
    return Nearest(
        document_id=passage.document_id,
        passage_id=passage.id,
        section=item.section,
        quote=item.text,
        title=item.found.stored.work.title,
    )
