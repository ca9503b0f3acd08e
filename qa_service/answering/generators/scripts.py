"""Whether a text is written in the letters of others: a model that answers in Chinese, or babbles, is seen at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

# The share of its characters that must be letters in a known script, figures, spaces or marks of ordinary text.
_KNOWN = 0.7


def is_in_scripts_of(text: str, others: Iterable[str]) -> bool:
    """Whether a text is words, in the scripts of the other texts."""
    letters = [char for char in text if not char.isspace()]
    known = {_script(char) for other in others for char in other if char.isalpha()}
    fitting = sum(1 for char in letters if char.isalpha() and _script(char) in known)
    figures = sum(1 for char in letters if char.isdigit())
    return fitting > 0 and fitting + figures >= _KNOWN * len(letters)


def _script(char: str) -> str:
    return unicodedata.name(char, "?").partition(" ")[0]
