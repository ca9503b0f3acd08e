"""A LangChain `VectorStore` over FAISS that is saved without pickle.

>>> store = FaissStore.from_texts(["Scurvy is a lack of vitamin C."], embedding, ids=["lind1753:0"])
>>> store.similarity_search("What is scurvy?", k=1)[0].id
'lind1753:0'

Importing langchain_core takes about 0.4 s, so nothing on the serving path imports this module.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import faiss
import numpy as np
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import VectorStore
from langchain_core.vectorstores.utils import maximal_marginal_relevance

from qa_service.errors import IndexDamagedError
from qa_service.types import Vectors

_FORMAT_VERSION = 1
_VECTORS = "vectors.faiss"
_DOCUMENTS = "documents.jsonl"


class FaissStore(VectorStore):
    """Documents and their vectors in memory, searched exactly by cosine. Safe to use from several threads."""

    def __init__(self, embedding: Embeddings) -> None:
        self._embedding = embedding
        self._index: Any = None  # made with the first vectors, which tell the dimension
        self._documents: dict[int, Document] = {}
        self._numbers: dict[str, int] = {}
        self._unused = 0
        self._lock = threading.Lock()

    @classmethod
    def from_texts(
        cls,
        texts: list[str],
        embedding: Embeddings,
        metadatas: list[dict[str, Any]] | None = None,
        *,
        ids: list[str] | None = None,
        **kwargs: Any,
    ) -> FaissStore:
        """Make a store of texts."""
        store = cls(embedding)
        store.add_texts(texts, metadatas, ids=ids, **kwargs)
        return store

    @classmethod
    def load(cls, folder: Path, embedding: Embeddings) -> FaissStore:
        """Read a store that `save` wrote.

        Raises:
            IndexDamagedError: a file is missing, or is not what was saved; names it.
        """
        digest, _, rest = _bytes_of(folder / _DOCUMENTS).partition(b"\n")
        if digest.decode("ascii", errors="replace") != hashlib.sha256(rest).hexdigest():
            raise IndexDamagedError(f"{folder / _DOCUMENTS} is damaged: its content is not what was saved")
        header, *lines = map(json.loads, rest.splitlines())
        if header["format_version"] != _FORMAT_VERSION:
            raise IndexDamagedError(
                f"{folder / _DOCUMENTS} has format {header['format_version']}, this program reads {_FORMAT_VERSION}"
            )
        vectors = _bytes_of(folder / _VECTORS)
        if header["vectors"] != hashlib.sha256(vectors).hexdigest():
            raise IndexDamagedError(f"{folder / _VECTORS} is damaged: its content is not what was saved")
        store = cls(embedding)
        if vectors:
            store._index = faiss.deserialize_index(np.frombuffer(vectors, dtype=np.uint8))
        store._documents = {number: Document(**fields) for number, fields in lines}
        store._numbers = {str(document.id): number for number, document in store._documents.items()}
        store._unused = max(store._documents, default=-1) + 1
        return store

    def save(self, folder: Path) -> None:
        """Write the store into a folder, without pickle; metadata must be what JSON can hold.

        The documents begin with a hash of all that follows, which begins with the hash of the vectors, so `load` finds
        out every changed byte and a save that was cut off.
        """
        with self._lock:
            vectors = b"" if self._index is None else faiss.serialize_index(self._index).tobytes()
            header = {"format_version": _FORMAT_VERSION, "vectors": hashlib.sha256(vectors).hexdigest()}
            lines = [
                (number, {"id": document.id, "page_content": document.page_content, "metadata": document.metadata})
                for number, document in self._documents.items()
            ]
        rest = "".join(f"{json.dumps(item)}\n" for item in (header, *lines)).encode("ascii")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _VECTORS).write_bytes(vectors)
        (folder / _DOCUMENTS).write_bytes(hashlib.sha256(rest).hexdigest().encode("ascii") + b"\n" + rest)

    @property
    def embeddings(self) -> Embeddings:
        """What embeds texts and questions."""
        return self._embedding

    def add_texts(
        self,
        texts: Iterable[str],
        metadatas: list[dict[str, Any]] | None = None,
        *,
        ids: Sequence[str | None] | None = None,
        **kwargs: Any,
    ) -> list[str]:
        """Embed and add texts; one whose id is known takes the place of the old. `add_documents` comes here, too."""
        _refuse(kwargs)
        contents = list(texts)
        metadatas = [{}] * len(contents) if metadatas is None else metadatas
        ids = [None] * len(contents) if ids is None else ids
        if not len(contents) == len(metadatas) == len(ids):
            raise ValueError(f"{len(contents)} texts came with {len(metadatas)} metadatas and {len(ids)} ids")
        documents = [
            Document(id=given or str(uuid4()), page_content=content, metadata=metadata)
            for content, metadata, given in zip(contents, metadatas, ids, strict=True)
        ]
        if not documents:
            return []
        return self.put(documents, np.array(self._embedding.embed_documents(contents), dtype=np.float32))

    def delete(self, ids: list[str] | None = None, **kwargs: Any) -> bool:
        """Delete the documents with these ids, or all without ids; unknown ids are passed over."""
        _refuse(kwargs)
        with self._lock:
            self._remove(list(self._numbers) if ids is None else ids)
        return True

    def get_by_ids(self, ids: Sequence[str], /) -> list[Document]:
        """The documents with these ids, in this order; unknown ids are passed over."""
        with self._lock:
            return [_copy(self._documents[self._numbers[given]]) for given in ids if given in self._numbers]

    def similarity_search(self, query: str, k: int = 4, **kwargs: Any) -> list[Document]:
        """The k documents nearest to a question, best first."""
        return [document for document, _ in self.similarity_search_with_score(query, k, **kwargs)]

    def similarity_search_with_score(self, query: str, k: int = 4, **kwargs: Any) -> list[tuple[Document, float]]:
        """The k documents nearest to a question with their cosines, best first."""
        _refuse(kwargs)
        return [(document, cosine) for document, cosine, _ in self._nearest(self._embedding.embed_query(query), k)]

    def similarity_search_by_vector(self, embedding: list[float], k: int = 4, **kwargs: Any) -> list[Document]:
        """The k documents nearest to a vector, best first."""
        _refuse(kwargs)
        return [document for document, _, _ in self._nearest(embedding, k)]

    def max_marginal_relevance_search(
        self, query: str, k: int = 4, fetch_k: int = 20, lambda_mult: float = 0.5, **kwargs: Any
    ) -> list[Document]:
        """K of the `fetch_k` documents nearest to a question, chosen to differ from one another."""
        vector = self._embedding.embed_query(query)
        return self.max_marginal_relevance_search_by_vector(vector, k, fetch_k, lambda_mult, **kwargs)

    def max_marginal_relevance_search_by_vector(
        self, embedding: list[float], k: int = 4, fetch_k: int = 20, lambda_mult: float = 0.5, **kwargs: Any
    ) -> list[Document]:
        """K of the `fetch_k` documents nearest to a vector, chosen to differ from one another."""
        _refuse(kwargs)
        nearest = self._nearest(embedding, fetch_k)
        rows = [row for _, _, row in nearest]
        chosen = maximal_marginal_relevance(np.array(embedding, dtype=np.float32), rows, lambda_mult, k)
        return [nearest[place][0] for place in chosen]

    def _select_relevance_score_fn(self) -> Callable[[float], float]:
        return lambda cosine: min(1.0, max(0.0, (1 + cosine) / 2))

    def put(self, documents: list[Document], vectors: Vectors) -> list[str]:
        """Add documents whose vectors are known; each needs an id, and takes the place of what has the same."""
        last = {str(document.id): place for place, document in enumerate(documents)}  # of two with one id, the later
        with self._lock:
            if self._index is None:
                self._index = faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
            rows = _unit(vectors, self._index.d)
            self._remove(last)
            numbers = range(self._unused, self._unused + len(last))
            self._unused = numbers.stop
            self._index.add_with_ids(rows[list(last.values())], np.array(numbers, dtype=np.int64))
            for number, (given, place) in zip(numbers, last.items(), strict=True):
                self._numbers[given] = number
                self._documents[number] = _copy(documents[place])
        return [str(document.id) for document in documents]

    def _remove(self, ids: Iterable[str]) -> None:
        numbers = [self._numbers.pop(given) for given in dict.fromkeys(ids) if given in self._numbers]
        for number in numbers:
            del self._documents[number]
        if numbers:
            self._index.remove_ids(np.array(numbers, dtype=np.int64))

    def _nearest(self, embedding: list[float], k: int) -> list[tuple[Document, float, list[float]]]:
        if k < 1:
            raise ValueError(f"k is {k}; ask for at least 1")
        with self._lock:
            if not self._documents:
                return []
            vector = _unit(np.array([embedding], dtype=np.float32), self._index.d)
            cosines, numbers, rows = self._index.search_and_reconstruct(vector, min(k, len(self._documents)))
            return [
                (_copy(self._documents[int(number)]), float(cosine), row.tolist())
                for cosine, number, row in zip(cosines[0], numbers[0], rows[0], strict=True)
            ]


def _unit(vectors: Vectors, dimension: int) -> Vectors:
    """Vectors of length 1, so that an inner product is a cosine; a vector of zeros stays."""
    if vectors.shape[1:] != (dimension,) or not np.isfinite(vectors).all():
        raise ValueError(f"vectors of shape {vectors.shape} with finite numbers are needed; the store has {dimension}")
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.ascontiguousarray(vectors / np.where(lengths > 0, lengths, 1), dtype=np.float32)


def _copy(document: Document) -> Document:
    return document.model_copy(deep=True)


def _refuse(arguments: dict[str, Any]) -> None:
    """An option that would be passed over, such as a filter, would give other documents than were asked for."""
    if arguments:
        raise TypeError(f"unknown argument {', '.join(sorted(arguments))}")


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise IndexDamagedError(f"{path} cannot be read: {error.strerror}") from error
