"""Find the passages that may answer a question: by meaning, by words, and by both fused.

The fusion is a convex combination (Bruch, Gai and Ingber, ACM TOIS 2023, "An analysis of fusion functions for hybrid
retrieval"): the cosine as it is, and BM25 scaled by what it could reach for this question. Each candidate has its exact score
on both sides, also where only one side found it. Reciprocal rank fusion throws these distances away and was worse on every
set that was measured: docs/experiments.md.
"""

from __future__ import annotations

import math
import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from qa_service.errors import IndexDamagedError
from qa_service.retrieval.analysis import ANALYSIS_VERSION, term, terms, words
from qa_service.retrieval.citing import Cited, Entry, make_entries, read_citations
from qa_service.retrieval.encoder import QueryEncoder
from qa_service.retrieval.focus import question_focus
from qa_service.retrieval.generation import LARGE_FROM, STORE, Manifest, read_manifest, require_sound
from qa_service.retrieval.lay_words import held_otherwise, in_held_names, in_written_words, words_of_names
from qa_service.retrieval.naming import may_be_names, without_names, years_in
from qa_service.retrieval.pointing import nouns_in, pointers_in, works_meant
from qa_service.retrieval.query import Query
from qa_service.retrieval.spelling import Speller
from qa_service.retrieval.store import Store, StoredPassage
from qa_service.retrieval.synonyms import Synonym, by_first_word
from qa_service.retrieval.unknown import is_english, unknown_names
from qa_service.retrieval.vectors import PassageVectors, SentenceVectors
from qa_service.retrieval.weighing import TermWeights, weigh
from qa_service.retrieval.wording import in_known_order, in_plain_words, with_prefixes_joined, written_out
from qa_service.types import Filters, SearchMode

# The share of the cosine; chosen on five public sets, see docs/experiments.md.
DENSE_WEIGHT = 0.75
# How many passages each side brings to the fusion.
_CANDIDATES = 100
# A name that more than this share of passages hold is the subject of the corpus, and goes without saying.
_TOO_COMMON = 0.3
# A question of so few terms, such as "What is LEMS?", is searched by every name there is.
_FEW = 2
# The lesser part of a message, with so many known terms and no word for what was said before, needs nothing else.
_STANDS_ALONE = 5
_POINTS_BACK = re.compile(r"\b(?:it|they|them|he|she|him|his|her|hers|its|their|this|these|those)\b", re.IGNORECASE)
# So many of the commonest words are put right although the corpus lacks them: they tell the form of a question.
_EVERYDAY = 3000
# An abbreviation is looked for in so many texts at most; reading them all would take seconds.
_MOST_TEXTS = 2000
# BM25 of a term cannot exceed its idf times k1 + 1; FTS5 has k1 = 1.2.
_BM25_MOST = 2.2


@dataclass(frozen=True, slots=True)
class Found:
    """A retrieved passage as it is stored, with its scores."""

    stored: StoredPassage
    score: float
    dense: float
    lexical: float


class Searcher:
    """An opened generation. Safe to use from several threads.

    Raises:
        IndexDamagedError: a file of the generation is missing or is not what was built.
    """

    def __init__(self, generation: Path) -> None:
        require_sound(generation)
        self.generation = generation
        self.manifest: Manifest = read_manifest(generation)
        if self.manifest.analysis_version != ANALYSIS_VERSION:
            raise IndexDamagedError(
                f"{generation} was written by another version of this program; build again: qa-service index build"
            )
        self.store = Store(generation / STORE)
        self.encoder = QueryEncoder(generation, self.manifest.embedder)
        self.sentence_vectors = SentenceVectors(generation)
        self._passage_vectors = PassageVectors(generation)
        self._kinds = self.store.kinds()
        self._unsearched = self.store.unsearched()
        self._own_words = self.store.select_documents(Filters(text_kinds=("abstract",)))
        self._synonyms = by_first_word(self.store.synonyms())

    def prepare(self) -> None:
        """Make at once what the first question would wait for, a quarter of a second."""
        self._speller.correct("")

    @cached_property
    def _speller(self) -> Speller:
        common = sorted(self.encoder.whole_words(), key=lambda word: self.encoder.rank(word) or 0)
        return Speller(self.store.vocabulary(), common, common[:_EVERYDAY], words_of_names())

    def query(self, question: str) -> Query:
        """Read a question: typing errors put right, its terms, other names of what it names, named works, its vector."""
        text = self._in_words_of_corpus(question)
        cited = read_citations(text, lambda: self.entries, self._speller.is_in_corpus)
        names = self._names_in(text)
        named = cited.works or self._named_documents(text, names)
        authors = {*names, *cited.names}
        is_own = named and named <= self._own_words
        content = without_names(text, authors, nouns_in(text, self._kinds) & self._kinds) if is_own else text
        asking = question_focus(content)
        content = self._focused(content, asking)
        question_terms = tuple(terms(content))
        counts = self.store.passages_with(question_terms)
        weights = self._weights(content, counts)
        other_names = self._other_names(content)
        is_short = len(weights.weights) <= _FEW
        spelled_out = " ".join([content, *(pair.other for pair in other_names.values())]) if is_short else content
        return Query(
            text=text,
            terms=question_terms,
            counts=counts,
            weights=weights,
            foreign=self._foreign(asking, cited, named),
            other_names={phrase: tuple(terms(pair.name)) for phrase, pair in other_names.items()},
            phrases=tuple(phrase for phrase, pair in other_names.items() if pair.is_usual or is_short),
            required=self._required(content, authors, counts),
            authors=frozenset(authors),
            named=named,
            embed=partial(self.encoder.embed, [spelled_out]),
            missing_names=cited.missing,
        )

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every work, with what it is cited by."""
        return make_entries(self.store.numbered_works())

    def _in_words_of_corpus(self, question: str) -> str:
        """A question with typing errors put right, and in the words that the corpus uses."""
        count = self.store.passages_with_phrase
        text = self._speller.in_context(self._speller.correct(in_plain_words(question)), count)
        text = in_held_names(in_written_words(text), count)
        text = with_prefixes_joined(in_known_order(text, count), count)
        return written_out(text, self._speller.is_in_corpus, lambda: self.store.texts(_MOST_TEXTS))

    def _foreign(self, asking: str, cited: Cited, named: Container[int]) -> tuple[str, ...]:
        """What the question is about and the corpus does not hold; in another language only what it cites can be told."""
        if named and not is_english(asking):
            return cited.missing
        unknown = unknown_names(asking, self._speller, self.store.passages_with_phrase)
        return tuple(dict.fromkeys([*cited.missing, *unknown]))

    def search(self, query: Query, k: int, mode: SearchMode = "hybrid", filters: Filters | None = None) -> list[Found]:
        """The k best passages, best first; of the works that the question names, if it names any.

        Args:
            query: a question, read by `query`.
            k: how many, at least 1.
            mode: whether meaning, words or both decide; the score of what does not decide is 0.
            filters: which works may be searched.
        """
        only = self.allowed(query, filters)
        pool = len(only) if only is not None and len(only) < LARGE_FROM else max(k, _CANDIDATES)
        asked = (*query.terms, *query.phrases)
        lexical = self.store.lexical_scores(asked, pool, only) if mode != "dense" else {}
        dense = {}
        if mode != "lexical":
            dense = self._passage_vectors.nearest(query.vector, pool, only)
            dense |= self._passage_vectors.cosines(query.vector, [number for number in lexical if number not in dense])
        scale = self._lexical_scale(query, max(lexical.values(), default=1.0))
        scores = {
            number: fuse(dense.get(number, 0.0), lexical.get(number, 0.0) / scale, mode)
            for number in {*dense, *lexical}
        }
        wanted = scores.keys() - self._unsearched
        best = sorted(wanted, key=lambda number: (-scores[number], number))[:k]
        return [
            Found(stored, scores[stored.number], dense.get(stored.number, 0.0), lexical.get(stored.number, 0.0))
            for stored in self.store.passages(best)
        ]

    def _lexical_scale(self, query: Query, best: float) -> float:
        """What BM25 is divided by: the geometric mean of the best score there is and the best that there could be.

        The first alone would make a passage that holds one word of a long question as sure as one that holds them all.
        """
        passages = self.manifest.counts.passages
        counts = [query.counts.get(term, 0) for term in dict.fromkeys(query.terms)]
        bound = _BM25_MOST * sum(max(0.0, math.log((passages - n + 0.5) / (n + 0.5))) for n in counts)
        return math.sqrt(best * bound) or 1.0

    def allowed(self, query: Query, filters: Filters | None) -> list[int] | None:
        """The passages that may be found, None for all."""
        if not query.named and filters is None:
            return None
        allowed = self.store.select_documents(filters or Filters())
        return self.store.passage_numbers(allowed & query.named if query.named else allowed)

    def _focused(self, text: str, focus: str) -> str:
        """The part of a message that asks, unless the rest tells more of what is asked for."""
        if focus == text:
            return text
        counts = self.store.passages_with(terms(text))
        known = self._weights(text, counts).known
        own = self._weights(focus, counts)
        is_told = 2 * len(focus) < len(text) and not _POINTS_BACK.search(focus)
        stands_alone = is_told and len(own.weights.keys() - own.unknown) >= _STANDS_ALONE
        return focus if stands_alone or 2 * own.known >= known else text

    def _weights(self, text: str, counts: Mapping[str, int]) -> TermWeights:
        return weigh(words(text), counts, self.manifest.counts.passages, self.encoder.rank)

    def _names_in(self, text: str) -> dict[str, set[int]]:
        """The words of a question that are names of authors, with their documents."""
        by_name = self.store.named_documents(may_be_names(text, self.encoder.rank))
        counts = self.store.passages_with(map(term, by_name))
        return {
            name: documents
            for name, documents in by_name.items()
            if 2 * len(self.store.passage_numbers(documents)) >= counts.get(term(name), 0)
        }

    def _named_documents(self, text: str, names: Mapping[str, set[int]]) -> frozenset[int]:
        sets = list(names.values())
        named = (set.intersection(*sets) or set.union(*sets)) if sets else self._pointed_at(text)
        years = years_in(text)
        if named and years:
            of_year = self.store.select_documents(Filters(year_from=min(years), year_to=max(years)))
            named = (named & of_year) or named
        return frozenset(named)

    def _pointed_at(self, text: str) -> set[int]:
        """The works that "the review" or "the NAT2 paper" may be."""
        for pointer in pointers_in(text, self._kinds):
            if meant := works_meant(pointer, self.entries, self._own_words, self.encoder.rank):
                return meant
        return set()

    def _other_names(self, text: str) -> dict[str, Synonym]:
        """Phrases that name the same as words of the question, by what the corpus says."""
        written = terms(text)
        phrases: dict[str, Synonym] = {}
        for position, word in enumerate(written):
            after_number = position > 0 and written[position - 1][:1].isdigit()  # "10 mg" is no disease
            for name, pair in self._synonyms.get(word, ()):
                if written[position : position + len(name)] == name and not (after_number and len(name) == 1):
                    phrases[" ".join(terms(pair.other))] = pair
        for pair in held_otherwise(text, self.store.passages_with_phrase):
            phrases.setdefault(" ".join(terms(pair.other)), pair)
        for word in words(text):
            for form in self._other_forms(word):
                phrases[" ".join(terms(form))] = Synonym(word, form)
        return {phrase: found for phrase, found in phrases.items() if phrase}

    def _other_forms(self, word: str) -> list[str]:
        """How the corpus writes a word that it does not hold as the question has it."""
        if self._speller.is_held(word):
            return []
        shorter = self._speller.shorter_form(word)
        parted = [
            form for form in self._speller.parted_forms(word) if self.store.passages_with_phrase(" ".join(terms(form)))
        ]
        return [*parted, *([shorter] if shorter else [])]

    def _required(self, text: str, authors: Container[str], counts: Mapping[str, int]) -> frozenset[str]:
        """Names that are not in every other passage; whose absence would make a sentence speak of something else."""
        most = _TOO_COMMON * self.manifest.counts.passages
        names = (word for word in may_be_names(text, self.encoder.rank) if word not in authors and len(word) > 3)
        return frozenset(
            term(name) for name in names if self._speller.is_in_corpus(name) and counts.get(term(name), 0) <= most
        )


def fuse(cosine: float, lexical: float, mode: SearchMode = "hybrid") -> float:
    """One score of a cosine and a scaled BM25."""
    weight = {"hybrid": DENSE_WEIGHT, "dense": 1.0, "lexical": 0.0}[mode]
    return weight * cosine + (1 - weight) * lexical
