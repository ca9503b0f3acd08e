"""The index on disk: the one module that knows its folders and file names.

    index/lems/CURRENT                          the name of the live generation, and a line end
    index/lems/20260117T101500-3f2a9c0d1e4b/    an immutable generation; the name ends with the hash of its manifest
        manifest.json       what it was built from and with, and the hash of every other file
        literature.sqlite   documents, passages, sentences; FTS5 is the lexical index
        passages.faiss      one vector per passage, in the order of the passages
        sentences.npy       one float16 vector per sentence, in the order of the sentences
        encoder.onnx        the query encoder,
        encoder.onnx.data   its weights, which are mapped and not read, and
        tokenizer.json      its tokenizer
    and, for a corpus of LARGE_FROM passages or more, what finds nearly the same in less time:
        cells.faiss         the passage vectors in cells, in few bits; the best are compared again with passages.faiss
        terms/              the terms of the passages, in the files of tantivy

So one damaged byte anywhere shows: in a file against the manifest, in the manifest against the folder's name, in CURRENT
because no such folder is there. A generation is written under a hidden name and renamed when it is complete.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from qa_service.errors import IndexBusyError, IndexDamagedError, IndexMissingError

FORMAT_VERSION = 5
STORE = "literature.sqlite"
PASSAGE_VECTORS = "passages.faiss"
SENTENCE_VECTORS = "sentences.npy"
ENCODER = "encoder.onnx"
ENCODER_WEIGHTS = "encoder.onnx.data"
TOKENIZER = "tokenizer.json"
FILES = (STORE, PASSAGE_VECTORS, SENTENCE_VECTORS, ENCODER, ENCODER_WEIGHTS, TOKENIZER)
LARGE_VECTORS = "cells.faiss"
LARGE_TERMS = "terms"
# From here on exact search of vectors and FTS5 take longer than 15 ms together: docs/performance.md.
LARGE_FROM = 40_000
# What a start hashes, half a second where the processor knows SHA. `index verify` hashes all, and so does a build.
HASHED_AT_START = 512 * 1024 * 1024
MANIFEST = "manifest.json"
CURRENT = "CURRENT"
LOCK = ".lock"
_BUILDING = ".building-"
_NAME = re.compile(r"\d{8}T\d{6}-([0-9a-f]{12})")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class EmbedderRecord(_Frozen):
    """Which model made the vectors, and what a query encoder must know."""

    name: str
    sha256: str
    dimension: int
    max_tokens: int
    query_prompt: str = ""


class Counts(_Frozen):
    """How much there is in a generation."""

    documents: int
    passages: int
    sentences: int


class FileRecord(_Frozen):
    """What a file must be."""

    sha256: str
    bytes: int


class Manifest(_Frozen):
    """What a generation was built from and with."""

    format_version: int
    analysis_version: int
    corpus: str
    created: datetime
    corpus_fingerprint: str
    embedder: EmbedderRecord
    counts: Counts
    files: dict[str, FileRecord]


def current_generation(folder: Path) -> Path:
    """The folder of the live generation.

    Raises:
        IndexMissingError: nothing was built here.
        IndexDamagedError: CURRENT names no generation.
    """
    pointer = folder / CURRENT
    try:
        name = pointer.read_bytes().decode("ascii", errors="replace")
    except (FileNotFoundError, NotADirectoryError) as error:
        raise IndexMissingError(f"there is no index in {folder}; build one with: qa-service index build") from error
    if not (_NAME.fullmatch(name.removesuffix("\n")) and name.endswith("\n") and (folder / name[:-1]).is_dir()):
        raise IndexDamagedError(
            f"{pointer} names {name!r}, which is not a generation; build again: qa-service index build"
        )
    return folder / name[:-1]


def read_manifest(generation: Path) -> Manifest:
    """Read the manifest of a generation, checked against the generation's name.

    Raises:
        IndexDamagedError: it is missing, damaged, or of another format.
    """
    path = generation / MANIFEST
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise IndexDamagedError(
            f"{path} cannot be read: {error.strerror}; build again: qa-service index build"
        ) from error
    if not generation.name.endswith(_short_hash(raw)):
        raise IndexDamagedError(f"{path} is damaged: its hash is not the one in the folder's name")
    try:
        manifest = Manifest.model_validate_json(raw)
    except ValidationError as error:
        raise IndexDamagedError(
            f"{path} is not a manifest of this version; build again: qa-service index build"
        ) from error
    if manifest.format_version != FORMAT_VERSION:
        raise IndexDamagedError(
            f"{path} has format {manifest.format_version}, this program reads {FORMAT_VERSION}; "
            "build again: qa-service index build"
        )
    return manifest


def damaged_files(generation: Path, most: int | None = None) -> list[str]:
    """Name every file of a generation that is missing or is not what was built, one line each.

    Args:
        generation: a folder.
        most: how many bytes are hashed, the smallest files first; of the files beyond, the size is compared. All if None.
    """
    try:
        manifest = read_manifest(generation)
    except IndexDamagedError as error:
        return [str(error)]
    hashed = _smallest(manifest.files, most)
    problems = []
    for name, record in manifest.files.items():
        path = generation / name
        if not path.is_file():
            problems.append(f"{path} is missing")
        elif path.stat().st_size != record.bytes or (name in hashed and file_record(path) != record):
            problems.append(f"{path} is damaged: its content is not what was built")
    return problems


def _smallest(files: Mapping[str, FileRecord], most: int | None) -> set[str]:
    """The smallest files that have no more bytes than that together."""
    names = sorted(files, key=lambda name: files[name].bytes)
    sums = accumulate(files[name].bytes for name in names)
    return {name for name, total in zip(names, sums, strict=True) if most is None or total <= most}


def require_sound(generation: Path, most: int = HASHED_AT_START) -> None:
    """Check a generation before it is used; of a large one, the size of the files that would take long to read.

    Raises:
        IndexDamagedError: names each bad file.
    """
    problems = damaged_files(generation, most)
    if problems:
        advice = "" if "build again" in problems[-1] else "; build again: qa-service index build"
        raise IndexDamagedError("; ".join(problems) + advice)


def file_record(path: Path) -> FileRecord:
    """Hash a file."""
    with path.open("rb") as file:
        return FileRecord(sha256=hashlib.file_digest(file, "sha256").hexdigest(), bytes=path.stat().st_size)


def file_records(folder: Path) -> dict[str, FileRecord]:
    """Hash every file below a folder; the names are paths from there."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): file_record(path) for path in paths}


@contextmanager
def building(folder: Path) -> Iterator[Path]:
    """Give a hidden folder to build in, for one builder at a time; what a killed build left is removed first.

    Raises:
        IndexBusyError: another build is running.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise IndexBusyError(f"another build is running in {folder}; wait until it has ended") from error
        for leftover in folder.glob(f"{_BUILDING}*"):
            shutil.rmtree(leftover)
        workplace = folder / f"{_BUILDING}{os.getpid()}"
        workplace.mkdir()
        try:
            yield workplace
        finally:
            shutil.rmtree(workplace, ignore_errors=True)


def publish(workplace: Path, manifest: Manifest) -> Path:
    """Make a complete build the live generation, in one step that cannot be seen half done."""
    folder = workplace.parent
    raw = json.dumps(manifest.model_dump(mode="json"), indent=2, sort_keys=True).encode() + b"\n"
    (workplace / MANIFEST).write_bytes(raw)
    for path in (*workplace.rglob("*"), workplace):
        _flush(path)
    generation = folder / f"{manifest.created.astimezone(UTC):%Y%m%dT%H%M%S}-{_short_hash(raw)}"
    workplace.rename(generation)
    kept = {generation.name, _live_name(folder)}  # a server may still read the one that was live
    pointer = folder / f"{CURRENT}.new"
    pointer.write_text(generation.name + "\n", encoding="ascii")
    _flush(pointer)
    _flush(folder)
    pointer.replace(folder / CURRENT)
    _flush(folder)
    for path in folder.iterdir():
        if _NAME.fullmatch(path.name) and path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)
    return generation


def _live_name(folder: Path) -> str | None:
    try:
        return current_generation(folder).name
    except (IndexMissingError, IndexDamagedError):
        return None


def _short_hash(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()[:12]


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
