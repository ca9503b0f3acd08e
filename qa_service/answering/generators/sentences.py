"""Text that comes in pieces, as sentences; each leaves as soon as it is certain that it has ended.

"Up to 60% of ca" "ses (Wirtz et al. 2" "002) are paraneoplastic [1]." " It" -> "Up to 60% of cases ... [1]."
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa_service.ingestion.sentences import split_sentences

_MARK = re.compile(r"\s*\[(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\]")
# A mark right after a full stop belongs to the sentence before it.
_MARK_AFTER_STOP = re.compile(r"(?P<stop>[.!?…])(?P<marks>(?:\s+\[\d[\d,;\s]*\])+)")
_ENDED = re.compile(r"\[\d[\d,;\s]*\][.!?]$")
_LIST_ITEM = re.compile(r"^\s*(?:[-*•–]|\(?\d{1,2}[.)])\s+")
_DECORATION = re.compile(r"\*{1,3}|`+|^#+ |^\"|\"$")
# How models begin before they say something.
_LEAD_IN = re.compile(
    r"^(?:sure|certainly|of course|(?:the )?answer)[,:!]+\s*"
    r"|^(?:based on|according to|as stated in|from)(?: the)?(?: (?:given|provided|numbered|above))*"
    r"(?: (?:sentences?|sources?|data|information|text))?(?:\s*(?:and|,)?\s*\[\d+\])*\s*,\s*",
    re.IGNORECASE,
)
# What is longer than this without an end is no sentence.
_LONGEST = 700


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence as a model writes it, and the numbers that it cites."""

    text: str
    numbers: tuple[int, ...]


class SentenceBuffer:
    """Collects pieces of text and gives sentences back."""

    def __init__(self) -> None:
        self._text = ""

    def add(self, piece: str) -> list[str]:
        """Add a piece; gives the sentences that have certainly ended."""
        *lines, last = (self._text + piece).split("\n")
        told = [sentence for line in lines for sentence in _split(line)]
        if _ENDED.search(last.rstrip()) or len(last) > _LONGEST:
            self._text = ""
            return told + _split(last)
        words, space, begun = last.rpartition(" ")  # where a sentence ends depends on the whole word after it
        *ended, rest = _split(words) or [""]
        if rest.startswith("["):  # more marks of the sentence before it may come
            rest = f"{ended.pop()} {rest}" if ended else rest
        self._text = f"{rest}{space}{begun}"
        return told + ended

    def rest(self) -> list[str]:
        """What is left when no more comes."""
        text, self._text = self._text, ""
        return [sentence for line in text.split("\n") for sentence in _split(line)]


def read_written(sentence: str) -> Written:
    """A sentence without its marks, without how models begin and how they decorate.

    >>> read_written("According to [2], **weakness** is common [1, 2].")
    Written(text='Weakness is common.', numbers=(2, 1))
    """
    text = _DECORATION.sub("", _LIST_ITEM.sub("", sentence.strip()))
    numbers = [int(number) for mark in _MARK.findall(text) for number in mark.replace(";", ",").split(",")]
    text = " ".join(_MARK.sub("", _LEAD_IN.sub("", text)).split())
    return Written(text[:1].upper() + text[1:] if text[:2].islower() else text, tuple(dict.fromkeys(numbers)))


def _split(line: str) -> list[str]:
    line = _MARK_AFTER_STOP.sub(r"\g<marks>\g<stop>", line)
    return [line[span.start : span.end] for span in split_sentences(line)]
