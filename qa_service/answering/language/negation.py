"""Where a text negates: the stretches that a "not", a "no" or a "without" reaches over.

After NegEx (Chapman et al., "A simple algorithm for identifying negated findings and diseases in discharge summaries", J Biomed
Inform 2001): a cue reaches over the next few words and ends with its clause; some phrases that hold a cue negate nothing; a few
cues stand after what they negate.

    >>> text = "It is presynaptic, not postsynaptic."
    >>> [text[scope.start : scope.end] for scope in scopes(text)]
    ['postsynaptic']
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

# How many words a cue reaches over. NegEx has five; prose about papers is wordier than discharge summaries.
_REACH = 6
# How far back a cue reaches that stands after what it negates, in characters.
_REACH_BACK = 60

_ADVERB = r"(?:(?:\w+ly|yet|very|so|quite|even|at all|also|still|ever) )?"
# A cue of these negates a whole clause that it opens: "No patient of the whole series had cancer".
_SUBJECT = r"no|none|neither|nobody|nothing|no one"
# A cue of these belongs to the noun before it: "patients without cancer had weakness" affirms the weakness.
_ATTRIBUTE = r"without|lacking|(?:in the )?absence of|free of|free from|rather than|instead of|non"
_VERBAL = (
    r"not|never|nor|cannot|\w+n't|hardly|scarcely|barely|lacks|lacked|lack(?! of)|fail(?:s|ed)? to|denie[sd]|deny|"
    r"rul(?:es?|ed|ing) out|exclud(?:es?|ing)|unlikely|unable to"
)
_CUE = re.compile(rf"\b(?:(?P<subject>{_SUBJECT})|(?P<attribute>{_ATTRIBUTE})|(?P<verbal>{_VERBAL}))\b", re.IGNORECASE)
# Phrases that hold a cue and negate nothing: an answering "No,", comparisons, double negations, "No. 5".
_NO_CUE = re.compile(
    r"\bnot (?:only|just|merely|simply|solely)\b|\b(?:no|without) (?:doubt|question|exception)\b|\bno\.(?= ?\d)|"
    r"\bnot (?:to exceed|to be exceeded|exceed(?:ing|ed)?)\b|\b(?:no|not|nor) (?:more|less|fewer|later|earlier|longer) than\b|"
    r"\b(?:not|never|no|nor|cannot|can't|\w+n't) (?:be |been )?(?:without|lack(?:s|ed|ing)?(?: of)?|absen(?:t|ce)|exclud\w+|"
    r"ruled? out|fail(?:s|ed)?(?: to)?|unlikely|unusual|free of)\b|(?:^|(?<=[.!?:] ))no(?=[,:;.!])",
    re.IGNORECASE,
)
_CUE_AFTER = re.compile(
    rf"\b(?:(?:is|are|was|were|be|been|remain(?:s|ed)?) {_ADVERB}(?:absent|unlikely|excluded|ruled out|lacking|missing|negative|"
    rf"(?:not|never) {_ADVERB}(?:seen|found|observed|detected|present|reported|needed|required|affected|involved|the case|true))|"
    r"(?:do|does|did) not (?:occur|exist|happen|apply)|(?:in|by|of) none\b)",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(
    r"[.!?;:](?=\s|$)|[()\[\]]|\s-\s|,?\s(?:but|however|although|though|whereas|while|except|apart from|because|since|unless|"
    r"until|when|where|if|after|before|so that|than)\s|"
    r",\s(?:yet|and|which|who|so|then|it|they|he|she|this|these|those|with|as|most|often)\s|"
    r"\sand\s(?=(?:is|are|was|were|has|have|had|may|can|will|should|must|does|do|did)\s)",
    re.IGNORECASE,
)
# "The enzyme (G6PD) was not found": a name in brackets ends no clause.
_SHORT_NAME = re.compile(r"\(([\w/+-]{1,12})\)")
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|may|might|can|could|will|would|should|must|does|do|did|showed?|shows|lived?|lives|died)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w[\w'/-]*")


class Scope(NamedTuple):
    """A stretch of a text that is negated, and the cue that does it."""

    start: int
    end: int
    cue: str


@lru_cache(maxsize=20_000)
def scopes(text: str) -> tuple[Scope, ...]:
    """The negated stretches of a folded text."""
    masked = _NO_CUE.sub(lambda match: "_" * len(match[0]), _SHORT_NAME.sub(r" \1 ", text))
    ends = [(match.start(), match.end()) for match in _CLAUSE_END.finditer(masked)] + [(len(text), len(text))]
    return tuple(sorted([*_before(masked, ends), *_after(masked, ends)]))


def is_negated(text: str, start: int) -> bool:
    """Whether the words that begin at a place of a folded text are negated there."""
    return any(scope.start <= start < scope.end for scope in scopes(text))


def _before(text: str, ends: list[tuple[int, int]]) -> Iterator[Scope]:
    """The scopes of cues that stand before what they negate."""
    place, opened = 0, 0
    for cue in _CUE.finditer(text):
        while ends[place][0] < cue.end():
            place, opened = place + 1, ends[place][1]
        stop = ends[place][0]
        stop = _narrowed(text, cue, opened, stop)
        start = cue.end() + (text[cue.end() : cue.end() + 1] in (" ", "-"))
        if start < stop:
            yield Scope(start, stop, cue[0])


def _narrowed(text: str, cue: re.Match[str], opened: int, stop: int) -> int:
    """Where a cue's reach ends inside its clause."""
    before = text[max(opened, cue.start() - _REACH_BACK) : cue.start()]
    opens = not before.strip() or bool(re.search(r",\s$", before))
    if cue["subject"] and opens:
        return stop
    stop = _reached(text, cue.end(), stop)
    if not cue["attribute"]:
        return stop
    finite = _FINITE.search(text, cue.end(), stop)
    comma = text.find(",", cue.end(), stop) if opens else -1
    return min(finite.start() if finite else stop, comma if comma >= 0 else stop)


def _reached(text: str, start: int, stop: int) -> int:
    """The end of the last word that a cue reaches."""
    end = start
    for count, word in enumerate(_WORD.finditer(text, start, stop)):
        if count == _REACH:
            break
        end = word.end()
    return end


def _after(text: str, ends: list[tuple[int, int]]) -> Iterator[Scope]:
    """The scopes of cues that stand after what they negate."""
    place, opened = 0, 0
    for cue in _CUE_AFTER.finditer(text):
        while ends[place][1] <= cue.start() and place + 1 < len(ends):
            place, opened = place + 1, ends[place][1]
        start = max(opened, cue.start() - _REACH_BACK)
        if start < cue.start():
            yield Scope(start, cue.start(), cue[0])
