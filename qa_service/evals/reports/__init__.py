"""A report in the forms it is read in: terminal, JUnit, Markdown and a page; and how a file of it is written."""

from __future__ import annotations

import tempfile
from pathlib import Path


def write_text_atomically(path: Path, text: str) -> None:
    """Write a file whole or not at all, with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{path.name[:40]}-", dir=path.parent) as folder:
        written = Path(folder) / "text"
        # An own folder and not a temporary file: the file then has the rights that the user's umask gives.
        written.write_text(text, encoding="utf-8", newline="\n")
        written.replace(path)
