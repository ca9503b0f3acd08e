"""How well follow-ups are made to stand alone: nDCG@10 of BM25 with the last message, all messages, our question, and a human's.

    python -m benchmarks.conversations --data FOLDER --index index/lems medquad mtrag

No language model and no evidence decides here: of the readings of a message, the first by its words is taken. BM25 is that of
Robertson et al. (k1 = 1.2, b = 0.75) over the terms of this project, so that no vectors of 16,407 texts are needed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from qa_service.answering.followups.saying import read_saying
from qa_service.answering.followups.standalone import Before, Wording, readings
from qa_service.retrieval.analysis import terms
from qa_service.retrieval.generation import current_generation
from qa_service.retrieval.naming import may_be_names
from qa_service.retrieval.search import Searcher

_TEXTS = {"medquad": "corpus.jsonl.gz", "mtrag": "passages.jsonl.gz"}
_TURNS = {"medquad": "conversations.jsonl.gz", "mtrag": "mtrag_human_rewrites.jsonl.gz"}
_DEPTH, _K1, _B = 10, 1.2, 0.75


class Bm25:
    """An inverted index in memory."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.keys = list(texts)
        self.holds: dict[str, list[tuple[int, int]]] = defaultdict(list)
        lengths = []
        for place, text in enumerate(texts.values()):
            counted = Counter(terms(text))
            lengths.append(counted.total())
            for term, count in counted.items():
                self.holds[term].append((place, count))
        self._lengths = np.array(lengths) / np.mean(lengths)

    def ranked(self, question: str) -> list[str]:
        """The keys of the best texts, best first."""
        scores = np.zeros(len(self.keys))
        for term in set(terms(question)) & self.holds.keys():
            places, counts = np.array(self.holds[term]).T
            rarity = math.log(1 + (len(self.keys) - len(places) + 0.5) / (len(places) + 0.5))
            damped = counts + _K1 * (1 - _B + _B * self._lengths[places])
            scores[places] += rarity * counts * (_K1 + 1) / damped
        return [self.keys[place] for place in np.argsort(-scores, kind="stable")[:_DEPTH]]

    def spread(self, phrase: str) -> int:
        """In how many texts the rarest word of a phrase stands."""
        return min((len(self.holds[term]) for term in terms(phrase) if term in self.holds), default=0)


class Turn(NamedTuple):
    """A message, what users said before it, what a human made of it, and the texts that answer it."""

    conversation: str
    before: tuple[str, ...]
    message: str
    rewrite: str
    right: frozenset[str]
    is_elliptical: bool


def turns(data: Path, name: str) -> Iterator[Turn]:
    """The turns of a set."""
    for row in _rows(data / name / _TURNS[name]):
        history = [said if isinstance(said, dict) else {"speaker": "user", "text": said} for said in row["history"]]
        yield Turn(
            row["conv_id"],
            tuple(said["text"] for said in history if said["speaker"] == "user"),
            row["utterance"],
            row["rewrite"],
            frozenset(row.get("gold_equivalent_ids") or row["gold_passage_ids"]),
            row.get("elliptical", bool(history)),
        )


def standalone(turn: Turn, wording: Wording) -> str:
    """The question that our reading of the conversation gives, each turn read after our own reading of those before."""
    asked: list[str] = []
    for message in (*turn.before, turn.message):
        before = Before(asked[-1], earlier=tuple(asked[-2::-1])) if asked else None
        asked.append(readings(read_saying(message), before, wording)[0].question if before else message)
    return asked[-1]


def ndcg(ranked: Sequence[str], right: frozenset[str]) -> float:
    """Normalised discounted cumulative gain of the first ten (Järvelin and Kekäläinen 2002)."""
    gains = [1 / math.log2(place + 2) for place in range(_DEPTH)]
    return sum(gain for gain, key in zip(gains, ranked, strict=False) if key in right) / sum(gains[: len(right)])


def measure(data: Path, name: str, searcher: Searcher) -> None:
    """Print the table of a set."""
    rows = _rows(data / name / _TEXTS[name])
    index = Bm25({row["id"]: f"{row.get('title') or ''} {row['text']}" for row in rows})

    def nearness(phrase: str, things: Sequence[str]) -> list[float]:
        vectors = searcher.encoder.embed([phrase, *things])
        return [float(cosine) for cosine in vectors[1:] @ vectors[0]]

    wording = Wording(nearness, lambda text: bool(may_be_names(text, searcher.encoder.rank)), index.spread)
    scores: dict[tuple[str, bool], list[float]] = defaultdict(list)
    for turn in turns(data, name):
        right = turn.right & set(index.keys)
        asked = {
            "last message": turn.message,
            "all messages": " ".join([*turn.before, turn.message]),
            "ours": standalone(turn, wording),
            "human": turn.rewrite,
        }
        for way, question in asked.items():
            if right:
                scores[way, turn.is_elliptical].append(ndcg(index.ranked(question), frozenset(right)))
    for (way, is_elliptical), found in scores.items():
        kind = "follow-ups" if is_elliptical else "others"
        print(f"{name}, {kind}, {way}: {np.mean(found):.3f} (n={len(found)})", flush=True)


def _rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--index", type=Path, default=Path("index/lems"), help="whose encoder compares phrases")
    parser.add_argument("sets", nargs="+", choices=sorted(_TEXTS))
    arguments = parser.parse_args()
    searcher = Searcher(current_generation(arguments.index))
    for name in arguments.sets:
        measure(arguments.data, name, searcher)


if __name__ == "__main__":
    main()
