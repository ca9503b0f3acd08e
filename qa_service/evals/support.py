"""Whether quotes support a sentence: the harness's own judgement, which shares nothing with the service's.

A sentence is supported if it is a quote, or whole sentences of one, word for word. Otherwise what makes a sentence wrong is
looked for, one after the other: a figure, with unit and hedge, that no quote has; a word that is negated here and not there; an
opposite in the place of its word; what is possible told as certain, or some as all; a word from nowhere (`contradictions`); an
edit of a nearly literal quote (`edits`); figures or words that have changed places (`places`). How a cited work is called
("Sanders 2000") is no claim.

Strict on purpose: paraphrase that changes none of these passes, and what cannot be told is not supported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from qa_service.answering.language.folding import folded
from qa_service.evals.claims import Claim, ShortForms, read_claim, short_forms
from qa_service.evals.contradictions import NOTHING_NAMED, Named, contradiction
from qa_service.evals.edits import harmful_edit
from qa_service.evals.places import changed_places
from qa_service.ingestion.sentences import sentences_of
from qa_service.retrieval.analysis import as_searched

if TYPE_CHECKING:
    from qa_service.evals.checks.check import ServedDocument

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[%<>≤≥~±]")
_NOUNS = "paper|article|review|study|trial|publication|report|guideline|label|series|work|analysis|survey"
# Journals with shorter names ("AJP") are left where they stand.
_SHORT_NAME = 3
_OTHERS = r"(?:,? et al\.?|,? and (?:colleagues|co-?workers|co-?authors|others|associates)|,? (?:and|&) [A-Z][\w'-]+)"


def complaint(sentence: str, quotes: Sequence[str], works: Iterable[ServedDocument]) -> str:
    """What in a sentence the quotes do not support; empty where they support it.

    Args:
        sentence: without citation marks.
        quotes: what it cites, as the documents have it.
        works: the documents that the quotes are from; a sentence may name them.
    """
    if not quotes:
        return "it cites nothing"
    if not _tokens(sentence):
        return "it says nothing"
    if any(_is_part(sentence, quote) for quote in quotes):
        return ""
    cited = list(works)
    forms = tuple(form for work in cited for form in short_forms(work.text))
    called, named = _without_records, _named(cited, forms)
    if _tells_records_only(read_claim(called(sentence, cited), forms), named):
        called, named = _without_names, NOTHING_NAMED  # then the record is what it claims
    said = read_claim(called(sentence, cited), forms)
    quoted = _chosen(said, [called(quote, cited) for quote in quotes], forms)
    return contradiction(said, quoted, named) or harmful_edit(said, quoted) or changed_places(said, quoted)


def as_read(section: str, quote: str) -> str:
    """A quote as it reads: in a record, labels and values are set apart."""
    return as_searched(section, quote)


def _is_part(sentence: str, quote: str) -> bool:
    """Whether the sentence is a quote, or a run of whole sentences of it; white space may differ."""
    said = "".join(_tokens(sentence))
    parts = ["".join(_tokens(sentence)) for sentence in sentences_of(quote)]
    for first in range(len(parts)):
        run = ""
        for part in parts[first:]:
            run += part
            if len(run) >= len(said):
                break
        if run == said:
            return True
    return said == "".join(_tokens(quote))


def _chosen(said: Claim, quotes: Sequence[str], forms: ShortForms) -> Claim:
    """The sentences of the quotes that a sentence draws on: those that hold most of its words, until no other holds one more."""
    sentences = [sentence for quote in quotes for sentence in sentences_of(quote)]
    claims = [read_claim(sentence, forms) for sentence in sentences]
    wanted = {*said.concepts, *((figure.low, figure.high) for figure in said.figures)}
    chosen: set[int] = set()
    while wanted:
        held = [
            wanted & {*claim.concepts, *((figure.low, figure.high) for figure in claim.figures)} for claim in claims
        ]
        best = max(range(len(claims)), key=lambda place: len(held[place]), default=None)
        if best is None or not held[best]:
            break
        chosen.add(best)
        wanted -= held[best]
    return read_claim(" ".join(sentences[place] for place in sorted(chosen or range(len(sentences)))), forms)


def _tells_records_only(said: Claim, named: Named) -> bool:
    """Whether a sentence says nothing but who wrote a work, when, where, and under which title."""
    return all(word.is_light or word.concept in named.record for word in said.words) and all(
        figure.is_year and figure.low in named.years for figure in said.figures
    )


def _without_records(text: str, works: Iterable[ServedDocument]) -> str:
    """A folded text without titles, journals and authors of the cited works."""
    text = folded(text)
    for work in works:
        title = folded(work.title)
        if title:
            text = text.replace(f'"{title}"', "the work").replace(title, "the work")
        if work.journal and len(work.journal) > _SHORT_NAME:
            text = re.sub(rf"\b(?:in|of) (?:the )?{re.escape(folded(work.journal))}\b", "in the work", text)
    return _without_names(text, works)


def _without_names(text: str, works: Iterable[ServedDocument]) -> str:
    """A folded text in which the cited works are not called by author or title any more: 'The paper "Scurvy" shows'."""
    text = folded(text)
    for work in works:
        names = [rf'(?:{_NOUNS}) "{re.escape(folded(work.title))}"'] if work.title else []
        surname = _surname(work.authors[0]) if work.authors else ""
        if surname:
            year = rf",? \(?{work.year}\)?" if work.year else r"(?!)"
            author = rf"\b{surname}(?: [A-Z]{{1,3}})?(?:{_OTHERS}?(?:'s)?{year}|{_OTHERS})(?!\w)"
            names.append(rf"(?:(?:{_NOUNS})s? (?:by|of|from) )?{author}")
        for name in names:
            text = re.sub(rf"(?:[Tt]he )?{name}", "the work", text)
    return text


def _surname(author: str) -> str:
    """A pattern of the names that an author is called by; empty for a body."""
    names = [part for part in folded(author).split() if not re.fullmatch(r"[A-Z]{1,3}", part) and part[:1].isupper()]
    return "(?:" + "|".join(map(re.escape, names)) + ")" if 0 < len(names) < 4 else ""


def _named(works: Sequence[ServedDocument], forms: ShortForms) -> Named:
    records = ". ".join(" ".join(filter(None, (*work.authors, work.journal, work.type))) for work in works)
    return Named(
        record=read_claim(records).concepts,
        topic=read_claim(". ".join(work.title for work in works), forms).concepts,
        years=frozenset(work.year for work in works if work.year),
    )


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(folded(text).casefold())
