"""How a message ties itself to the conversation: words that open it, a change of topic, a way back, a correction.

>>> read_saying("Thanks. By the way, who wrote it?")
Saying(text='who wrote it?', turn=<Move.AWAY: 'away'>, about='')
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Move(StrEnum):
    """Where a message goes."""

    ON = "on"
    """On from the last question."""
    AWAY = "away"
    """To something else, in so many words."""
    BACK = "back"
    """To what was spoken of before."""
    CORRECTED = "corrected"
    """To what the last question should have said."""


@dataclass(frozen=True, slots=True)
class Saying:
    """A message without the words that tie it to the conversation."""

    text: str
    turn: Move
    about: str = ""
    """What it goes back to, in its own words; empty where it does not say."""


_NOD = re.compile(
    r"(?:thanks?(?: you)?(?: very much| a lot)?|thx|ok(?:ay)?|all right|alright|right|great|good|fine|nice|"
    r"i see|got it|understood|"
    r"interesting|hm+|ah+|oh+|well|sure|yes|yeah|sorry|please|cool|perfect|wow)(?:[,.!:;…]+\s*|\s+(?=(?:and|but|"
    r"so|then|back)\b))",
    re.IGNORECASE,
)
_LINK = re.compile(r"(?:(?:and|but|so|then|also|now|or|plus)\b[,:]?\s+|[.…–-]+\s*)+", re.IGNORECASE)
_AWAY = re.compile(
    r"(?:(?:now |and |but )?(?:something|somewhat) (?:else|different)(?: entirely| now)?|(?:a |one )?(?:new|"
    r"another|different|unrelated|"
    r"separate|quite another|next) (?:question|topic|subject|matter|thing)|(?:let'?s )?(?:change|"
    r"switch)(?: of)?(?: the)? (?:topic|subject|topics)|"
    r"on another (?:note|topic)|by the way|btw|unrelated|apart from that|leaving that aside|forget (?:that|"
    r"about that|it))"
    r"(?:[:,.;!?–-]+\s*|\s+(?=\w))",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"(?:(?:going|coming|come|go|let'?s go|let us go|returning|return|i(?:'d| would) like to go)?\s*back to|"
    r"as for|returning to|about)\s+"
    r"(?P<what>it|that|this|(?:the|that|this|your|our|my) [^.:,?;]{2,60}|[^.:,?;]{2,60}?)\s*[:,.;–-]+\s*(?=\S)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?:from|of|you (?:named|mentioned|gave|said)|we (?:had|discussed|spoke of)|mentioned|named) (?:before|"
    r"earlier|above|previously)\b|"
    r"\b(?:earlier|previous|before-?mentioned)\b (?=\w+)|\b(?:mentioned|named|discussed) (?:earlier|before)\b",
    re.IGNORECASE,
)
_CORRECTED = re.compile(
    r"(?:(?:no|nope|not that(?: one)?|sorry|wait|wrong [\w ]{2,30}|that(?:'s| is) not what i (?:meant|asked)|"
    r"actually)[,.!;:]*\s+)*"
    r"(?:i (?:mean|meant|was asking about|am asking about|asked about|want(?:ed)?)|(?:rather|make that|instead|"
    r"make it))[:,]?\s+(?=\S)",
    re.IGNORECASE,
)


def read_saying(message: str) -> Saying:
    """Read how a message is tied to the conversation."""
    text, turn, about = message.strip(), Move.ON, ""
    while True:
        if match := _CORRECTED.match(text):
            text, turn = text[match.end() :], Move.CORRECTED
        elif match := _AWAY.match(text):
            text, turn = text[match.end() :], Move.AWAY
        elif (match := _BACK.match(text)) and len(text) - match.end() > 2:
            text, turn, about = text[match.end() :], Move.BACK, match["what"]
        elif (match := _NOD.match(text) or _LINK.match(text)) and match.end() < len(text):
            text = text[match.end() :]
        else:
            break
    if turn is Move.ON and _BEFORE.search(text):
        turn = Move.BACK
    return Saying(text, turn, about)
