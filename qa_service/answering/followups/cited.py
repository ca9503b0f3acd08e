"""The works that an answer cites, as a follow-up speaks of them, and questions on their records.

>>> question_on(Named("Keller 2007", "the paper by Keller et al. (2007)"), (Field.DOI,))
'What is the DOI of the paper by Keller et al. (2007)?'
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from qa_service.answering.pointing import called
from qa_service.answering.reading import Field, read_question
from qa_service.retrieval.naming import surname
from qa_service.types import RECORD, Answer, Citation

_ASKS = {
    Field.AUTHORS: "who wrote {it}",
    Field.YEAR: "when was {it} published",
    Field.JOURNAL: "in which journal did {it} appear",
    Field.VOLUME: "in which volume is {it}",
    Field.ISSUE: "in which issue is {it}",
    Field.PAGES: "which pages does {it} cover",
    Field.PAGE_COUNT: "how many pages has {it}",
    Field.DOI: "what is the DOI of {it}",
    Field.PMID: "what is the PMID of {it}",
    Field.LANGUAGE: "in which language is {it}",
    Field.TYPE: "what kind of study is {it}",
    Field.TITLE: "what is the title of {it}",
}
# Words that name a field once a work is spoken of.
_BARE = {
    Field.YEAR: r"(?:and )?(?:when|which year|what year|(?:the )?year|date)(?: was (?:it|that|this))?",
    Field.JOURNAL: r"(?:and )?(?:where|which journal|what journal|(?:the )?journal)(?: did it appear| was it)?",
    Field.AUTHORS: r"(?:and )?(?:who|by whom|who else|(?:who (?:is|are|was|were) )?(?:(?:the|its|their) )?authors?)",
    Field.PAGES: r"(?:and )?(?:the )?pages?",
    Field.VOLUME: r"(?:and )?(?:the )?volume",
    Field.ISSUE: r"(?:and )?(?:the )?issue",
    Field.DOI: r"(?:and )?(?:the |its )?doi",
    Field.PMID: r"(?:and )?(?:the |its )?pmid",
    Field.TITLE: r"(?:and )?(?:the |its )?title",
}
_TELL = re.compile(
    r"(?:please )?(?:(?:give|tell|show|send)(?: me| us)?|i (?:need|want|would like)|name|state) (?=the |its |that )"
)
_ALWAYS_OF_WORK = frozenset(
    {Field.DOI, Field.PMID, Field.PAGES, Field.PAGE_COUNT, Field.ISSUE, Field.VOLUME, Field.TITLE}
)
SOURCE_FIELDS = (Field.TITLE, Field.AUTHORS, Field.JOURNAL, Field.YEAR, Field.DOI)


class Named(NamedTuple):
    """What a work is called, in short, where it can be, and in full."""

    short: str
    full: str


def works_of(answer: Answer) -> tuple[Named, ...]:
    """The works that an answer cites, in the order of their first mark."""
    found: dict[str, Named] = {}
    for citation in answer.citations:
        work = citation.document
        full = called(work)
        found.setdefault(citation.document_id, Named(_short(citation), f"{full[:1].lower()}{full[1:]}"))
    return tuple(found.values())


def _short(citation: Citation) -> str:
    """A work by author and year; by the letters and the year of its key where its record names no author."""
    work = citation.document
    first = surname(work.authors[0]) if work.authors else ""
    if work.year and re.fullmatch(r"[^\W\d_][\w'’-]+(?: [\w'’-]+)?", first):
        return f"{first} {work.year}"
    key = re.match(r"([a-z-]{3,})((?:19|20)\d\d)", citation.document_id)
    return f"{key[1].title()} {key[2]}" if key else ""


def rests_on_record(answer: Answer) -> bool:
    """Whether an answer is of the record of a work."""
    return bool(answer.citations) and answer.citations[0].section == RECORD


def fields_asked(text: str, *, of_record: bool) -> tuple[Field, ...]:
    """The fields of a record that a message asks for which does not say of which work.

    Args:
        text: the message.
        of_record: whether the last answer is of a record, so that "When?" asks for its year.
    """
    bare = text.rstrip("?!. ").lower()
    told = _TELL.match(bare)
    if told:
        named = [_field_named(part) for part in re.split(r",? and |, ", bare[told.end() :])]
        fields = tuple(field for field in named if field)
        return fields if len(fields) == len(named) else ()
    field = _field_named(bare)
    if field and (of_record or field in _ALWAYS_OF_WORK):
        return (field,)
    return read_question(text).fields


def asks_of_record(text: str) -> bool:
    """Whether a message asks for something that a record has and says nothing else: "give me the year", "who are the authors"."""
    bare = text.rstrip("?!. ").lower()
    return bool(_TELL.match(bare)) or _field_named(bare) is not None


def _field_named(text: str) -> Field | None:
    """The field of a record that a text names and nothing else."""
    return next((field for field, pattern in _BARE.items() if re.fullmatch(pattern, text)), None)


def question_on(work: Named, fields: Sequence[Field]) -> str:
    """A question for fields of the record of a work."""
    asks = [_ASKS[field].format(it=work.full if not place else "it") for place, field in enumerate(fields)]
    text = f"{', '.join(asks[:-1])} and {asks[-1]}" if len(asks) > 1 else asks[0]
    return f"{text[:1].upper()}{text[1:]}?"
