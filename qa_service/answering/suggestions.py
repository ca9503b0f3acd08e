"""Suggest questions that the corpus answers, made of its own sentences, titles and sections."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise

from qa_service.answering.evidence import Evidence
from qa_service.answering.orders import gives_orders
from qa_service.answering.retraction import is_retracted
from qa_service.answering.sources import as_sentence
from qa_service.answering.turning import CITED, inside, question_of
from qa_service.answering.verbs import VERBS, is_finite
from qa_service.retrieval.analysis import fold, terms, words
from qa_service.retrieval.naming import proper_nouns, surname, years_in
from qa_service.retrieval.weighing import TermWeights
from qa_service.types import Work

MOST = 3
# Cosine from which a sentence is near a question with which it shares no word.
CLOSE = 0.4
# Questions that are tried; each costs a search and the reading of a few sentences.
_TRIED = 6
# Titles and sections of more words make no topic that one would ask for.
_MOST_OF_TITLE, _MOST_OF_SECTION = 12, 6
# Sections that say what part of a paper they are, and not what they are about.
_PARTS = re.compile(
    r"\b(?:abstract|introduction|background|aims?|objectives?|purpose|methods?|materials|procedures?|results?"
    r"|findings?|outcomes?|discussion|interpretation|conclusions?|concluding|summary|overview|limits?|limitations?"
    r"|strengths|scope|key ?points?|highlights|key ?words?|subject|areas|records?|references|bibliography|notes?"
    r"|appendix|supplement\w*|acknowledge?ments?|funding|disclosures?|conflicts?|contributions|ethics|data|text"
    r"|contents?|others?|further|later|earlier|related|included|cases?|patients|cohort|criteria|decision"
    r"|recommendations?|general|miscellaneous|section|part|chapter|figures?|tables?)\b"
)
_ASKING = re.compile(r"^(?:what|how|why|when|where|who|which|whether|is|are|do|does|can|should)\b", re.I)
# Works that find something; of others one asks what they say.
_FINDING = frozenset({"rct", "cohort", "case-series", "case-report", "basic-science"})
# Before them a verb is a participle: "a randomised trial".
_BEFORE_PARTICIPLE = frozenset("a an the with their its of in for by and".split())


# What ties a question to one work, where it can be asked without.
_BY_WORK = re.compile(rf" (?:\({CITED}\)|(?:in|according to) {CITED})(?=[ ?])")
_FIGURE = re.compile(r"(?<![\w,-])\d[\d,.]+(?![\w,-])")
_ABBREVIATED = re.compile(r"\b[A-Z][A-Z\d/-]+\b")
_OF_ONE_STUDY = re.compile(r"(?:What|How|Which) (?:was|were) ")
_WAS = re.compile(r"^(What) (was|were) the\b")
# How many there were is so of one work alone.
_COUNTS = re.compile(r"(?:In )?how many ", re.I)
# Longer questions are read twice.
_AT_A_GLANCE = 12


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that may be suggested, and the sentence that it was made for."""

    wordings: tuple[str, ...]
    """The question, as it is asked best first."""
    item: Evidence
    is_on_sentence: bool
    """Whether only that sentence fits; otherwise any of the same work does."""

    @property
    def work(self) -> str:
        """The key of its work."""
        return self.item.found.stored.passage.document_id

    @property
    def stiffness(self) -> int:
        """How far its best wording is from what one would ask by oneself."""
        return stiffness(self.wordings[0], self.item)

    @property
    def aspect(self) -> tuple[str, str]:
        """What it is on: the section of its work."""
        return self.work, self.item.section

    def is_met_by(self, answer: Evidence | None) -> bool:
        """Whether a sentence is the answer that the question was made for."""
        if answer is None:
            return False
        is_same = answer.number == self.item.number
        return is_same if self.is_on_sentence else answer.found.stored.passage.document_id == self.work


def suggest(
    near: Sequence[Evidence], answer_to: Callable[[str], Evidence | None], asked: TermWeights | None = None
) -> tuple[str, ...]:
    """Questions that are answered as they should be, on different works or aspects, the nearest first.

    Args:
        near: the sentences that questions are made of, the nearest first.
        answer_to: the sentence that leads the answer to a question, None where none would.
        asked: the terms of what was asked; questions that share more of them come first.
    """
    made = sorted(candidates_of(near), key=lambda candidate: candidate.stiffness)
    if asked:
        shared = {candidate.wordings: asked.covered(terms(candidate.wordings[0])) for candidate in made}
        made = [candidate for candidate in made if candidate.item.dense >= CLOSE or shared[candidate.wordings] > 0]
        made.sort(key=lambda candidate: -round(shared[candidate.wordings], 1))
    candidates = islice(_of_different_works(made), _TRIED)
    met = (_wording_met(candidate, answer_to) for candidate in candidates)
    return tuple(islice(filter(None, met), MOST))


def stiffness(question: str, item: Evidence) -> int:
    """How far a question is from what one would ask by oneself.

    It is further where it names a work, holds figures, is long, asks for what was so in one study, or shares no word with the
    title or section of the sentence that it was made for: then it does not say what it is about.
    """
    is_long = len(question.split()) > _AT_A_GLANCE
    far = (_FIGURE.search(question), _OF_ONE_STUDY.match(question), is_long, not _is_about(question, item))
    return 2 * bool(re.search(CITED, question)) + sum(map(bool, far))


def _is_about(question: str, item: Evidence) -> bool:
    """Whether a question says what it is about: by an abbreviation, or a word of the title or section of its sentence."""
    about = terms(f"{item.found.stored.work.title} {item.section}")
    return bool(_ABBREVIATED.search(question)) or not set(about).isdisjoint(terms(question))


def _wording_met(candidate: Candidate, answer_to: Callable[[str], Evidence | None]) -> str | None:
    """The first wording of a question that is answered as it should be."""
    return next((question for question in candidate.wordings if candidate.is_met_by(answer_to(question))), None)


@lru_cache(maxsize=8)
def subject_of(titles: tuple[str, ...]) -> str:
    """What most titles speak of: the words in a row that the most of them share, longer ones before shorter ones."""
    counts = Counter[tuple[str, ...]]()
    for title in titles:
        said = words(title)
        counts.update(
            {tuple(said[at : at + length]) for length in (1, 2, 3, 4) for at in range(len(said) - length + 1)}
        )
    best: tuple[str, ...] = max(counts, key=lambda phrase: (counts[phrase] * len(phrase), phrase), default=())
    return " ".join(best)


def candidates_of(near: Sequence[Evidence]) -> Iterator[Candidate]:
    """The questions that can be made: first of sentences, then of titles and sections."""
    usable = [item for item in near if not is_retracted(item.found.stored.work) and not gives_orders(item.text)]
    names = {name for item in usable for name in proper_nouns(item.found.stored.passage.text)}
    made = [(question_of(as_sentence(item.text), names), item, True) for item in usable]
    for topic_of in (_title_of, _section_of):
        made += [(_question_on(item.found.stored.work, topic_of(item), names), item, False) for item in usable]
    asked = set()
    for question, item, is_on_sentence in made:
        if question and fold(question) not in asked and not gives_orders(question):
            asked.add(fold(question))
            yield Candidate(_wordings(question, item) if is_on_sentence else (question,), item, is_on_sentence)


def _wordings(question: str, item: Evidence) -> tuple[str, ...]:
    """A question as one asks in general, without the work that it names, where it still says what it is about; and as it is."""
    plain = _BY_WORK.sub("", question)
    is_easier = (
        plain != question and not _COUNTS.match(question) and stiffness(plain, item) + 2 <= stiffness(question, item)
    )
    shortest = plain if is_easier else question
    return tuple(dict.fromkeys((_in_general(shortest, item), shortest, question)))


def _in_general(question: str, item: Evidence) -> str:
    """A question on what was so in one study, as it is asked of what is so; unchanged where it does not say what it is about."""
    present = _WAS.sub(lambda past: f"{past[1]} {'is' if past[2] == 'was' else 'are'} the", question)
    is_of_one = re.search(CITED, question) or years_in(question) or not _is_about(question, item)
    return question if is_of_one else present


def _of_different_works(candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """One question on each work, then one on each other aspect of them."""
    first: dict[str, Candidate] = {}
    for candidate in candidates:
        first.setdefault(candidate.work, candidate)
    yield from first.values()
    seen = {candidate.aspect for candidate in first.values()}
    for candidate in candidates:
        if candidate.aspect not in seen:
            seen.add(candidate.aspect)
            yield candidate


def _question_on(work: Work, topic: str | None, names: Collection[str]) -> str | None:
    """A question on what a work finds or says on a topic; None where either has no name to be asked by."""
    called = _called(work)
    if not called or not topic:
        return None
    on = inside(topic, names)
    return f"What did {called} find on {on}?" if work.type in _FINDING else f"What does {called} say about {on}?"


def _called(work: Work) -> str | None:
    """Author and year, where the first author is a person."""
    name = surname(work.authors[0]) if work.authors else ""
    return f"{name} {work.year}" if work.year and re.fullmatch(r"[^\W\d]['’\w-]+", name) else None


def _title_of(item: Evidence) -> str | None:
    return title_topic(item.found.stored.work.title)


def _section_of(item: Evidence) -> str | None:
    return section_topic(item.section)


def section_topic(section: str) -> str | None:
    """The title of a section, where it tells what the section is about; None where it only tells which part it is."""
    is_topic = 0 < len(section.split()) <= _MOST_OF_SECTION and not _PARTS.search(fold(section))
    return section if is_topic and _reads_as_name(section) else None


def title_topic(title: str) -> str | None:
    """The title of a work, or what of it stands before a colon, where it names a topic."""
    topic = re.split(r"[:;.]\s", title)[0].strip().rstrip(".")
    is_topic = 2 <= len(topic.split()) <= _MOST_OF_TITLE and not re.search(r"[?!\"“”\[\]]", topic)
    return topic if is_topic and _reads_as_name(topic) else None


def _reads_as_name(text: str) -> bool:
    """Whether a title names something, rather than to ask or to state."""
    tokens = text.split()
    states = any(
        (is_finite(word) and before.lower() not in _BEFORE_PARTICIPLE) or (before.endswith("s") and word in VERBS)
        for before, word in pairwise(tokens)
    )
    return not states and not _ASKING.match(text) and not re.search(r"\wly\b", text)
