"""The sets that peers are measured on: public ones in BEIR's layout, and a corpus of ours with the works that its suites cite."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml

from benchmarks.peers.protocol import Text
from qa_service.evals.ir.rows import find_file, read_rows
from qa_service.evals.ir.sets import key_of, read_set
from qa_service.ingestion.corpus import read_corpus


@dataclass(frozen=True, slots=True)
class PeerSet:
    """Documents, questions, and which document answers which question."""

    name: str
    texts: Sequence[Text]
    queries: Mapping[str, str]
    qrels: Mapping[str, Mapping[str, int]]

    def write(self, folder: Path) -> None:
        """Put documents and queries into a folder, as peers read them."""
        folder.mkdir(parents=True, exist_ok=True)
        rows = [{"id": name, "text": text} for name, text in self.queries.items()]
        for file, values in (("documents.jsonl", [asdict(text) for text in self.texts]), ("queries.jsonl", rows)):
            lines = "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)
            (folder / file).write_text(lines, encoding="utf-8")

    def smaller(self, size: int) -> PeerSet:
        """A set of fewer documents: a quarter are the answers of the first queries, the rest is spread evenly over the others."""
        kept: set[str] = set()
        qrels = {}
        for query, judged in self.qrels.items():
            if len(kept.union(judged)) <= size // 4:
                kept.update(judged)
                qrels[query] = judged
        others = [text.id for text in self.texts if text.id not in kept]
        kept.update(others[:: max(1, len(others) // (size - len(kept)))][: size - len(kept)])
        texts = [text for text in self.texts if text.id in kept]
        return PeerSet(f"{self.name}-{len(texts)}", texts, {query: self.queries[query] for query in qrels}, qrels)


def public_set(folder: Path) -> PeerSet:
    """A set in BEIR's layout, under its own ids."""
    judged = read_set(folder)
    rows = {row.identifier("_id", "id"): row for row in read_rows(find_file(folder, "corpus.jsonl"))}
    names = {key_of(identifier): identifier for identifier in rows}
    kept = sorted(names[document.id] for document in judged.documents)
    texts = [Text(name, rows[name].text("title"), rows[name].text("text")) for name in kept]
    qrels = {
        query: {names[key]: relevance for key, relevance in found.items()} for query, found in judged.qrels.items()
    }
    return PeerSet(judged.name, texts, judged.queries, qrels)


def own_set(name: str, corpus: Path, suites: Sequence[Path]) -> PeerSet:
    """A corpus, and the questions of suites that say which work must be cited.

    Peers get the text that our documents have, the record with authors, journal and year included.
    """
    texts = [
        Text(document.id, document.work.title, document.text, (corpus / f"{document.id}.md").read_text("utf-8"))
        for document in read_corpus(corpus)
    ]
    cases = [case for suite in suites for case in yaml.safe_load(suite.read_text("utf-8"))["cases"]]
    qrels = {case["id"]: dict.fromkeys(cited, 1) for case in cases if (cited := list(_cited(case)))}
    return PeerSet(name, texts, {case["id"]: case["question"] for case in cases if case["id"] in qrels}, qrels)


def _cited(case: Mapping[str, Any]) -> Iterator[str]:
    """The works of which a case demands one; each counts as relevant."""
    for check in case["checks"]:
        for cited in _listed(check.get("cites", [])):
            yield from _listed(cited["document"] if isinstance(cited, dict) else cited)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
