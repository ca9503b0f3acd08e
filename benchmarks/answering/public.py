"""Rows on the parts of public sets that training never sees: documents, exact answers, confidence."""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tqdm import tqdm

from benchmarks.answering.baselines import best_bm25, lexical, overlapping_sentences
from benchmarks.answering.figures import Figure, Scored, Target, auroc, share_figure
from benchmarks.answering.questions import tell
from benchmarks.answering.services import Services, Without, confidence
from benchmarks.reader.splits import is_set_aside
from qa_service.answering.language.folding import folded

_AUROC = Target(">=", 0.85)


def documents(services: Services) -> Iterator[Figure]:
    """BioASQ: whether a gold document is cited, by the first sentence and by any."""
    judged, service = services.bioasq
    queries = services.some([query for query in judged.queries if is_set_aside(query)])
    first, any_of, is_declined, top1, top3 = {}, {}, {}, {}, {}
    for query, answer in zip(queries, service.answers(judged.queries[query] for query in queries), strict=True):
        gold = {key for key, relevance in judged.qrels[query].items() if relevance > 0}
        cited = {citation.n: citation.document_id for citation in answer.citations}
        leading = answer.sentences[0].citations if answer.sentences else ()
        first[query] = any(cited[number] in gold for number in leading)
        any_of[query] = not gold.isdisjoint(cited.values())
        is_declined[query] = answer.status == "abstained"
        found = [item.stored.passage.document_id for item in lexical(service.searcher, judged.queries[query], 40)]
        ranked = list(dict.fromkeys(found))
        top1[query], top3[query] = not gold.isdisjoint(ranked[:1]), not gold.isdisjoint(ranked[:3])
        if not any_of[query]:
            tell(services, query, judged.queries[query], answer, "no gold document cited")
    answered = {query: true for query, true in first.items() if not is_declined[query]}
    yield share_figure("BioASQ: gold document, first sentence", first, Target(">=", 0.85), {"BM25 S@1": top1})
    yield share_figure("BioASQ: gold document, any sentence", any_of, Target(">=", 0.93), {"BM25 S@3": top3})
    yield share_figure("BioASQ: declined (counts as wrong)", is_declined)
    yield share_figure("BioASQ: gold document, first sentence, of the answered", answered)


def factoids(services: Services) -> Iterator[Figure]:
    """BioASQ: whether the exact answer, or a synonym of it, stands in the answer."""
    judged, service = services.bioasq
    rows = _rows(services.public / "bioasq" / "queries.jsonl.gz")
    factoid = [row for row in rows if row["type"] == "factoid" and row["exact_answer"] and row["id"] in judged.queries]
    rows = services.some([row for row in factoid if is_set_aside(row["id"])])
    held, dense, overlap = {}, {}, {}
    for row, answer in zip(rows, service.answers(judged.queries[row["id"]] for row in rows), strict=True):
        key, question = row["id"], judged.queries[row["id"]]
        held[key] = answer.status != "abstained" and _holds(answer.text, row)
        dense[key] = _holds(service.dense_sentences.best(question), row)
        overlap[key] = _holds(overlapping_sentences(service.searcher, question), row)
        if not held[key]:
            tell(services, key, question, answer, f"lacks {_exact(row)}")
    if rows:
        stronger = max(sum(dense.values()), sum(overlap.values())) / len(rows)
        baselines = {"3 dense sentences": dense, "best BM25 passage, 3 sentences by overlap": overlap}
        target = Target(">=", min(1.0, stronger + 0.10))
        yield share_figure("BioASQ factoid: exact answer in the text", held, target, baselines)


def abstention(services: Services) -> Iterator[Figure]:
    """How well confidence tells questions that can be answered from those that cannot."""
    yield from _clapnq(services)
    judged, service = services.bioasq
    queries = services.some([query for query in judged.queries if is_set_aside(query)])
    ours: list[Scored] = []
    plain: list[Scored] = []
    for query in tqdm(queries, unit="question", leave=False, disable=None):
        question, gold = judged.queries[query], frozenset(judged.qrels[query])
        without = Without(service.searcher, gold)
        ours.append(
            [(True, confidence(service.service, question)), (False, confidence(service.service, question, gold))]
        )
        plain.append([(True, best_bm25(service.searcher, question)), (False, best_bm25(without, question))])
    yield _auroc_figure("BioASQ: with or without its gold documents", ours, plain)


def _clapnq(services: Services) -> Iterator[Figure]:
    judged, service = services.clapnq
    rows = list(enumerate(_rows(services.public / "clapnq" / "clapnq.jsonl.gz")))
    rows = services.some(
        [(number, row) for number, row in rows if is_set_aside(row["id"]) and str(number) in judged.qrels]
    )
    ours: dict[str, list[Scored]] = {"own passage": [], "whole index": []}
    plain: dict[str, list[Scored]] = {"own passage": [], "whole index": []}
    for number, row in tqdm(rows, unit="question", leave=False, disable=None):
        label, question = bool(row["answerable"]), judged.queries[str(number)]
        for way, only in (("own passage", tuple(judged.qrels[str(number)])), ("whole index", ())):
            ours[way].append([(label, confidence(service.service, question, only=only))])
            plain[way].append([(label, best_bm25(service.searcher, question, only))])
    for way, scored in ours.items():
        yield _auroc_figure(f"CLAP NQ: answerable or not, {way}", scored, plain[way])


def _auroc_figure(what: str, ours: list[Scored], plain: list[Scored]) -> Figure:
    return Figure(f"AUROC, {what}", auroc(ours), "share", _AUROC, (("best BM25 score", auroc(plain)),))


def _holds(text: str, row: dict[str, Any]) -> bool:
    read = f" {_plain(folded(text))} "
    return any(f" {_plain(exact)} " in read for exact in _exact(row) if _plain(exact))


def _exact(row: dict[str, Any]) -> list[str]:
    return [
        exact for synonyms in row["exact_answer"] for exact in ([synonyms] if isinstance(synonyms, str) else synonyms)
    ]


def _plain(text: str) -> str:
    """A text with case, accents, punctuation and hyphens gone."""
    letters = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return " ".join(re.findall(r"[^\W_]+", letters.casefold()))


def _rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
