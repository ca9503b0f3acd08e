"""What a reader makes of the texts that training never sees: of invented literatures, and of the others written over.

    python -m benchmarks.reader.measure --data FOLDER [--reader FOLDER]

Of questions: how well the best log-odds tell those that their text answers from those that it does not (AUROC), and how often
the best sentence is a right one. Of claims: how often the likeliest of three labels is right.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from benchmarks.reader.examples import WRITTEN, written
from benchmarks.reader.kinds import Asked, Claimed
from qa_service.answering.reader import Reader, shipped_reader


def of_questions(reader: Reader, questions: list[Asked]) -> str:
    """How well a reader judges answers."""
    odds = [reader.answers(item.question, [text for _, text in item.sentences]) for item in questions]
    answered = [any(item.answers) for item in questions]
    first_right = [
        item.answers[int(own.argmax())] for item, own in zip(questions, odds, strict=True) if any(item.answers)
    ]
    auroc = roc_auc_score(answered, [own.max() for own in odds])
    return f"AUROC of answerable {auroc:.3f} (n={len(questions)}), best sentence right {np.mean(first_right):.3f}"


def of_claims(reader: Reader, claims: list[Claimed]) -> str:
    """How well a reader judges claims."""
    said = [int(reader.judge(item.claim, [item.evidence])[0].argmax()) for item in claims]
    right = np.mean([label == item.label for label, item in zip(said, claims, strict=True)])
    return f"labels of claims right {right:.3f} (n={len(claims)})"


def some(items: list, count: int | None) -> list:
    """So many items, or all."""
    return items if count is None or count >= len(items) else random.Random(0).sample(items, count)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--reader", type=Path, default=shipped_reader())
    parser.add_argument("--sample", type=int, help="so many questions and claims of each kind, seeded")
    arguments = parser.parse_args()
    reader = Reader(arguments.reader)
    items = list(written(arguments.data, WRITTEN, aside=True))
    for source in ("narrow", "written"):
        asked = [item for item in items if isinstance(item, Asked) and item.source == source]
        claims = [item for item in items if isinstance(item, Claimed) and item.source == source]
        told = of_questions(reader, some(asked, arguments.sample))
        print(f"{source}: {told}; {of_claims(reader, some(claims, arguments.sample))}", flush=True)


if __name__ == "__main__":
    main()
