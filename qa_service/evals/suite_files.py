"""Which files are suites: told from their lines, without reading them as YAML and without anything that takes time to import."""

from __future__ import annotations

from pathlib import Path

SUFFIXES = (".yaml", ".yml")
MOST_BYTES = 10_000_000
"""A larger file is no suite; it should be divided."""


def is_suite(path: Path) -> bool:
    """Whether a file is meant to be a suite: it has a line that begins with `suite:`."""
    try:
        if path.suffix not in SUFFIXES or path.stat().st_size > MOST_BYTES:
            return False
        return any(line.startswith(b"suite:") for line in path.read_bytes().splitlines())
    except OSError:  # somebody else's file, which may be nobody's business
        return False
