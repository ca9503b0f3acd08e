"""Messages that ask something of the last answer rather than of the literature: its source, less of it, more, or another one.

>>> read_request("Still too long. One sentence.")
Wish(kind=<Kind.SHORTER: 'shorter'>, rest='', sentences=1, words=None)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from text_to_num import alpha2digit


class Kind(StrEnum):
    """What is wished for."""

    SHORTER = "shorter"
    SOURCE = "source"
    MORE = "more"
    SAME = "same"
    """Another answer, which the sources do not give: the same one is given again."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a message asks of the last answer."""

    kind: Kind
    rest: str = ""
    """What it asks besides."""
    sentences: int | None = None
    """The most sentences that the answer may have."""
    words: int | None = None
    """The most words."""


_POLITE = (
    r"(?:(?:ok(?:ay)?|please|pls|now|and|but|so|well|hm+|thanks?(?: you)?|sorry|can you|could you|would you|"
    r"will you)[,.!]? )*"
)
_SHORT = re.compile(
    rf"^{_POLITE}(?:(?:still |that(?:'s| is|'s still| is still) |(?:it|this)(?:'s| is) )?(?:far |much |"
    rf"way )?too long|(?:(?:make|say|put|give|keep) "
    r"(?:it|that|this|me that|me the answer)?(?: all)? ?)?(?:(?:a (?:bit|little) |much |even )?(?:shorter|"
    r"briefer|more briefly|briefly|in brief|"
    r"in short|concisely|more concise(?:ly)?)|short(?= answer| please|[.!?,]|$)(?: answer)?)|(?:shorten|"
    r"condense|abridge|sum(?: it| that)? up)(?: (?:it|that|this))?|tl;?dr|in a nutshell|"
    r"(?:just |only )?(?:the )?(?:gist|short version|short answer))\b(?!-)[,.!?:; ]*(?:please[,.! ]*)?(?:and )?",
    re.IGNORECASE,
)
_IN_SO_MANY = re.compile(
    rf"^{_POLITE}(?:(?:say|put|give|make|answer|tell|repeat|sum)(?: me)?(?: (?:it|that|this|"
    rf"the answer))?(?: up)?(?: again)? ?)?"
    r"(?:just |only )?(?:in|with|within|using|to)? ?(?:(?P<below>(?:fewer|less) than|under|below)|(?:no|not) more than|at most|"
    r"up to|maximum|max)? ?"
    r"(?:a |an )?(?P<count>\d+|single|one|two|three) (?P<unit>words?|sentences?|lines?)(?: or (?:less|fewer)|"
    r" please| only| at most)*[.!?]*$",
    re.IGNORECASE,
)
_SOURCES = r"(?:sources?|references?|citations?|papers?|stud(?:y|ies)|evidence)"
_SOURCE = re.compile(
    rf"^{_POLITE}(?:(?:give|show|tell|name|list|send)(?: me| us)? (?:the|your|its|that|"
    rf"all(?: the)?) {_SOURCES}(?: (?:for|of|behind) (?:that|this|it))?|"
    rf"(?:what|which)(?:'s| is| are| was| were) (?:the|your) {_SOURCES}(?: (?:for|of|behind) (?:that|this|it))?|"
    rf"(?:the |your )?(?:source|reference|citation)s?"
    rf"(?: please)?|(?:where|from where) (?:do|did|does|is|have|has) (?:you|that|this|it)(?: get| have| read|"
    rf" take| find| know| come| got| taken)*"
    r"(?: (?:that|this|it|from))*|who says (?:so|that|this)|says who|says which (?:paper|study)|"
    r"according to (?:whom|what|which (?:paper|study))|"
    rf"(?:which|what) {_SOURCES} (?:is|was|are|does|says?|do) (?:that|this|it|so)(?: (?:from|in|come from))?|"
    rf"how do you know(?: that| this)?|cite it)[.?! ]*$",
    re.IGNORECASE,
)
_MORE = re.compile(
    rf"^{_POLITE}(?:tell me more|(?:give me |any )?more (?:details?|on (?:that|this|it)|about (?:that|this|it)|"
    rf"please)|more|go on|continue|elaborate|"
    r"(?:can you )?(?:explain|expand)(?: (?:that|this|it))?(?: (?:further|more|in more detail|on (?:that|this|"
    r"it)))?|in more detail)"
    r"(?: (?:about|on) (?:that|this|it))?[.?! ]*$",
    re.IGNORECASE,
)
_SAME = re.compile(
    r"^(?:(?:but|no|nope|well|hm+|sorry|come on|really)[,.!]+ )*(?:no[,.!]? (?=it|that|they|there|in|you)|"
    r"(?:but )?(?:that|this|it)(?:'s| is| was|"
    r" sounds| cannot be| can't be) (?:all |just |simply |plainly |not )*(?:wrong|false|untrue|nonsense|"
    r"incorrect|true|right|correct|rubbish|a lie|a mistake)\b"
    r"(?! that)|you(?:'re| are) (?:wrong|mistaken|lying)|wrong\b|admit|(?:are you (?:really |quite |"
    r"absolutely )?(?:sure|certain)|really)\b|"
    r"i (?:don't|do not|can't|cannot) (?:think|believe|agree|accept)|i (?:read|heard|learned|learnt|was told|"
    r"know|am sure|insist)\b|"
    r"(?:my|our|the) (?:\w+ )?(?:professor|teacher|doctor|neurologist|lecturer|textbook|book|friend|colleague|"
    r"mother|boss|tutor|supervisor)s? "
    r"(?:also )?(?:says?|said|told|claims?|thinks?|insists?|swears?)|every(?:body|one) (?:knows|says|agrees)|"
    r"wikipedia says|chatgpt (?:says|said))",
    re.IGNORECASE,
)

# A correction of the question, where an objection would be to the answer: "wrong country, I meant Japan", not "I mean it is".
_MEANT = re.compile(
    r"\bi (?:mean|meant|was asking about|am asking about)\b(?! (?:it|that|they|there|you|this)\b)", re.IGNORECASE
)


def read_request(message: str) -> Wish | None:
    """Read what a message asks of the last answer; None where it asks something of the literature."""
    said = " ".join(message.replace("’", "'").split())
    counted = _in_so_many(said)
    if counted:
        return counted
    short = _SHORT.match(said)
    if short:
        rest = said[short.end() :]
        within = _in_so_many(rest) if rest else None
        return within or Wish(Kind.SHORTER, re.sub(r"^(?:and|but) ", "", rest), sentences=2)
    if _SOURCE.match(said):
        return Wish(Kind.SOURCE)
    if _MORE.match(said):
        return Wish(Kind.MORE)
    return Wish(Kind.SAME) if _SAME.match(said) and not (_asks_else(said) or _MEANT.search(said)) else None


def _in_so_many(said: str) -> Wish | None:
    match = _IN_SO_MANY.match(alpha2digit(said, "en"))
    if not match:
        return None
    count = {"single": 1, "one": 1, "two": 2, "three": 3}.get(match["count"].lower()) or int(match["count"])
    count = max(1, count - bool(match["below"]))
    is_words = match["unit"].lower().startswith("word")
    return Wish(Kind.SHORTER, words=count) if is_words else Wish(Kind.SHORTER, sentences=max(1, count))


def _asks_else(said: str) -> bool:
    """Whether a message that objects asks a question of its own, beside "is it?" and "are you sure?"."""
    last = re.split(r"(?<=[.!?,;]) ", said)[-1]
    return (
        said.endswith("?")
        and len(last.split()) > 3
        and not re.match(r"(?:but )?(?:are you|really)", last, re.IGNORECASE)
    )
