"""Text that comes in pieces, as sentences; each leaves as soon as it is certain that it has ended.

"Up to 60% of ca" "ses (Wirtz et al. 2" "002) are paraneoplastic [1]." " It" -> "Up to 60% of cases ... [1]."
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from qa_service.ingestion.sentences import split_sentences

# What stands in brackets and is a mark: "[1, 2]", "[ 1–3 ]", "[Sentence 1]", "【1】"; "(1)" only where a sentence ends.
_NUMBERS = r"\d{1,3}(?:\s*(?:[,;–-]|and|to)\s*\d{1,3})*"
_MARK = re.compile(
    rf"\s*[\[【［]\s*(?:(?:sentences?|sources?|nos?\.?|#|\^)\s*)*({_NUMBERS})\s*[\]】］]|\s*\(([1-9])\)(?=(?:\s*\([1-9]\))*[\s.!?…]*$)",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(\d+)\s*(?:[–-]|to)\s*(\d+)|(\d+)")
# A letter in brackets marks a note; it names no sentence.
_NOTE = re.compile(r"\s+\[[a-z*†‡]\]|\[[a-z*†‡]\](?=[.!?…]*$)")
# A mark right after a full stop belongs to the sentence before it.
_MARK_AFTER_STOP = re.compile(r"(?P<stop>[.!?…])(?P<marks>(?:\s*[\[【](?:[Ss]entence)?\s*\d[\d,;\s–-]*[\]】])+)")
_ENDED = re.compile(r"[\[【]\s*\d[\d,;\s–-]*[\]】][.!?]$")
_LIST_ITEM = re.compile(r"^\s*(?:[-*•–]|\(?\d{1,2}[.)])\s+")
_DECORATION = re.compile(r"\*{1,3}|`+|^#+ |^[\"“”]|[\"“”]$")
_QUOTES = re.compile(r"[\"“”„«»]")
_END = re.compile(r"[\s.!?…]+$")
# What a model thinks, between tags of which the first may stand in its prompt.
_THOUGHT = re.compile(r"<(think|thinking|thought|reasoning)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_THOUGHT_BEGINS = re.compile(r"<(?:think|thinking|thought|reasoning)>", re.IGNORECASE)
_THOUGHT_ENDS = re.compile(r"</(?:think|thinking|thought|reasoning)>", re.IGNORECASE)
_LONGEST_TAG = len("</reasoning>")
# How models begin before they say something.
_LEAD_IN = re.compile(
    r"^(?:sure|certainly|of course|(?:the )?answer)[,:!]+\s*"
    r"|^(?:based on|according to|as stated in|from)(?: the)?(?: (?:given|provided|numbered|above))*"
    r"(?: (?:sentences?|sources?|data|information|text))?(?:\s*(?:and|,)?\s*\[\d+\])*\s*,\s*",
    re.IGNORECASE,
)
# What is longer than this without an end is no sentence.
_LONGEST = 700
# A range of numbers that goes further is none.
_WIDEST = 20
_WRAPPED = re.compile(r"^\(([^()]*)\)$")


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence as a model writes it, and the numbers that it cites."""

    text: str
    numbers: tuple[int, ...]


class SentenceBuffer:
    """Collects pieces of text and gives sentences back."""

    def __init__(self) -> None:
        self._text = ""
        self._thought = ""
        self.is_overlong = False
        """Whether something was dropped that is too long for a sentence."""

    def add(self, piece: str) -> list[str]:
        """Add a piece; gives the sentences that have certainly ended."""
        *lines, last = self._said(piece).split("\n")
        told = [sentence for line in lines for sentence in _split(line)]
        if _ENDED.search(last.rstrip()):
            self._text = ""
            return self._short(told + _split(last))
        words, space, begun = last.rpartition(" ")  # where a sentence ends depends on the whole word after it
        *ended, rest = _split(words) or [""]
        if rest.startswith(("[", "【")):  # more marks of the sentence before it may come
            rest = f"{ended.pop()} {rest}" if ended else rest
        self._text = f"{rest}{space}{begun}"
        if len(self._text) > _LONGEST:
            self._text, self.is_overlong = "", True
        return self._short(told + ended)

    def rest(self) -> list[str]:
        """What is left when no more comes."""
        text, self._text = self._text, ""
        return self._short([sentence for line in text.split("\n") for sentence in _split(line)])

    def _said(self, piece: str) -> str:
        """The text so far without what is only thought. Of a thought that goes on, enough is kept to see its end."""
        text = _THOUGHT.sub("\n", self._text + self._thought + piece)
        begun = _THOUGHT_BEGINS.search(text)
        self._thought = f"{begun[0]}{text[begun.end() :][-_LONGEST_TAG:]}" if begun else ""
        return _THOUGHT_ENDS.sub("\n", text[: begun.start()] if begun else text)

    def _short(self, sentences: list[str]) -> list[str]:
        short = [sentence for sentence in sentences if len(sentence) <= _LONGEST]
        self.is_overlong = self.is_overlong or len(short) < len(sentences)
        return short


def read_written(sentence: str) -> Written:
    """A sentence without its marks, without how models begin and how they decorate.

    >>> read_written("According to [2], **weakness** is common [1, 2].")
    Written(text='Weakness is common.', numbers=(2, 1))
    """
    text = _DECORATION.sub("", _LIST_ITEM.sub("", sentence.strip()))
    numbers = [number for mark in _MARK.finditer(text) for number in _numbers(mark[1] or mark[2])]
    text = _ended(_without_ornaments(_NOTE.sub("", _MARK.sub("", _LEAD_IN.sub("", text)))))
    return Written(text[:1].upper() + text[1:] if text[:2].islower() else text, tuple(dict.fromkeys(numbers)))


def _numbers(mark: str) -> Iterator[int]:
    for first, last, single in _RANGE.findall(mark):
        if single:
            yield int(single)
        else:
            yield from range(int(first), min(int(last), int(first) + _WIDEST) + 1)


def _without_ornaments(text: str) -> str:
    """A text without emoji, and without quotation marks that open or close nothing."""
    text = "".join(char for char in text if not _is_ornament(char))
    is_paired = text.count('"') % 2 == 0 and text.count("“") + text.count("„") == text.count("”")
    return " ".join((text if is_paired else _QUOTES.sub("", text)).split())


def _is_ornament(char: str) -> bool:
    kind = unicodedata.category(char)
    return (kind == "So" and char not in "°®©™") or (kind == "Sk" and char > "\uffff") or char in "\ufe0f\u200d\u20e3"


def _ended(text: str) -> str:
    """A text with one full stop; a question keeps its mark, and what announces more its colon. Empty where nothing is said."""
    end = _END.search(text)
    said = (text[: end.start()] if end else text).rstrip(" ,;")
    said = _WRAPPED.sub(r"\1", said)
    if not any(char.isalnum() for char in said):
        return ""
    if said.endswith(":"):
        return said
    return f"{said}?" if end and "?" in end[0] else f"{said.rstrip('.')}."


def _split(line: str) -> list[str]:
    line = _MARK_AFTER_STOP.sub(r"\g<marks>\g<stop>", line)
    return [line[span.start : span.end] for span in split_sentences(line)]
