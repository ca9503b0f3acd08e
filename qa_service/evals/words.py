"""Find words in an answer, and tell whether they are affirmed or negated there.

>>> [mention.is_negated for mention in mentions(folded("It is presynaptic, not postsynaptic."), ("postsynaptic",))]
[True]
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from qa_service.answering.language.folding import folded
from qa_service.answering.language.negation import is_negated

_REGEX = re.compile(r"/(.+)/", re.DOTALL)


class Mention(NamedTuple):
    """A place where words stand in a folded text."""

    start: int
    end: int
    is_negated: bool


def mentions(text: str, alternatives: Sequence[str]) -> Iterator[Mention]:
    """Every place where one of the alternatives stands.

    Args:
        text: folded.
        alternatives: words, or regular expressions between slashes.
    """
    for alternative in alternatives:
        for match in pattern_of(alternative).finditer(text):
            yield Mention(match.start(), match.end(), is_negated(text, match.start()))


@lru_cache(maxsize=10_000)
def pattern_of(words: str) -> re.Pattern[str]:
    """What finds words: whole, whatever their case, and a hyphen for a space; or the regular expression between slashes.

    Raises:
        ValueError: nothing is there to be found, or the regular expression is none that every Python reads alike.
    """
    regex = _REGEX.fullmatch(words)
    if regex:
        return _compiled(regex[1])
    tokens = re.split(r"[\s-]+", re.sub(r"(?<=\d) ?%", " %", folded(words)))
    if not any(tokens):
        raise ValueError("empty words would be found in every text; write what must stand there")
    before, after = r"(?<!\w)(?<!\d[.,])", r"(?!\w)(?![.,]\d)"
    written = r"[\s-]+".join(map(re.escape, tokens)).replace(r"[\s-]+%", r"\s?%")
    return re.compile(before + written + after, re.IGNORECASE)


def snippet(text: str, start: int, end: int, around: int = 50) -> str:
    """The words from start to end with a little of what stands around them, cut between words."""
    left, right = max(0, start - around), min(len(text), end + around)
    if left and (space := text.find(" ", left, start)) >= 0:
        left = space + 1
    if right < len(text) and (space := text.rfind(" ", end, right)) >= 0:
        right = space
    return f"“{'…' if left else ''}{text[left:right]}{'…' if right < len(text) else ''}”"


def _compiled(regex: str) -> re.Pattern[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # what Python only warns of may find other words in its next version
        try:
            pattern = re.compile(regex, re.IGNORECASE)
        except re.error as error:
            raise ValueError(f"/{regex}/ is no regular expression: {error}") from error
        except Warning as warning:
            raise ValueError(
                f"/{regex}/ can be read in two ways: {warning}; put a backslash before that sign"
            ) from warning
    if pattern.match(""):
        raise ValueError(f"/{regex}/ is found in every text, even in an empty one; write what must stand there")
    return pattern


def _as_alternatives(value: Any) -> Any:
    values = value if isinstance(value, list | tuple) else (value,)
    return tuple(str(item) if isinstance(item, int | float) and not isinstance(item, bool) else item for item in values)


def _checked(alternatives: tuple[str, ...]) -> tuple[str, ...]:
    if not alternatives:
        raise ValueError("the list of alternatives is empty; write at least one")
    for alternative in alternatives:
        pattern_of(alternative)
    return alternatives


Alternatives = Annotated[
    tuple[str, ...],
    BeforeValidator(_as_alternatives),
    AfterValidator(_checked),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}),
]
"""Words or regular expressions of which one must be found; a single one may be written without a list."""
