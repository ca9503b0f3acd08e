"""The vector files of a generation: passages in FAISS for search, sentences as rows to compare a question with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from qa_service.retrieval.cells import CANDIDATES, Cells, search_options, write_cells
from qa_service.retrieval.generation import LARGE_VECTORS, PASSAGE_VECTORS, SENTENCE_VECTORS
from qa_service.types import Vectors


def write_vectors(folder: Path, passages: Vectors, sentences: Vectors, is_large: bool = False) -> None:
    """Write the vectors of a generation; rows are passage and sentence numbers. Those of a large corpus lie in cells too."""
    index = faiss.IndexFlatIP(passages.shape[1])
    index.add(passages)
    faiss.write_index(index, str(folder / PASSAGE_VECTORS))
    if is_large:
        write_cells(folder / LARGE_VECTORS, passages)
    np.save(folder / SENTENCE_VECTORS, sentences.astype(np.float16, copy=False), allow_pickle=False)


class PassageVectors:
    """The passage vectors of a generation, mapped from their file."""

    def __init__(self, folder: Path) -> None:
        self._index = faiss.read_index(str(folder / PASSAGE_VECTORS), faiss.IO_FLAG_MMAP_IFC)
        self._cells = Cells(folder / LARGE_VECTORS) if (folder / LARGE_VECTORS).exists() else None

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def nearest(self, vector: Vectors, k: int, only: Sequence[int] | None = None) -> dict[int, float]:
        """The k passages nearest to one vector of shape (1, dimension), with their cosines; of some, if `only` is given.

        In cells a few are missed; the cosines are exact all the same.
        """
        if only is not None and len(only) <= k:
            return self.cosines(vector, only)
        if self._cells:
            found = self.cosines(vector, self._cells.candidates(vector, max(k, CANDIDATES), only))
            best = sorted(found, key=lambda number: (-found[number], number))[:k]
            return {number: found[number] for number in best}
        options = search_options(faiss.SearchParameters, only, len(self))
        cosines, numbers = self._index.search(vector, min(k, len(self)), params=options)
        pairs = zip(numbers[0], cosines[0], strict=True)
        return {int(number): float(cosine) for number, cosine in pairs if number >= 0}

    def cosines(self, vector: Vectors, numbers: Sequence[int]) -> dict[int, float]:
        """The cosines of some passages with one vector of shape (1, dimension)."""
        cosines = self.rows(list(numbers)) @ vector[0] if numbers else []
        return dict(zip(numbers, map(float, cosines), strict=True))

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
