"""Answer bibliographic questions from the record of the work, with the line of the record as citation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa_service.answering.catalogue import draft_works, record_lines, wants_works
from qa_service.answering.pointing import called, works_pointed_at
from qa_service.answering.reading import Field, Reading
from qa_service.answering.sources import Draft, Source, as_sentence
from qa_service.retrieval.analysis import fold
from qa_service.retrieval.query import Query
from qa_service.retrieval.search import Searcher
from qa_service.types import Filters, Work

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
_WORK_NOUN = re.compile(
    r"\b(paper|article|review|study|trial|publication|report|guideline|label|abstract|series|analysis|work|survey|cohort)s?\b"
)
_TITLE_MARKS = re.compile(r"[\"“][^\"“”]{10,}[\"”]|(?<!\w)['‘][^'’]{10,}['’](?!\w)")


def wants_record(reading: Reading, query: Query) -> bool:
    """Whether a question asks for fields of a record, and of a work that it points to."""
    if wants_works(reading, query):
        return True
    return bool(reading.fields) and bool(query.named or points_to_work(reading.text))


def points_to_work(text: str) -> bool:
    """Whether a question speaks of a work: by a noun for works, or by a title in quotation marks."""
    return bool(_WORK_NOUN.search(fold(text)) or _TITLE_MARKS.search(text))


def draft_from_records(
    reading: Reading, query: Query, searcher: Searcher, filters: Filters | None = None
) -> list[Draft]:
    """A sentence per wanted field of each work that the question points to; none where the records do not hold it."""
    drafts = draft_works(query, searcher) if wants_works(reading, query) else _fields(reading, query, searcher)
    if filters is None:
        return drafts
    numbers = searcher.store.select_documents(filters)
    keys = {entry.key for entry in searcher.entries if entry.number in numbers}
    return [draft for draft in drafts if all(source.document_id in keys for source in draft.sources)]


def _fields(reading: Reading, query: Query, searcher: Searcher) -> list[Draft]:
    drafts = []
    for entry in works_pointed_at(query, searcher):
        lines = record_lines(searcher, entry.key)
        for field in reading.fields:
            draft = _draft(field, entry.work, lines)
            if draft:
                drafts.append(draft)
    return drafts


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
    it = called(work)
    day = _DAY.search(line)
    if field is Field.PAGE_COUNT:
        count = re.search(r"\d+$", line) if "number" in fold(line) else None
        return f"{it} has {count[0]} pages." if count else None
    sentences = {
        Field.AUTHORS: f"{it} was written by {value.removesuffix('.')}.",
        Field.YEAR: f"{it} was published on {day[0]}." if day else f"{it} was published in {value}.",
        Field.JOURNAL: f"{it} appeared in {value}.",
        Field.VOLUME: f"{it} is in volume {value}.",
        Field.PAGES: f"{it} is on pages {value}.",
        Field.DOI: f"{it} has the DOI {value}.",
        Field.PMID: f"{it} has the PMID {value}.",
        Field.TITLE: f"The title is “{value}”.",
    }
    return sentences.get(field)


def _listed(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    if names[-1] == "et al.":
        return f"{', '.join(names[:-1])} et al."
    return f"{', '.join(names[:-1])} and {names[-1]}"
