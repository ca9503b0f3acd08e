"""Where a sentence is nearly its source, word for word, what was edited must change nothing.

"It was commoner without pain than without pain" holds only words of "It was commoner with pain than without pain", affirmed or
negated as there; only the edit shows that it says something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from qa_service.evals.claims import Claim
from qa_service.evals.contradictions import is_alike
from qa_service.evals.english import concept, is_light, opposites
from qa_service.retrieval.analysis import STOPWORDS, fold

# The share of a sentence that its source must have in the same order, the share of the source that the sentence must have, and
# the longest sentences that are compared, in words.
_NEAR, _WHOLE, _LONGEST = 0.75, 0.5, 150
_TOKEN = re.compile(r"\d[\d.,]*|[^\W_]+(?:[/'-][^\W_]+)*")
_NEGATION = frozenset("not no without never none neither nor cannot".split())
_WEIGHTY = frozenset("may might can could should must only".split())
# An edit of so few words is a slip of one word; a longer one leaves out a whole statement, and may.
_SHORT = 3


class _Token(NamedTuple):
    """A word, small ones too, or a figure."""

    key: str
    written: str
    is_content: bool


def harmful_edit(said: Claim, quoted: Claim) -> str:
    """What was edited and changes the sense; empty where nothing was, or the two are no versions of one sentence."""
    here, there = list(_tokens(said)), list(_tokens(quoted))
    if not here or max(len(here), len(there)) > _LONGEST:
        return ""
    matcher = SequenceMatcher(None, [token.key for token in there], [token.key for token in here], autojunk=False)
    same = sum(block.size for block in matcher.get_matching_blocks())
    if same < _NEAR * len(here) or same < _WHOLE * len(there):
        return ""
    edits = [(there[first:last], here[start:end]) for _, first, last, start, end in matcher.get_opcodes()]
    if sum(token.key in _NEGATION for token in here) != sum(token.key in _NEGATION for token in there):
        told = next((told for removed, added in edits if (told := _negation(removed, added))), "")
        if told:
            return told
    known = {token.key for token in there}
    return next((told for removed, added in edits if (told := _harm(removed, added, known))), "")


def _tokens(claim: Claim) -> Iterator[_Token]:
    figures = iter(claim.figures)
    figure = next(figures, None)
    for match in _TOKEN.finditer(claim.text):
        if figure and match.start() >= figure.end:
            figure = next(figures, None)
        if figure and figure.start <= match.start() < figure.end:
            if match.start() <= figure.start + 1:  # a sign may stand before the digits
                yield _Token(f"{figure.low:g} {figure.high:g} {figure.unit.removesuffix('/day')}", str(figure), True)
            continue
        word = fold(match[0])
        yield _Token(concept(word) if word else match[0], match[0], word not in STOPWORDS and not is_light(word))


def _negation(removed: Sequence[_Token], added: Sequence[_Token]) -> str:
    """The negation that an edit takes away or puts in."""
    gone, came = {token.key for token in removed} & _NEGATION, {token.key for token in added} & _NEGATION
    if gone and not came and len(removed) <= _SHORT:
        return f"what it cites says “{min(gone)}”, which is missing"
    return f"“{min(came)}” stands where what it cites has none" if came and not gone else ""


def _harm(removed: Sequence[_Token], added: Sequence[_Token], known: set[str]) -> str:
    """What else is wrong with an edit; empty where it is harmless."""
    gone, came = {token.key for token in removed}, {token.key for token in added}
    lost = min((gone - came) & _WEIGHTY, default="")
    if lost and len(removed) <= _SHORT:
        return f"what it cites says “{lost}”, which is missing"
    for one, other in opposites():
        for side, opposed in ((one, other), (other, one)):
            if side & came - gone and opposed & gone - came:
                return f"“{min(side & came)}” stands where what it cites has “{min(opposed & gone)}”"
    if len(removed) > len(added) + _SHORT or not any(token.is_content for token in removed):
        return ""
    for token in added:
        if token.is_content and token.key in known and not any(is_alike(token.key, other.key) for other in removed):
            return f"“{token.written}” stands where what it cites has “{' '.join(other.written for other in removed)}”"
    return ""
