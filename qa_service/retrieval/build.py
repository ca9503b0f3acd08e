"""Build an index generation. Killed at any moment, it leaves the old generation live and the way free for the next."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np
from tokenizers import Tokenizer

from qa_service.errors import IndexDamagedError, IndexMissingError
from qa_service.retrieval.analysis import ANALYSIS_VERSION, as_searched
from qa_service.retrieval.embedder import Embedder
from qa_service.retrieval.generation import (
    ENCODER,
    ENCODER_WEIGHTS,
    FORMAT_VERSION,
    LARGE_FROM,
    LARGE_VECTORS,
    STORE,
    TOKENIZER,
    Counts,
    EmbedderRecord,
    Manifest,
    building,
    current_generation,
    damaged_files,
    file_records,
    publish,
    read_manifest,
)
from qa_service.retrieval.store import Store
from qa_service.retrieval.store_writing import write_store
from qa_service.retrieval.synonyms import Synonym, learn_synonyms
from qa_service.retrieval.vectors import PassageVectors, SentenceVectors, write_vectors
from qa_service.types import Document, Passage, Vectors


class BuildReport(NamedTuple):
    """What a build did."""

    generation: Path
    manifest: Manifest
    embedded: int
    reused: int


class _Rows(NamedTuple):
    """The vectors of one document."""

    passages: Vectors
    sentences: Vectors


def build_index(
    folder: Path, corpus: str, documents: Sequence[Document], fingerprint: str, embedder: Embedder
) -> BuildReport:
    """Build a generation of a corpus in an index folder and make it live. Unchanged works are not embedded again.

    Args:
        folder: the index folder, which gets the generation and CURRENT.
        corpus: name of the corpus.
        documents: all works, in the order of their keys.
        fingerprint: hash of the corpus.
        embedder: makes the vectors of what is new.

    Raises:
        IndexBusyError: another build is running.
    """
    with building(folder) as workplace:
        old = _sound_generation(folder, embedder)
        if old and _is_current(read_manifest(old), fingerprint):
            return BuildReport(old, read_manifest(old), 0, len(documents))
        known = _known_rows(old, documents) if old else {}
        rows = {**known, **_embedded(embedder, [document for document in documents if document.id not in known])}
        record, counts = _freeze(embedder, old, workplace), _counts(documents)
        is_large = counts.passages >= LARGE_FROM
        write_vectors(
            workplace,
            np.concatenate([rows[document.id].passages for document in documents]),
            np.concatenate([rows[document.id].sentences for document in documents]),
            is_large,
        )
        write_store(workplace / STORE, documents, _synonyms(documents, workplace), is_large)
        manifest = Manifest(
            format_version=FORMAT_VERSION,
            analysis_version=ANALYSIS_VERSION,
            corpus=corpus,
            created=datetime.now(UTC),
            corpus_fingerprint=fingerprint,
            embedder=record,
            counts=counts,
            files=file_records(workplace),
        )
        return BuildReport(publish(workplace, manifest), manifest, len(documents) - len(known), len(known))


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


def _known_rows(generation: Path, documents: Sequence[Document]) -> dict[str, _Rows]:
    """The vectors of the works that stand in a generation exactly as they are now."""
    store, passages, sentences = Store(generation / STORE), PassageVectors(generation), SentenceVectors(generation)
    now = {document.id: document for document in documents}
    known = {}
    for stored in store.documents():
        if stored.document == now.get(stored.document.id):
            counts = _counts([stored.document])
            known[stored.document.id] = _Rows(
                passages.rows(list(range(stored.first_passage, stored.first_passage + counts.passages))),
                sentences.rows(slice(stored.first_sentence, stored.first_sentence + counts.sentences)),
            )
    store.close()
    return known


def _embedded(embedder: Embedder, documents: Sequence[Document]) -> dict[str, _Rows]:
    """The vectors of documents; rows that search never compares, those of records, are zero and cost nothing."""
    if not documents:
        return {}
    passages = [in_context(document, passage) for document in documents for passage in document.passages]
    sentences = [
        as_searched(passage.section, document.text[span.start : span.end]) if passage.is_searched else ""
        for document in documents
        for passage in document.passages
        for span in passage.sentences
    ]
    passage_rows, sentence_rows = _rows(embedder, passages), _rows(embedder, sentences)
    found, passage, sentence = {}, 0, 0
    for document in documents:
        counts = _counts([document])
        found[document.id] = _Rows(
            passage_rows[passage : passage + counts.passages], sentence_rows[sentence : sentence + counts.sentences]
        )
        passage += counts.passages
        sentence += counts.sentences
    return found


def _rows(embedder: Embedder, texts: Sequence[str]) -> Vectors:
    """One row per text; an empty text has a row of zeros."""
    vectors = embedder.embed([text for text in texts if text])
    rows: Vectors = np.zeros((len(texts), vectors.shape[1]), dtype=np.float32)
    rows[[bool(text) for text in texts]] = vectors
    return rows


def in_context(document: Document, passage: Passage) -> str:
    """What the embedder reads of a passage: title and section stand before it."""
    if not passage.is_searched:
        return ""
    text = as_searched(passage.section, passage.text)
    return ". ".join(part for part in (document.work.title.rstrip("."), passage.section, text) if part)


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


def _counts(documents: Sequence[Document]) -> Counts:
    passages = [passage for document in documents for passage in document.passages]
    return Counts(
        documents=len(documents),
        passages=len(passages),
        sentences=sum(len(passage.sentences) for passage in passages),
    )
