"""`faithful`: every sentence is supported by what it cites.

Judged from the documents as they are served, not from the server's verdicts or its quotes: a citation counts as what stands in
the document at its place. Text, sentences, marks and citations must fit each other, so that nothing unjudged reaches the reader.
The correction of a premise and the values of a disagreement are sentences, too.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import ClassVar

from qa_service.evals.checks.check import AnswerCheck, Need, SeenTurn, ServedDocument
from qa_service.evals.results import Verdict
from qa_service.evals.support import as_read, complaint
from qa_service.types import Answer, Citation

_MARK = re.compile(r"\[(\d+)\]")


class Faithful(AnswerCheck):
    """Every sentence is supported by its citations, and the text is made of these sentences and their marks."""

    name: ClassVar = "faithful"
    needs: ClassVar[frozenset[Need]] = frozenset({"answer", "documents"})

    def _judge_answer(self, answer: Answer, seen: SeenTurn) -> Verdict:
        if seen.is_declined and not answer.sentences and not answer.citations:
            return self._passed("declined, which claims nothing")
        if seen.is_declined:
            found = f"{len(answer.sentences)} sentences and {len(answer.citations)} citations"
            return self._failed("what is declined to claim nothing", found)
        misfit = _misfit(answer, seen.text)
        if misfit:
            return self._failed("text, sentences, marks and citations to fit", misfit)
        claims = list(_claims(answer))
        wrong = [f"“{text}”: {told}" for text, cited in claims if (told := _unsupported(text, cited, answer, seen))]
        if wrong:
            share = 1 - len(wrong) / len(claims)
            return self._failed("every sentence supported by what it cites", "; ".join(wrong), share)
        return self._passed(f"{len(claims)} sentences")


def _claims(answer: Answer) -> Iterator[tuple[str, Sequence[int]]]:
    """What the answer says, each with the numbers of what it cites."""
    for sentence in answer.sentences:
        yield sentence.text, sentence.citations
    if answer.premise:
        yield answer.premise.correction, answer.premise.citations
    for item in answer.disagreement or ():
        yield item.value, item.citations


def _unsupported(text: str, cited: Sequence[int], answer: Answer, seen: SeenTurn) -> str:
    """Why what is cited does not support a text, or nothing."""
    citations = {citation.n: citation for citation in answer.citations}
    places: list[tuple[Citation, ServedDocument]] = []
    for number in cited:
        citation = citations.get(number)
        if citation is None:
            return f"it cites [{number}], which is not there"
        document = seen.documents.get(citation.document_id)
        if document is None:
            return f"it cites [{number}] of {citation.document_id}, which is not served"
        if not 0 <= citation.start < citation.end <= len(document.text):
            return f"it cites [{number}], which is no place of {citation.document_id}"
        places.append((citation, document))
    quotes = [as_read(item.section, document.text[item.start : item.end]) for item, document in places]
    return complaint(text, quotes, {document.id: document for _, document in places}.values())


def _misfit(answer: Answer, shown: str) -> str:
    """How text, sentences, marks and citations fail to fit, or nothing."""
    if not answer.sentences:
        return "an answer without sentences"
    if shown != answer.text:
        return f"another text than the answer's: “{shown}”"
    numbers = [citation.n for citation in answer.citations]
    if numbers != list(range(1, len(numbers) + 1)):
        return f"citations numbered {numbers}"
    marked = next((sentence.text for sentence in answer.sentences if _MARK.search(sentence.text)), "")
    if marked:
        return f"a mark within the words of a sentence: “{marked}”"
    if _letters(_MARK.sub("", _without_note(answer))) != "".join(
        _letters(sentence.text) for sentence in answer.sentences
    ):
        return f"a text that is not its sentences: “{answer.text}”"
    for sentence, marks in zip(answer.sentences, _marks(answer), strict=True):
        if marks != list(sentence.citations):
            return f"marks {marks} for citations {list(sentence.citations)} of “{sentence.text}”"
    used = {number for _, cited in _claims(answer) for number in cited}
    idle = sorted(set(numbers) - used)
    return f"citations {idle} that no sentence uses" if idle else ""


def _marks(answer: Answer) -> list[list[int]]:
    """The numbers of the marks that stand in, or behind, each sentence of the text."""
    ends = list(accumulate(len(_letters(sentence.text)) for sentence in answer.sentences))
    found: list[list[int]] = [[] for _ in ends]
    place = 0
    for number, part in enumerate(_MARK.split(_without_note(answer))):  # words and numbers of marks in turn
        if number % 2:
            found[min(bisect_left(ends, place), len(ends) - 1)].append(int(part))
        else:
            place += len(_letters(part))
    return found


def _without_note(answer: Answer) -> str:
    """The text without the note for whoever asks of their own treatment, which claims nothing of the sources."""
    return answer.text.replace(answer.safety, "") if answer.safety else answer.text


def _letters(text: str) -> str:
    return re.sub(r"\s", "", text)
