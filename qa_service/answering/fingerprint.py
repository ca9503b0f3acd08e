"""What an answer depends on, so that it replays: corpus, index, model, program, prompt, settings and request."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib import resources

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
    """Hash of the program that searches and answers: a changed weight or rule changes it, whatever the version says."""
    digest = hashlib.sha256()
    for package in (retrieval, answering):
        for file in sorted(resources.files(package).iterdir(), key=lambda file: file.name):
            if file.name.endswith(".py"):
                digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
