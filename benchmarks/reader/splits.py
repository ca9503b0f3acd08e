"""Which questions and claims of a public set training never sees: a fixed third, by the hash of their key."""

from __future__ import annotations

import hashlib


def is_set_aside(key: str) -> bool:
    """Whether a key belongs to the part that is only measured on."""
    return hashlib.sha256(key.encode()).digest()[0] % 3 == 0
