"""What the reader learns from: questions with sentences that answer and that do not, and claims with their evidence.

    python -m benchmarks.reader.examples --data FOLDER --more FOLDER --out FILE

`--data` holds BioASQ, SciFact, MedQuAD and CLAP NQ. `--more` holds covidqa.json (COVID-QA of deepset, Apache-2.0),
feversym.jsonl (FEVER Symmetric 0.2, both parts), covidfact.jsonl (COVID-Fact), climatefever.jsonl (CLIMATE-FEVER), the prompts
and annotations of Evidence Inference 2.0 (MIT), and esnli/, the parts of SNLI for development and test (CC BY-SA 4.0). Of each
set in `--data` only the part is taken that is not set aside (`splits.py`). `written/` holds questions and claims that were
written for this project; their texts are of the corpora of SciFact and MedQuAD, or invented: a small literature a file.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.public_sets import load
from benchmarks.reader import claims
from benchmarks.reader.kinds import CONTRADICTED, LABELS, NEITHER, SUPPORTED, Asked, Claimed, Text, rows
from benchmarks.reader.splits import is_held_out, is_set_aside
from qa_service.answering.evidence import rank_evidence
from qa_service.answering.reading import read_question
from qa_service.evals.ir.evaluation import open_index
from qa_service.ingestion.sentences import sentences_of, split_sentences
from qa_service.retrieval.analysis import terms
from qa_service.retrieval.embedder import SentenceEmbedder
from qa_service.settings import PINNED_EMBEDDER

WRITTEN = Path(__file__).parent / "written"
"""Where the questions and claims lie that were written for this project."""


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


def written(data: Path, folder: Path, *, aside: bool = False) -> Iterator[Asked | Claimed]:
    """Questions and claims written for this project.

    Args:
        data: holds the corpora of SciFact and MedQuAD.
        folder: holds the questions and claims, as JSONL.
        aside: take those on the texts that training never sees, in place of the others.
    """
    texts = texts_written_over(data, folder)
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            parts = [texts[key] for key in row["doc"].split("+")]
            if is_held_out(parts[0].corpus or row["doc"]) == aside:
                own = [text for part in parts for text in part.sentences]
                beside = [other for other in texts.values() if other.corpus == parts[0].corpus and other not in parts]
                yield from _of_row(row, parts[0].title, own, beside if parts[0].corpus else [])


def texts_written_over(data: Path, folder: Path) -> dict[str, Text]:
    """The texts that questions and claims were written over: of SciFact, of MedQuAD, and those of small invented literatures."""
    public = (row for name in ("scifact", "medquad") for row in rows(data / name / "corpus.jsonl.gz"))
    texts = {row["id"]: Text(row["title"], sentences_of(row["text"])) for row in public}
    for path in sorted((folder / "invented").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            texts[row["id"]] = Text(row["title"], row["sentences"], path.stem)
    return texts


def _of_row(row: dict[str, Any], title: str, own: Sequence[str], beside: Sequence[Text]) -> Iterator[Asked | Claimed]:
    source = "narrow" if beside else "written"
    if row["kind"] == "claim":
        yield Claimed(source, row["claim"], " ".join(own[n] for n in row["sentences"]), LABELS[row["label"]])
        yield from _beside(row["claim"], own, row["sentences"])
        return
    told = row.get("contradicted_by") or row.get("supported_by") or []
    label = CONTRADICTED if "contradicted_by" in row else SUPPORTED
    yield from (Claimed(source, row["premise"], own[n], label) for n in told)
    if told:
        yield from _beside(row["premise"], own, told)
    if "supported_by" not in row:  # what supports a premise need not answer
        right = row.get("answers") or told
        wrong = _of_other_studies(row["question"], own, beside)
        found = [*wrong, *((title, text) for text in own)]
        yield Asked(source, row["question"], found, [False] * len(wrong) + [n in right for n in range(len(own))])


def _of_other_studies(question: str, own: Sequence[str], beside: Sequence[Text]) -> list[tuple[str, str]]:
    """Where a question names its study: the sentences of other studies that share most words with it."""
    names = {name for text in own for name in _STUDY.findall(text)}
    if not any(re.search(rf"\b{re.escape(name)}\b", question) for name in names):
        return []
    wanted = set(terms(question))
    others = [(other.title, text) for other in beside for text in other.sentences]
    others.sort(key=lambda item: -len(wanted & set(terms(item[1]))))
    return [item for item in others if not any(name in item[1] for name in names)][:_OTHERS]


# "Keller 2007": how a sentence names its study.
_STUDY = re.compile(r"\b([A-Z][\w'-]+) (?:et al\.? |and colleagues )?(?:19|20)\d\d")
_OTHERS = 4


def _beside(claim: str, own: Sequence[str], told: Sequence[int]) -> Iterator[Claimed]:
    """A claim with another sentence of the text, which as a rule neither supports nor contradicts it."""
    others = [text for n, text in enumerate(own) if n not in told]
    if others:
        yield Claimed("written", claim, random.Random(claim).choice(others), NEITHER)


def main() -> None:
    """Write all examples into one file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--more", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path(".benchmarks"))
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    data = arguments.data
    more = arguments.more
    examples: list[Asked | Claimed] = [
        *clapnq(data),
        *covidqa(more / "covidqa.json"),
        *medquad(data),
        *bioasq(data, arguments.work),
        *written(data, WRITTEN),
        *claims.scifact(data),
        *claims.quoted(data, random.Random(1), 700),
        *claims.fever_symmetric(more / "feversym.jsonl"),
        *claims.evidence_inference(
            more / "evidence_inference_annotations.csv", more / "evidence_inference_prompts.csv"
        ),
        *claims.snli(more / "esnli"),
    ]
    arguments.out.write_text(json.dumps([[type(item).__name__, *item] for item in examples]))


if __name__ == "__main__":
    main()
