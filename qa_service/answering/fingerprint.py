"""What an answer depends on, so that it replays: corpus, index, model, program, prompt, settings and request."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable

from qa_service import answering, retrieval
from qa_service.answering.generators import Generator
from qa_service.retrieval.search import Searcher
from qa_service.types import Filters, Fingerprint


def fingerprint(
    searcher: Searcher, generator: Generator, settings: str, top_k: int, filters: Filters | None
) -> Fingerprint:
    """The fingerprint of an answer.

    Args:
        searcher: what was searched.
        generator: who wrote the answer.
        settings: hash of the settings that can change an answer.
        top_k: how many passages the request asked for.
        filters: which works the request let pass.
    """
    manifest = searcher.manifest
    asked = f"{settings} {top_k} {filters.model_dump_json() if filters else ''}"
    return Fingerprint(
        corpus=manifest.corpus_fingerprint,
        index=searcher.generation.name,
        embedder=f"{manifest.embedder.name}@{manifest.embedder.sha256[:12]}",
        generator=f"{generator.name}@{_program()}",
        prompt=generator.prompt,
        settings=hashlib.sha256(asked.encode()).hexdigest()[:16],
    )


@lru_cache(maxsize=1)
def _program() -> str:
    """Hash of all that searches and answers, with its data and its model: a changed weight, rule or word changes it."""
    digest = hashlib.sha256()
    for package in (retrieval, answering):
        for file in _files(resources.files(package)):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _files(folder: Traversable) -> Iterator[Traversable]:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_file():
            yield item
        elif item.name != "__pycache__":
            yield from _files(item)
