"""An answering service over the library, and the proof that every answer must bear."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from qa_service.answering.generators import ExtractiveGenerator
from qa_service.answering.reader import Reader, shipped_reader
from qa_service.answering.service import AnswerService
from qa_service.errors import IndexDamagedError, IndexMissingError
from qa_service.retrieval.build import BuildReport
from qa_service.retrieval.generation import current_generation
from qa_service.retrieval.search import Searcher
from qa_service.types import Answer

Prove = Callable[[Answer, Searcher], None]

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def library_searcher(library: BuildReport) -> Searcher:
    return Searcher(library.generation)


@pytest.fixture(scope="session")
def service(library_searcher: Searcher) -> AnswerService:
    return AnswerService(library_searcher, Reader(shipped_reader()), {"extractive": ExtractiveGenerator()}, "settings")


@pytest.fixture(scope="session")
def lems(tmp_path_factory: pytest.TempPathFactory, build: Callable[[Path, Path], BuildReport]) -> Searcher:
    """The index of the corpus on LEMS, built here if there is none that this version can read."""
    try:
        return Searcher(current_generation(ROOT / "index" / "lems"))
    except (IndexMissingError, IndexDamagedError):
        return Searcher(build(ROOT / "corpus" / "lems", tmp_path_factory.mktemp("lems") / "index").generation)


@pytest.fixture(scope="session")
def on_lems(lems: Searcher) -> AnswerService:
    return AnswerService(lems, Reader(shipped_reader()), {"extractive": ExtractiveGenerator()}, "settings")


@pytest.fixture(scope="session")
def prove() -> Prove:
    """Check what holds for every answer: each quote stands in its source, each sentence and each mark has a citation."""

    def check(answer: Answer, searcher: Searcher) -> None:
        for citation in answer.citations:
            document = searcher.store.document(citation.document_id)
            assert citation.quote == document.text[citation.start : citation.end]
            assert citation.sha256 == document.sha256 == hashlib.sha256(document.text.encode()).hexdigest()
            assert citation.passage_id in {passage.id for passage in document.passages}
        numbers = [citation.n for citation in answer.citations]
        assert numbers == list(range(1, len(numbers) + 1))
        assert {n for sentence in answer.sentences for n in sentence.citations} == set(numbers)
        assert all(sentence.citations for sentence in answer.sentences)
        assert (answer.status == "abstained") == (answer.abstention is not None) == (not answer.sentences)
        if answer.sentences:
            assert _without_marks(answer) == " ".join(sentence.text for sentence in answer.sentences)

    return check


def _without_marks(answer: Answer) -> str:
    """The text without the marks of its sentences; a mark that is not where it belongs stays."""
    text, begin = answer.text.replace(answer.safety or "", "").strip(), 0
    for sentence in answer.sentences:
        marks = " " + "".join(f"[{n}]" for n in sentence.citations)
        begin = text.index(marks, begin)
        text = text[:begin] + text[begin + len(marks) :]
    assert not re.search(r" (\[\d+\])+[.!?…]", text)
    return text
