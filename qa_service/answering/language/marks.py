"""Bracketed figures in the words of a source, which must not look like the citations of an answer.

>>> without_marks("Rinsing undid the effect [7][8]; the median was 60 [45-70].")
'Rinsing undid the effect; the median was 60 (45-70).'
"""

from __future__ import annotations

import re

_OPEN, _CLOSE = r"[\[［【〔⟦]", r"[\]］】〕⟧]"
_REFERENCES = re.compile(rf"\s?{_OPEN}\s*\^?\d+(?:\s*[,;]\s*\d+)*\s*{_CLOSE}")
# A range may be that of a figure, so it stays, in other brackets.
_RANGE = re.compile(rf"{_OPEN}\s*(\d+(?:\s*[,;–-]\s*\d+)+)\s*{_CLOSE}")


def without_marks(text: str) -> str:
    """A text without reference marks: "[7]" and "[7, 8]" go, a range as in "[45-70]" gets round brackets."""
    while (less := _REFERENCES.sub("", text)) != text:  # taking one out may make another
        text = less
    return _RANGE.sub(r"(\1)", text)
