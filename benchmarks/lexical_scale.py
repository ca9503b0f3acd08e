"""How lexical search grows with the corpus: FTS5, as the index has it, beside tantivy and bm25s.

    pip install tantivy bm25s
    python -m benchmarks.lexical_scale --data FOLDER --sizes 10000 100000 1000000

Passages are five sentences each, drawn by lot from SciFact and MedQuAD, in the terms of this project; the questions are SciFact's
claims. Each engine gets the same terms and gives the hundred best passages by BM25, one question at a time, on one core; what is
counted is the processor's time, as a machine has other work too. `alike` is the share of FTS5's ten best that an engine finds.
"""

from __future__ import annotations

import argparse
import importlib
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

from benchmarks.public_sets import load
from qa_service.ingestion.sentences import sentences_of
from qa_service.retrieval.analysis import terms

_SETS = ("scifact", "medquad")
_SENTENCES = 5
_BEST = 100
_QUESTIONS = 100


class Engine(Protocol):
    """A lexical index."""

    def build(self, passages: Iterator[str], folder: Path) -> None:
        """Index passages, numbered as they come."""

    def best(self, asked: Sequence[str]) -> list[int]:
        """The hundred best passages for some terms, best first."""


class Fts5:
    """SQLite's full-text search."""

    def build(self, passages: Iterator[str], folder: Path) -> None:
        """Index passages."""
        path = folder / "texts.sqlite"
        with closing(sqlite3.connect(path)) as made, made:
            made.execute(
                "CREATE VIRTUAL TABLE texts USING fts5 (body, content = '', tokenize = \"unicode61 tokenchars '.,'\")"
            )
            made.executemany("INSERT INTO texts (rowid, body) VALUES (?, ?)", enumerate(passages))
            made.execute("INSERT INTO texts (texts) VALUES ('optimize')")
        self._opened = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)

    def best(self, asked: Sequence[str]) -> list[int]:
        """The best passages."""
        query = " OR ".join(f'"{term}"' for term in asked)
        sql = "SELECT rowid, bm25(texts) AS score FROM texts WHERE texts MATCH ? ORDER BY score, rowid LIMIT ?"
        return [number for number, _ in self._opened.execute(sql, (query, _BEST))]


class Tantivy:
    """Lucene's design in Rust: postings in blocks, of which those that cannot win are skipped."""

    def build(self, passages: Iterator[str], folder: Path) -> None:
        """Index passages."""
        self._tantivy = tantivy = importlib.import_module("tantivy")
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("body", tokenizer_name="whitespace", index_option="freq")
        schema.add_integer_field("number", stored=True)
        self._index = tantivy.Index(schema.build(), path=str(folder))
        writer = self._index.writer(heap_size=256_000_000, num_threads=1)
        for number, text in enumerate(passages):
            writer.add_document(tantivy.Document(body=text, number=number))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def best(self, asked: Sequence[str]) -> list[int]:
        """The best passages."""
        query, should = self._tantivy.Query, self._tantivy.Occur.Should
        either = [(should, query.term_query(self._index.schema, "body", term)) for term in asked]
        found = self._searcher.search(query.boolean_query(either), _BEST).hits
        return [self._searcher.doc(address)["number"][0] for _, address in found]


class Bm25s:
    """Scores computed when indexing, as sparse rows (Lù 2024, "BM25S")."""

    def build(self, passages: Iterator[str], folder: Path) -> None:
        """Index passages."""
        bm25s = importlib.import_module("bm25s")
        self._retriever: Any = bm25s.BM25(k1=1.2, b=0.75)
        self._retriever.index([text.split() for text in passages], show_progress=False)
        self._retriever.save(folder)
        self._retriever = bm25s.BM25.load(folder, mmap=True)

    def best(self, asked: Sequence[str]) -> list[int]:
        """The best passages."""
        found, _ = self._retriever.retrieve([list(asked)], k=_BEST, show_progress=False, n_threads=1)
        return [int(number) for number in found[0]]


ENGINES: dict[str, type[Engine]] = {"fts5": Fts5, "tantivy": Tantivy, "bm25s": Bm25s}


def sentences(data: Path) -> list[str]:
    """The sentences of the sets, in terms."""
    texts = (document.text for name in _SETS for document in load(data, name).documents)
    return [" ".join(found) for text in texts for sentence in sentences_of(text) if len(found := terms(sentence)) > 3]


def passages(drawn_from: Sequence[str], size: int) -> Iterator[str]:
    """So many passages, the same at every call."""
    lot = random.Random(size)
    return (" ".join(lot.choices(drawn_from, k=_SENTENCES)) for _ in range(size))


def measure(engine: Engine, size: int, drawn_from: Sequence[str], questions: Sequence[list[str]]) -> list[list[int]]:
    """Build, ask, and print a line; what was found for each question."""
    with tempfile.TemporaryDirectory(prefix="lexical-scale-") as folder:
        began = time.process_time()
        engine.build(passages(drawn_from, size), Path(folder))
        built = time.process_time() - began
        engine.best(questions[0])
        found, times = [], []
        for asked in questions:
            began = time.process_time()
            found.append(engine.best(asked))
            times.append((time.process_time() - began) * 1000)
        on_disk = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file()) / 1e6
    p90 = statistics.quantiles(times, n=10)[-1]
    print(
        f"built in {built:.0f} s, {on_disk:.0f} MB; a question: median {statistics.median(times):.2f} ms, p90 {p90:.2f} ms"
    )
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    arguments = parser.parse_args()
    drawn_from = sentences(arguments.data)
    claims = list(load(arguments.data, "scifact").queries.values())[:_QUESTIONS]
    questions = [list(dict.fromkeys(terms(claim))) for claim in claims]
    for size in arguments.sizes:
        first: list[list[int]] = []
        for name in arguments.engines:
            print(f"{size} passages, {name}: ", end="", flush=True)
            found = measure(ENGINES[name](), size, drawn_from, questions)
            first = first or found
            alike = statistics.mean(
                len(set(own[:10]) & set(its[:10])) / 10 for own, its in zip(first, found, strict=True)
            )
            print(f"    alike {alike:.3f}", flush=True)


if __name__ == "__main__":
    main()
