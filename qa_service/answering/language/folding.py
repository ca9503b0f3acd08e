"""Texts as they are compared: one kind of dash, quotation mark and space, no marks of citations."""

from __future__ import annotations

import re
import unicodedata

# A mark of citations; not one that taking it out would make a mark of what is around it.
_MARK = re.compile(r"\s?\[\d+(?:\s?[,–-]\s?\d+)*\](?![\d\s,–-]*\])")
# One dash, apostrophe and quotation mark for all kinds of them; signs that only decorate are dropped; "2½" is 2.5.
_ALIKE = {
    **dict.fromkeys(map(ord, "‐‑‒–—―−⁃﹣"), "-"),
    **dict.fromkeys(map(ord, "’‘‛′´`"), "'"),
    **dict.fromkeys(map(ord, "“”„‟«»″"), '"'),
    **dict.fromkeys(map(ord, "™®©\u00ad\u200b\u200c\u200d\u2060\ufeff")),
    **{ord("½"): ".5", ord("¼"): ".25", ord("¾"): ".75"},
}
_SUPERSCRIPT = re.compile(r"(?<=\d)([⁺⁻]?[⁰¹²³⁴-⁹]+)")
# How some countries and journals set figures: "12 523 409" with thin spaces, and "0·48".
_GROUPED = re.compile(r"(?<=\d)[\u00a0\u2009\u202f](?=\d{3}(?!\d))")
_RAISED_POINT = re.compile(r"(?<=\d)[·∙‧](?=\d)")


def folded(text: str) -> str:
    """A text as words are looked for in it: no citation marks, one kind of dash, quote and space, compatible letters made one."""
    plain = _RAISED_POINT.sub(".", _GROUPED.sub(",", _SUPERSCRIPT.sub(r"^\1", text))).translate(_ALIKE)
    plain = _RAISED_POINT.sub(".", unicodedata.normalize("NFKC", plain).translate(_ALIKE))
    return " ".join(_MARK.sub("", plain).split())
