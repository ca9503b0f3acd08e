"""Decide that the corpus does not answer, and decline so that it helps: why, what stands nearest, what could be asked."""

from __future__ import annotations

from collections.abc import Sequence

from qa_service.answering.evidence import Evidence, TermWeights
from qa_service.answering.sources import as_sentence
from qa_service.retrieval.naming import surname
from qa_service.types import RECORD, Abstention, AbstentionReason
from qa_service.types import Evidence as Nearest

# Below this much support no sentence answers; below the lower bound not even the subject fits. Set on questions with known
# answerability: docs/experiments.md.
SUPPORT_FLOOR = 0.5
SCOPE_FLOOR = 0.35
# A question of which this share of weight stands nowhere in the corpus asks for something that it does not hold.
UNKNOWN_SHARE = 0.35
_NEAREST = 3


def support(item: Evidence) -> float:
    """How well a sentence answers by itself, comparable between questions; from about 0 to 1."""
    return 0.5 * item.dense + 0.5 * item.coverage_in_context


def reason_to_decline(evidence: Sequence[Evidence], weights: TermWeights) -> AbstentionReason | None:
    """Why the evidence does not answer, or None where it does."""
    best = max((support(item) for item in evidence), default=0.0)
    dense = max((item.dense for item in evidence), default=0.0)
    if best < SCOPE_FLOOR or dense < 0.25:
        return "out_of_scope"
    if weights.unknown_share > UNKNOWN_SHARE:
        return "not_in_corpus"
    return "insufficient_evidence" if best < SUPPORT_FLOOR else None


def make_abstention(reason: AbstentionReason, evidence: Sequence[Evidence]) -> Abstention:
    """What is shown in place of an answer."""
    told = [item for item in evidence if item.found.stored.passage.section != RECORD]
    nearest = tuple(
        Nearest(
            document_id=item.found.stored.passage.document_id,
            passage_id=item.found.stored.passage.id,
            section=item.found.stored.passage.section,
            quote=item.text,
            title=item.found.stored.work.title,
        )
        for item in told[:_NEAREST]
    )
    return Abstention(
        reason=reason, nearest=nearest, suggestions=tuple(dict.fromkeys(map(_suggestion, told[:_NEAREST])))
    )


def declining_text(reason: AbstentionReason, unknown: Sequence[str]) -> str:
    """The sentence that declines."""
    if reason == "out_of_scope":
        return "This question is outside the literature that this service holds, so it is not answered here."
    if unknown:
        names = ", ".join(f"“{word}”" for word in unknown)
        return f"The literature that this service holds does not answer this: it says nothing on {names}."
    return "The literature that this service holds does not answer this question."


def _suggestion(item: Evidence) -> str:
    passage, work = item.found.stored.passage, item.found.stored.work
    named = f"{surname(work.authors[0])} {work.year}" if work.authors and work.year else as_sentence(work.title)[:-1]
    return f"What does {named} say about {passage.section.lower() or 'this'}?"
