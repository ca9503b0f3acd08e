"""Text as data: a character that draws nothing, or turns others around, is shown by its code point.

    >>> visible("60\\u202e%")
    '60<U+202E>%'

So no answer can steer a terminal, hide a word or break an XML file, and a reader sees why two texts differ that look alike.
"""

from __future__ import annotations

import unicodedata

_KEPT = "\n\t"
# Zl and Zp break lines; the C of Unicode are control, format, surrogate, private and unassigned characters.
_LINE_BREAKS = ("Zl", "Zp")


def visible(text: str) -> str:
    """The text with every character in sight; lines and tabs stay."""
    if text.isprintable():
        return text
    return "".join(character if _is_seen(character) else f"<U+{ord(character):04X}>" for character in text)


def one_line(text: str, longest: int = 1000) -> str:
    """The visible text on one line, cut where it is long."""
    line = " ".join(visible(text).split())
    return line if len(line) <= longest else f"{line[:longest]}..."


def _is_seen(character: str) -> bool:
    category = unicodedata.category(character)
    return character in _KEPT or not (category.startswith("C") or category in _LINE_BREAKS)
