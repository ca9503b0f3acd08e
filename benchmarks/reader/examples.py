"""What the reader learns from: questions with sentences that answer and that do not, and claims with their evidence.

    python -m benchmarks.reader.examples --data FOLDER --more FOLDER --out FILE

`--data` holds BioASQ, SciFact, MedQuAD and CLAP NQ; `--more` holds covidqa.json (COVID-QA of deepset, Apache-2.0) and
feversym.jsonl (FEVER Symmetric 0.2, both parts). Of each set only the part is taken that is not set aside (`splits.py`).
`written/` holds questions and claims that were written for this project; their texts are of the corpora of SciFact and MedQuAD.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.public_sets import load
from benchmarks.reader.splits import is_set_aside
from qa_service.answering.evidence import rank_evidence
from qa_service.answering.reading import read_question
from qa_service.evals.ir.evaluation import open_index
from qa_service.ingestion.sentences import sentences_of, split_sentences
from qa_service.retrieval.analysis import terms
from qa_service.retrieval.embedder import SentenceEmbedder
from qa_service.settings import PINNED_EMBEDDER

SUPPORTED, CONTRADICTED, NEITHER = range(3)
_LABELS = {"SUPPORTS": SUPPORTED, "SUPPORT": SUPPORTED, "supported": SUPPORTED}
_LABELS |= {"REFUTES": CONTRADICTED, "REFUTE": CONTRADICTED, "contradicted": CONTRADICTED}
_LABELS |= {"NEI": NEITHER, "unsupported": NEITHER}


class Asked(NamedTuple):
    """A question with sentences; `answers` says which of them answer. Each sentence comes with the title of its work."""

    source: str
    question: str
    sentences: list[tuple[str, str]]
    answers: list[bool]


class Claimed(NamedTuple):
    """A claim with its evidence: supported, contradicted or neither."""

    source: str
    claim: str
    evidence: str
    label: int


def bioasq(data: Path, work: Path) -> Iterator[Asked]:
    """Gold snippets answer; what search finds best in other documents does not."""
    judged = load(data, "bioasq")
    searcher = open_index(judged, SentenceEmbedder(PINNED_EMBEDDER), work)
    snippets = {
        row["id"]: row["text"].replace("<br>", " ").strip() for row in rows(data / "bioasq" / "snippets.jsonl.gz")
    }
    for row in rows(data / "bioasq" / "queries.jsonl.gz"):
        if is_set_aside(row["id"]):
            continue
        told = set(terms(f"{row['text']} {row['ideal_answer']} {row['exact_answer']}"))
        gold = [_tellingest(snippets[key], told) for key in row["gold_snippet_ids"] if snippets[key]]
        documents = set(row["gold_docs"])
        query = searcher.query(row["text"])
        evidence = rank_evidence(read_question(query.text), query, searcher.search(query, 40), searcher)
        wrong = [item for item in evidence if item.found.stored.passage.document_id not in documents][:24]
        found = [("", text) for text in dict.fromkeys(gold)] + [
            (item.found.stored.work.title, item.text) for item in wrong
        ]
        yield Asked("bioasq", row["text"], found, [number < len(set(gold)) for number in range(len(found))])


def _tellingest(snippet: str, told: set[str]) -> str:
    """The sentence of a snippet that shares most with the answer."""
    return max(sentences_of(snippet) or [snippet], key=lambda text: len(told & set(terms(text))))


def covidqa(path: Path) -> Iterator[Asked]:
    """Sentences that hold the marked answer, against those of the same article that share most words with the question."""
    for article in json.loads(path.read_text())["data"]:
        for paragraph in article["paragraphs"]:
            text = paragraph["context"]
            spans = split_sentences(text)
            title = text.split("\n", 1)[0][:120]
            held = [set(terms(text[span.start : span.end])) for span in spans]
            for asked in paragraph["qas"]:
                marks = [(mark["answer_start"], mark["answer_start"] + len(mark["text"])) for mark in asked["answers"]]
                right = [
                    n
                    for n, span in enumerate(spans)
                    if any(span.start < end and begin < span.end for begin, end in marks)
                ]
                if not right or len(right) > 2:
                    continue
                wanted = set(terms(asked["question"]))
                wrong = [n for n in range(len(spans)) if n not in right and 5 <= spans[n].end - spans[n].start < 600]
                wrong.sort(key=lambda n: -len(wanted & held[n]) / (4 + len(held[n])) ** 0.5)
                chosen = right + wrong[:16]
                found = [(title, text[spans[n].start : spans[n].end]) for n in chosen]
                yield Asked("covidqa", asked["question"], found, [n in right for n in chosen])


def medquad(data: Path) -> Iterator[Asked]:
    """The first sentences of the right answer, against those of answers to other questions on the same disease."""
    by_title: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for row in rows(data / "medquad" / "corpus.jsonl.gz"):
        by_title[row["title"].casefold()][row["id"]] = sentences_of(row["text"])[:6]
    title_of = {key: title for title, answers in by_title.items() for key in answers}
    for row in rows(data / "medquad" / "conversations.jsonl.gz"):
        gold = set(row["gold_equivalent_ids"]) & title_of.keys()
        if is_set_aside(row["conv_id"]) or not gold:
            continue
        titles = {title_of[key] for key in gold}
        right = [(title_of[key], text) for key in sorted(gold) for text in by_title[title_of[key]][key][:2]]
        wrong = [
            (title, text)
            for title in sorted(titles)
            for key, texts in by_title[title].items()
            if key not in gold
            for text in texts[:3]
        ]
        yield Asked("medquad", row["rewrite"], right + wrong[:24], [True] * len(right) + [False] * len(wrong[:24]))


def clapnq(data: Path) -> Iterator[Asked]:
    """The sentences that annotators chose; half of the questions have none."""
    for row in rows(data / "clapnq" / "clapnq.jsonl.gz"):
        if is_set_aside(row["id"]):
            continue
        title, _, text = row["context"].partition("\n")
        chosen = " ".join(part for parts in row["selected_sentences"] or [] for part in parts)
        right = [sentence for sentence in sentences_of(text) if sentence in chosen]
        wrong = [sentence for sentence in sentences_of(text) if sentence not in chosen]
        if row["answerable"] and not right:
            continue
        found = [(title, sentence) for sentence in [*right, *wrong]]
        yield Asked("clapnq", row["question"], found, [True] * len(right) + [False] * len(wrong))


def written(data: Path, files: Sequence[Path]) -> Iterator[Asked | Claimed]:
    """Questions and claims written for this project over texts of SciFact's and MedQuAD's corpora."""
    works = {row["id"]: row for name in ("scifact", "medquad") for row in rows(data / name / "corpus.jsonl.gz")}
    for path in files:
        for line in path.read_text().splitlines():
            row = json.loads(line)
            parts = [works[key] for key in row["doc"].split("+")]
            title, own = parts[0]["title"], [text for part in parts for text in sentences_of(part["text"])]
            if row["kind"] == "claim":
                evidence = " ".join(own[n] for n in row["sentences"])
                yield Claimed("written", row["claim"], evidence, _LABELS[row["label"]])
                continue
            right = row.get("answers") or row.get("contradicted_by") or []
            if row["kind"] == "wrong_premise":
                yield from (Claimed("written", row["premise"], own[n], CONTRADICTED) for n in right)
            yield Asked(
                "written", row["question"], [(title, text) for text in own], [n in right for n in range(len(own))]
            )


def scifact(data: Path) -> Iterator[Claimed]:
    """Claims with the sentences that annotators marked, with whole abstracts, and with abstracts that tell neither."""
    for row in rows(data / "scifact" / "verify.jsonl.gz"):
        if is_set_aside(row["id"].rsplit("-", 1)[0]):
            continue
        label = _LABELS[row["label"]]
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
            "fever", _detokenised(row["claim"]), _detokenised(evidence), _LABELS[row.get("gold_label") or row["label"]]
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


def rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a gzipped JSONL file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _detokenised(text: str) -> str:
    for mark in (" .", " ,", " ;", " :", " 's", " n't", " )", " %"):
        text = text.replace(mark, mark[1:])
    return text.replace("( ", "(").replace("-LRB- ", "(").replace(" -RRB-", ")").replace("`` ", "“").replace(" ''", "”")


def main() -> None:
    """Write all examples into one file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--more", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path(".benchmarks"))
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    data = arguments.data
    examples: list[Asked | Claimed] = [
        *clapnq(data),
        *covidqa(arguments.more / "covidqa.json"),
        *medquad(data),
        *scifact(data),
        *fever_symmetric(arguments.more / "feversym.jsonl"),
        *quoted(data, random.Random(1), 700),
        *bioasq(data, arguments.work),
        *written(data, sorted((Path(__file__).parent / "written").glob("*.jsonl"))),
    ]
    arguments.out.write_text(json.dumps([[type(item).__name__, *item] for item in examples]))


if __name__ == "__main__":
    main()
