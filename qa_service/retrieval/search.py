"""Find the passages that may answer a question: by meaning, by words, and by both fused.

The fusion is a convex combination (Bruch, Gai and Ingber, ACM TOIS 2023, "An analysis of fusion functions for hybrid
retrieval"): the cosine as it is, and BM25 as a share of the best BM25 for this question. Each candidate has its exact score
on both sides, also where only one side found it. Reciprocal rank fusion throws these distances away and was worse on every
set that was measured: docs/experiments.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qa_service.retrieval.analysis import STOPWORDS, fold, terms
from qa_service.retrieval.encoder import QueryEncoder
from qa_service.retrieval.generation import STORE, Manifest, read_manifest, require_sound
from qa_service.retrieval.spelling import Speller
from qa_service.retrieval.store import Store, StoredPassage
from qa_service.retrieval.synonyms import Synonym
from qa_service.retrieval.vectors import PassageVectors, SentenceVectors
from qa_service.types import Hit, SearchMode, Vectors

# The share of the cosine; chosen on five public sets, see docs/experiments.md.
DENSE_WEIGHT = 0.7
# How many passages each side brings to the fusion.
_CANDIDATES = 100


@dataclass(frozen=True, slots=True)
class Query:
    """A question as retrieval sees it."""

    text: str
    terms: tuple[str, ...]
    phrases: tuple[str, ...]
    vector: Vectors


@dataclass(frozen=True, slots=True)
class Found:
    """A retrieved passage as it is stored, with its scores."""

    stored: StoredPassage
    score: float
    dense: float
    lexical: float

    @property
    def hit(self) -> Hit:
        """The same without what only the index knows."""
        return Hit(self.stored.passage, self.stored.work, self.score, self.dense, self.lexical)


class Searcher:
    """An opened generation. Safe to use from several threads.

    Raises:
        IndexDamagedError: a file of the generation is missing or is not what was built.
    """

    def __init__(self, generation: Path) -> None:
        require_sound(generation)
        self.generation = generation
        self.manifest: Manifest = read_manifest(generation)
        self.store = Store(generation / STORE)
        self.encoder = QueryEncoder(generation, self.manifest.embedder)
        self.sentence_vectors = SentenceVectors(generation)
        self._passage_vectors = PassageVectors(generation)
        self.vocabulary = self.store.vocabulary()
        self._speller = Speller(self.vocabulary, self.encoder.whole_words())
        self._synonyms = _by_first_word(self.store.synonyms())

    def query(self, question: str) -> Query:
        """Read a question: typing errors put right, its terms, the other names of what it names, its vector."""
        text = self._speller.correct(question)
        return Query(text, tuple(terms(text)), tuple(self._other_names(text)), self.encoder.embed([text]))

    def search(self, query: Query, k: int, mode: SearchMode = "hybrid") -> list[Found]:
        """The k best passages, best first.

        Args:
            query: a question, read by `query`.
            k: how many, at least 1.
            mode: whether meaning, words or both decide.
        """
        dense = self._passage_vectors.nearest(query.vector, max(k, _CANDIDATES)) if mode != "lexical" else {}
        lexical = (
            self.store.lexical_scores((*query.terms, *query.phrases), max(k, _CANDIDATES)) if mode != "dense" else {}
        )
        dense |= self._cosines(query, [number for number in lexical if number not in dense])
        best_lexical = max(lexical.values(), default=1.0) or 1.0
        scores = {
            number: fuse(dense[number], lexical.get(number, 0.0) / best_lexical, mode) for number in {*dense, *lexical}
        }
        if mode == "lexical":
            scores = {number: scores[number] for number in lexical}
        best = sorted(scores, key=lambda number: (-scores[number], number))[:k]
        return [
            Found(stored, scores[stored.number], dense[stored.number], lexical.get(stored.number, 0.0))
            for stored in self.store.passages(best)
        ]

    def _cosines(self, query: Query, numbers: list[int]) -> dict[int, float]:
        if not numbers:
            return {}
        cosines = self._passage_vectors.rows(numbers) @ query.vector[0]
        return dict(zip(numbers, map(float, cosines), strict=True))

    def _other_names(self, text: str) -> list[str]:
        """Phrases that name the same as words of the question, by what the corpus says."""
        words = fold(text).replace("-", " ").split()
        phrases = []
        for position, word in enumerate(words):
            after_number = position > 0 and words[position - 1][:1].isdigit()  # "10 mg" is no disease
            for name, other in self._synonyms.get(word.strip(",.;:?!()"), ()):
                said = [piece.strip(",.;:?!()") for piece in words[position : position + len(name)]]
                if said == name and not (after_number and len(name) == 1):
                    phrases.append(" ".join(terms(other)))
        return [phrase for phrase in dict.fromkeys(phrases) if phrase]


def fuse(cosine: float, lexical_share: float, mode: SearchMode = "hybrid") -> float:
    """One score of a cosine and a share of the best BM25."""
    weight = {"hybrid": DENSE_WEIGHT, "dense": 1.0, "lexical": 0.0}[mode]
    return weight * cosine + (1 - weight) * lexical_share


def _by_first_word(synonyms: list[Synonym]) -> dict[str, list[tuple[list[str], str]]]:
    names: dict[str, list[tuple[list[str], str]]] = {}
    for pair in synonyms:
        words = pair.name.replace("-", " ").split()
        if words and not all(word in STOPWORDS for word in words):
            names.setdefault(words[0], []).append((words, pair.other))
    return names
