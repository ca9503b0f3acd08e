"""How sure, how general and of what kind a statement is: what is possible, of some, or only goes together stays so.

>>> [found.reason for found in certainty(compare("Tea cures pain.", ["Tea may cure pain."], ""))]
["the source's 'may' is lost"]
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa_service.answering.verification.guards.finding import Finding
from qa_service.answering.verification.lexicon import ADVISED, AMOUNTS, CAUSAL, FIRM, JOINT, POSSIBLE
from qa_service.answering.verification.reading import Comparison, Reading

_REACH = 3
_BOTH = re.compile(r"\bboth\b(?! [\w-]+ (?:and|or)\b)", re.IGNORECASE)


def certainty(compared: Comparison) -> Iterator[Finding]:
    """Every "may" that was lost or put in, every "should", and causes made of associations."""
    said, source = compared.said, compared.closest
    for pattern in (POSSIBLE, ADVISED):
        here, there = list(pattern.finditer(said.text)), list(pattern.finditer(source.text))
        if there and not here:
            lost = next(
                (match for match in there if not FIRM.fullmatch(match[0]) and _bears_on(match, source, said)), None
            )
            if lost:
                yield Finding("partly", f"the source's '{lost[0]}' is lost")
        elif here and not pattern.search(compared.quoted.text):
            added = next(
                (match for match in here if not FIRM.fullmatch(match[0]) and _bears_on(match, said, source)), None
            )
            if added:
                yield Finding("partly", f"'{added[0]}' is not in the source")
    cause = CAUSAL.search(said.text)
    joint = JOINT.search(source.text)
    if cause and joint and not CAUSAL.search(source.text) and not JOINT.search(said.text):
        yield Finding("unsupported", f"'{cause[0]}' is said where the source has '{joint[0]}'")


def amounts(compared: Comparison) -> Iterator[Finding]:
    """Every "all", "most" or "only" that the source does not have, and every "some" or "only" that was lost."""
    said, source = compared.said, compared.source
    there = {kind for kind, pattern in AMOUNTS.items() if pattern.search(compared.quoted.text)}
    if any(figure.low == 100 and figure.unit == "%" for figure in source.figures):
        there.add("all")
    if any(figure.low > 50 and figure.unit == "%" for figure in source.figures):
        there.add("most")
    here = {kind for kind, pattern in AMOUNTS.items() if pattern.search(said.text)}
    for kind in sorted(here - there - {"some", "many"}):
        match = AMOUNTS[kind].search(said.text)
        if match and _bears_on(match, said, source):
            yield Finding("unsupported", f"'{match[0]}' stands in no quote")
    for kind in ("some", "few", "only", "most"):
        match = AMOUNTS[kind].search(source.text)
        if match and kind not in here and (kind != "only" or compared.edits) and _directly(match, source, said):
            yield Finding("partly", f"the source's '{match[0]}' is lost")
    both = _BOTH.search(said.text)
    if both and not re.search(r"\bboth\b|\b2\b|\band\b|\beither\b", compared.quoted.text):
        yield Finding("unsupported", "'both' stands in no quote")


def _bears_on(match: re.Match[str], reading: Reading, other: Reading) -> bool:
    """Whether the words that follow are also in the other text."""
    following = _following(match, reading)
    held = [stem in other.stems for stem in following]
    return not held or held[0] or sum(held) > 1


def _directly(match: re.Match[str], reading: Reading, other: Reading) -> bool:
    """Whether the very next word is also in the other text."""
    following = _following(match, reading)
    return len(following) > 1 and following[0] in other.stems and following[1] in other.stems


def _following(match: re.Match[str], reading: Reading) -> list[str]:
    return [token.stem for token in reading.content if token.start >= match.end()][:_REACH]
