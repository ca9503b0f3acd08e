"""Documents in a file are those that were put in."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa_service.errors import CorpusError
from qa_service.ingestion.corpus import corpus_fingerprint, read_corpus, spool_corpus
from qa_service.ingestion.spool import Spool

LITERATURE = Path(__file__).parents[1] / "literature"


def test_a_spooled_corpus_is_the_corpus() -> None:
    """Document by document, in the order of the keys, at any place, forwards and backwards."""
    documents = read_corpus(LITERATURE)

    with spool_corpus(LITERATURE) as spool:
        assert len(spool) == len(documents)
        assert list(spool) == documents
        assert [spool[-1], *spool[1:3]] == [documents[-1], *documents[1:3]]
        assert corpus_fingerprint(spool) == corpus_fingerprint(documents)


def test_documents_come_in_the_order_of_their_keys() -> None:
    """Whatever order they are put in."""
    documents = read_corpus(LITERATURE)

    with Spool(reversed(documents)) as spool:
        assert list(spool) == documents


def test_problems_of_a_corpus_are_told_before_anything_is_read(tmp_path: Path) -> None:
    """As where it is read at once."""
    with pytest.raises(CorpusError, match="there is no such folder"):
        spool_corpus(tmp_path / "none")


def test_no_document_is_a_spool_too() -> None:
    """With nothing in it."""
    with Spool([]) as spool:
        assert list(spool) == []
