"""The index on disk: what is live, what is kept, and that no damage goes unnoticed."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from qa_service.errors import IndexBusyError, IndexDamagedError, IndexMissingError
from qa_service.retrieval.analysis import ANALYSIS_VERSION
from qa_service.retrieval.build import BuildReport
from qa_service.retrieval.generation import (
    FILES,
    FORMAT_VERSION,
    Counts,
    EmbedderRecord,
    Manifest,
    building,
    current_generation,
    publish,
    read_manifest,
)
from qa_service.retrieval.vectors import SentenceVectors

Flip = Callable[[Path, int], AbstractContextManager[None]]
NOON = datetime(2026, 1, 17, 12, 0, 0, tzinfo=UTC)


def publish_made(folder: Path, created: datetime) -> Path:
    """Publish a generation without files."""
    manifest = Manifest(
        format_version=FORMAT_VERSION,
        analysis_version=ANALYSIS_VERSION,
        corpus="invented",
        created=created,
        corpus_fingerprint="",
        embedder=EmbedderRecord(name="none", sha256="", dimension=1, max_tokens=1),
        counts=Counts(documents=0, passages=0, sentences=0),
        files={},
    )
    with building(folder) as workplace:
        return publish(workplace, manifest)


def generations(folder: Path) -> set[Path]:
    return {path for path in folder.iterdir() if path.is_dir()}


def test_a_folder_without_an_index_says_how_to_build_one(tmp_path: Path) -> None:
    """Neither a missing nor an empty folder is a damaged index."""
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(IndexMissingError, match="build one with: qa-service index build"):
            current_generation(folder)


def test_current_names_the_live_generation(built: BuildReport) -> None:
    """By its folder's name, which ends with the hash of its manifest."""
    folder, name = built.generation.parent, built.generation.name

    assert (folder / "CURRENT").read_bytes() == f"{name}\n".encode()
    assert current_generation(folder) == built.generation
    assert name.endswith("-" + hashlib.sha256((built.generation / "manifest.json").read_bytes()).hexdigest()[:12])


def test_the_manifest_says_what_was_built_from_what(built: BuildReport) -> None:
    """Corpus, embedder, counts and the hash of every file."""
    manifest = read_manifest(built.generation)

    assert (manifest.format_version, manifest.corpus) == (FORMAT_VERSION, "invented")
    assert (manifest.embedder.name, manifest.embedder.dimension, manifest.embedder.max_tokens) == (
        "all-MiniLM-L6-v2",
        384,
        256,
    )
    assert manifest.counts.documents == 7
    assert set(manifest.files) == set(FILES)
    for name, record in manifest.files.items():
        raw = (built.generation / name).read_bytes()
        assert (record.sha256, record.bytes) == (hashlib.sha256(raw).hexdigest(), len(raw))


def test_nothing_is_pickled(built: BuildReport, tmp_path: Path) -> None:
    """The one format that could hold a pickle is read without, and refuses one."""
    rows = np.load(built.generation / "sentences.npy", allow_pickle=False)
    assert (rows.shape, rows.dtype) == ((built.manifest.counts.sentences, 384), np.float16)

    np.save(tmp_path / "sentences.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(ValueError, match="Python objects in dtype"):
        SentenceVectors(tmp_path)


def test_a_generation_of_another_format_is_refused(tmp_path: Path, built: BuildReport) -> None:
    """The message says which format it has and which is read."""
    content = {**json.loads((built.generation / "manifest.json").read_text()), "format_version": FORMAT_VERSION + 1}
    raw = json.dumps(content).encode()
    generation = tmp_path / f"20260117T120000-{hashlib.sha256(raw).hexdigest()[:12]}"
    generation.mkdir()
    (generation / "manifest.json").write_bytes(raw)

    with pytest.raises(
        IndexDamagedError, match=f"has format {FORMAT_VERSION + 1}, this program reads {FORMAT_VERSION}"
    ):
        read_manifest(generation)


def test_a_manifest_with_an_unknown_field_is_refused(tmp_path: Path) -> None:
    """It was written by another version, whatever it says of itself."""
    raw = b'{"surprise": 1}'
    generation = tmp_path / f"20260117T120000-{hashlib.sha256(raw).hexdigest()[:12]}"
    generation.mkdir()
    (generation / "manifest.json").write_bytes(raw)

    with pytest.raises(IndexDamagedError, match="is not a manifest of this version"):
        read_manifest(generation)


def test_every_damaged_byte_of_current_is_found_out(tmp_path: Path, flipped: Flip) -> None:
    """It then names no generation."""
    publish_made(tmp_path, NOON)

    for place in range((tmp_path / "CURRENT").stat().st_size):
        with (
            flipped(tmp_path / "CURRENT", place),
            pytest.raises(IndexDamagedError, match=r"CURRENT names .* build again"),
        ):
            current_generation(tmp_path)


@pytest.mark.parametrize(
    "content", ["", "\n", "..\n", "/etc\n", "20260117T120000-000000000000\n", "20260117T120000-0000", "ü\n"]
)
def test_current_must_name_a_generation_that_is_there(tmp_path: Path, content: str) -> None:
    """No other folder, and no name that was cut off."""
    publish_made(tmp_path, NOON)
    (tmp_path / "CURRENT").write_text(content, encoding="utf-8")

    with pytest.raises(IndexDamagedError, match=f"{tmp_path / 'CURRENT'} names"):
        current_generation(tmp_path)


def test_a_generation_that_was_removed_by_hand_is_missed(tmp_path: Path) -> None:
    """CURRENT is named, because it points to nothing."""
    shutil.rmtree(publish_made(tmp_path, NOON))

    with pytest.raises(IndexDamagedError, match="CURRENT names"):
        current_generation(tmp_path)


def test_publishing_makes_a_generation_live_and_keeps_the_one_before(tmp_path: Path) -> None:
    """A server may still read that one; older ones go."""
    first, second, third = (publish_made(tmp_path, NOON + timedelta(minutes=n)) for n in range(3))

    assert current_generation(tmp_path) == third
    assert generations(tmp_path) == {second, third}
    assert not first.exists()
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == [".lock", "CURRENT"]


def test_the_one_before_is_kept_also_within_a_second(tmp_path: Path) -> None:
    """Small corpora are built in less."""
    before = publish_made(tmp_path, NOON)
    for n in range(1, 8):
        live = publish_made(tmp_path, NOON + timedelta(milliseconds=n))
        assert generations(tmp_path) == {before, live}
        before = live


def test_the_one_before_is_kept_and_not_what_a_killed_build_left(tmp_path: Path) -> None:
    """A build that dies between renaming its folder and writing CURRENT leaves a generation that was never live."""
    before = publish_made(tmp_path, NOON)
    never_live = publish_made(tmp_path, NOON + timedelta(minutes=1))
    (tmp_path / "CURRENT").write_text(before.name + "\n", encoding="ascii")

    live = publish_made(tmp_path, NOON + timedelta(minutes=2))

    assert generations(tmp_path) == {before, live}
    assert not never_live.exists()


def test_what_a_killed_build_left_is_removed(tmp_path: Path) -> None:
    """Its hidden folder would else stay for ever."""
    (tmp_path / ".building-1" / "deep").mkdir(parents=True)

    with building(tmp_path) as workplace:
        assert generations(tmp_path) == {workplace}

    assert generations(tmp_path) == set()


def test_a_failed_build_leaves_nothing(tmp_path: Path) -> None:
    """Neither its folder nor its lock."""

    def fail() -> None:
        with building(tmp_path) as workplace:
            (workplace / "half").write_bytes(b"1")
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        fail()

    assert generations(tmp_path) == set()
    with building(tmp_path):
        pass


def test_one_builder_at_a_time(tmp_path: Path) -> None:
    """The second is told so, and the first is not disturbed."""
    with building(tmp_path) as workplace:
        with pytest.raises(IndexBusyError, match=f"another build is running in {tmp_path}; wait"), building(tmp_path):
            pass
        assert workplace.is_dir()
