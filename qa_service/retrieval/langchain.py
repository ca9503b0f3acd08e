"""The doors for LangChain users: our encoder as `Embeddings`, our index as a `VectorStore`, our search as a retriever.

>>> generation = current_generation(Path("index/lems"))
>>> HybridRetriever(searcher=Searcher(generation), k=8).invoke("Which tumour goes with LEMS?")
>>> store_of_generation(generation).as_retriever(search_type="mmr").invoke("Which tumour goes with LEMS?")

Importing langchain_core takes about 0.4 s, so nothing on the serving path imports this module.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from pydantic import Field

from qa_service.errors import ModelError
from qa_service.retrieval.encoder import QueryEncoder
from qa_service.retrieval.faiss_store import FaissStore
from qa_service.retrieval.generation import STORE, EmbedderRecord, read_manifest, require_sound
from qa_service.retrieval.search import Searcher
from qa_service.retrieval.store import Store, StoredPassage
from qa_service.retrieval.vectors import PassageVectors
from qa_service.types import SearchMode

__all__ = ["FaissStore", "FrozenEmbeddings", "HybridRetriever", "document_of", "store_of_generation"]


class FrozenEmbeddings(Embeddings):
    """The query encoder of a generation."""

    def __init__(self, encoder: QueryEncoder, record: EmbedderRecord) -> None:
        self._encoder = encoder
        self._record = record

    def embed_query(self, text: str) -> list[float]:
        """Embed a question."""
        vector: list[float] = self._encoder.embed([text])[0].tolist()
        return vector

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed texts.

        Raises:
            ModelError: the model reads passages otherwise than questions, and a generation holds its question side only.
        """
        if self._record.query_prompt:
            raise ModelError(
                f"{self._record.name} reads passages otherwise than questions, and only its question side is in the index; "
                "add works to the corpus and build again: qa-service index build"
            )
        return [self.embed_query(text) for text in texts]


def store_of_generation(generation: Path) -> FaissStore:
    """A store of the passages that search may find, with the vectors that lie in the index; nothing is embedded.

    Raises:
        IndexDamagedError: a file of the generation is missing or is not what was built.
    """
    require_sound(generation)
    manifest = read_manifest(generation)
    library = Store(generation / STORE)
    unsearched = library.unsearched()
    passages = [
        stored for stored in library.passages(range(manifest.counts.passages)) if stored.number not in unsearched
    ]
    store = FaissStore(FrozenEmbeddings(QueryEncoder(generation, manifest.embedder), manifest.embedder))
    rows = PassageVectors(generation).rows([stored.number for stored in passages])
    store.put([document_of(stored) for stored in passages], rows)
    library.close()
    return store


class HybridRetriever(BaseRetriever):
    """Our search by meaning and by words. The metadata of a document have its place in the work and its scores."""

    searcher: Searcher
    k: int = Field(default=4, ge=1, description="how many passages a question gets; `invoke(question, k=8)` wins")
    mode: SearchMode = "hybrid"

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - the signature is LangChain's
        k: int | None = None,
    ) -> list[Document]:
        return self._found(query, self.k if k is None else k)

    async def _aget_relevant_documents(
        self,
        query: str,
        *,
        run_manager: AsyncCallbackManagerForRetrieverRun,  # noqa: ARG002
        k: int | None = None,
    ) -> list[Document]:
        return await asyncio.to_thread(self._found, query, self.k if k is None else k)

    def _found(self, question: str, k: int) -> list[Document]:
        if k < 1:
            raise ValueError(f"k is {k}; ask for at least 1")
        documents = []
        for found in self.searcher.search(self.searcher.query(question), k, self.mode):
            document = document_of(found.stored)
            document.metadata |= {"score": found.score, "dense": found.dense, "lexical": found.lexical}
            documents.append(document)
        return documents


def document_of(stored: StoredPassage) -> Document:
    """A passage as LangChain has it; `start` and `end` are offsets in the text of the work."""
    passage, work = stored.passage, stored.work
    metadata = {
        "document_id": passage.document_id,
        "section": passage.section,
        "title": work.title,
        "authors": list(work.authors),
        "year": work.year,
        "journal": work.journal,
        "start": passage.start,
        "end": passage.end,
        "text_kind": passage.text_kind,
    }
    return Document(id=passage.id, page_content=passage.text, metadata=metadata)
