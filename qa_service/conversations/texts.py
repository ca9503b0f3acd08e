"""What texts the store takes, and how they are folded to be searched."""

from __future__ import annotations

import re
import unicodedata

LONGEST_TITLE = 80
LONGEST_COMMENT = 4000
LONGEST_SEARCH = 200
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
# Control and format characters, and halves of surrogate pairs, which no database takes.
_NO_TEXT = frozenset({"Cc", "Cf", "Cs"})


def is_id(text: str) -> bool:
    """Whether a conversation or an answer can have this id."""
    return _ID.fullmatch(text) is not None


def checked_id(name: str, given: str) -> str:
    """An id that a conversation or an answer can have.

    Raises:
        ValueError: it is none.
    """
    if not is_id(given):
        raise ValueError(f"{name} is {given!r}; it takes 1 to 64 letters, digits, '-' and '_'")
    return given


def one_line(text: str) -> str:
    """A text without control characters, with single spaces."""
    return " ".join("".join(" " if unicodedata.category(char) in _NO_TEXT else char for char in text).split())


def folded(text: str) -> str:
    """A text as it is searched: on one line, without regard to case."""
    return one_line(text).casefold()


def title_of(question: str) -> str:
    """A title made from a question, cut at a word."""
    text = one_line(question)
    if len(text) <= LONGEST_TITLE:
        return text or "Untitled"
    whole_words = text[:LONGEST_TITLE].rpartition(" ")[0]
    return f"{whole_words or text[: LONGEST_TITLE - 1]}…"


def checked(name: str, text: str, longest: int) -> str:
    """A text that can be stored.

    Raises:
        ValueError: it is too long, or holds what no database takes.
    """
    if len(text) > longest:
        raise ValueError(f"{name}: {len(text)} characters are too many; the limit is {longest}")
    wrong = next((char for char in text if char == "\0" or unicodedata.category(char) == "Cs"), None)
    if wrong is not None:
        raise ValueError(f"{name}: holds U+{ord(wrong):04X}, which is not text; leave it out")
    return text
