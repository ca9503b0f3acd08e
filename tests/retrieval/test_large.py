"""A large corpus is searched by other means, which find nearly the same; a small one is not."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from benchmarks.enlarged import Enlarged
from qa_service.errors import IndexDamagedError
from qa_service.ingestion.corpus import corpus_fingerprint, read_corpus
from qa_service.retrieval import build as building_an_index
from qa_service.retrieval.analysis import terms
from qa_service.retrieval.build import BuildReport, build_index
from qa_service.retrieval.embedder import SentenceEmbedder
from qa_service.retrieval.generation import FILES, current_generation, damaged_files, require_sound
from qa_service.retrieval.search import Searcher
from qa_service.retrieval.store import Store
from qa_service.retrieval.vectors import PassageVectors, SentenceVectors, write_vectors
from qa_service.types import Filters, Vectors
from tests.conftest import CORE, Build

pytest.importorskip("tantivy")

QUESTIONS = [
    ("Which drugs make a peptic ulcer bleed?", "brandt2015_jim"),
    ("Does lemon juice cure sailors of scurvy?", "marsh1998_jim"),
    ("How soon does sumatriptan relieve the headache?", "chen2020_jim"),
    ("Which peptide rises during an attack of migraine?", "silva2018_jim"),
]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory, build: Build, built: BuildReport) -> Path:
    """The generation of the invented literature, built as if it were large; its vectors are reused."""
    index = Path(shutil.copytree(built.generation.parent, tmp_path_factory.mktemp("large") / "index"))
    with pytest.MonkeyPatch.context() as lowered:
        lowered.setattr(building_an_index, "LARGE_FROM", 10)
        report = build(CORE, index)
    assert report.embedded == 0
    return report.generation


@pytest.fixture(scope="module")
def large_searcher(large: Path) -> Searcher:
    return Searcher(large)


@pytest.fixture(scope="module")
def small_store(built: BuildReport) -> Store:
    return Store(built.generation / "literature.sqlite")


@pytest.fixture(scope="module")
def many(built: BuildReport) -> Vectors:
    """Some thousand vectors, made of those of the invented sentences."""
    rows = SentenceVectors(built.generation).rows(slice(None))
    return Enlarged(np.ascontiguousarray(rows[np.linalg.norm(rows, axis=1) > 0.5])).vectors(6000)


def mapped_files() -> str:
    return Path("/proc/self/maps").read_text(encoding="utf-8")


def test_the_files_are_chosen_by_size(built: BuildReport, large: Path) -> None:
    """A small corpus has the same files as ever; what a large one has more is in its manifest."""
    more = {path.relative_to(large).as_posix() for path in large.rglob("*") if path.is_file()} - {
        *FILES,
        "manifest.json",
    }

    assert set(built.manifest.files) == set(FILES)
    assert set(Searcher(large).manifest.files) == {*FILES, *more}
    assert "cells.faiss" in more
    assert all(name == "cells.faiss" or name.startswith("terms/") for name in more)
    assert "terms/meta.json" in more


def test_a_corpus_that_has_grown_large_is_built_again(
    index: Path, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also if no work has changed, as after an update of the program; a second build changes nothing."""
    old = current_generation(index)
    monkeypatch.setattr(building_an_index, "LARGE_FROM", 10)

    report = build(CORE, index)

    assert (report.embedded, report.reused) == (0, 7)
    assert Searcher(old).manifest.counts == report.manifest.counts  # what was built before can still be read
    assert build(CORE, index).generation == report.generation


def test_cells_find_what_exact_search_finds(many: Vectors, tmp_path: Path) -> None:
    """recall@10 of at least 0.98, with the same cosines, best first."""
    for name, is_large in (("flat", False), ("cells", True)):
        (tmp_path / name).mkdir()
        write_vectors(tmp_path / name, many, many[:1], is_large)
    exact, cells = PassageVectors(tmp_path / "flat"), PassageVectors(tmp_path / "cells")
    asked = many[::40] + np.roll(many[::40], 1, axis=0)
    asked /= np.linalg.norm(asked, axis=1, keepdims=True)

    shares = []
    for question in asked:
        truth, found = exact.nearest(question[None], 10), cells.nearest(question[None], 10)
        shares.append(len(truth.keys() & found.keys()) / 10)
        assert list(found.values()) == sorted(found.values(), reverse=True)
        assert all(found[number] == pytest.approx(truth[number], abs=1e-5) for number in truth.keys() & found.keys())

    assert np.mean(shares) >= 0.98
    assert (tmp_path / "cells" / "cells.faiss").stat().st_size < 0.1 * (
        tmp_path / "flat" / "passages.faiss"
    ).stat().st_size


def test_the_same_vectors_give_the_same_cells(many: Vectors, tmp_path: Path) -> None:
    """So that an index can be compared with another."""
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        write_vectors(tmp_path / name, many[:1000], many[:1], is_large=True)

    assert (tmp_path / "one/cells.faiss").read_bytes() == (tmp_path / "other/cells.faiss").read_bytes()


@pytest.mark.parametrize("is_large", [False, True])
def test_a_search_may_be_restricted(many: Vectors, tmp_path: Path, is_large: bool) -> None:
    """To some passages, of which the nearest are found."""
    write_vectors(tmp_path, many, many[:1], is_large)
    only = list(range(0, len(many), 3))

    found = PassageVectors(tmp_path).nearest(many[4][None], 10, only)

    cosines = many[only] @ many[4]
    assert list(found) == [only[place] for place in np.argsort(-cosines)[:10]]


def test_the_files_are_mapped(large: Path) -> None:
    """Not read: workers share them, and an index may be larger than memory."""
    searcher = Searcher(large)
    searcher.search(searcher.query(QUESTIONS[0][0]), 5)

    maps = mapped_files()
    assert str(large / "cells.faiss") in maps
    assert str(large / "passages.faiss") in maps
    assert any(str(path) in maps for path in (large / "terms").glob("*.idx"))


def test_opening_writes_nothing(large: Path) -> None:
    """A generation is immutable, and may lie where nothing can be written."""
    before = {path: path.stat().st_mtime_ns for path in (large, *large.rglob("*"))}

    Searcher(large)

    assert {path: path.stat().st_mtime_ns for path in (large, *large.rglob("*"))} == before


@pytest.mark.parametrize(("question", "document"), QUESTIONS)
def test_the_answer_is_found(large_searcher: Searcher, question: str, document: str) -> None:
    """As in a small corpus, by meaning, by words, and by both."""
    query = large_searcher.query(question)

    for mode in ("lexical", "dense", "hybrid"):
        assert large_searcher.search(query, 1, mode)[0].stored.passage.document_id == document  # type: ignore[arg-type]


def test_filters_hold(large_searcher: Searcher) -> None:
    """In both sides."""
    query = large_searcher.query("migraine")

    found = large_searcher.search(query, 50, filters=Filters(document_ids=("chen2020_jim",)))

    assert {item.stored.passage.document_id for item in found} == {"chen2020_jim"}
    assert large_searcher.search(query, 50, filters=Filters(document_ids=())) == []


def test_terms_and_phrases_are_counted_as_fts5_counts_them(large_searcher: Searcher, small_store: Store) -> None:
    """Every term of the corpus, and every two that stand beside each other in a sentence."""
    texts = small_store.texts(100)
    found = sorted({term for text in texts for term in terms(text)})
    pairs = sorted({" ".join(pair) for text in texts for pair in zip(terms(text), terms(text)[1:], strict=False)})

    assert large_searcher.store.passages_with([*found, "zzz"]) == small_store.passages_with([*found, "zzz"])
    assert {pair: large_searcher.store.passages_with_phrase(pair) for pair in pairs} == {
        pair: small_store.passages_with_phrase(pair) for pair in pairs
    }
    assert large_searcher.store.passages_with_phrase("") == 0


def test_scores_are_nearly_those_of_fts5(large_searcher: Searcher, small_store: Store) -> None:
    """The same passages, the best first; idf is ln(1 + x) instead of ln(x), which is all one in a large corpus."""
    for question, _ in QUESTIONS:
        asked = [*terms(question), "peptic ulcer"]
        own, its = large_searcher.store.lexical_scores(asked, 100), small_store.lexical_scores(asked, 100)
        assert own.keys() == its.keys()
        assert next(iter(own)) == next(iter(its))
        assert next(iter(own.values())) == pytest.approx(next(iter(its.values())), rel=0.4)


@pytest.mark.parametrize("count", [3, 4500])
def test_lexical_search_may_be_restricted(large_searcher: Searcher, count: int) -> None:
    """To few passages, named one by one, or to many, by which what is found is sifted."""
    asked = terms("migraine headache ulcer scurvy")
    everything = large_searcher.store.lexical_scores(asked, 1000)
    only = [*sorted(everything)[1:4], *range(10_000, 10_000 + count - 3)]

    found = large_searcher.store.lexical_scores(asked, 2, only)

    assert list(found) == [number for number in everything if number in only][:2]
    assert list(found.values()) == pytest.approx([everything[number] for number in found], rel=1e-5)
    assert large_searcher.store.lexical_scores(asked, 2, []) == {}
    assert large_searcher.store.lexical_scores([], 2) == {}


def test_damage_of_any_file_is_named(large: Path, tmp_path: Path, flipped: object) -> None:
    """Those of a large corpus are in the manifest like the others."""
    victim = current_generation(Path(shutil.copytree(large.parent, tmp_path / "index")))
    for path in (victim / "cells.faiss", *(victim / "terms").iterdir()):
        with flipped(path, path.stat().st_size // 2):  # type: ignore[operator]
            assert damaged_files(victim) == [f"{path} is damaged: its content is not what was built"]
        path.rename(tmp_path / "away")
        assert damaged_files(victim) == [f"{path} is missing"]
        with pytest.raises(IndexDamagedError, match=path.name):
            Searcher(victim)
        (tmp_path / "away").rename(path)
    assert damaged_files(victim) == []


def test_a_start_hashes_so_much_and_no_more(large: Path, tmp_path: Path, flipped: object) -> None:
    """The smallest files first; what is cut off shows in any."""
    victim = current_generation(Path(shutil.copytree(large.parent, tmp_path / "index")))
    weights, meta = victim / "encoder.onnx.data", victim / "terms" / "meta.json"

    with flipped(weights, 5000):  # type: ignore[operator]
        require_sound(victim, most=5_000_000)
        with pytest.raises(IndexDamagedError, match=r"encoder\.onnx\.data is damaged"):
            require_sound(victim)
    with flipped(meta, 50), pytest.raises(IndexDamagedError, match=r"meta\.json is damaged"):  # type: ignore[operator]
        require_sound(victim, most=5_000_000)
    with weights.open("r+b") as file:
        file.truncate(weights.stat().st_size - 1)
    with pytest.raises(IndexDamagedError, match=r"encoder\.onnx\.data is damaged"):
        require_sound(victim, most=5_000_000)


def test_a_build_that_fails_half_way_leaves_nothing(
    corpus: Path, tiny_index: Path, tiny_embedder: SentenceEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text that no index can hold is found when half of the terms are written; the old generation stays."""
    monkeypatch.setattr(building_an_index, "LARGE_FROM", 10)
    old = current_generation(tiny_index)
    documents = read_corpus(corpus)
    last = documents[-1]
    unwritable = last.work.model_copy(update={"journal": "half a letter: \ud800"})
    broken = [*documents[:-1], type(last)(last.id, unwritable, last.text, last.sha256, last.sections, last.passages)]

    with pytest.raises(ValueError, match="surrogates not allowed"):
        build_index(tiny_index, "invented", broken, "broken", tiny_embedder)

    assert current_generation(tiny_index) == old
    assert damaged_files(old) == []
    assert sorted(path.name for path in tiny_index.iterdir()) == sorted([".lock", "CURRENT", old.name])
    report = build_index(tiny_index, "invented", documents, corpus_fingerprint(documents), tiny_embedder)
    assert damaged_files(report.generation) == []
