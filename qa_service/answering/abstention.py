"""Decide that the corpus does not answer a question, and why."""

from __future__ import annotations

from collections.abc import Sequence

from qa_service.answering.evidence import Evidence
from qa_service.retrieval.query import Query
from qa_service.types import AbstentionReason

# Log-odds below which no sentence answers. Set on questions with known answerability: docs/experiments.md.
SUPPORT_FLOOR = 0.0
# The same where the question names the work: among its few sentences none leads by much.
NAMED_FLOOR = -0.8
# The same where most of the question, by weight, stands nowhere in the corpus.
STRANGE_FLOOR = 0.3
STRANGE_SHARE = 0.55
# Cosine below which not even the subject fits.
SCOPE_FLOOR = 0.3
# A question of which this share of weight stands nowhere in the corpus asks for something that it does not hold.
UNKNOWN_SHARE = 0.35


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
    is_strange = query.weights.unknown_share > STRANGE_SHARE
    floor = NAMED_FLOOR if query.named else STRANGE_FLOOR if is_strange else SUPPORT_FLOOR
    return [item for item in evidence if item.support >= floor]


def declining_text(reason: AbstentionReason, foreign: Sequence[str]) -> str:
    """The sentence that declines; it claims no more than is known."""
    if reason == "out_of_scope":
        return "This question is outside the literature that this service holds, so it is not answered here."
    if foreign:
        names = ", ".join(f"“{word}”" for word in foreign)
        return f"The literature that this service holds does not answer this: it does not mention {names}."
    return "The literature that this service holds does not answer this question."
