"""Characters that are not seen, or that turn what is seen, are no part of a text."""

from __future__ import annotations

import re

# Sequences that colour or move the text of a terminal, and set its title.
_ESCAPE = re.compile(r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]")
_LINE_END = re.compile(r"[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Controls, soft hyphens, zero width, marks of direction, invisible operators, tags, noncharacters.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    r"\u3164\ufeff\uffa0\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e0fff]"
)
# Joiners change how letters of Arabic and Indic scripts are drawn; anywhere else they only hide.
_JOINER = re.compile(r"[\u200c\u200d](?![\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff])")


def visible(text: str) -> str:
    """A text without escape sequences and characters that nobody sees; what ends a line in other systems ends it here."""
    if text.isascii() and text.isprintable():
        return text
    return _JOINER.sub("", _UNSEEN.sub("", _LINE_END.sub("\n", _ESCAPE.sub("", text))))
