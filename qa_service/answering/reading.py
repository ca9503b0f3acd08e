"""Read what a question asks for: the form of its answer, and the fields of a record that it wants.

The cues are function words and the vocabulary of any library catalogue, never of a subject.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from qa_service.answering.parts import parts_of, sides_of
from qa_service.patterns import lazy
from qa_service.retrieval.analysis import fold, terms


class Form(StrEnum):
    """What an answer must hold to be one."""

    NUMBER = "number"
    FREQUENCY = "frequency"
    DATE = "date"
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
    sides: tuple[str, ...] = ()
    """The two things that it compares, or asks to choose from; empty where it does neither."""
    parts: tuple[str, ...] = ()
    """Its questions, each as it stands alone; empty where it is one question."""


# One cue per line, over small letters. The first form whose cue is found is the form; every field whose cue is found is wanted.
_WORK = r"(paper|article|review|study|trial|work|publication|report|series|guideline|abstract|text|it|this|that)"
_QUANTITY = (
    "share|proportion|percentage|percent|fraction|number|rate|dose|dosage|incidence|prevalence|age|duration|interval|ratio|score"
    "|sensitivity|specificity|risk|odds|frequency|threshold|cut-?off|median|mean|maximum|minimum|size|half-life|survival"
    "|probability|count"
)
_FORMS = {
    Form.SUMMARY: [
        r"\b(summar|overview|main points|key points|take-?home|in a nutshell|tell me about)",
    ],
    Form.FREQUENCY: [
        r"^how (common|rare|frequent|prevalent) (is|are|was|were) (?!.*\b(in|among|with|of)\b)",
    ],
    Form.DATE: [
        r"^when\b",
        r"\b(what|which|in what|in which) (year|date|month)\b",
        r"\bsince when\b",
    ],
    Form.NUMBER: [
        r"\bhow (many|much|often|long|common|frequent|large|big|high|low|rare|old|sensitive|specific|likely|soon"
        r"|fast)\b",
        rf"\b(what|which) (is the |was the |were the |are the )?(\w+ ){{0,3}}?({_QUANTITY})s?\b",
    ],
    Form.CAUSE: [
        r"\bwhy\b",
        r"\bhow come\b",
        r"\bwhat (causes|caused|leads|led|explains|explained|is the (cause|reason))\b",
    ],
    Form.DEFINITION: [
        r"^(what|who) (is|are|was|were) (an? |the )?[\w/-]+( [\w/-]+){0,3}\??$",
        r"\bstands? for\b|\bmeans?\b|\bdefin",
    ],
    Form.LIST: [
        r"\b(list|name|which|what) (the |all |are )*(two|three|four|five|six|(?!(is|was|does|has|this|its"
        r"|as)\b)\w+(s|ia))\b",
        r"\bcompar|\bdiffer|\bversus\b|\bvs\b",
    ],
}
_PUBLISHED = (
    r"(publish\w*|publication|come out|came out|printed|issued|(paper|article|review|study|trial|report) appear\w*)"
)
_WHEN = r"(when|what year|which year|what date|which date|year|date)"
_FIELDS = {
    Field.AUTHORS: [
        rf"\bwho (conducted|carried out|led|performed|ran|did|reported|signed) (the|this|that)"
        rf" (\w+[ -]){{0,5}}?({_WORK}|survey|cohort)\b",
        r"\bwho (wrote|authored|published|(is|are|was|were) (the )?(\w+ )?(co-?)?(authors?|writers?))\b",
        r"^(the )?authors?\b|\bauthors?['’]? (list|names?)\b",
        r"\b(which|what|list|name|names of|how many) (the |all |are )*(\w+ )?(authors?|writers?)\b",
        r"\bwritten by (whom|who)\b|\bby whom\b.*\bwritten\b",
    ],
    Field.YEAR: [
        rf"\b{_WHEN}\b.*\b{_PUBLISHED}\b",
        rf"\b{_PUBLISHED}\b.*\b{_WHEN}\b",
        rf"\bhow old is (the|this) {_WORK}\b",
        r"\b(which|what) year\b.*\bfrom\??$|\bfrom (which|what) year\b|\bdates? from (when|which|what)\b",
        r"\b(when|in (which|what) year)\b.*\b(come|came) out\b",
    ],
    Field.JOURNAL: [
        r"\b(what|which|name of the|in what|in which) (\w+ )?(journal|periodical|magazine)\b",
        r"\bjournal\b.*\b(published|printed|carried|appear)",
        r"\bwhere (was|were|is|are|did|has|have)\b.*\b(published|appear\w*|printed|presented|come out)\b"
        r"|\bwhere\b.*\bit published\b",
        r"\b(which|what) (journal|periodical)\b|[:,] ?journal\??$",
    ],
    Field.PAGE_COUNT: [
        r"\bhow many (\w+ )?pages\b|\bnumber of pages\b|\bpage (count|total|length)\b",
        rf"\bhow long is (the|this) (\w+ )?{_WORK}\b",
    ],
    Field.PAGES: [
        r"\b(which|what|on which|from which|first|last) (page|pages|page numbers?|page range)\b",
        r"\bpages?\b.*\b(run|span|cover|begin|start|end|from|range|occup)",
        r"^pages\b|\b(volume|issue|journal|year),? and (the )?pages?\b",
    ],
    Field.VOLUME: [
        rf"(^|\b(which|what|the|journal) )volume( number)?\b(?! of (?!.*\b({_WORK}|(19|20)\d\d)\b))",
    ],
    Field.ISSUE: [
        r"\b(which|what) issue\b|\bissue (number|no)\b|\bin issue\b",
        r"\bissue\b.*\bjournal\b|\bjournal\b.*\bissue\b",
    ],
    Field.DOI: [r"\bdoi\b"],
    Field.PMID: [r"\b(pmid|pubmed (id|identifier|number))\b"],
    Field.LANGUAGE: [
        r"\b(what|which|original|in what|in which) language\b",
        rf"\blanguage\b.*\b(written|published|{_WORK})\b",
        r"\b(written|published|original|paper|article)\b.*\bin (english|german|french|spanish|italian|japanese"
        r"|chinese|dutch)\b",
    ],
    Field.TYPE: [
        rf"\b(what|which) (kind|type|sort|category) of (\w+ )?({_WORK}|document|output)\b",
        r"\bpeer[- ]?review",
        r"\ban? (original|primary) (study|article|paper|work)\b",
        r"\ban? (review|case report|guideline|trial)( article)?( or\b|\?|$)",
    ],
    Field.TITLE: [
        r"\b(full|exact|the|what|which) title\b",
    ],
}
_CUE_WORDS = frozenset(
    terms(
        """write wrote written author authors authored co-author coauthor writer publish published publication
        publications appear
        appeared print printed journal periodical magazine year date doi pmid pubmed identifier volume issue page
        pages title titled
        language kind type sort cite citation reference paper papers article articles work works study studies trial
        survey cohort review report
        guideline label series abstract case text document present presented conduct conducted carry carried lead led
        perform
        performed ran run did come came name named list give tell show whole full exact first last newest oldest
        latest earliest
        recent call called find people group team colleagues co-workers et al want need know please record
        bibliographic number
        many long original research output peer-reviewed"""
    )
)
_FORM_PATTERNS = {form: lazy("|".join(cues)) for form, cues in _FORMS.items()}
_FIELD_PATTERNS = {field: lazy("|".join(cues)) for field, cues in _FIELDS.items()}


def read_question(text: str) -> Reading:
    """Read what a question asks for."""
    folded = " ".join(fold(text).split())
    form = next((form for form, pattern in _FORM_PATTERNS.items() if pattern.search(folded)), Form.OTHER)
    fields = tuple(field for field, pattern in _FIELD_PATTERNS.items() if pattern.search(folded))
    return Reading(text, form, fields, sides_of(text), parts_of(text))


def without_cues(text: str) -> str:
    """A question without the words that only ask for a work or for a field of its record."""
    return " ".join(word for word in text.split() if terms(word) and not _CUE_WORDS.issuperset(terms(word)))
