"""Turn text into the terms that lexical search compares. Texts and questions go through the same function.

>>> terms("Tumours in the Lambert–Eaton syndrome: 0.48 per million")
['tumor', 'lambert', 'eaton', 'syndrom', '0.48', 'million']
"""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache
from threading import Lock

import snowballstemmer

from qa_service.types import RECORD

# Raise it with every change here that gives other terms: an index must be read with the analysis that wrote it.
ANALYSIS_VERSION = 6

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+\d*|[^\W_]+")
# Greek letters are written out in half of the literature.
_GREEK = {letter: unicodedata.name(letter).rsplit(" ", 1)[1].lower() for letter in "αβγδεζηθικλμνξπρστυφχψω"} | {
    "µ": "mu",
    "λ": "lambda",  # Unicode calls it lamda
}
_GREEK_LETTER = re.compile("[" + "".join(_GREEK) + "]")
_APOSTROPHE = re.compile(r"['’‘`]s?\b")
_DASH = re.compile("[‐‑‒–—―−]")
_PLURAL = re.compile(r"(?<=[A-Z]{2})s\b")
# How much of the beginning of a name its other forms have.
_FORM = 0.75
_LABELLED = re.compile(r"[A-Z][A-Za-z ]*: ")
_GLUED = re.compile(r"(?<=[a-z)])(?=[A-Z0-9])")
_VOWEL = re.compile("[aeiouy]")
_STEMMER = snowballstemmer.stemmer("english")
# The stemmer keeps the word that it works on in itself, so two threads must not use it at once.
_STEMMING = Lock()

STOPWORDS = frozenset(
    """a about above after again against all also am an and any are as at be because been before being below between both
    but by can could did do does doing down during each else ever for from further get give given had has have having he
    her here hers him his how i if in into is it its itself just let like made make may me might more most much must my no
    nor not now of off on once one only or other our out over own per please same shall she should so some such tell than
    that the their them then there these they this those through to too under until up us use used very was we were what
    when where whether which while who whom whose why will with would you your s t d ll re ve don""".split()
)

# British and American spelling, folded to one form on both sides; a collision costs nothing, because it is one on both.
_VARIANTS = [
    (r"(?<=[a-z]{2})our(?=(s|ed|ing|al|ally|able|less|ful|ite|ites)?$)", "or"),
    (r"ae|oe(?!s?$)", "e"),
    (r"ysis$|yses$", "yze"),
    (r"is(?=(e|ed|es|er|ers|ing|ation|ations)$)", "iz"),
    (r"ys(?=(e|ed|es|er|ers|ing)$)", "yz"),
    (r"([bt])re(?=s?$)", r"\1er"),
    (r"(?<=[aeiou])ll(?=(ed|ing|er|ers)$)", "l"),
    (r"sulph", "sulf"),
    (r"gue(?=s?$)", "g"),
    (r"programme(?=s?$)", "program"),
]
_VARIES = re.compile("|".join(pattern for pattern, _ in _VARIANTS))
_REPLACED = [(re.compile(pattern), replacement) for pattern, replacement in _VARIANTS]


def terms(text: str) -> list[str]:
    """The terms of a text, in order, without function words.

    Where a word was joined from short pieces ("P/Q-type", "x-ray"), the pieces and their join are terms.
    """
    return [found for chunk in text.split() for found in _terms_of(chunk)]


@lru_cache(maxsize=200_000)  # most of a corpus is the same words again
def _terms_of(chunk: str) -> tuple[str, ...]:
    """The terms of what stands between two spaces; folding may part it once more."""
    return tuple(found for part in fold(_PLURAL.sub("", chunk)).split() for found in _terms_of_folded(part))


def _terms_of_folded(chunk: str) -> list[str]:
    pieces = _WORD.findall(chunk)
    short = [piece for piece in pieces if len(piece) == 1]
    found = [term(piece) for piece in pieces if piece not in STOPWORDS or (len(pieces) > 1 and piece in short)]
    if 1 < len(short) < 4:
        found.append("".join(short))
    elif len(pieces) == 2 and len(short) == 1 and not chunk[:1].isdigit() and pieces[0] in short:
        found.append(term("".join(pieces)))
    return found


def words(text: str) -> list[str]:
    """The content words of a text as they are written, in small letters, in order."""
    return [word for chunk in text.split() for word in _words_of(chunk)]


@lru_cache(maxsize=200_000)
def _words_of(chunk: str) -> tuple[str, ...]:
    return tuple(word for word in _WORD.findall(fold(chunk)) if word not in STOPWORDS)


@lru_cache(maxsize=200_000)
def term(word: str) -> str:
    """The term of one folded word: its spelling variant and inflection taken away."""
    if not word.isascii() or word[0].isdigit() or len(word) < 4:
        return word
    if word[-1] == "s" and not _VOWEL.search(word):  # the stemmer wants a vowel before the s of "vgccs"
        return word[:-1]
    spelled = variant(word)
    with _STEMMING:
        return str(_STEMMER.stemWord(spelled))


def variant(word: str) -> str:
    """The one spelling of a folded word that has a British and an American one."""
    if not _VARIES.search(word):  # as in most words
        return word
    for pattern, replacement in _REPLACED:
        word = pattern.sub(replacement, word)
    return word


def beginning(name: str) -> str:
    """The beginning that other forms of a name share with it: "europe" and "european", "immunosuppressants" and "-ion"."""
    return name[: math.ceil(_FORM * len(name))]


def as_searched(section: str, text: str) -> str:
    """A text as search reads it: in a record, labels and values are set apart ("Issue number9" was two table cells)."""
    if section != RECORD:
        return text
    return "\n".join(line if _LABELLED.match(line) else _GLUED.sub(" ", line) for line in text.split("\n"))


def fold(text: str) -> str:
    """Small letters without accents; Greek letters written out; every dash a hyphen, every apostrophe gone."""
    plain = text.casefold()
    if plain.isascii():  # most texts are, and this is most of the time of reading them
        return _APOSTROPHE.sub("", plain)
    plain = "".join(char for char in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(char))
    plain = _APOSTROPHE.sub("", _DASH.sub("-", plain))
    return _GREEK_LETTER.sub(lambda match: _GREEK[match[0]], plain)
