"""Put a question into the words of the corpus, where it is sure what is meant: shorthand, capitals, names in another order.

    "EATON-LAMBERT W/O CANCER" -> "lambert-eaton without cancer"

An abbreviation that no passage holds is written out where the corpus has words that it abbreviates: "RNS" becomes
"repetitive nerve stimulation".
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.resources import files

from qa_service.retrieval.analysis import STOPWORDS, fold, terms
from qa_service.retrieval.spelling import PREFIXES

_LETTERS = re.compile(r"[^\W\d_]{2,}")
_O_NAME = re.compile(r"\b([OÓ])(?:[’'] ?| )(?=[A-ZÀ-Þ][a-zà-ÿ]{2})")
_PAIR = re.compile(r"\b([^\W\d_]{3,})([-‐‑–]| )([^\W\d_]{3,})\b")
_PREFIXED = re.compile(rf"\b(?P<prefix>{'|'.join(PREFIXES)})[-‐‑](?P<word>[^\W\d_A-Z]{{4,}})\b", re.IGNORECASE)
_ABBREVIATION = re.compile(r"(?<![\w-])[A-Z]{3,6}(?=s?(?![\w-]))")
_MARKUP = re.compile(r"\[/?[A-Z]+\]|<+/?[A-Z]+>+")
# Of fewer words than this, capitals may be an abbreviation or two rather than a raised voice.
_SHOUT_WORDS = 4


def in_plain_words(text: str) -> str:
    """A question without markup, shorthand and shouting."""
    text = _MARKUP.sub(" ", text) if _LETTERS.search(_MARKUP.sub(" ", text)) else text
    text = _O_NAME.sub("O'", text)
    if len(_LETTERS.findall(text)) >= _SHOUT_WORDS and text == text.upper():
        text = text.lower()
    return " ".join(_spelled_out(word) for word in text.split())


def _spelled_out(word: str) -> str:
    known = _shorthand()
    bare = word.rstrip("?!,;:)")
    for form in (bare, bare.rstrip(".")):
        if form.lower() in known and not (form.isupper() and form.isalpha()):
            return known[form.lower()] + word[len(form) :]
    return word


@cache
def _shorthand() -> Mapping[str, str]:
    words: dict[str, str] = tomllib.loads(files(__package__).joinpath("data/shorthand.toml").read_text("utf-8"))[
        "words"
    ]
    return words


def in_known_order(text: str, count: Callable[[str], int]) -> str:
    """A question whose double names stand in the order that the corpus has: "Eaton-Lambert" is "Lambert-Eaton".

    Args:
        text: the question.
        count: in how many passages a phrase stands; a phrase is terms with spaces between.
    """

    def turned(match: re.Match[str]) -> str:
        first, link, second = match.groups()
        if link == " ":
            return match[0]
        one, other = " ".join(terms(f"{first} {second}")), " ".join(terms(f"{second} {first}"))
        return f"{second}{link}{first}" if one and other and not count(one) and count(other) else match[0]

    return _PAIR.sub(turned, text)


def with_prefixes_joined(text: str, count: Callable[[str], int]) -> str:
    """A question whose prefixes are joined to their words, where the corpus does not write them apart: "pre-synaptic"."""

    def joined(match: re.Match[str]) -> str:
        apart = " ".join(terms(match[0]))
        return match[0] if not apart or count(apart) else match["prefix"] + match["word"]

    return _PREFIXED.sub(joined, text)


def written_out(text: str, is_known: Callable[[str], bool], texts: Callable[[], Iterable[str]]) -> str:
    """A question whose abbreviations that the corpus does not hold are written out with words that it does hold.

    Args:
        text: the question.
        is_known: whether the corpus holds a word, folded.
        texts: the texts of the corpus; they are read only if there is such an abbreviation.
    """

    def spelled(match: re.Match[str]) -> str:
        return match[0] if is_known(fold(match[0])) else (long_form_in(texts(), match[0]) or match[0])

    return _ABBREVIATION.sub(spelled, text)


def long_form_in(texts: Iterable[str], short: str) -> str | None:
    """The commonest words of some texts that a short form abbreviates, or None.

    Each word gives its first letter, and long short forms may take more letters of a word: "PLEX", "SFEMG".

    >>> long_form_in(["Repetitive nerve stimulation was done."], "RNS")
    'repetitive nerve stimulation'
    """
    pattern = _abbreviated(short.lower())
    found: Counter[str] = Counter()
    for text in texts:
        for match in pattern.finditer(fold(text)):
            if _is_term(match[0].replace("-", " ").split(), short):
                found[match[0]] += 1
    sure = [phrase for phrase, times in found.items() if times >= _least(phrase, short)]
    return max(sure, key=lambda phrase: (len(phrase.replace("-", " ").split()), found[phrase]), default=None)


def _is_term(words: list[str], short: str) -> bool:
    least = len(short) if len(short) < 4 else (len(short) + 1) // 2
    is_closed = "of" not in (words[0], words[-1]) and (STOPWORDS - {"of"}).isdisjoint(words)
    return is_closed and least <= len(words) <= len(short)


def _least(phrase: str, short: str) -> int:
    """How often a phrase must stand there: letters of few words agree by chance."""
    if len(short) > 4:
        return 1
    return 2 if len(phrase.replace("-", " ").split()) == len(short) else 3


def _abbreviated(letters: str) -> re.Pattern[str]:
    """Words that begin with the letters in turn, or hold a letter after the one that they begin with."""
    following = "".join(rf"(?:[a-z]*[ -](?={letter})|[a-z]*?){letter}" for letter in letters[1:])
    return re.compile(rf"\b{letters[0]}{following}[a-z]*\b")
