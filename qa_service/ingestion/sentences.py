"""Split scientific prose into sentences, with offsets.

    >>> text = "Incidence was 0.48 per million (Wirtz et al. 2003). 3,4-DAP helps, e.g. in LEMS."
    >>> [text[s.start : s.end] for s in split_sentences(text)]
    ['Incidence was 0.48 per million (Wirtz et al. 2003).', '3,4-DAP helps, e.g. in LEMS.']

A boundary is a full stop, question or exclamation mark that is followed by white space and by something that can open a
sentence; the rules below take back the boundaries that abbreviations, initials and open brackets only feign. The libraries
that were tried for this, and where they fail, are in docs/decisions/0004-sentence-splitting.md.
"""

from __future__ import annotations

import re

from qa_service.types import Span

# Abbreviations that do not end a sentence, whatever follows them.
_NEVER_LAST = frozenset(
    """e.g i.e cf vs viz al fig figs tab ref refs eq eqs sect sec chap no nos vol vols p pp ed eds dr prof mr mrs ms st
    approx ca c.f resp suppl var sp spp subsp cv est incl excl max min dept univ inc ltd co corp jr sr ph.d m.d
    jan feb mar apr jun jul aug sep sept oct nov dec""".split()
)
# Abbreviations that are ordinary words as well: they count as abbreviations only before a digit.
_BEFORE_DIGIT = frozenset("no nos p pp fig figs sec min max mar jan jun dec co est sp tab ref art ch".split())

_BOUNDARY = re.compile(
    r"""(?P<mark>[.!?…]+)                        # the end of a sentence
        (?P<close>["'”’»)\]]*)                   # closing quotes and brackets belong to it
        (?P<note>(?:\[\d[\d,;\s–-]*\]|[¹²³⁰⁴-⁹]+)?)  # and so does a reference mark
        (?=\s+["'“‘«(\[]*(?P<next>[^\s"'“‘«(\[]))""",
    re.VERBOSE,
)
_LAST_WORD = re.compile(r"([^\s(\[\"'“‘,;:/]+)$")
_INITIAL = re.compile(r"^[A-Z](?:\.-?[A-Z])*$")
# Longer runs without any boundary are broken at white space, so that one quote stays readable.
_LONGEST = 1500


def split_sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Split `text[start:end]` into sentences. The spans carry no white space at their ends and cover all the rest."""
    stop = len(text) if end is None else end
    spans: list[Span] = []
    begin = start
    for match in _BOUNDARY.finditer(text, start, stop):
        if _is_boundary(text, begin, match):
            spans += _trimmed(text, begin, match.end())
            begin = match.end()
    return spans + _trimmed(text, begin, stop)


def _is_boundary(text: str, begin: int, match: re.Match[str]) -> bool:
    upcoming = match["next"]
    if upcoming.islower() or upcoming in ",;:)]–-=<>%/":
        return False
    before = text[begin : match.start()]
    if before.count("(") + before.count("[") > before.count(")") + before.count("]") + match["close"].count(")"):
        return False
    if match["mark"] != "." or match["close"] or match["note"]:
        return True
    word = _LAST_WORD.search(before)
    if word is None:
        return bool(before.strip())
    token = word[1]
    if _INITIAL.match(token):
        return _closes_after_capital(before, token)
    lower = token.lower()
    if lower in _BEFORE_DIGIT and not upcoming.isdigit():
        return True
    return lower not in _NEVER_LAST


def _closes_after_capital(before: str, token: str) -> bool:
    """Tell "vitamin D. The" (an end) from "J. Smith" and "U.S. Food" (initials): an initial follows a name or nothing."""
    if len(token) > 1:
        return False
    words = before.split()
    return (
        len(words) > 2
        and words[-2][:1].islower()
        and words[-2].lower() not in {"and", "by", "of", "from", "with", "et"}
    )


def _trimmed(text: str, start: int, end: int) -> list[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start == end:
        return []
    if end - start <= _LONGEST:
        return [Span(start, end)]
    cut = max(text.rfind(" ", start, start + _LONGEST), text.rfind("\n", start, start + _LONGEST))
    cut = cut if cut > start else start + _LONGEST
    return [Span(start, cut), *_trimmed(text, cut, end)]
