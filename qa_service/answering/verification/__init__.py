"""Whether the cited words support a sentence, and why not: guards first, then a judge. What cannot be confirmed is not sent."""

from collections.abc import Iterable, Sequence

from qa_service.answering.verification.verdict import SUPPORTED, SupportJudge, Verdict, verify
from qa_service.types import Work

__all__ = ["SUPPORTED", "SupportJudge", "Verdict", "is_supported", "verify"]


def is_supported(text: str, quotes: Sequence[str], works: Iterable[Work]) -> bool:
    """Whether quotes support a sentence, where nobody judges paraphrases."""
    return verify(text, quotes, works).label == "supported"
