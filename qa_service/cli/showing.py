"""Answers, sources and conversations as a terminal shows them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa_service.answering.safety import EMERGENCY, safety_note
from qa_service.answering.sources import with_marks
from qa_service.cli.display import Display, plain
from qa_service.types import Abstention, Answer, AnswerSentence, Citation, CitedWork, Conversation, Document

# The page uses the same words.
WHOSE_WORDS = {
    "abstract": "the source's own words",
    "digest": "a digest written for this project, not the source's own words",
    "record": "the bibliographic record of this work",
}
_WHOSE_WORDS_SHORT = {"abstract": "own words", "digest": "digest", "record": "record"}
_NEAR_QUOTE = 700
"""Characters of a section that are shown on each side of the quote."""


def show_urgent(display: Display, question: str) -> None:
    """Show what stands before everything else if the question tells of an emergency."""
    if safety_note(question) == EMERGENCY:
        display.line((EMERGENCY, "bold"))


def show_sentence(display: Display, sentence: AnswerSentence) -> None:
    """Show a verified sentence with its marks, after those before it."""
    parts = re.split(r"((?:\[\d+\])+)", with_marks([sentence]))
    display.flow(*((part, "bold") if place % 2 else part for place, part in enumerate(parts)))


def show_rest(display: Display, answer: Answer, generator: str) -> None:
    """Show what belongs to an answer after its sentences, down to its sources."""
    display.end()
    if answer.abstention:
        display.line(answer.text.replace(answer.safety or "", "").strip())
        _show_abstention(display, answer.abstention)
    if answer.premise:
        numbers = _marks(answer.premise.citations)
        display.line(f"The question assumes: “{answer.premise.claim}”. The sources say otherwise {numbers}.")
    if answer.disagreement:
        display.line("The sources disagree:")
        for item in answer.disagreement:
            told = ", ".join(str(part) for part in (item.year, item.study) if part)
            display.line(f"- {item.value}", f" ({told})" if told else "", f" {_marks(item.citations)}", indent=2)
    if answer.safety and answer.safety != EMERGENCY:
        display.line((answer.safety, "bold"))
    _show_notes(display, answer, generator)
    show_sources(display, answer.citations)


def show_sources(display: Display, citations: Sequence[Citation]) -> None:
    """Show each cited work on a line: who, when, what, and whose words are quoted."""
    works: dict[str, list[Citation]] = {}
    for citation in citations:
        works.setdefault(citation.document_id, []).append(citation)
    for cited in works.values():
        work, kinds = cited[0].document, dict.fromkeys(_WHOSE_WORDS_SHORT[citation.text_kind] for citation in cited)
        marks = "".join(f"[{citation.n}]" for citation in cited)
        end = f" ({', '.join([*kinds, *(['retracted'] if work.retracted else [])])})"
        begin = f" {_who(work, 1)}"
        title = display.shortened(work.title, len(marks) + len(begin) + len(end))
        display.line((marks, "bold"), begin, title, (end, "dim"))


def show_source(display: Display, citation: Citation, document: Document | None) -> None:
    """Show a source: the work, and the quote in its section, or alone where the document is not what it was."""
    work = citation.document
    display.line((f"[{citation.n}] {work.title}", "bold"), (" (retracted)" if work.retracted else "", "bold"))
    display.line(_who(work, 6) + ". ".join(part for part in (work.journal, work.type) if part), indent=4)
    found = {"DOI": work.doi, "PMID": work.pmid, "": work.url}
    places = "  ".join(f"{name} {value}".strip() for name, value in found.items() if value)
    if places:
        display.line(places, indent=4)
    display.line(f"{citation.section}: {WHOSE_WORDS[citation.text_kind]}", indent=4)
    if document is None or document.sha256 != citation.sha256:
        display.line(*display.marked(citation.quote), indent=4)
        display.line(
            ("The document has changed since it was quoted, so that only the quote is shown.", "dim"), indent=4
        )
        return
    before, after = _around(citation, document)
    display.line(before, *display.marked(citation.quote), after, indent=4)


def show_history(display: Display, turns: Sequence[Answer]) -> None:
    """Show the turns of a conversation, each question with the beginning of its answer."""
    for number, answer in enumerate(turns, 1):
        display.line((f"{number}. {plain(answer.question)}", "bold"))
        display.line(display.shortened(answer.text, 4), indent=4)


def show_conversations(display: Display, listed: Sequence[Conversation], current: str) -> None:
    """Show conversations, one on a line."""
    for item in listed:
        sign = "*" if item.id == current else "-"
        begin = f"{sign} {item.id} {item.updated:%Y-%m-%d %H:%M} {item.turn_count} "
        display.line(begin, display.shortened(item.title, len(begin)))


def _show_abstention(display: Display, abstention: Abstention) -> None:
    if abstention.nearest:
        display.line("Nearest in the literature:")
        for item in abstention.nearest:
            display.line(f"- “{plain(item.quote)}”", (f" {item.title}", "dim"), indent=2)
    if abstention.suggestions:
        display.line("You could ask instead:")
        for question in abstention.suggestions:
            display.line(f"- {question}", indent=2)


def _show_notes(display: Display, answer: Answer, generator: str) -> None:
    """What is to be known of how the answer came about."""
    if plain(answer.standalone_question) != plain(answer.question):
        display.line((f"searched as: {answer.standalone_question}", "dim"))
    if answer.status == "partial" and not answer.withheld:
        display.line(("The sources answer only a part of the question.", "dim"))
    if answer.withheld:
        count, were, them = (1, "was", "it") if answer.withheld == 1 else (answer.withheld, "were", "them")
        sentences = "sentence" if count == 1 else "sentences"
        display.line((f"{count} {sentences} {were} withheld, because the sources do not support {them}.", "dim"))
    if answer.generator != generator and answer.sentences:
        display.line((f"written by {answer.generator}", "dim"))


def _who(work: CitedWork, most: int) -> str:
    """Authors, as many as are named at most, and the year: "Vega R et al., 2021. "."""
    named = ", ".join(work.authors[:most]) + (" et al." if len(work.authors) > most else "")
    told = ", ".join(str(part) for part in (named, work.year) if part)
    return f"{told}. " if told else ""


def _around(citation: Citation, document: Document) -> tuple[str, str]:
    """What stands in the section before the quote and after it; of a long section, what is near."""
    inside = (part for part in document.sections if part.start <= citation.start and citation.end <= part.end)
    section = next(inside, None)
    start, end = (section.start, section.end) if section else (citation.start, citation.end)
    first, last = max(start, citation.start - _NEAR_QUOTE), min(end, citation.end + _NEAR_QUOTE)
    before, after = document.text[first : citation.start], document.text[citation.end : last]
    if first > start:
        before = f"…{before.partition(' ')[2]}"
    if last < end:
        after = f"{after.rpartition(' ')[0]}…"
    return before, after


def _marks(numbers: Sequence[int]) -> str:
    return "".join(f"[{number}]" for number in numbers)
