"""Documents that lie in a file while they are worked on, so that a corpus of any size takes little memory."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Sequence
from typing import Self, overload

from pydantic import TypeAdapter

from qa_service.types import Document

_DOCUMENT = TypeAdapter(Document)


class Spool(Sequence[Document]):
    """Documents in the order of their keys; each is read when it is asked for, and only its place is in memory."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._file = tempfile.TemporaryFile(prefix="qa-service-documents-")  # noqa: SIM115 - open as long as this is
        try:
            self._places = self._written(documents)
        except BaseException:
            self._file.close()
            raise

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, number: int) -> Document: ...

    @overload
    def __getitem__(self, number: slice) -> list[Document]: ...

    def __getitem__(self, number: int | slice) -> Document | list[Document]:
        if isinstance(number, slice):
            return [self[each] for each in range(*number.indices(len(self)))]
        start, size = self._places[number]
        return _DOCUMENT.validate_json(os.pread(self._file.fileno(), size, start))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def _written(self, documents: Iterable[Document]) -> list[tuple[int, int]]:
        """Write documents; start and length of each."""
        places: dict[str, tuple[int, int]] = {}
        end = 0
        for document in documents:
            raw = _DOCUMENT.dump_json(document)
            self._file.write(raw)
            places[document.id] = (end, len(raw))
            end += len(raw)
        self._file.flush()
        return [places[key] for key in sorted(places)]
