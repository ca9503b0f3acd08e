"""Claims with their evidence, of public sets: supported, contradicted or neither."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator
from pathlib import Path

from benchmarks.reader.kinds import CONTRADICTED, LABELS, NEITHER, SUPPORTED, Claimed, rows
from benchmarks.reader.splits import is_set_aside
from qa_service.ingestion.sentences import sentences_of
from qa_service.retrieval.analysis import terms


def scifact(data: Path) -> Iterator[Claimed]:
    """Claims with the sentences that annotators marked, with whole abstracts, and with abstracts that tell neither."""
    for row in rows(data / "scifact" / "verify.jsonl.gz"):
        if is_set_aside(row["id"].rsplit("-", 1)[0]):
            continue
        label = LABELS[row["label"]]
        marked = [row["doc_sentences"][n] for n in row["rationale_sents"] or []]
        wanted = set(terms(row["answer"]))
        others = [text for text in row["doc_sentences"] if text not in marked]
        others.sort(key=lambda text: -len(wanted & set(terms(text))))
        if marked and label != NEITHER:
            yield Claimed("scifact", row["answer"], " ".join(marked), label)
            yield from (Claimed("scifact", row["answer"], text, label) for text in marked if len(marked) > 1)
        yield from (Claimed("scifact", row["answer"], text, NEITHER) for text in others[: 3 if label == NEITHER else 1])


def fever_symmetric(path: Path) -> Iterator[Claimed]:
    """Claims and evidence in pairs that differ in little and turn the label."""
    for line in path.read_text().splitlines():
        row = json.loads(line)
        evidence = row.get("evidence_sentence") or row["evidence"]
        yield Claimed(
            "fever", _detokenised(row["claim"]), _detokenised(evidence), LABELS[row.get("gold_label") or row["label"]]
        )


def quoted(data: Path, chance: random.Random, count: int) -> Iterator[Claimed]:
    """Sentences against themselves, and against their neighbours."""
    documents = rows(data / "scifact" / "corpus.jsonl.gz")
    for row in chance.sample(documents, count):
        own = [text for text in sentences_of(row["text"]) if 6 <= len(text.split()) <= 60]
        if len(own) > 2:
            place = chance.randrange(len(own) - 1)
            yield Claimed("quoted", own[place], own[place], SUPPORTED)
            yield Claimed("quoted", own[place], own[place + 1], NEITHER)


def evidence_inference(annotations: Path, prompts: Path) -> Iterator[Claimed]:
    """What a trial says of a treatment and an outcome: the direction that it found, and the two that it did not."""
    asked = {row["PromptID"]: row for row in csv.DictReader(prompts.open(encoding="utf-8"))}
    seen = set()
    for row in csv.DictReader(annotations.open(encoding="utf-8")):
        asks, key = asked.get(row["PromptID"]), (row["PromptID"], row["Annotations"])
        is_valid = row["Valid Label"] == row["Valid Reasoning"] == "True"
        if not asks or not is_valid or key in seen or not 40 < len(row["Annotations"]) < 400:
            continue
        seen.add(key)
        found = next(name for name in _DIRECTIONS if name in row["Label"])
        chance = random.Random(row["PromptID"])
        said = [_said(asks, name, chance) for name in _DIRECTIONS]
        if all(len(text.split()) < 45 for text in said):
            for name, text in zip(_DIRECTIONS, said, strict=True):
                yield Claimed("trials", text, row["Annotations"], SUPPORTED if name == found else CONTRADICTED)


# The names are pieces of the labels: "significantly increased", "significantly decreased", "no significant difference".
_DIRECTIONS = {
    "increase": ("{i} increases {o} compared with {c}.", "{o} is higher with {i} than with {c}.", "{i} raises {o}."),
    "decrease": ("{i} reduces {o} compared with {c}.", "{o} is lower with {i} than with {c}.", "{i} lowers {o}."),
    "difference": (
        "{i} does not change {o} compared with {c}.",
        "{i} and {c} do not differ in {o}.",
        "{i} has no effect on {o}.",
    ),
}


def _said(asks: dict[str, str], direction: str, chance: random.Random) -> str:
    parts = {short: asks[name].replace("&gt;", ">").replace("&lt;", "<").strip() for short, name in _PARTS.items()}
    text = chance.choice(_DIRECTIONS[direction]).format(**parts)
    return text[0].upper() + text[1:]


_PARTS = {"i": "Intervention", "c": "Comparator", "o": "Outcome"}


def snli(folder: Path) -> Iterator[Claimed]:
    """Descriptions of pictures with what follows, what cannot be, and what may be: the parts for development and test."""
    for part in ("dev", "test"):
        texts = (
            (folder / f"{name}.{part}").read_text(encoding="utf-8").splitlines() for name in ("s1", "s2", "labels")
        )
        for known, said, label in zip(*texts, strict=True):
            yield Claimed("snli", _detokenised(said.strip()), _detokenised(known.strip()), _SNLI[label.strip()])


_SNLI = {"entailment": SUPPORTED, "contradiction": CONTRADICTED, "neutral": NEITHER}


def _detokenised(text: str) -> str:
    for mark in (" .", " ,", " ;", " :", " 's", " n't", " )", " %"):
        text = text.replace(mark, mark[1:])
    return text.replace("( ", "(").replace("-LRB- ", "(").replace(" -RRB-", ")").replace("`` ", "“").replace(" ''", "”")
