"""Search among many vectors: they lie in cells around centroids, one bit per dimension, and the nearest cells are looked at.

The codes are RaBitQ's (Gao and Long, SIGMOD 2024), which learn nothing but the centroids. What they estimate is good enough to
choose some hundred candidates, whose cosines are then computed from the vectors as they are, so that what is returned is exact.
What was measured beside it is in docs/experiments.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from qa_service.types import Vectors

# Cells for each root of the number of vectors, the usual choice, and vectors for each cell that the centroids are learned from.
_CELLS = 4
_LEARNED_FROM = 50
_ROUNDS = 10
# The cells that are looked at for each fifth root of the number of vectors, and the candidates whose cosines are computed: what
# recall@10 of 0.98 takes among a hundred thousand and a million, see docs/experiments.md.
_LOOKED_AT = 40
CANDIDATES = 400
# Vectors that are put in at a time.
_PORTION = 100_000


def write_cells(path: Path, vectors: Vectors) -> None:
    """Write unit vectors in cells; their numbers are their rows. The same vectors give the same file."""
    count = len(vectors)
    index = empty_cells(vectors, count, round(_CELLS * math.sqrt(count)))
    for first in range(0, count, _PORTION):
        index.add(np.asarray(vectors[first : first + _PORTION]))
    faiss.write_index(index, str(path))


def empty_cells(vectors: Vectors, count: int, cells: int) -> Any:
    """An index whose centroids are learned from vectors like those that are to lie in it."""
    index: Any = faiss.index_factory(vectors.shape[1], f"IVF{cells},RaBitQ", faiss.METRIC_INNER_PRODUCT)
    index.cp.niter, index.cp.spherical, index.cp.min_points_per_centroid = _ROUNDS, True, 1
    index.nprobe = min(cells, round(_LOOKED_AT * count**0.2))
    rows = np.random.default_rng(1).choice(len(vectors), min(len(vectors), cells * _LEARNED_FROM), replace=False)
    index.train(vectors[np.sort(rows)])
    return index


class Cells:
    """Cells, mapped from their file. Safe to use from several threads."""

    def __init__(self, path: Path, looked_at: int | None = None) -> None:
        index: Any = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        self._index, self._looked_at = index, looked_at or index.nprobe

    def candidates(self, vector: Vectors, k: int, only: Sequence[int] | None = None) -> list[int]:
        """The numbers of some k vectors that seem nearest to one of shape (1, dimension); of some, if `only` is given."""
        options = search_options(faiss.IVFRaBitQSearchParameters, only, self._index.ntotal, nprobe=self._looked_at)
        _, numbers = self._index.search(vector, k, params=options)
        return [int(number) for number in numbers[0] if number >= 0]


def search_options(options: Any, only: Sequence[int] | None, count: int, **given: int) -> Any:
    """Options of a search in FAISS; a search among some of so many vectors if `only` is given."""
    if only is None:
        return options(**given)
    allowed = np.zeros(count, dtype=bool)
    allowed[list(only)] = True
    make_selector: Any = faiss.IDSelectorBitmap  # FAISS wraps what its stubs describe
    return options(sel=make_selector(np.packbits(allowed, bitorder="little")), **given)
