"""What is reached without the answering side: sentences by cosine, sentences by shared words, the score of BM25."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from qa_service.retrieval.analysis import terms
from qa_service.retrieval.search import Found, Searcher
from qa_service.types import Filters

_COUNT = 3


class DenseSentences:
    """All sentences that are searched, to be found by cosine with the question as it was asked."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        stored = searcher.store.passages(range(searcher.manifest.counts.passages))
        self._stored, self._firsts = stored, [item.first_sentence for item in stored]
        self._rows = searcher.sentence_vectors.rows(slice(0, None))
        unsearched = searcher.store.unsearched()
        self._unsearched = [
            item.first_sentence + offset
            for item in stored
            if item.number in unsearched
            for offset in range(len(item.passage.sentences))
        ]

    def best(self, question: str, count: int = _COUNT) -> str:
        """The best sentences, as one text."""
        cosines = self._rows @ self._searcher.encoder.embed([question])[0]
        cosines[self._unsearched] = -1.0
        return " ".join(self._text(int(number)) for number in np.argsort(-cosines, kind="stable")[:count])

    def _text(self, number: int) -> str:
        stored = self._stored[bisect_right(self._firsts, number) - 1]
        span = stored.passage.sentences[number - stored.first_sentence]
        return stored.passage.text[span.start - stored.passage.start : span.end - stored.passage.start]


def lexical(searcher: Searcher, question: str, k: int, filters: Filters | None = None) -> list[Found]:
    """The k best passages by BM25."""
    return searcher.search(searcher.query(question), k, "lexical", filters)


def best_bm25(searcher: Searcher, question: str, only: Sequence[str] = ()) -> float:
    """The BM25 of the best passage, 0 where no word is shared; a question that names a work is searched everywhere, too."""
    query = replace(searcher.query(question), named=frozenset())
    found = searcher.search(query, 1, "lexical", Filters(document_ids=tuple(only)) if only else None)
    return found[0].lexical if found else 0.0


def overlapping_sentences(searcher: Searcher, question: str) -> str:
    """Of the best passage by BM25, the sentences that share the most terms with the question."""
    asked = set(terms(question))
    for found in lexical(searcher, question, 1):
        passage = found.stored.passage
        texts = [passage.text[span.start - passage.start : span.end - passage.start] for span in passage.sentences]
        return " ".join(sorted(texts, key=lambda text: -len(asked & set(terms(text))))[:_COUNT])
    return ""
