"""Rows of a JSONL or a TSV file, gzipped or not; each knows its file and line, so that a mistake in it is found."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One row, with its place as a person finds it: file and line."""

    place: str
    fields: dict[str, Any]

    def field(self, *names: str) -> Any:
        """The value of the first of some names that the row has.

        Raises:
            ValueError: it has none of them.
        """
        for name in names:
            if name in self.fields:
                return self.fields[name]
        there = ", ".join(self.fields) or "none"
        raise ValueError(f"{self.place}: the field {' or '.join(names)} is missing; the fields are: {there}")

    def identifier(self, *names: str) -> str:
        """An id, given as a string or a whole number.

        Raises:
            ValueError: it is missing, empty or of another kind.
        """
        value = self.field(*names)
        if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
            raise ValueError(f"{self.place}: {names[0]} is {value!r}; write an id as a string, such as '4983'")
        return str(value)

    def text(self, name: str) -> str:
        """A text, which may be empty.

        Raises:
            ValueError: it is missing, no string, or no valid Unicode.
        """
        value = self.field(name)
        if not isinstance(value, str):
            raise ValueError(f"{self.place}: {name} is {value!r}; write it as a string")
        if any("\ud800" <= char <= "\udfff" for char in value):
            raise ValueError(
                f"{self.place}: {name} holds half of a surrogate pair, which is not text; write valid Unicode"
            )
        return value


def find_file(folder: Path, *names: str) -> Path:
    """The first of some files that is there, as it is or gzipped.

    Raises:
        ValueError: none is.
    """
    for name in names:
        for path in (folder / name, folder / f"{name}.gz"):
            if path.is_file():
                return path
    raise ValueError(f"{folder}: holds no {' and no '.join(names)}, nor one that ends with .gz; add it")


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a file that are not blank; a TSV names its columns in the first.

    Raises:
        ValueError: the file is not what its name says, or a row cannot be read; names file and line.
    """
    is_table = ".tsv" in path.suffixes
    columns: Sequence[str] | None = None
    for number, line in _lines(path):
        place = f"{path}:{number}"
        if not is_table:
            yield Row(place, _json(line, place))
        elif columns is None:
            columns = line.split("\t")
        else:
            yield Row(place, dict(zip(columns, line.split("\t"), strict=False)))


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            for number, raw in enumerate(file, 1):
                line = _decoded(raw, f"{path}:{number}").rstrip("\r\n")
                if line.strip():
                    yield number, line
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise ValueError(f"{path}: is no whole gzip file ({error}); compress it again with: gzip") from error


def _decoded(raw: bytes, place: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{place}: is not UTF-8 (byte 0x{raw[error.start]:02x} at {error.start}); "
            "convert the file, for example with: iconv -f LATIN1 -t UTF-8"
        ) from error


def _json(line: str, place: str) -> dict[str, Any]:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{place}: is not JSON ({error}); write one object a line") from error
    if not isinstance(fields, dict):
        raise ValueError(f"{place}: is {line[:40]!r}, not an object; write one such as {{...}} a line")
    return fields
