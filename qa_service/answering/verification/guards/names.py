"""Names of genes, drugs, trials and people, abbreviations and terms: each must stand in a quote or in the record of a cited work.

>>> [found.reason for found in names(compare("IL-8 rose.", ["IL-6 rose."], ""))]
["'IL-8' stands in no quote"]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from qa_service.answering.verification.guards.finding import Finding
from qa_service.answering.verification.lexicon import are_alike, is_form, is_grammatical, reporting
from qa_service.answering.verification.reading import Comparison, Reading, spelled
from qa_service.retrieval.analysis import fold, term

_WORD = re.compile(r"[^\W\d_]+")
# As far as the words around a name are looked at for what an abbreviation stands for, in characters.
_NEAR = 60


def names(compared: Comparison) -> Iterator[Finding]:
    """Every name that neither the quotes nor the records have."""
    said, initials = compared.said, _initials(compared.quoted.text)
    for name in dict.fromkeys(said.names):
        known = _is_held(name, compared.quoted) or _is_held(name, compared.named)
        if not (known or _is_short_for(name, initials) or _is_spelled_out(name, compared)):
            yield Finding("unsupported", f"'{name}' stands in no quote")


def terms_used(compared: Comparison) -> Iterator[Finding]:
    """Every word that everyday language does not have, nor the quotes or records."""
    names_said = {spelled(part) for name in compared.said.names for part in (name, *re.split("[-/]", name))}
    known = compared.quoted.stems | compared.named.stems | reporting()
    for token in compared.said.content:
        if token.stem in known or not token.written.isalpha() or spelled(token.written) in names_said:
            continue
        if compared.is_everyday(fold(token.written)) or is_grammatical(token.stem):
            continue
        if any(are_alike(token.stem, stem) for stem in compared.quoted.stems | compared.named.stems):
            continue
        if not (_is_part_of_compound(token.stem, compared.quoted) or _is_spelled_out(token.written, compared)):
            yield Finding("unsupported", f"'{token.written}' stands in no quote")


def _is_held(name: str, reading: Reading) -> bool:
    if spelled(name) in reading.compounds or term(fold(name)) in reading.stems:
        return True
    if not any(char.isdigit() for char in name) and any(is_form(term(fold(name)), stem) for stem in reading.stems):
        return True
    parts = re.split("[-/]", name)
    if len(parts) == 1:
        return False
    # The plain words of a compound are no names ("HIV-positive"); a number belongs to the part before it ("interleukin-2").
    named = [part for part in parts if not (part.isalpha() and part.islower() and len(part) > 2)]
    joined = [f"{one}{other}" for one, other in pairwise(parts) if other.isdigit()]
    bare = [part for part in named if not part.isdigit()]
    return all(spelled(part) in reading.compounds for part in bare) and all(
        any(spelled(pair) in compound for compound in reading.compounds) for pair in joined
    )


def _is_part_of_compound(stem: str, reading: Reading) -> bool:
    """Whether a word is one of the quotes with a prefix that changes no side: "coronavirus" there, "virus" here."""
    return len(stem) > 4 and any(compound.endswith(stem) for compound in reading.compounds)


def _initials(text: str) -> str:
    """The first letters of all words of a text, in order; also those behind hyphens."""
    return "".join(word[0].casefold() for word in _WORD.findall(text))


def _is_short_for(name: str, initials: str) -> bool:
    """Whether the letters of an abbreviation begin words of the quotes that follow each other."""
    letters = "".join(char for char in name if char.isalpha()).casefold().removesuffix("s")
    return len(letters) > 2 and name[:2].isupper() and not any(map(str.isdigit, name)) and letters in initials


def _is_spelled_out(name: str, compared: Comparison) -> bool:
    """Whether a word belongs to what an abbreviation of the quotes stands for: its letters begin the words here."""
    place = compared.said.text.find(name)
    letters = _initials(compared.said.text[max(0, place - _NEAR) : place + len(name) + _NEAR])
    short = (re.sub(r"[^a-z]", "", fold(form)) for form in compared.quoted.names if form[:2].isupper())
    return any(len(form) > 2 and form in letters and fold(name)[0] in form for form in short)
