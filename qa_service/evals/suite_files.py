"""Which files are suites: told from their lines, without reading them as YAML and without anything that takes time to import."""

from __future__ import annotations

import re
from pathlib import Path

SUFFIXES = (".yaml", ".yml")
MOST_BYTES = 10_000_000
"""A larger file is no suite; it should be divided."""

_SUITE = re.compile(rb"""^(?:\xef\xbb\xbf)?["']?suite["']?\s*:""", re.MULTILINE)
_CASES = re.compile(rb"""^(?:\xef\xbb\xbf)?["']?cases["']?\s*:""", re.MULTILINE)


def is_suite(path: Path) -> bool:
    """Whether a file is meant to be a suite: it has a line that begins with `suite:`."""
    return _has_line(path, _SUITE)


def is_nearly_suite(path: Path) -> bool:
    """Whether a file has a line that begins with `cases:`, and none with `suite:`: somebody may have forgotten the name."""
    return _has_line(path, _CASES) and not is_suite(path)


def _has_line(path: Path, line: re.Pattern[bytes]) -> bool:
    try:
        if path.suffix.lower() not in SUFFIXES or path.stat().st_size > MOST_BYTES:
            return False
        return bool(line.search(path.read_bytes().replace(b"\r", b"\n")))
    except OSError:  # somebody else's file, which may be nobody's business
        return False
