"""What training never sees: a fixed third of each public set, by the hash of the key, and a tenth of the texts written over."""

from __future__ import annotations

import hashlib


def is_set_aside(key: str) -> bool:
    """Whether a key belongs to the part that is only measured on."""
    return hashlib.sha256(key.encode()).digest()[0] % 3 == 0


def is_held_out(key: str) -> bool:
    """Whether what is written over a text, or over all texts of an invented literature, is only measured on."""
    return hashlib.sha256(key.encode()).digest()[1] % 10 == 0
