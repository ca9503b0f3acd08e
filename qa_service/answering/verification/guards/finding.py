"""What a guard finds wrong."""

from __future__ import annotations

from typing import Literal, NamedTuple

Wrong = Literal["contradicted", "unsupported", "partly"]


class Finding(NamedTuple):
    """One thing that a sentence says and its source does not, or the other way round."""

    label: Wrong
    reason: str
