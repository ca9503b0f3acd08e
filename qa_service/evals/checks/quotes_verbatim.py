"""`quotes_verbatim`: every quote stands in its document, as the service serves it, at its place; and what the reader is told of
the document, its section and whose words it holds, is what the document itself says.
"""

from __future__ import annotations

import hashlib
from typing import ClassVar

from qa_service.evals.checks.check import AnswerCheck, Need, SeenTurn, ServedDocument, cut
from qa_service.evals.results import Verdict
from qa_service.types import Answer, Citation

# How much is shown around the first place where a quote differs.
_AROUND = 30


class QuotesVerbatim(AnswerCheck):
    """Every quote is `text[start:end]` of its document, the hash is that text's, and the source is what it is said to be."""

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
    return _misnamed(citation, document)


def _misnamed(citation: Citation, document: ServedDocument) -> tuple[str, str] | None:
    """What the reader is told of the source and is not so; only what the service serves of the document is compared."""
    mark, told = f"[{citation.n}]", citation.document.model_dump()
    for name in document.model_fields_set & told.keys():
        if told[name] != getattr(document, name):
            return f"{name} {getattr(document, name)!r} of {document.id}", f"{mark} {name} {told[name]!r}"
    sections = [part for part in document.sections if part.start <= citation.start and citation.end <= part.end]
    if document.sections and (citation.section, citation.text_kind) not in [(s.title, s.text_kind) for s in sections]:
        stands = " or ".join(f"{part.title!r} ({part.text_kind})" for part in sections) or "a section that holds it"
        return f"{stands} of {document.id}", f"{mark} {citation.section!r} ({citation.text_kind})"
    return None


def _first_difference(one: str, other: str) -> int:
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _around(text: str, place: int) -> str:
    left, right = max(0, place - _AROUND), place + _AROUND
    return f"“{'…' if left else ''}{text[left:right]}{'…' if right < len(text) else ''}”"
