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
_NEVER_LAST = frozenset("e.g i.e c.f cf vs viz approx ca".split())
# Titles count with their capital only: "5 ms. Responses" is an end.
_TITLES = frozenset("Dr Drs Prof Mr Mrs Ms St".split())
# Abbreviations that end a sentence only where a word of `_OPENERS` follows: "by Wirtz et al. The assay".
_SELDOM_LAST = frozenset(
    """al fig figs tab ref refs eq eqs sect chap vol vols ed eds suppl resp var sp spp subsp cv incl excl cat conc chr
    dept univ inc ltd co corp jr sr ph.d m.d feb apr jul aug sep sept oct nov""".split()
)
# Abbreviations that are ordinary words as well: they count as abbreviations only before a number.
_BEFORE_NUMBER = frozenset("no nos p pp v ver sec min max mar jan jun dec est art ch".split())
_NUMBER_FOLLOWS = re.compile(r"[A-Za-z]{0,2}\d")
# Words that open sentences and are no names, so they show that an abbreviation or a capital before them was the end.
_OPENERS = frozenset(
    """A After All Although Among Another As At Because Before Both But By Each During Every Few Finally For From Further
    Furthermore Here Hence However If In It Its Many Moreover Most Neither Nevertheless No None Nor Of On One Only Other
    Our Overall Patients Several Since Some Such That The Their There Therefore These They This Those Three Thus To Two
    Under Until We Were What When Where Whereas Whether Which While With Without""".split()
)
# After these a single capital is the initial of a name: "by M. Smith".
_BEFORE_NAMES = frozenset("a and as by et for from in of or per than the to via with".split())

_BOUNDARY = re.compile(
    r"""(?<![.!?…])(?P<mark>[.!?…]++)            # the end of a sentence
        (?P<close>["'”’»)\]]*+)                  # closing quotes and brackets belong to it
        (?P<note>(?:\[\d[\d,;\s–-]*\]           # and so does a reference mark: [12], ¹² or, in "cases.12 The", 12
            |[¹²³⁰⁴-⁹](?:[⁻,–]?[¹²³⁰⁴-⁹])*
            |(?:(?<=[^\W\d_]{3}\.)|(?<=[)\]%]\.))\d{1,3}(?:[,–-]\d{1,3})*
            |))
        (?=\s++["'“‘«(\[]*+(?P<next>\S+))""",
    re.VERBOSE,
)
_BRACKET = re.compile(r"[()\[\]]")
_LAST_WORD = re.compile(r"([^\s(\[\"'“‘,;:/]+)$")
_INITIALS = re.compile(r"[^\W\d_](?:\.-?[^\W\d_])*")
_QUANTITY = re.compile(r"(?!(?:1[5-9]|20)\d\d$)\D?\d[\d.,]*")
_ENUMERATOR = re.compile(r"[(\[]?(?:\d{1,3}|[A-Za-z]|[ivxIVX]+)[)\]]?")
# A lower-case word opens a sentence where it can have no capital: p53, mRNA, anti-VGCC, α-synuclein.
_CASED_NAME = re.compile(r"[α-ω]|[^\W\d_]+[-\w]*?[A-Z0-9]")
# As far back as the words before a mark are looked at.
_NEAR = 80
# A longer bracket was probably never closed; then its full stops count again.
_LONGEST_BRACKET = 500
# Longer runs without any boundary are broken at white space, so that one quote stays readable.
_LONGEST = 1500


def split_sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Split `text[start:end]` into sentences. The spans carry no white space at their ends and cover all the rest."""
    stop = len(text) if end is None else end
    bracketed = _bracketed(text, start, stop)
    spans: list[Span] = []
    begin = start
    for match in _BOUNDARY.finditer(text, start, stop):
        if not bracketed[match.end() - 1 - start] and _is_boundary(text, begin, match):
            spans += _trimmed(text, begin, match.end())
            begin = match.end()
    return spans + _trimmed(text, begin, stop)


def sentences_of(text: str) -> list[str]:
    """The sentences of a text, as they are written."""
    return [text[span.start : span.end] for span in split_sentences(text)]


def _bracketed(text: str, start: int, stop: int) -> bytearray:
    """Mark each character that stands inside a pair of brackets."""
    marks = bytearray(stop - start)
    opened: list[int] = []
    for match in _BRACKET.finditer(text, start, stop):
        position = match.start() - start
        if match[0] in "([":
            opened.append(position)
        elif opened:
            opening = opened.pop()
            if position - opening <= _LONGEST_BRACKET:
                marks[opening:position] = b"\1" * (position - opening)
    return marks


def _is_boundary(text: str, begin: int, match: re.Match[str]) -> bool:
    upcoming = match["next"]
    if upcoming[0] in ",;:)]–-=<>%/":
        return False
    before = text[max(begin, match.start() - _NEAR) : match.start()]
    word = _LAST_WORD.search(before)
    token = word[1] if word else ""
    if upcoming[0].islower() and (
        (token[:1].isupper() and _INITIALS.fullmatch(token)) or not _CASED_NAME.match(upcoming)
    ):
        return False
    if match["mark"] != ".":
        return True
    return not _ENUMERATOR.fullmatch(before.strip()) and _ends_with(before, token, upcoming)


def _ends_with(before: str, token: str, upcoming: str) -> bool:
    """Tell whether a full stop after this token ends the sentence, or belongs to an abbreviation."""
    opener = upcoming.rstrip(",:") in _OPENERS
    lower = token.lower()
    if token in _TITLES or lower in _NEVER_LAST:
        return False
    if lower in _SELDOM_LAST:
        return opener
    if lower in _BEFORE_NUMBER:
        return not _NUMBER_FOLLOWS.match(upcoming)
    if opener or not _INITIALS.fullmatch(token):
        return bool(before.strip())
    if len(token) == 1:
        return token.islower() or _closes_after_capital(before)
    return token.islower() and upcoming[0].isupper() and upcoming[1:3].islower()


def _closes_after_capital(before: str) -> bool:
    """Tell "vitamin D. Levels", "types A and B. Type" and "25 V. Levels" (ends) from "J. Smith" (an initial)."""
    words = before.split()
    if len(words) < 3:
        return False
    earlier, previous = words[-3:-1]
    if previous in _BEFORE_NAMES:
        return len(earlier.rstrip(",")) == 1 and earlier[0].isupper()
    return bool(_QUANTITY.fullmatch(previous)) or (previous[0].islower() and previous[-1] not in ",;:")


def _trimmed(text: str, start: int, end: int) -> list[Span]:
    """The span without white space at its ends, in pieces where it is too long."""
    pieces: list[Span] = []
    while True:
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if end - start <= _LONGEST:
            return pieces + ([Span(start, end)] if start < end else [])
        cut = max(text.rfind(" ", start, start + _LONGEST), text.rfind("\n", start, start + _LONGEST))
        cut = cut if cut > start else start + _LONGEST
        pieces += _trimmed(text, start, cut)
        start = cut
