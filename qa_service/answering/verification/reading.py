"""What guards compare: a text with its words, which of them are names or negated, and its figures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from qa_service.answering.language.digits import with_digits
from qa_service.answering.language.folding import folded
from qa_service.answering.language.negation import scopes
from qa_service.answering.language.quantities import Quantity, quantities
from qa_service.ingestion.sentences import sentences_of, split_sentences
from qa_service.retrieval.analysis import STOPWORDS, fold, term

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W_]+(?:'[^\W_]+)?|[%<>≤≥=±]")
_COMPOUND = re.compile(r"[^\W_]+(?:[-/][^\W_]+)*")
# A sentence is an edit of its source if the source has so much of it, in the same order.
_NEAR = 0.65
# ... and so many times its length hold all of that.
_STRETCH = 2.5
# Sentences longer than this are compared as far as they go.
_LONGEST = 250
# A sentence draws on so many sentences at most.
_MOST_SENTENCES = 4


class Token(NamedTuple):
    """A word, a number or a sign of a text."""

    stem: str
    written: str
    start: int
    is_content: bool
    scope: int
    """Where the negation begins that reaches it; -1 where none does."""
    is_aside: bool
    """Whether it stands in brackets."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it is compared."""

    text: str
    """Folded, its figures in digits."""
    tokens: tuple[Token, ...]
    figures: tuple[Quantity, ...]
    names: tuple[str, ...]
    """Names, as they are written."""
    stems: frozenset[str]
    compounds: frozenset[str]
    """Words with their hyphens, and the parts of them, in one spelling."""

    @property
    def is_negative(self) -> bool:
        """Whether anything is negated by a word of its own."""
        return any(token.scope >= 0 for token in self.tokens)

    @property
    def content(self) -> tuple[Token, ...]:
        """The words that carry what it says."""
        return tuple(token for token in self.tokens if token.is_content)


class Edit(NamedTuple):
    """What stands in a sentence where its source has something else; either may be empty."""

    removed: tuple[Token, ...]
    added: tuple[Token, ...]
    before: Token | None
    """The last word that both have before it."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A sentence beside what it cites."""

    said: Reading
    source: Reading
    """The sentences of the quotes that it draws on, as one text."""
    quoted: Reading
    """All quotes, as one text."""
    named: Reading
    """What the cited works are called."""
    edits: tuple[Edit, ...] | None
    """How it differs from the one sentence that it is nearly; None where it is nearly none."""
    pairs: tuple[tuple[Token, Token], ...]
    """Words of it with their places in that sentence."""
    nearest: Reading | None
    """That sentence."""
    closest: Reading
    """The sentence that shares most content with it, in whatever order."""
    is_everyday: Callable[[str], bool]
    """Whether a word belongs to everyday language."""


@lru_cache(maxsize=20_000)
def read(text: str) -> Reading:
    """Read a text."""
    plain = with_digits(folded(text))
    tokens = tuple(_tokens(plain))
    words = _COMPOUND.findall(plain)
    return Reading(
        text=plain,
        tokens=tokens,
        figures=quantities(plain),
        names=tuple(_names(plain)),
        stems=frozenset(token.stem for token in tokens),
        compounds=frozenset(form for word in words for form in (spelled(word), *map(spelled, re.split("[-/]", word)))),
    )


def spelled(name: str) -> str:
    """The one spelling of a name: no hyphens, no plural."""
    plain = re.sub(r"[^\w]", "", fold(name))
    return plain.removesuffix("s") if len(plain) > 3 else plain


def never(_: str) -> bool:
    """Where nobody knows which words are everyday language, none is."""
    return False


def compare(text: str, quotes: Sequence[str], naming: str, is_everyday: Callable[[str], bool] = never) -> Comparison:
    """Set a sentence beside what it cites.

    Args:
        text: the sentence.
        quotes: what it cites.
        naming: what the cited works are called.
        is_everyday: whether a word belongs to everyday language.
    """
    said = read(text)
    sentences = [read(sentence) for quote in quotes for sentence in sentences_of(quote)]
    nearest = max(sentences, key=lambda one: _shared(said, one), default=None)
    edits: tuple[Edit, ...] | None = None
    pairs: tuple[tuple[Token, Token], ...] = ()
    if nearest and _shared(said, nearest) >= _NEAR * len(said.tokens):
        edits, pairs = _edits(said, nearest)
    else:
        nearest = None
    wanted = {token.stem for token in said.content}
    drawn = [nearest] if nearest else _drawn_on(wanted, sentences)
    closest = nearest or max(sentences, key=lambda one: len(wanted & one.stems), default=read(""))
    whole = [read(" ".join(one.text for one in part)) for part in (drawn, sentences)]
    return Comparison(said, whole[0], whole[1], read(naming), edits, pairs, nearest, closest, is_everyday)


def window(reading: Reading, token: Token, reach: int = 4) -> frozenset[str]:
    """The content words around a word, in its clause."""
    content = reading.content
    place = next((n for n, other in enumerate(content) if other.start >= token.start), len(content))
    near = content[max(0, place - reach) : place + reach + 1]
    return frozenset(other.stem for other in near if other.start != token.start)


def _tokens(text: str) -> Iterator[Token]:
    negated = scopes(text)
    asides = [match.span() for match in re.finditer(r"\([^()]*\)", text)]
    for match in _TOKEN.finditer(text):
        small = fold(match[0]) or match[0]
        is_upper = match[0].isupper() and len(match[0]) > 1
        yield Token(
            stem=small if match[0].isupper() else term(small),
            written=match[0],
            start=match.start(),
            is_content=(small not in STOPWORDS or is_upper) and match[0] not in "%<>≤≥=±",
            scope=next((scope.start for scope in negated if scope.start <= match.start() < scope.end), -1),
            is_aside=any(start < match.start() < end for start, end in asides),
        )


def _names(text: str) -> Iterator[str]:
    opened = {span.start for span in split_sentences(text)}
    words = list(_COMPOUND.finditer(text))
    is_title = 2 * sum(word[0][0].isupper() for word in words) > max(len(words), 6)
    for word in words:
        written = word[0]
        letters = [char for char in written if char.isalpha()]
        has_digit = any(char.isdigit() for char in written)
        if not letters or (len(letters) == 1 and not has_digit and written in ("I", "A")):
            continue
        is_cased = any(char.isupper() for char in written[1:]) or (has_digit and not written[0].isdigit())
        is_capital = written[0].isupper() and word.start() not in opened and not is_title
        if is_cased or is_capital:
            yield written


def _shared(said: Reading, source: Reading) -> int:
    """How many words of a sentence a stretch of its source has in the same order; 0 if they are few, or far from each other."""
    held = sum(token.stem in source.stems for token in said.tokens)
    if held < _NEAR * len(said.tokens):
        return 0
    blocks = [block for block in _matcher(said, source).get_matching_blocks() if block.size]
    same = sum(block.size for block in blocks)
    stretch = blocks[-1].a + blocks[-1].size - blocks[0].a if blocks else 0
    return same if same >= _NEAR * len(said.tokens) and stretch <= _STRETCH * len(said.tokens) else 0


def _matcher(said: Reading, source: Reading) -> SequenceMatcher[str]:
    there = [token.stem for token in source.tokens[:_LONGEST]]
    return SequenceMatcher(None, there, [token.stem for token in said.tokens[:_LONGEST]], autojunk=False)


def _edits(said: Reading, source: Reading) -> tuple[tuple[Edit, ...], tuple[tuple[Token, Token], ...]]:
    edits: list[Edit] = []
    pairs: list[tuple[Token, Token]] = []
    for kind, first, last, start, end in _matcher(said, source).get_opcodes():
        if kind == "equal":
            pairs += zip(said.tokens[start:end], source.tokens[first:last], strict=True)
        else:
            before = said.tokens[start - 1] if start else None
            edits.append(Edit(source.tokens[first:last], said.tokens[start:end], before))
    return tuple(edits), tuple(pairs)


def _drawn_on(wanted: set[str], sentences: Sequence[Reading]) -> list[Reading]:
    """The sentences that hold most of some words, until no other adds one."""
    missing = set(wanted)
    chosen: set[int] = set()
    while missing and len(chosen) < _MOST_SENTENCES:
        best = max(range(len(sentences)), key=lambda n: len(missing & sentences[n].stems), default=None)
        if best is None or not missing & sentences[best].stems:
            break
        chosen.add(best)
        missing -= sentences[best].stems
    return [sentences[n] for n in sorted(chosen)] or list(sentences)
