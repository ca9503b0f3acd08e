"""The vector files of a generation: passages in FAISS for search, sentences as rows to compare a question with."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from qa_service.retrieval.generation import PASSAGE_VECTORS, SENTENCE_VECTORS
from qa_service.types import Vectors


def write_vectors(folder: Path, passages: Vectors, sentences: Vectors) -> None:
    """Write the vectors of a generation; rows are passage and sentence numbers."""
    index = faiss.IndexFlatIP(passages.shape[1])
    index.add(passages)
    faiss.write_index(index, str(folder / PASSAGE_VECTORS))
    np.save(folder / SENTENCE_VECTORS, sentences.astype(np.float16), allow_pickle=False)


class PassageVectors:
    """The passage vectors of a generation, mapped from their file."""

    def __init__(self, folder: Path) -> None:
        self._index = faiss.read_index(str(folder / PASSAGE_VECTORS), faiss.IO_FLAG_MMAP_IFC)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def nearest(self, vector: Vectors, k: int) -> dict[int, float]:
        """The k passages nearest to one vector of shape (1, dimension), with their cosines, best first."""
        cosines, numbers = self._index.search(vector, min(k, len(self)))
        return {int(number): float(cosine) for number, cosine in zip(numbers[0], cosines[0], strict=True)}

    def rows(self, numbers: list[int]) -> Vectors:
        """The vectors of some passages; shape (len(numbers), dimension)."""
        rows: Vectors = self._index.reconstruct_batch(np.array(numbers, dtype=np.int64))
        return rows


class SentenceVectors:
    """The sentence vectors of a generation, mapped from their file."""

    def __init__(self, folder: Path) -> None:
        self._rows: npt.NDArray[np.float16] = np.load(folder / SENTENCE_VECTORS, mmap_mode="r", allow_pickle=False)

    def rows(self, numbers: list[int] | slice) -> Vectors:
        """The vectors of some sentences; shape (len(numbers), dimension)."""
        return np.asarray(self._rows[numbers], dtype=np.float32)
