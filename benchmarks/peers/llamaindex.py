"""LlamaIndex: a vector index over FAISS, and its fusion with BM25 (bm25s with stems and stop words).

Best without a key or another model: FAISS instead of the default store, which takes cosines in Python; the fusion retriever by
reciprocal rank and without made-up questions, which would need a language model. Title is metadata, which is embedded by default.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks.peers.protocol import PASSAGES, Peer, Place, Text, first_distinct, main

# In tokens, so that a passage with its title fits the 256 of the model; the default of 1,024 leaves most texts whole.
_LENGTH, _OVERLAP = 200, 0


class LlamaIndex(Peer):
    """Retrieval as LlamaIndex offers it."""

    def build(self, texts: Sequence[Text], place: Place) -> None:
        """Split, embed, persist."""
        import faiss  # noqa: PLC0415
        from llama_index.core import Document, StorageContext, VectorStoreIndex  # noqa: PLC0415
        from llama_index.core.node_parser import SentenceSplitter  # noqa: PLC0415
        from llama_index.retrievers.bm25 import BM25Retriever  # noqa: PLC0415
        from llama_index.vector_stores.faiss import FaissVectorStore  # noqa: PLC0415

        splitter = SentenceSplitter(chunk_size=_LENGTH, chunk_overlap=_OVERLAP, include_metadata=False)
        nodes = splitter.get_nodes_from_documents(
            [Document(id_=text.id, text=text.text, metadata={"title": text.title}) for text in texts]
        )
        embedder = self._embedder(place)
        dimension = len(embedder.get_query_embedding("dimension"))
        storage = StorageContext.from_defaults(vector_store=FaissVectorStore(faiss.IndexFlatIP(dimension)))
        index = VectorStoreIndex(nodes, storage_context=storage, embed_model=embedder)
        index.storage_context.persist(str(place.folder))
        BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=PASSAGES).persist(str(place.folder / "bm25"))

    def open(self, place: Place, mode: str) -> None:
        """Load what was persisted."""
        from llama_index.core import StorageContext, load_index_from_storage  # noqa: PLC0415
        from llama_index.vector_stores.faiss import FaissVectorStore  # noqa: PLC0415

        vectors = FaissVectorStore.from_persist_dir(str(place.folder))
        storage = StorageContext.from_defaults(vector_store=vectors, persist_dir=str(place.folder))
        index = load_index_from_storage(storage, embed_model=self._embedder(place))
        self._retriever: Any = index.as_retriever(similarity_top_k=PASSAGES)
        if mode == "hybrid":
            from llama_index.core.llms import MockLLM  # noqa: PLC0415
            from llama_index.core.retrievers import QueryFusionRetriever  # noqa: PLC0415
            from llama_index.retrievers.bm25 import BM25Retriever  # noqa: PLC0415

            self._retriever = QueryFusionRetriever(
                [self._retriever, BM25Retriever.from_persist_dir(str(place.folder / "bm25"))],
                llm=MockLLM(),
                mode="reciprocal_rerank",
                similarity_top_k=PASSAGES,
                num_queries=1,
                use_async=False,
            )

    def search(self, question: str) -> list[str]:
        """Ask the retriever."""
        return first_distinct(found.node.ref_doc_id for found in self._retriever.retrieve(question))

    def _embedder(self, place: Place) -> Any:
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding  # noqa: PLC0415

        return HuggingFaceEmbedding(model_name=place.model, device="cpu", embed_batch_size=64)


if __name__ == "__main__":
    main(LlamaIndex())
