"""How well follow-ups are made to stand alone: nDCG@10 of BM25 with the last message, all messages, our question, and a human's.

    python -m benchmarks.conversations --data FOLDER --index index/lems medquad mtrag

No language model and no evidence decides here: of the candidates of a message, the first by its words is taken. BM25 is that of
Robertson et al. (k1 = 1.2, b = 0.75) over the terms of this project, so that no vectors of 16,407 texts are needed.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.reader.kinds import rows
from qa_service.answering.followups.following import wording_of
from qa_service.answering.followups.saying import read_saying
from qa_service.answering.followups.standalone import candidates
from qa_service.answering.followups.wording import Before, Wording
from qa_service.evals.ir.scores import score_rankings
from qa_service.retrieval.analysis import terms
from qa_service.retrieval.generation import current_generation
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
    for row in rows(data / name / _TURNS[name]):
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
        asked.append(candidates(read_saying(message), before, wording)[0].question if before else message)
    return asked[-1]


def measure(data: Path, name: str, searcher: Searcher) -> None:
    """Print the table of a set."""
    texts = rows(data / name / _TEXTS[name])
    index = Bm25({row["id"]: f"{row.get('title') or ''} {row['text']}" for row in texts})
    wording = replace(wording_of(searcher), spread=index.spread)
    ways: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(dict)
    qrels: dict[str, dict[str, dict[str, int]]] = defaultdict(dict)
    for number, turn in enumerate(turns(data, name)):
        right = turn.right & set(index.keys)
        if not right:
            continue
        kind, key = "follow-ups" if turn.is_elliptical else "others", str(number)
        qrels[kind][key] = dict.fromkeys(right, 1)
        asked = {
            "last message": turn.message,
            "all messages": " ".join([*turn.before, turn.message]),
            "ours": standalone(turn, wording),
            "human": turn.rewrite,
        }
        for way, question in asked.items():
            ways[kind, way][key] = index.ranked(question)
    for (kind, way), rankings in ways.items():
        found = score_rankings(rankings, qrels[kind])["nDCG@10"]
        print(f"{name}, {kind}, {way}: {found.mean():.3f} (n={len(found)})", flush=True)


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
