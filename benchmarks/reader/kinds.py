"""The two kinds of examples that the reader learns from."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any, NamedTuple

SUPPORTED, CONTRADICTED, NEITHER = range(3)
_NAMES = {
    SUPPORTED: ("SUPPORTS", "SUPPORT", "SUPPORTED", "supported"),
    CONTRADICTED: ("REFUTES", "REFUTE", "REFUTED", "contradicted"),
    NEITHER: ("NEI", "NOT_ENOUGH_INFO", "unsupported"),
}
LABELS = {name: label for label, names in _NAMES.items() for name in names}


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


class Text(NamedTuple):
    """A text that questions and claims were written over, in sentences; of an invented literature where `corpus` names one."""

    title: str
    sentences: list[str]
    corpus: str = ""


def rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a gzipped JSONL file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
