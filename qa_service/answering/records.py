"""Answer bibliographic questions from the record of the work, with the line of the record as citation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa_service.answering.reading import Field, Reading
from qa_service.answering.sources import Draft, Source, as_sentence
from qa_service.retrieval.analysis import as_searched, fold
from qa_service.retrieval.naming import kinds_in, surname
from qa_service.retrieval.search import Found, Query, Searcher
from qa_service.types import RECORD, Work

# How the line of a record is recognised, whoever wrote the record.
_LABELS = {
    Field.AUTHORS: r"authors?\b",
    Field.YEAR: r"(year|date|publi\w+)\b.*\d{4}",
    Field.JOURNAL: r"journal\b",
    Field.VOLUME: r"volume\b",
    Field.ISSUE: r"(issue|number of issue)\b",
    Field.PAGES: r"pages?\b",
    Field.PAGE_COUNT: r"(number of pages|page count)\b",
    Field.DOI: r"doi\b",
    Field.PMID: r"(pmid|pubmed)\b",
    Field.LANGUAGE: r"(original )?language\b",
    Field.TYPE: r"(kind|type)( of work)?\b|.*\b(article|research output)\b",
    Field.TITLE: r"title\b",
}
_DAY = re.compile(r"\b(\w{3,9}\.? \d{1,2},? \d{4}|\d{1,2} \w{3,9} \d{4}|\d{4}-\d{2}-\d{2})\b")
_NOUNS = {"review": "review", "guideline": "guideline", "label": "label", "case-report": "case report", "rct": "trial"}
_WORK_NOUN = re.compile(
    r"\b(paper|article|review|study|trial|publication|report|guideline|label|abstract|series|analysis|work)s?\b"
)
# More works than this do not fit one short answer; the best come first.
_MOST_WORKS = 3


def wants_record(reading: Reading, query: Query) -> bool:
    """Whether a question asks for fields of a record, and of a work that it points to."""
    return bool(reading.fields) and bool(query.named or _WORK_NOUN.search(fold(reading.text)))


def draft_from_records(reading: Reading, query: Query, hits: Sequence[Found], searcher: Searcher) -> list[Draft]:
    """A sentence per wanted field of each work that the question points to; none where the records do not hold it."""
    drafts = []
    for key, work in _works(query, hits):
        lines = _record(searcher, key)
        for field in reading.fields:
            draft = _draft(field, work, lines)
            if draft:
                drafts.append(draft)
    return drafts


def _works(query: Query, hits: Sequence[Found]) -> list[tuple[str, Work]]:
    """The works of the best hits: all of the author whom the question names, or else the best alone."""
    found = list({hit.stored.passage.document_id: hit.stored.work for hit in hits}.items())
    kinds = kinds_in(query.text)
    of_kind = [item for item in found if item[1].type in kinds]
    return (of_kind or found)[: _MOST_WORKS if query.authors else 1]


def _record(searcher: Searcher, key: str) -> list[tuple[str, Source]]:
    lines = []
    for stored in searcher.store.record_passages(key, RECORD):
        for span in stored.passage.sentences:
            source = Source(stored, span)
            lines.append((as_searched(RECORD, source.quote), source))
    return lines


def _draft(field: Field, work: Work, lines: list[tuple[str, Source]]) -> Draft | None:
    value = _value(field, work)
    line = _line(field, value, work, lines)
    if line is None:
        return None
    text, source = line
    said = _sentence(field, work, value, text)
    return Draft(said or as_sentence(text), (source,))


def _value(field: Field, work: Work) -> str:
    values = {
        Field.AUTHORS: _listed(work.authors),
        Field.YEAR: work.year,
        Field.JOURNAL: work.journal,
        Field.VOLUME: work.volume,
        Field.PAGES: work.pages,
        Field.DOI: work.doi,
        Field.PMID: work.pmid,
        Field.TITLE: work.title,
    }
    return str(values.get(field) or "")


def _line(field: Field, value: str, work: Work, lines: list[tuple[str, Source]]) -> tuple[str, Source] | None:
    """The line of the record that holds a field: by its label, or by its value where it has none."""
    label = re.compile(_LABELS[field])
    labelled = [line for line in lines if label.match(fold(line[0]))]
    held = [line for line in lines if value and _holds(field, work, line[0], value)]
    both = [line for line in labelled if line in held]
    if field in (Field.ISSUE, Field.LANGUAGE, Field.TYPE, Field.PAGE_COUNT):
        page_range = [line for line in lines if re.match(_LABELS[Field.PAGES], fold(line[0]))]
        candidates = labelled or (page_range if field is Field.PAGE_COUNT else [])
    else:
        candidates = both or held
    return max(candidates, key=lambda line: bool(_DAY.search(line[0])), default=None)


def _holds(field: Field, work: Work, line: str, value: str) -> bool:
    if field is Field.AUTHORS:
        return all(author in line for author in work.authors)
    return value in line


def _sentence(field: Field, work: Work, value: str, line: str) -> str | None:
    """A sentence that says the field; None where the line of the record speaks best for itself."""
    it = _named(work)
    day = _DAY.search(line)
    if field is Field.PAGE_COUNT:
        count = re.search(r"\d+$", line) if "number" in fold(line) else None
        return f"{it} has {count[0]} pages." if count else None
    sentences = {
        Field.AUTHORS: f"{it} was written by {value}.",
        Field.YEAR: f"{it} was published on {day[0]}." if day else f"{it} was published in {value}.",
        Field.JOURNAL: f"{it} appeared in {value}.",
        Field.VOLUME: f"{it} is in volume {value}.",
        Field.PAGES: f"{it} is on pages {value}.",
        Field.DOI: f"{it} has the DOI {value}.",
        Field.PMID: f"{it} has the PMID {value}.",
        Field.TITLE: f"The title is “{value}”.",
    }
    return sentences.get(field)


def _named(work: Work) -> str:
    """A work as one would call it: "The review by Schoser et al. (2017)"."""
    noun = _NOUNS.get(work.type, "paper")
    if not work.authors:
        return f"The {noun} “{work.title}”"
    others = " et al." if len(work.authors) > 1 else ""
    year = f" ({work.year})" if work.year else ""
    return f"The {noun} by {surname(work.authors[0])}{others}{year}"


def _listed(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    if names[-1] == "et al.":
        return f"{', '.join(names[:-1])} and others"
    return f"{', '.join(names[:-1])} and {names[-1]}"
