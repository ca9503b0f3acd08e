"""LangChain: FAISS store of langchain-community, and its ensemble with BM25.

Best without a key or another model: FAISS instead of the in-memory store, whose cosines are taken in Python; BM25 over
lower-cased words instead of the default, which splits at blanks; the two joined by the reciprocal ranks of its ensemble with
equal weights. BM25 cannot be kept on disk, so opening makes it anew of the texts in the store.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from benchmarks.peers.protocol import PASSAGES, Peer, Place, Text, first_distinct, main

# Of a passage in characters, so that it fits the 256 tokens of the model; its default of 4,000 leaves most texts whole.
_LENGTH, _OVERLAP = 1000, 0


class LangChain(Peer):
    """Retrieval as LangChain offers it."""

    def build(self, texts: Sequence[Text], place: Place) -> None:
        """Split, embed, save."""
        from langchain_community.vectorstores import FAISS  # noqa: PLC0415
        from langchain_core.documents import Document  # noqa: PLC0415
        from langchain_text_splitters import RecursiveCharacterTextSplitter  # noqa: PLC0415

        splitter = RecursiveCharacterTextSplitter(chunk_size=_LENGTH, chunk_overlap=_OVERLAP)
        documents = [
            Document(f"{text.title}\n\n{part}", metadata={"document": text.id})
            for text in texts
            for part in splitter.split_text(text.text)
        ]
        FAISS.from_documents(documents, self._embeddings(place)).save_local(str(place.folder))

    def open(self, place: Place, mode: str) -> None:
        """Load the store, and for hybrid count words again."""
        from langchain_community.vectorstores import FAISS  # noqa: PLC0415

        store = FAISS.load_local(str(place.folder), self._embeddings(place), allow_dangerous_deserialization=True)
        self._retriever: Any = store.as_retriever(search_kwargs={"k": PASSAGES})
        if mode == "hybrid":
            from langchain_classic.retrievers import EnsembleRetriever  # noqa: PLC0415
            from langchain_community.retrievers import BM25Retriever  # noqa: PLC0415

            documents = [store.docstore.search(key) for key in store.index_to_docstore_id.values()]
            words = BM25Retriever.from_documents(documents, preprocess_func=_words, k=PASSAGES)
            self._retriever = EnsembleRetriever(retrievers=[words, self._retriever])

    def search(self, question: str) -> list[str]:
        """Ask the retriever."""
        return first_distinct(found.metadata["document"] for found in self._retriever.invoke(question))

    def _embeddings(self, place: Place) -> Any:
        from langchain_huggingface import HuggingFaceEmbeddings  # noqa: PLC0415

        return HuggingFaceEmbeddings(model_name=place.model, model_kwargs={"device": "cpu"})


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


if __name__ == "__main__":
    main(LangChain())
