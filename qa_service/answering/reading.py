"""Read what a question asks for: the form of its answer, and the fields of a record that it wants.

The cues are function words and the vocabulary of any library catalogue, never of a subject.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from qa_service.retrieval.analysis import fold


class Form(StrEnum):
    """What an answer must hold to be one."""

    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes_no"
    CAUSE = "cause"
    DEFINITION = "definition"
    LIST = "list"
    SUMMARY = "summary"
    OTHER = "other"


class Field(StrEnum):
    """A field of a bibliographic record."""

    AUTHORS = "authors"
    YEAR = "year"
    JOURNAL = "journal"
    VOLUME = "volume"
    ISSUE = "issue"
    PAGES = "pages"
    PAGE_COUNT = "page count"
    DOI = "doi"
    PMID = "pmid"
    LANGUAGE = "language"
    TYPE = "type"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Reading:
    """A question, and what it asks for."""

    text: str
    form: Form
    fields: tuple[Field, ...]


_WORK = r"(paper|article|review|study|trial|work|publication|report|series|guideline|abstract|text|it|this|that)"
_FORMS = [
    (Form.SUMMARY, r"\b(summar|overview|main points|key points|take-?home|in a nutshell|tell me about|abstract of)"),
    (Form.DATE, r"^when\b|\b(what|which|in what|in which) (year|date|month)\b|\bsince when\b|\bhow long ago\b"),
    (
        Form.NUMBER,
        r"\bhow (many|much|often|long|common|frequent|large|big|high|low|rare|old|sensitive|specific|likely|soon|fast|good)\b"
        r"|\b(what|which) (is the |was the |were the |are the )?(\w+ ){0,3}?(share|proportion|percentage|percent|fraction|number"
        r"|rate|dose|incidence|prevalence|age|duration|interval|ratio|score|sensitivity|specificity|risk|odds|frequency"
        r"|threshold|cut-?off|median|mean|maximum|minimum|size|half-life|survival|probability|count)s?\b",
    ),
    (Form.CAUSE, r"\bwhy\b|\bhow come\b|\bwhat (causes|caused|leads|led|explains|explained|is the (cause|reason))\b"),
    (
        Form.DEFINITION,
        r"^(what|who) (is|are|was|were) (an? |the )?[\w/-]+( [\w/-]+){0,3}\??$|\bstands? for\b|\bmeans?\b|\bdefin",
    ),
    (
        Form.LIST,
        r"\b(list|name|which|what) (the |all |are )*(two|three|four|five|six|\w+(s|ia))\b|\bcompar|\bdiffer|\bversus\b|\bvs\b",
    ),
    (Form.YES_NO, r"^(is|are|was|were|do|does|did|can|could|has|have|had|will|would|should|may|must)\b"),
]
_FIELDS = [
    (
        Field.AUTHORS,
        rf"\bwho (wrote|authored|published|(is|are|was|were) (the )?(\w+ )?(co-?)?(authors?|writers?))\b|^(the )?authors?\b"
        rf"|\b(which|what|list|name|names of|how many) (the |all |are )*(\w+ )?(authors?|writers?)\b|\bauthor list\b"
        rf"|\bwritten by (whom|who)\b|\bby whom\b.*\bwritten\b|\bwho .* (byline|behind (the|this) {_WORK})\b",
    ),
    (
        Field.YEAR,
        rf"\b(when|what year|which year|what date|which date|year|date)\b.*\b(publish\w*|publication|appear\w*|come out|came out"
        rf"|printed|issued)\b|\b(publication|publishing) (date|year)\b|\bhow old is (the|this) {_WORK}\b"
        rf"|\b(publish\w*|appear\w*|come out|came out)\b.*\b(when|what year|which year|date)\b",
    ),
    (
        Field.JOURNAL,
        rf"\b(what|which|name of the|in what|in which) (\w+ )?(journal|periodical|magazine)\b|\bjournal\b.*\b(published|printed|"
        rf"carried|appear)|\bwhere (was|is|did|has) (the |this )?(\w+ ){{0,4}}{_WORK} (\w+ )?(published|appear|printed)",
    ),
    (Field.PAGE_COUNT, rf"\bhow many (\w+ )?pages\b|\bnumber of pages\b|\bpage (count|total|length)\b|\bhow long is (the|this) (\w+ )?{_WORK}\b"),
    (Field.PAGES, r"\b(which|what|on which|from which|page|first|last) (page|pages|page numbers?|page range)\b|\bpages?\b.*\b(run|span|cover|begin|start|end|from|range|occup)"),
    (Field.VOLUME, r"\bvolume( number)?\b(?! of)"),
    (Field.ISSUE, r"\b(which|what) issue\b|\bissue (number|no)\b|\bin issue\b|\bissue\b.*\bjournal\b|\bjournal\b.*\bissue\b"),
    (Field.DOI, r"\bdoi\b"),
    (Field.PMID, r"\b(pmid|pubmed (id|identifier|number))\b"),
    (Field.LANGUAGE, rf"\b(what|which|original|in what|in which) language\b|\blanguage\b.*\b(written|published|{_WORK})\b"),
    (Field.TYPE, r"\b(what|which) (kind|type|sort|category) of (\w+ )?(paper|article|publication|document|research output|output|work|study)\b|\bpeer[- ]?review"),
    (Field.TITLE, rf"\b(full |exact )?(title|called|headed|heading)\b.*\b{_WORK}\b|\bthe title\b"),
]  # fmt: skip
_FORM_PATTERNS = [(form, re.compile(pattern)) for form, pattern in _FORMS]
_FIELD_PATTERNS = [(field, re.compile(pattern)) for field, pattern in _FIELDS]


def read_question(text: str) -> Reading:
    """Read what a question asks for."""
    folded = " ".join(fold(text).split())
    form = next((form for form, pattern in _FORM_PATTERNS if pattern.search(folded)), Form.OTHER)
    fields = tuple(field for field, pattern in _FIELD_PATTERNS if pattern.search(folded))
    return Reading(text, form, fields)
