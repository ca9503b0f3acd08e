"""Passages and questions of the public sets with their vectors, as the product would embed them; made once and kept.

    python -m benchmarks.real_passages --data FOLDER --portions 8

Embedding takes hours for a million passages, so what is larger than this is made of it: `benchmarks.enlarged`.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.public_sets import load
from qa_service.retrieval.embedder import SentenceEmbedder
from qa_service.retrieval.rows import in_context
from qa_service.settings import PINNED_EMBEDDER
from qa_service.types import Passage, Vectors

SETS = ("scifact", "bioasq", "medquad", "clapnq", "mtrag")
# What is embedded between two savings.
_PORTION = 4096


@dataclass(frozen=True, slots=True)
class RealPassages:
    """Passages and questions of public sets, each with its vector."""

    texts: list[str]
    """What was embedded: title, section and text."""
    titles: list[str]
    passages: list[Passage]
    vectors: Vectors
    questions: list[str]
    question_vectors: Vectors


def real_passages(data: Path, work: Path, portions: int) -> RealPassages:
    """Passages and all questions, each text once, in an order drawn by lot, so that any first part is a sample."""
    sets = [load(data, name) for name in SETS]
    found = [
        (document.work.title, passage, in_context(document, passage))
        for judged in sets
        for document in judged.documents
        for passage in document.passages
    ]
    random.Random(1).shuffle(found)
    found = list({text: (title, passage, text) for title, passage, text in found}.values())
    questions = [question for judged in sets for question in judged.queries.values()]
    random.Random(2).shuffle(questions)
    asked = _embedded(questions, work / "questions")
    found = found[: portions * _PORTION]
    texts = [text for *_, text in found]
    vectors = _embedded(texts, work / "passages")
    titles, passages = [title for title, *_ in found], [passage for _, passage, _ in found]
    return RealPassages(texts, titles, passages, vectors, questions, asked)


def _embedded(texts: list[str], folder: Path) -> Vectors:
    """The vectors of texts; a portion that is there is not made again."""
    folder.mkdir(parents=True, exist_ok=True)
    embedder = SentenceEmbedder(PINNED_EMBEDDER)
    rows = []
    for first in range(0, len(texts), _PORTION):
        path = folder / f"{first}.npy"
        if not path.exists():
            np.save(path.with_suffix(".new.npy"), embedder.embed(texts[first : first + _PORTION]), allow_pickle=False)
            path.with_suffix(".new.npy").rename(path)
        rows.append(np.load(path, allow_pickle=False))
    return np.concatenate(rows)


def main() -> None:
    """Embed what is not embedded yet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path(".benchmarks/scale"))
    parser.add_argument("--portions", type=int, default=8, help=f"of {_PORTION} passages")
    arguments = parser.parse_args()
    real = real_passages(arguments.data, arguments.work, arguments.portions)
    print(f"{len(real.passages)} passages, {len(real.questions)} questions")


if __name__ == "__main__":
    main()
