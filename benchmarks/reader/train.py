"""Train the reader.

    python -m benchmarks.reader.train --examples FILE... --out FOLDER [--steps N]

A step takes six questions, each with one sentence that answers and five that do not, or thirty-two claims. A question is
learned twice over: its answering sentence must come first (softmax over the six), and each sentence must be judged by itself
(logistic loss), which is what lets a question be declined.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import torch
from torch.nn import functional

from benchmarks.reader.kinds import Asked, Claimed
from benchmarks.reader.model import MOST_TOKENS, Reader, load_tokenizer
from benchmarks.reader.shipped import read_weights
from qa_service.retrieval.embedder import model_folder
from qa_service.settings import PINNED_EMBEDDER

_GROUP, _GROUPS, _CLAIMS, _CHUNK = 6, 6, 32, 8
_ANSWERING_WEIGHT = 3.0
# How often a source is drawn, for each of its questions or claims; others are drawn once.
_SHARE = {"medquad": 0.7, "clapnq": 1.5, "written": 0.5, "scifact": 2.0}
_SHARE |= {"snli": 0.25, "trials": 0.5, "narrow": 4.0}


def group(asked: Asked, chance: random.Random) -> tuple[list[tuple[str, str]], list[float]]:
    """One answering sentence if there is one, first, and sentences that do not answer."""
    right = [text for text, answers in zip(asked.sentences, asked.answers, strict=True) if answers]
    wrong = [text for text, answers in zip(asked.sentences, asked.answers, strict=True) if not answers]
    # hard ones stand first: half from the front, half from anywhere
    front = wrong[:_GROUP]
    chance.shuffle(front)
    rest = [text for text in wrong if text not in front[: _GROUP // 2]]
    chosen = ([chance.choice(right)] if right else []) + front[: _GROUP // 2]
    chosen += chance.sample(rest, min(len(rest), _GROUP - len(chosen)))
    untitled = chance.random() < 0.4
    texts = [text if untitled or not title else f"{title}: {text}" for title, text in chosen]
    return [(asked.question, text) for text in texts], [1.0] * bool(right) + [0.0] * (len(texts) - bool(right))


def main() -> None:
    """Train, and save the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--examples", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--rate", type=float, default=8e-5)
    parser.add_argument("--claims", type=float, default=0.25, help="share of the steps that are claims")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--start", type=Path, help="a folder to go on from: of an earlier run, or a shipped model")
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    torch.manual_seed(arguments.seed)
    asked, claimed = _read(arguments.examples)
    folder = model_folder(PINNED_EMBEDDER)
    model, tokenizer = Reader(folder), load_tokenizer(folder)
    if arguments.start:
        model.load_state_dict(read_weights(arguments.start))
    model.encoder.embeddings.word_embeddings.requires_grad_(False)
    trained = [weights for weights in model.parameters() if weights.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=arguments.rate, weight_decay=0.01)
    warm = max(1, arguments.steps // 20)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, max(0.02, 1 - step / arguments.steps))
    )
    questions, claims = _drawn(asked, chance), _drawn(claimed, chance)
    model.train()
    since, losses = time.time(), []
    for step in range(1, arguments.steps + 1):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            if claimed and chance.random() < arguments.claims:
                loss = _claim_loss(model, tokenizer, [next(claims) for _ in range(_CLAIMS)])
            else:
                loss = _question_loss(model, tokenizer, [group(next(questions), chance) for _ in range(_GROUPS)])
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
        if step % 50 == 0:
            print(f"{step}: loss {sum(losses) / len(losses):.3f}, {time.time() - since:.0f} s", flush=True)
            losses.clear()
        if step % 500 == 0 or step == arguments.steps:
            arguments.out.mkdir(parents=True, exist_ok=True)
            torch.save(model.state_dict(), arguments.out / "reader.pt")


def _read(paths: list[Path]) -> tuple[list[Asked], list[Claimed]]:
    asked, claimed = [], []
    for path in paths:
        for kind, *fields in json.loads(path.read_text()):
            if kind == "Asked":
                asked.append(Asked(*fields))
            else:
                claimed.append(Claimed(*fields))
    return asked, claimed


def _drawn(examples: list, chance: random.Random) -> Iterator:
    by_source = defaultdict(list)
    for item in examples:
        by_source[item.source].append(item)
    weights = {source: len(items) * _SHARE.get(source, 1.0) for source, items in by_source.items()}
    streams = {source: _shuffled(items, chance) for source, items in by_source.items()}
    while True:
        yield next(streams[chance.choices(list(weights), list(weights.values()))[0]])


def _shuffled(items: list, chance: random.Random) -> Iterator:
    while True:
        yield from chance.sample(items, len(items))


def _read_pairs(model, tokenizer, pairs, head):
    """What a head says of pairs, in their order; read in chunks of like length, because padding is half of the time."""
    encoded = tokenizer(
        [one for one, _ in pairs], [two for _, two in pairs], truncation="longest_first", max_length=MOST_TOKENS
    )
    order = sorted(range(len(pairs)), key=lambda n: len(encoded["input_ids"][n]))
    chunks = [order[start : start + _CHUNK] for start in range(0, len(order), _CHUNK)]
    said = []
    for chunk in chunks:
        fed = tokenizer.pad({name: [encoded[name][n] for n in chunk] for name in encoded}, return_tensors="pt")
        said.append(model(**fed)[head].float())
    return torch.cat(said)[torch.tensor(order).argsort()]


def _question_loss(model, tokenizer, groups):
    pairs = [pair for texts, _ in groups for pair in texts]
    labels = torch.tensor([label for _, own in groups for label in own])
    odds = _read_pairs(model, tokenizer, pairs, 0)
    weights = torch.where(labels > 0, _ANSWERING_WEIGHT, 1.0)
    loss = functional.binary_cross_entropy_with_logits(odds, labels, weight=weights)
    start, ranked = 0, []
    for texts, own in groups:
        if own[0] and len(own) > 1:
            ranked.append(-torch.log_softmax(odds[start : start + len(texts)], 0)[0])
        start += len(texts)
    return loss + (0.5 * torch.stack(ranked).mean() if ranked else 0.0)


def _claim_loss(model, tokenizer, claims):
    pairs = [(item.claim, item.evidence) for item in claims]
    logits = _read_pairs(model, tokenizer, pairs, 1)
    return functional.cross_entropy(logits, torch.tensor([item.label for item in claims]))


if __name__ == "__main__":
    main()
