"""What a question asks about that the corpus does not hold: a drug, a disease, a trial, an author, a place.

Only the part of a message that asks is read: whoever tells a story may come from Norway and take what they like. In it, the
names that count are words that neither the corpus nor everyday language knows, proper nouns that no passage holds, and
identifiers ("LMS-004") whose parts may be known but not together.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable

from qa_service.retrieval.analysis import STOPWORDS, fold, terms, words
from qa_service.retrieval.naming import WRITTEN, proper_nouns
from qa_service.retrieval.spelling import Speller

_IDENTIFIER = re.compile(r"(?<![\w/-])[A-Z][A-Za-z]*(?:-[A-Za-z]+)*-?\d+[A-Za-z]?(?![\w%-])(?![.,]\d)")
_YEAR_AT_END = re.compile(r"(?:1[5-9]|20)\d\d$")
_TIMES = frozenset(fold(name) for name in (*calendar.day_name, *calendar.month_name) if name)
_LEAST_NAME = 4
# Where somebody lives is no part of what they ask.
_AT_HOME = re.compile(
    r"\b(?:[Ii](?:['’]m| am)?|[Ww]e(?:['’]re| are)?|[Mm]y \w+) (?:lives?|living|comes?|based|from)(?: from| in)?(?: [A-Z]\w+)+"
)
# In another language, few words are English function words; of fewer words than this nobody can tell.
_FEW_FUNCTION_WORDS, _ENOUGH = 0.12, 6


def unknown_names(text: str, speller: Speller, count: Callable[[str], int]) -> tuple[str, ...]:
    """The names in what a question asks that neither the corpus nor everyday language knows, as they are written.

    Args:
        text: the part of a message that asks.
        speller: knows the words of the corpus and of everyday language.
        count: in how many passages a phrase stands; a phrase is terms with spaces between.
    """
    text = _AT_HOME.sub("I", text)
    proper = {
        word
        for word in proper_nouns(text)
        if len(word) >= _LEAST_NAME and word not in _TIMES and not speller.is_in_corpus(word)
    }
    identifiers = [match[0] for match in _IDENTIFIER.finditer(text) if _is_unknown(match[0], count)]
    named = [
        written
        for written in WRITTEN.findall(text)
        if not any(written in identifier for identifier in identifiers)
        and any(word in proper or speller.is_foreign(word) for word in words(written))
    ]
    return tuple(dict.fromkeys([*identifiers, *named]))


def is_english(text: str) -> bool:
    """Whether a text has the function words of English, or is too short to tell."""
    tokens = re.findall(r"[^\W\d_]+", fold(text))
    return len(tokens) < _ENOUGH or sum(word in STOPWORDS for word in tokens) > _FEW_FUNCTION_WORDS * len(tokens)


def _is_unknown(identifier: str, count: Callable[[str], int]) -> bool:
    if _YEAR_AT_END.search(identifier):
        return False
    joined, apart = " ".join(terms(identifier.replace("-", ""))), " ".join(terms(identifier))
    return not any(count(phrase) for phrase in {joined, apart} if phrase)
