"""Decide that the corpus does not answer, and decline so that it helps: why, what stands nearest, what could be asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice

from qa_service.answering.evidence import Evidence
from qa_service.answering.sources import as_sentence
from qa_service.retrieval.naming import surname
from qa_service.retrieval.search import Query
from qa_service.types import Abstention, AbstentionReason
from qa_service.types import Evidence as Nearest

# Log-odds below which no sentence answers. Set on questions with known answerability: docs/experiments.md.
SUPPORT_FLOOR = 0.0
# The same where the question names the work: among its few sentences none leads by much.
NAMED_FLOOR = -0.8
# Cosine below which not even the subject fits.
SCOPE_FLOOR = 0.3
# A question of which this share of weight stands nowhere in the corpus asks for something that it does not hold.
UNKNOWN_SHARE = 0.35
_NEAREST = 3
# Questions that are suggested, and those that are tried for it; each costs a search.
_SUGGESTED, _TRIED = 3, 5


def reason_to_decline(query: Query, evidence: Sequence[Evidence]) -> AbstentionReason | None:
    """Why the evidence does not answer, or None where it does."""
    if not evidence:
        return "not_in_corpus"
    if sufficient(query, evidence) and not query.foreign:
        return None
    if max(item.dense for item in evidence) < SCOPE_FLOOR:
        return "out_of_scope"
    is_unknown = query.foreign or query.weights.unknown_share > UNKNOWN_SHARE
    return "not_in_corpus" if is_unknown else "insufficient"


def sufficient(query: Query, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The sentences with enough support to answer, in their order."""
    floor = NAMED_FLOOR if query.named else SUPPORT_FLOOR
    return [item for item in evidence if item.support >= floor]


def make_abstention(
    reason: AbstentionReason, evidence: Sequence[Evidence], is_answered: Callable[[str], bool]
) -> Abstention:
    """What is shown in place of an answer.

    Args:
        reason: why there is none.
        evidence: what stands nearest, best first.
        is_answered: whether a question would be answered; only such ones are suggested.
    """
    nearest = tuple(
        Nearest(
            document_id=item.found.stored.passage.document_id,
            passage_id=item.found.stored.passage.id,
            section=item.section,
            quote=item.text,
            title=item.found.stored.work.title,
        )
        for item in evidence[:_NEAREST]
    )
    candidates = list(dict.fromkeys(map(_suggestion, evidence)))[:_TRIED]
    return Abstention(
        reason=reason, nearest=nearest, suggestions=tuple(islice(filter(is_answered, candidates), _SUGGESTED))
    )


def declining_text(reason: AbstentionReason, foreign: Sequence[str]) -> str:
    """The sentence that declines; it claims no more than is known."""
    if reason == "out_of_scope":
        return "This question is outside the literature that this service holds, so it is not answered here."
    if foreign:
        names = ", ".join(f"“{word}”" for word in foreign)
        return f"The literature that this service holds does not answer this: it does not mention {names}."
    return "The literature that this service holds does not answer this question."


def _suggestion(item: Evidence) -> str:
    work = item.found.stored.work
    named = f"{surname(work.authors[0])} {work.year}" if work.authors and work.year else as_sentence(work.title)[:-1]
    return f"What does {named} say about {item.section.lower() or 'this'}?"
