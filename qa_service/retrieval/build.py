"""Build an index generation. Killed at any moment, it leaves the old generation live and the way free for the next."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from tokenizers import Tokenizer

from qa_service.errors import IndexDamagedError, IndexMissingError, require_extra
from qa_service.retrieval.analysis import ANALYSIS_VERSION
from qa_service.retrieval.embedder import Embedder
from qa_service.retrieval.generation import (
    ENCODER,
    ENCODER_WEIGHTS,
    FORMAT_VERSION,
    LARGE_FROM,
    LARGE_VECTORS,
    STORE,
    TOKENIZER,
    EmbedderRecord,
    Manifest,
    building,
    current_generation,
    damaged_files,
    file_records,
    publish,
    read_manifest,
)
from qa_service.retrieval.rows import CorpusRows
from qa_service.retrieval.store_writing import write_store
from qa_service.retrieval.synonyms import Synonym, learn_synonyms
from qa_service.retrieval.vectors import write_vectors
from qa_service.types import Document


class BuildReport(NamedTuple):
    """What a build did."""

    generation: Path
    manifest: Manifest
    embedded: int
    reused: int


def build_index(
    folder: Path, corpus: str, documents: Sequence[Document], fingerprint: str, embedder: Embedder
) -> BuildReport:
    """Build a generation of a corpus in an index folder and make it live. Unchanged works are not embedded again.

    Args:
        folder: the index folder, which gets the generation and CURRENT.
        corpus: name of the corpus.
        documents: all works, in the order of their keys; read one at a time, several times.
        fingerprint: hash of the corpus.
        embedder: makes the vectors of what is new.

    Raises:
        IndexBusyError: another build is running.
    """
    with building(folder) as workplace:
        old = _sound_generation(folder, embedder)
        if old and _is_current(read_manifest(old), fingerprint):
            return BuildReport(old, read_manifest(old), 0, len(documents))
        record = _freeze(embedder, old, workplace)
        rows = CorpusRows(workplace, documents, record.dimension)
        is_large = rows.counts.passages >= LARGE_FROM
        if is_large:
            require_extra("tantivy", "large")
        missing = rows.copy(old)
        rows.embed(embedder, missing)
        write_vectors(workplace, rows.passages.mapped(), rows.sentences.mapped(), is_large)
        rows.remove()
        write_store(workplace / STORE, documents, _synonyms(documents, workplace), is_large)
        manifest = Manifest(
            format_version=FORMAT_VERSION,
            analysis_version=ANALYSIS_VERSION,
            corpus=corpus,
            created=datetime.now(UTC),
            corpus_fingerprint=fingerprint,
            embedder=record,
            counts=rows.counts,
            files=file_records(workplace),
        )
        return BuildReport(publish(workplace, manifest), manifest, len(missing), len(documents) - len(missing))


def _synonyms(documents: Sequence[Document], workplace: Path) -> list[Synonym]:
    vocabulary = Tokenizer.from_file(str(workplace / TOKENIZER))
    return learn_synonyms(
        (document.text for document in documents), lambda word: vocabulary.token_to_id(word) is not None
    )


def _is_current(manifest: Manifest, fingerprint: str) -> bool:
    is_as_large = (LARGE_VECTORS in manifest.files) == (manifest.counts.passages >= LARGE_FROM)
    return is_as_large and (manifest.corpus_fingerprint, manifest.analysis_version) == (fingerprint, ANALYSIS_VERSION)


def _sound_generation(folder: Path, embedder: Embedder) -> Path | None:
    """The live generation, if it was made with the same model and every file of it is what was built."""
    try:
        generation = current_generation(folder)
        if read_manifest(generation).embedder.sha256 == embedder.identity and not damaged_files(generation):
            return generation
    except (IndexMissingError, IndexDamagedError):
        return None  # there is nothing to reuse, and the build to come puts it right
    return None


def _freeze(embedder: Embedder, old: Path | None, workplace: Path) -> EmbedderRecord:
    """Put the query encoder into the workplace: the old one if there is one, which is the same file."""
    if old is None:
        embedder.freeze(workplace)
        return embedder.record
    for name in (ENCODER, ENCODER_WEIGHTS, TOKENIZER):
        try:
            os.link(old / name, workplace / name)
        except OSError:  # a file system without hard links
            shutil.copyfile(old / name, workplace / name)
    return read_manifest(old).embedder
