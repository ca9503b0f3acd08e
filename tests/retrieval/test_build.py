"""What a build does anew, what it reuses, and that killing it does no harm."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from qa_service.errors import IndexBusyError, IndexDamagedError, UnknownIdError
from qa_service.ingestion.corpus import corpus_fingerprint, read_corpus
from qa_service.retrieval.analysis import ANALYSIS_VERSION
from qa_service.retrieval.build import BuildReport, build_index
from qa_service.retrieval.embedder import SentenceEmbedder
from qa_service.retrieval.generation import FILES, building, current_generation, damaged_files, publish, read_manifest
from qa_service.retrieval.search import Searcher
from qa_service.retrieval.store import Store
from qa_service.retrieval.vectors import PassageVectors, SentenceVectors

Build = Callable[[Path, Path], BuildReport]
CHANGED = "chen2020_jim"


def append(corpus: Path, key: str, sentence: str) -> None:
    with (corpus / f"{key}.md").open("a", encoding="utf-8") as file:
        file.write(f"\n{sentence}\n")


def analysed_otherwise(index: Path) -> Path:
    """Make a generation live that is like the live one, but was written by the program before this one."""
    live = current_generation(index)
    manifest = read_manifest(live).model_copy(update={"analysis_version": ANALYSIS_VERSION - 1})
    with building(index) as workplace:
        for name in FILES:
            shutil.copyfile(live / name, workplace / name)
        return publish(workplace, manifest)


def vectors_of(generation: Path) -> dict[str, tuple[bytes, bytes]]:
    """Passage and sentence vectors of every work, as bytes."""
    store, passages, sentences = (
        Store(generation / "literature.sqlite"),
        PassageVectors(generation),
        SentenceVectors(generation),
    )
    found = {}
    for stored in store.documents():
        count = len(stored.document.passages)
        spans = sum(len(passage.sentences) for passage in stored.document.passages)
        found[stored.document.id] = (
            passages.rows(list(range(stored.first_passage, stored.first_passage + count))).tobytes(),
            sentences.rows(slice(stored.first_sentence, stored.first_sentence + spans)).tobytes(),
        )
    store.close()
    return found


def test_every_work_has_its_vectors(built: BuildReport) -> None:
    """One per passage and one per sentence, of length 1; what search never compares has a row of zeros."""
    counts = built.manifest.counts

    passages = PassageVectors(built.generation).rows(list(range(counts.passages)))
    sentences = SentenceVectors(built.generation).rows(slice(None))

    assert (built.embedded, built.reused) == (7, 0)
    assert (passages.shape, sentences.shape) == ((counts.passages, 384), (counts.sentences, 384))
    stored = Searcher(built.generation).store.passages(range(counts.passages))
    searched = [float(item.passage.is_searched) for item in stored]
    assert np.linalg.norm(passages, axis=1).tolist() == pytest.approx(searched, abs=1e-6)
    searched = [float(item.passage.is_searched) for item in stored for _ in item.passage.sentences]
    assert np.linalg.norm(sentences, axis=1).tolist() == pytest.approx(searched, abs=1e-3)  # they are stored in 16 bits


def test_an_unchanged_corpus_is_not_built_again(corpus: Path, index: Path, build: Build) -> None:
    """The generation stays, and no other appears."""
    before = sorted(index.iterdir())

    report = build(corpus, index)

    assert (report.generation, report.embedded, report.reused) == (current_generation(index), 0, 7)
    assert sorted(index.iterdir()) == before


def test_only_a_changed_work_is_embedded(corpus: Path, index: Path, build: Build) -> None:
    """The vectors of all others are the same to the bit, those of the changed one are not."""
    before = vectors_of(current_generation(index))
    append(corpus, CHANGED, "Nausea occurred in 4 of 100 attacks.")

    report = build(corpus, index)
    after = vectors_of(report.generation)

    assert (report.embedded, report.reused) == (1, 6)
    assert {key for key in before if before[key] != after[key]} == {CHANGED}
    assert Searcher(report.generation).store.document(CHANGED).text.count("Nausea occurred") == 1


def test_a_changed_title_is_a_changed_work(corpus: Path, index: Path, build: Build) -> None:
    """The embedder reads the title before each passage."""
    path = corpus / f"{CHANGED}.md"
    path.write_text(path.read_text(encoding="utf-8").replace("title: Sumatriptan", "title: Triptans"), encoding="utf-8")

    report = build(corpus, index)

    assert (report.embedded, report.reused) == (1, 6)


def test_a_removed_work_is_gone(corpus: Path, index: Path, build: Build) -> None:
    """Nothing is embedded for it, and nothing of it is left."""
    before = vectors_of(current_generation(index))
    (corpus / f"{CHANGED}.md").unlink()

    report = build(corpus, index)
    searcher = Searcher(report.generation)

    assert (report.embedded, report.reused) == (0, 6)
    assert vectors_of(report.generation) == {key: rows for key, rows in before.items() if key != CHANGED}
    with pytest.raises(UnknownIdError, match=CHANGED):
        searcher.store.document(CHANGED)
    found = searcher.search(searcher.query("sumatriptan for the acute attack"), 50)
    assert CHANGED not in {item.stored.passage.document_id for item in found}


def test_an_added_work_is_embedded_alone(corpus: Path, index: Path, build: Build) -> None:
    """Wherever its key comes in the order of the keys."""
    before = vectors_of(current_generation(index))
    (corpus / "aaron1999_jim.md").write_text("# Gout\n\nColchicine relieves gout.\n", encoding="utf-8")

    report = build(corpus, index)
    after = vectors_of(report.generation)

    assert (report.embedded, report.reused) == (1, 7)
    assert next(iter(after)) == "aaron1999_jim"
    assert {key: after[key] for key in before} == before


def test_another_embedder_embeds_all_anew(
    corpus: Path, index: Path, tiny_embedder: SentenceEmbedder, build: Build
) -> None:
    """No vector and no encoder of the old model is reused."""
    documents = read_corpus(corpus)

    report = build_index(index, "invented", documents, corpus_fingerprint(documents), tiny_embedder)
    question = Searcher(report.generation).query("Which vitamin do sailors lack?")

    assert (report.embedded, report.reused) == (7, 0)
    assert (report.manifest.embedder.sha256, report.manifest.embedder.dimension) == (tiny_embedder.identity, 32)
    assert question.vector.shape == (1, 32)


def test_an_index_of_another_analysis_is_refused(index: Path) -> None:
    """Its terms are not those of the question; the message says what to do."""
    old = analysed_otherwise(index)

    with pytest.raises(IndexDamagedError) as refusal:
        Searcher(old)

    assert damaged_files(old) == []
    assert str(refusal.value) == (
        f"{old} was written by another version of this program; build again: qa-service index build"
    )


def test_an_index_of_another_analysis_is_built_again_with_its_vectors(corpus: Path, index: Path, build: Build) -> None:
    """Only the terms changed: nothing is embedded, though the corpus is the same."""
    old = analysed_otherwise(index)

    report = build(corpus, index)

    assert (report.embedded, report.reused) == (0, 7)
    assert report.generation == current_generation(index) != old
    assert read_manifest(report.generation).analysis_version == ANALYSIS_VERSION
    assert vectors_of(report.generation) == vectors_of(old)
    assert Searcher(report.generation).manifest == report.manifest


def test_a_damaged_generation_is_not_reused(corpus: Path, tiny_index: Path, tiny_embedder: SentenceEmbedder) -> None:
    """Building again puts it right, as the message about the damage says."""
    documents = read_corpus(corpus)
    (current_generation(tiny_index) / "sentences.npy").unlink()

    report = build_index(tiny_index, "invented", documents, corpus_fingerprint(documents), tiny_embedder)

    assert (report.embedded, report.reused) == (7, 0)
    assert damaged_files(current_generation(tiny_index)) == []


def test_a_second_builder_is_turned_away(corpus: Path, index: Path, build: Build) -> None:
    """What is live stays so."""
    live = current_generation(index)
    append(corpus, CHANGED, "Nausea occurred in 4 of 100 attacks.")

    with building(index), pytest.raises(IndexBusyError, match=f"another build is running in {index}"):
        build(corpus, index)

    assert current_generation(index) == live
