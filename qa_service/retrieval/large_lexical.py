"""Lexical search for large corpora: tantivy, whose postings lie in blocks, of which those that cannot win are skipped.

What FTS5 does is done here too: the same terms, BM25 with k1 = 1.2 and b = 0.75, words of the context counted double. What
differs is the length of a passage, which is kept in one byte, and counts its context double.
"""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Self

from qa_service.errors import require_extra
from qa_service.retrieval.lexical import CONTEXT_WEIGHT

_TEXT, _NUMBER = "text", "number"
# No term, and stands between text and context, so that no phrase reaches from one into the other.
_BREAK = "¶"
# What the writer holds before it writes a segment; of more memory come fewer segments, which are searched faster.
_WRITER_BYTES = 512_000_000
# The most passages that are named one by one where a search is restricted; of more, what was found is sifted.
_MOST_NAMED = 4096


class Indexed(NamedTuple):
    """A passage as lexical search sees it: its terms and those of what names its work, with spaces between."""

    number: int
    body: str
    context: str


class TantivyWriter:
    """Writes the passages of a new index into a folder. Until it is left, there is nothing to search."""

    def __init__(self, folder: Path) -> None:
        self._tantivy = _library()
        schema = self._tantivy.SchemaBuilder()
        schema.add_text_field(_TEXT, tokenizer_name="whitespace", index_option="position")
        schema.add_integer_field(_NUMBER, indexed=True, fast=True)
        folder.mkdir()
        self._folder = folder
        self._writer = self._tantivy.Index(schema.build(), path=str(folder)).writer(_WRITER_BYTES, num_threads=1)

    def __enter__(self) -> Self:
        return self

    def add(self, passages: Iterable[Indexed]) -> None:
        """Index passages."""
        for number, body, context in passages:
            text = f" {_BREAK} ".join([body, *[context] * CONTEXT_WEIGHT])
            self._writer.add_document(self._tantivy.Document(**{_TEXT: text, _NUMBER: number}))

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        """Write what is left, or, after an error, let the threads end before the folder is taken away."""
        if error is None:
            self._writer.commit()
            self._writer.wait_merging_threads()
        del self._writer
        for path in self._folder.glob(".*"):  # locks, and the list of files that a later writer might delete
            path.unlink()


class Tantivy:
    """An opened index, mapped from its files."""

    def __init__(self, folder: Path) -> None:
        self._tantivy = _library()
        # tantivy writes a lock file where it opens; a generation is immutable, and may lie where nothing can be written.
        with tempfile.TemporaryDirectory(prefix="qa-service-") as links:
            for path in folder.iterdir():
                Path(links, path.name).symlink_to(path.resolve())
            index = self._tantivy.Index.open(links)
            index.config_reader("manual")
            self._searcher = index.searcher()
        self._schema = index.schema

    def scores(self, question_terms: Iterable[str], k: int, only: Sequence[int] | None = None) -> dict[int, float]:
        """BM25 of the k best passages that hold any of the terms or phrases."""
        should = self._tantivy.Occur.Should
        asked = [(should, self._query(phrase)) for phrase in dict.fromkeys(question_terms)]
        if not asked or only == []:
            return {}
        query = self._tantivy.Query.boolean_query(asked)
        if only is None:
            return self._best(query, k)
        return self._among(query, k, only) if len(only) <= _MOST_NAMED else self._sifted(query, k, frozenset(only))

    def passages_with(self, question_terms: Iterable[str]) -> dict[str, int]:
        """How many passages hold each term."""
        counts = {term: int(self._searcher.doc_freq(_TEXT, term)) for term in dict.fromkeys(question_terms)}
        return {term: count for term, count in counts.items() if count}

    def passages_with_phrase(self, phrase: str) -> int:
        """How many passages hold a phrase."""
        if not phrase.strip():
            return 0
        if " " not in phrase:
            return int(self._searcher.doc_freq(_TEXT, phrase))
        return int(self._searcher.search(self._query(phrase), 1, count=True).count)

    def _query(self, phrase: str) -> Any:
        found = phrase.split()
        if len(found) == 1:
            return self._tantivy.Query.term_query(self._schema, _TEXT, found[0], "freq")
        return self._tantivy.Query.phrase_query(self._schema, _TEXT, found)

    def _best(self, query: Any, k: int) -> dict[int, float]:
        hits = self._searcher.search(query, k, count=False).hits  # counting would visit every passage
        numbers = self._searcher.fast_field_values(_NUMBER, [address for _, address in hits])
        return {number: score for number, (score, _) in zip(numbers, hits, strict=True)}

    def _among(self, query: Any, k: int, only: Sequence[int]) -> dict[int, float]:
        make, must = self._tantivy.Query, self._tantivy.Occur.Must
        allowed = make.const_score_query(make.term_set_query(self._schema, _NUMBER, list(only)), 0.0)
        return self._best(make.boolean_query([(must, query), (must, allowed)]), k)

    def _sifted(self, query: Any, k: int, only: frozenset[int]) -> dict[int, float]:
        """The k best of many passages: as many are looked at as it takes."""
        looked_at = k
        while True:
            looked_at *= 4
            found = self._best(query, looked_at)
            kept = {number: score for number, score in found.items() if number in only}
            if len(kept) >= k or len(found) < looked_at:
                return dict(list(kept.items())[:k])


def _library() -> Any:
    require_extra("tantivy", "large")
    return importlib.import_module("tantivy")
