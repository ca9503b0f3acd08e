"""From a message in a conversation to the question that it asks: by its words, and by which reading the evidence answers best.

No language model is needed. What a message leans on comes from the standalone questions before it and from what was cited.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa_service.answering.followups.cited import (
    SOURCE_FIELDS,
    Named,
    asks_of_record,
    fields_asked,
    question_on,
    rests_on_record,
    works_of,
)
from qa_service.answering.followups.requests import Kind, Wish, read_request
from qa_service.answering.followups.resolving import NTH, numbered
from qa_service.answering.followups.saying import Move, Saying, read_saying
from qa_service.answering.followups.standalone import candidates, leans
from qa_service.answering.followups.wording import Before, Candidate, Wording
from qa_service.answering.gathering import Gatherer
from qa_service.answering.generators import Generator, Rewriter
from qa_service.answering.records import draft_from_records, wants_record
from qa_service.answering.requests import not_a_question
from qa_service.answering.turning import CITED
from qa_service.retrieval.analysis import terms, words
from qa_service.retrieval.naming import may_be_names
from qa_service.retrieval.search import Searcher
from qa_service.types import Answer

# A work by author and year, as our own sentences and questions name it.
_CITED = re.compile(rf"{CITED}\b")
# What is wished for shorter has at most so many words of a hundred.
_SHORTER = 60
# Turns before these are not looked at.
_MOST_TURNS = 20
# So many candidates are asked; each takes as long as finding the evidence of an answer.
_MOST_CANDIDATES = 5
# In log-odds: a record that is found, one that is not, and what the corpus does not know at all.
_FOUND, _NOT_FOUND, _FOREIGN = 1.0, -3.0, -5.0
# What speaks for a model's wording before any evidence is seen, in log-odds.
_SUGGESTED = 0.5


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What a message asks, standing alone, and how long the answer may be."""

    question: str
    sentences: int | None = None
    words: int | None = None


async def suggested_by(generator: Generator, message: str, history: Sequence[Answer]) -> str | None:
    """What a message asks, as a generator says it that can; None of others, or where the message leans on nothing."""
    turns = _of_literature(history)
    if not turns or not isinstance(generator, Rewriter):
        return None
    saying = read_saying(message)
    if saying.turn is Move.AWAY or read_request(message) or not_a_question(message) or not leans(saying.text):
        return None
    led = [(turn.standalone_question, turn.sentences[0].text if turn.sentences else "") for turn in turns]
    return await generator.rewrite(message, led)


class Follower:
    """Reads messages in the light of the turns before them."""

    def __init__(self, searcher: Searcher, gatherer: Gatherer) -> None:
        self._searcher = searcher
        self._gatherer = gatherer
        self._wording = wording_of(searcher)

    def follow(self, message: str, history: Sequence[Answer], suggested: str | None = None) -> FollowUp:
        """The question that a message asks.

        Args:
            message: what the user says.
            history: the answers to the turns before, oldest first.
            suggested: how a language model says it, one candidate among others.
        """
        turns = _of_literature(history)
        if not turns:
            return FollowUp(message)
        wish = read_request(message)
        if wish:
            return self._wished(wish, turns)
        if not_a_question(message):
            return FollowUp(message)
        return FollowUp(self._standalone(read_saying(message), turns, suggested))

    def _wished(self, wish: Wish, turns: Sequence[Answer]) -> FollowUp:
        last, works = turns[-1].standalone_question, _works(turns)
        if wish.kind is Kind.SOURCE and works:
            return FollowUp(question_on(works[0], SOURCE_FIELDS))
        if wish.kind is Kind.MORE and works and works[0].short:
            return FollowUp(f"What did {works[0].short} find?")
        question = self._standalone(read_saying(wish.rest), turns) if terms(wish.rest) else last
        most = wish.words or (_SHORTER * len(turns[-1].text.split()) // 100 if wish.kind is Kind.SHORTER else None)
        return FollowUp(question, wish.sentences, most)

    def _standalone(self, saying: Saying, turns: Sequence[Answer], suggested: str | None = None) -> str:
        works = _works(turns)
        asked = asked_by_user(turns)
        told = numbered(saying.text, asked, [work.short or work.full for work in works])
        saying = replace(saying, text=told) if told else saying
        if works and not told and saying.turn is not Move.AWAY and (leans(saying.text) or asks_of_record(saying.text)):
            fields = fields_asked(saying.text, of_record=rests_on_record(turns[-1]))
            if fields:
                return question_on(works[0], fields)
        if saying.turn is Move.BACK:
            turns = self._back_to(f"{saying.about} {saying.text}", turns)
        before = _before(turns, works)
        found = candidates(saying, before, self._wording)[:_MOST_CANDIDATES]
        if suggested:
            found.append(Candidate(suggested, _SUGGESTED))
        return found[0].question if len(found) == 1 else max(found, key=self._odds).question

    def _odds(self, candidate: Candidate) -> float:
        """How well the evidence answers a candidate, in log-odds, with what speaks for its words."""
        gathered = self._gatherer.gather_for(candidate.question)
        if wants_record(gathered.reading, gathered.query):
            drafts = draft_from_records(gathered.reading, gathered.query, self._searcher, self._gatherer.filters)
            return candidate.prior + (_FOUND if drafts else _NOT_FOUND)
        if gathered.query.foreign or not gathered.evidence:
            return candidate.prior + _FOREIGN
        return candidate.prior + gathered.evidence[0].support

    def _back_to(self, what: str, turns: Sequence[Answer]) -> Sequence[Answer]:
        """The turns up to the one that a message goes back to: the latest of those that share most of its words."""
        wanted = set(terms(what))
        shared = [len(wanted & set(terms(f"{turn.standalone_question} {turn.text}"))) for turn in turns]
        place = max(range(len(turns)), key=lambda n: (shared[n], n))
        return turns[: place + 1]


def _before(turns: Sequence[Answer], works: Sequence[Named]) -> Before:
    """What was said before a message."""
    question, *earlier = asked_by_user(turns)
    cited = [work.short for turn in reversed(turns) for work in works_of(turn) if work.short]
    named = _CITED.findall(" ".join(sentence.text for sentence in turns[-1].sentences))
    return Before(
        question=question,
        told=" ".join(sentence.text for sentence in turns[-1].sentences[:2]),
        works=tuple(work.short for work in works if work.short),
        earlier=tuple(earlier),
        sources=tuple(author for citation in turns[-1].citations for author in citation.document.authors),
        cited_earlier=tuple(
            name for name in dict.fromkeys([*named, *cited]) if name not in {work.short for work in works}
        ),
    )


def asked_by_user(turns: Sequence[Answer]) -> list[str]:
    """The questions of turns as they stand alone, the latest first, each without a work that the user did not name.

    Such a work was put there because the answer before cited it; the next message may well go beyond it.
    """
    said, questions = "", []
    for turn in turns:
        said = f"{said} {turn.question}"
        question = turn.standalone_question
        if not NTH.search(turn.question):
            for work in _CITED.findall(question):
                if work.split()[0] not in said:
                    question = question.replace(f" in {work}", "").replace(f", {work}", "")
        questions.append(question)
    return questions[::-1]


def wording_of(searcher: Searcher) -> Wording:
    """What the encoder and the corpus of a generation tell of words."""

    def nearness(phrase: str, things: Sequence[str]) -> list[float]:
        vectors = searcher.encoder.embed([phrase, *things])
        return [float(cosine) for cosine in vectors[1:] @ vectors[0]]

    def names(text: str) -> bool:
        return bool(may_be_names(text, searcher.encoder.rank))

    def spread(phrase: str) -> int:
        counts = searcher.store.passages_with(terms(phrase)).values()
        return min((count for count in counts if count), default=0)

    def author(text: str) -> bool:
        named = words(text)
        return (
            text[:1].isupper() and 0 < len(named) < 3 and len(searcher.store.named_documents(set(named))) == len(named)
        )

    return Wording(nearness, names, spread, author)


def _works(turns: Sequence[Answer]) -> tuple[Named, ...]:
    """The works that the latest answer cites that cites any."""
    return next((works for turn in reversed(turns) if (works := works_of(turn))), ())


def _of_literature(history: Sequence[Answer]) -> list[Answer]:
    """The latest turns that asked something of the literature."""
    apart = ("not_a_question", "out_of_scope")
    return [turn for turn in history[-_MOST_TURNS:] if not turn.abstention or turn.abstention.reason not in apart]
