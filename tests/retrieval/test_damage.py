"""No damage of an index goes unnoticed, and each is named."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from qa_service.errors import IndexDamagedError
from qa_service.retrieval.build import BuildReport
from qa_service.retrieval.generation import FILES, current_generation, damaged_files
from qa_service.retrieval.search import Searcher

Flip = Callable[[Path, int], AbstractContextManager[None]]


@pytest.fixture(scope="module")
def victim(built: BuildReport, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shared generation; every test that damages it puts it right again."""
    folder = tmp_path_factory.mktemp("victim") / "index"
    return current_generation(Path(shutil.copytree(built.generation.parent, folder)))


@contextmanager
def away(path: Path) -> Iterator[None]:
    path.rename(path.with_name("away"))
    yield
    path.with_name("away").rename(path)


@contextmanager
def cut(path: Path) -> Iterator[None]:
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    yield
    path.write_bytes(whole)


def assert_refused(generation: Path, problem: str) -> None:
    assert damaged_files(generation) == [problem]
    with pytest.raises(IndexDamagedError) as refusal:
        Searcher(generation)
    assert str(refusal.value).startswith(problem)


def test_a_sound_generation_has_no_damaged_files(built: BuildReport) -> None:
    """And holds its files and nothing else."""
    assert damaged_files(built.generation) == []
    assert {path.name for path in built.generation.iterdir()} == {*FILES, "manifest.json"}


@pytest.mark.parametrize("name", FILES)
def test_a_flipped_byte_anywhere_in_a_file_names_that_file(victim: Path, name: str, flipped: Flip) -> None:
    """The first byte, the last, and three in between."""
    path = victim / name
    size = path.stat().st_size

    for place in (0, *random.Random(name).sample(range(1, size - 1), 3), size - 1):
        with flipped(path, place):
            assert_refused(victim, f"{path} is damaged: its content is not what was built")
    assert damaged_files(victim) == []


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(victim: Path, name: str) -> None:
    """Deleted is told apart from changed."""
    with away(victim / name):
        assert_refused(victim, f"{victim / name} is missing")


@pytest.mark.parametrize("name", ["literature.sqlite", "sentences.npy"])
def test_a_file_that_was_cut_off_is_named(victim: Path, name: str) -> None:
    """As after a copy that broke off."""
    with cut(victim / name):
        assert_refused(victim, f"{victim / name} is damaged: its content is not what was built")


def test_every_damaged_file_is_named(victim: Path, flipped: Flip) -> None:
    """Not only the first."""
    with away(victim / "tokenizer.json"), flipped(victim / "passages.faiss", 100):
        assert damaged_files(victim) == [
            f"{victim / 'passages.faiss'} is damaged: its content is not what was built",
            f"{victim / 'tokenizer.json'} is missing",
        ]


def test_a_damaged_manifest_is_named(victim: Path, flipped: Flip) -> None:
    """Its hash is in the folder's name, so that no file can be blamed in its place."""
    path = victim / "manifest.json"

    for place in random.Random(3).sample(range(path.stat().st_size), 20):
        with flipped(path, place):
            assert_refused(victim, f"{path} is damaged: its hash is not the one in the folder's name")
    with cut(path):
        assert_refused(victim, f"{path} is damaged: its hash is not the one in the folder's name")
    with away(path):
        problem = f"{path} cannot be read: No such file or directory; build again: qa-service index build"
        assert_refused(victim, problem)
