"""The standard suites of LangChain, and what they do not ask."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from langchain_core.documents import Document
from langchain_tests.integration_tests import RetrieversIntegrationTests

from qa_service.errors import IndexDamagedError, ModelError
from qa_service.retrieval.build import BuildReport
from qa_service.retrieval.langchain import FrozenEmbeddings, HybridRetriever, store_of_generation
from qa_service.retrieval.search import Searcher

QUESTION = "Which drugs make a peptic ulcer bleed?"


class TestStandardOfRetrievers(RetrieversIntegrationTests):
    @pytest.fixture(autouse=True)
    def _open(self, searcher: Searcher) -> None:
        self.searcher = searcher

    @property
    def retriever_constructor(self) -> type[HybridRetriever]:
        return HybridRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"searcher": self.searcher}

    @property
    def retriever_query_example(self) -> str:
        return QUESTION


def test_a_generation_becomes_a_store(built: BuildReport, searcher: Searcher) -> None:
    """Every passage is there with its place in the work, and the neighbours are those of our own dense search."""
    store = store_of_generation(built.generation)
    passage = searcher.store.passage("silva2018_jim:1")

    assert store.get_by_ids(["silva2018_jim:1"]) == [
        Document(
            id="silva2018_jim:1",
            page_content="Variants of the P/Q-type calcium channel cause familial hemiplegic migraine.",
            metadata={
                "document_id": "silva2018_jim",
                "section": "Discussion",
                "title": "What rises in the blood during migraine",
                "authors": ["Silva A", "Dubois C"],
                "year": 2018,
                "journal": "Journal of Invented Medicine",
                "start": passage.passage.start,
                "end": passage.passage.end,
                "text_kind": "abstract",
            },
        )
    ]
    ours = searcher.search(searcher.query(QUESTION), 5, "dense")
    assert [
        (document.id, pytest.approx(cosine)) for document, cosine in store.similarity_search_with_score(QUESTION, k=5)
    ] == [(found.stored.passage.id, found.dense) for found in ours]


def test_a_store_of_a_generation_takes_more_texts(built: BuildReport) -> None:
    """They are embedded by the generation's own encoder."""
    store = store_of_generation(built.generation)

    store.add_texts(["Gout is a disease of the big toe."], ids=["gout"])

    assert store.similarity_search("What is podagra, the disease of the toe?", k=1)[0].id == "gout"


def test_a_damaged_generation_gives_no_store(generation: Path) -> None:
    """The file is named."""
    (generation / "passages.faiss").unlink()

    with pytest.raises(IndexDamagedError, match=r"passages\.faiss is missing"):
        store_of_generation(generation)


def test_the_frozen_encoder_embeds_texts_as_questions(built: BuildReport, searcher: Searcher) -> None:
    """The pinned model makes no difference between the two."""
    embeddings = FrozenEmbeddings(searcher.encoder, built.manifest.embedder)

    assert embeddings.embed_documents([]) == []
    assert embeddings.embed_documents([QUESTION]) == [embeddings.embed_query(QUESTION)]
    assert np.linalg.norm(embeddings.embed_query(QUESTION)) == pytest.approx(1.0)


def test_the_frozen_encoder_refuses_texts_where_the_model_reads_them_otherwise(
    built: BuildReport, searcher: Searcher
) -> None:
    """A model with a query prompt would embed the texts as if they were questions."""
    record = built.manifest.embedder.model_copy(update={"query_prompt": "query: "})

    with pytest.raises(ModelError, match="reads passages otherwise than questions"):
        FrozenEmbeddings(searcher.encoder, record).embed_documents(["Gout is a disease of the big toe."])


@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
async def test_the_retriever_finds_what_the_searcher_finds(searcher: Searcher, mode: Any) -> None:
    """The same passages in the same order with the same scores, also asynchronously."""
    retriever = HybridRetriever(searcher=searcher, k=3, mode=mode)
    expected = [
        (found.stored.passage.id, {"score": found.score, "dense": found.dense, "lexical": found.lexical})
        for found in searcher.search(searcher.query(QUESTION), 3, mode)
    ]

    for documents in (
        retriever.invoke(QUESTION),
        await retriever.ainvoke(QUESTION),
        await retriever.ainvoke(QUESTION, k=3),
    ):
        scores = [{name: document.metadata[name] for name in ("score", "dense", "lexical")} for document in documents]
        assert [(document.id, score) for document, score in zip(documents, scores, strict=True)] == expected


@pytest.mark.parametrize("k", [0, -1])
def test_k_is_at_least_1(searcher: Searcher, k: int) -> None:
    """However it is given."""
    with pytest.raises(ValueError, match=f"k is {k}"):
        HybridRetriever(searcher=searcher).invoke(QUESTION, k=k)
    with pytest.raises(ValueError, match="greater than or equal to 1"):
        HybridRetriever(searcher=searcher, k=k)


def test_serving_does_not_import_langchain() -> None:
    """It would add about half a second to every start."""
    code = (
        "import sys, qa_service.retrieval.search; print([name for name in sys.modules if name.startswith('langchain')])"
    )

    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert found.stdout == "[]\n"
