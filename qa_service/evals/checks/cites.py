"""`cites`: the work that an answer must cite, and words that the quote must hold.

cites: {document: schoser2017_jneurol, quote: Up to 60% of cases}
"""

from __future__ import annotations

from typing import ClassVar

from qa_service.answering.language.folding import folded
from qa_service.evals.checks.check import AnswerCheck, SeenTurn, cut, either
from qa_service.evals.results import Verdict
from qa_service.evals.support import as_read
from qa_service.evals.words import Alternatives, mentions
from qa_service.types import Answer, Citation


class Cites(AnswerCheck):
    """One of the citations is of one of these works, and holds these words."""

    name: ClassVar = "cites"
    shorthand: ClassVar = "document"

    document: Alternatives
    quote: Alternatives | None = None

    def _judge_answer(self, answer: Answer, seen: SeenTurn) -> Verdict:
        of_work = [citation for citation in answer.citations if citation.document_id in self.document]
        for citation in of_work:
            if self._is_quoted(citation):
                return self._passed(_shown(citation))
        words = f" with “{either(self.quote)}”" if self.quote else ""
        cited = "; ".join(map(_shown, of_work or answer.citations))
        return self._failed(f"a citation of {either(self.document)}{words}", cited or f"no citation in {seen.shown}")

    def _is_quoted(self, citation: Citation) -> bool:
        if self.quote is None:
            return True
        forms = (citation.quote, as_read(citation.section, citation.quote))
        return any(True for form in forms for _ in mentions(folded(form), self.quote))


def _shown(citation: Citation) -> str:
    return f"[{citation.n}] {citation.document_id}: “{cut(citation.quote, 100)}”"
