"""Haystack: its in-memory store, a pipeline with an embedding retriever, and one that joins it with BM25.

Best without a key or another model: joined by reciprocal rank; splits of 150 words, so that they fit the
model; the title is embedded with the text, and stands in front of it for BM25. The store is kept as one JSON file; its BM25 is
counted anew when it is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks.peers.protocol import PASSAGES, Peer, Place, Text, first_distinct, main

_WORDS = 150


class Haystack(Peer):
    """Retrieval as Haystack offers it."""

    def build(self, texts: Sequence[Text], place: Place) -> None:
        """Split, embed, save."""
        from haystack import Document  # noqa: PLC0415
        from haystack.components.preprocessors import DocumentSplitter  # noqa: PLC0415
        from haystack.document_stores.in_memory import InMemoryDocumentStore  # noqa: PLC0415
        from haystack_integrations.components.embedders.sentence_transformers import (  # noqa: PLC0415
            SentenceTransformersDocumentEmbedder,
        )

        splitter = DocumentSplitter(split_by="word", split_length=_WORDS)
        parts = splitter.run([Document(content=text.text, meta={"of": text.id, "title": text.title}) for text in texts])
        documents = [
            Document(content=f"{part.meta['title']}\n\n{part.content}", meta={"of": part.meta["of"]})
            for part in parts["documents"]
        ]
        embedder = SentenceTransformersDocumentEmbedder(model=place.model, progress_bar=False)
        embedder.warm_up()
        store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        store.write_documents(embedder.run(documents)["documents"])
        store.save_to_disk(str(place.folder / "store.json"))

    def open(self, place: Place, mode: str) -> None:
        """Read the store and connect the pipeline."""
        from haystack import Pipeline  # noqa: PLC0415
        from haystack.components.joiners import DocumentJoiner  # noqa: PLC0415
        from haystack.components.retrievers.in_memory import (  # noqa: PLC0415
            InMemoryBM25Retriever,
            InMemoryEmbeddingRetriever,
        )
        from haystack.document_stores.in_memory import InMemoryDocumentStore  # noqa: PLC0415
        from haystack_integrations.components.embedders.sentence_transformers import (  # noqa: PLC0415
            SentenceTransformersTextEmbedder,
        )

        store = InMemoryDocumentStore.load_from_disk(str(place.folder / "store.json"))
        self._pipeline: Any = Pipeline()
        embedder = SentenceTransformersTextEmbedder(model=place.model, progress_bar=False)
        self._pipeline.add_component("embedder", embedder)
        self._pipeline.add_component("dense", InMemoryEmbeddingRetriever(store, top_k=PASSAGES))
        self._pipeline.connect("embedder.embedding", "dense.query_embedding")
        self._last = "dense"
        if mode == "hybrid":
            self._pipeline.add_component("words", InMemoryBM25Retriever(store, top_k=PASSAGES))
            self._pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
            self._pipeline.connect("dense", "joiner")
            self._pipeline.connect("words", "joiner")
            self._last = "joiner"

    def search(self, question: str) -> list[str]:
        """Run the pipeline."""
        asked = {"embedder": {"text": question}}
        if self._last == "joiner":
            asked["words"] = {"query": question}
        return first_distinct(found.meta["of"] for found in self._pipeline.run(asked)[self._last]["documents"])


if __name__ == "__main__":
    main(Haystack())
