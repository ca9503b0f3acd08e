"""`quotes_verbatim`: every quote stands in its document, as the service serves it, at its place."""

from __future__ import annotations

import hashlib
from typing import ClassVar

from qa_service.evals.checks.check import AnswerCheck, Need, SeenTurn, cut
from qa_service.evals.results import Verdict
from qa_service.types import Answer, Citation

# How much is shown around the first place where a quote differs.
_AROUND = 30


class QuotesVerbatim(AnswerCheck):
    """Every quote is `text[start:end]` of its document, and the hash is that text's."""

    name: ClassVar = "quotes_verbatim"
    needs: ClassVar[frozenset[Need]] = frozenset({"answer", "documents"})

    def _judge_answer(self, answer: Answer, seen: SeenTurn) -> Verdict:
        wrong = [told for citation in answer.citations if (told := _problem(citation, seen))]
        if wrong:
            share = 1 - len(wrong) / len(answer.citations)
            return self._failed(
                "; ".join(expected for expected, _ in wrong), "; ".join(found for _, found in wrong), share
            )
        return self._passed(f"{len(answer.citations)} quotes")


def _problem(citation: Citation, seen: SeenTurn) -> tuple[str, str] | None:
    """What was expected of a quote and what was found; None where it stands."""
    key, mark = citation.document_id, f"[{citation.n}]"
    document = seen.documents.get(key)
    if document is None:
        return f"the document of {mark}", f"no document {key!r}"
    where = f"{key}[{citation.start}:{citation.end}]"
    if not 0 <= citation.start < citation.end <= len(document.text):
        return f"a place of {key}, which has {len(document.text):,} characters", f"{mark} {where}"
    stands = document.text[citation.start : citation.end]
    if stands != citation.quote:
        place = _first_difference(stands, citation.quote)
        return f"{_around(stands, place)}, which is {where}", f"{mark} {_around(citation.quote, place)}"
    if citation.sha256 != hashlib.sha256(document.text.encode(errors="surrogatepass")).hexdigest():
        return f"the hash of the text of {key}", f"{mark} {cut(citation.sha256, 64)!r}"
    return None


def _first_difference(one: str, other: str) -> int:
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _around(text: str, place: int) -> str:
    left, right = max(0, place - _AROUND), place + _AROUND
    return f"“{'…' if left else ''}{text[left:right]}{'…' if right < len(text) else ''}”"
