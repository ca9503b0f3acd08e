"""Summarise a work that the question names: the sentences nearest to the middle of its meaning, in their own order."""

from __future__ import annotations

import re

import numpy as np

from qa_service.answering.orders import gives_orders
from qa_service.answering.reading import Form, Reading
from qa_service.answering.sources import Draft, Source, as_sentence
from qa_service.retrieval.query import Query
from qa_service.retrieval.search import Searcher
from qa_service.types import RECORD, Filters

_MOST_WORDS = 240
# A summary covers one work; more would need a model that can merge them.
_MOST_WORKS = 1
# Figures belong into a summary; this is about the spread of the cosines.
_FIGURE = 0.1


def wants_summary(reading: Reading, query: Query) -> bool:
    """Whether a question asks for the whole of one work."""
    return reading.form is Form.SUMMARY and len(query.named) == _MOST_WORKS


def draft_summary(query: Query, searcher: Searcher, filters: Filters | None) -> list[Draft]:
    """The sentences of a summary; those that give orders to the reader are left out."""
    rows = {
        stored.first_sentence + offset: source
        for stored in searcher.store.passages(searcher.allowed(query, filters) or [])
        if stored.passage.section != RECORD and "• " not in stored.passage.text
        for offset, source in enumerate(Source(stored, span) for span in stored.passage.sentences)
        if not gives_orders(source.quote)
    }
    if not rows:
        return []
    sources = list(rows.values())
    vectors = searcher.sentence_vectors.rows(list(rows))
    figures = np.array([_FIGURE if re.search(r"\d", source.quote) else 0.0 for source in sources])
    figures[0] += _FIGURE  # and so does the opening, which says what the work is about
    central = np.argsort(-(vectors @ vectors.mean(axis=0) + figures))
    chosen: list[int] = []
    words = 0
    for place in central:
        words += len(sources[place].quote.split())
        if words > _MOST_WORDS and chosen:
            break
        chosen.append(int(place))
    return [Draft(as_sentence(sources[place].quote), (sources[place],)) for place in sorted(chosen)]
