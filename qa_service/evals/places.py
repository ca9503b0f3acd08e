"""Whether figures, names or words of a sentence have changed places with others of its source.

Three looks. Sentences that set things side by side ("59% in the eyes, 29% in the limbs") are taken apart: what stands in one
part here may not stand in a rival part there. A word may not stand between the neighbours of another. And two words that only
have to be exchanged to bring the sentence much nearer to its source have been exchanged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple, TypeAlias

from qa_service.evals.claims import Claim
from qa_service.evals.english import PEOPLE, SYMMETRIC

# So many words are compared at most, and of them so many pairs.
_LONGEST, _MOST_PAIRS = 60, 150
# How much nearer an exchange must bring a sentence to its source, in words, and how near it must be then.
_GAIN, _NEAR = 2, 0.7
_BE = re.compile(r"\b(?:is|are|was|were|be|been|being)\s(?:\w+ly\s)?\Z", re.IGNORECASE)
_HUNG = re.compile(
    r"(?:out of|of|in|from|to|into|over|(?:than|against)(?: (?:on|in|with|for|by|of|at))?)(?: the| an?| those| these)?"
)
_BY = re.compile(r"\bby\b", re.IGNORECASE)

_Key: TypeAlias = tuple[str, bool]


class _Token(NamedTuple):
    """A word or a figure at its place."""

    key: _Key
    """What it stands for, and whether that is negated."""
    written: str
    kind: str
    """What it may be taken for: the unit of a figure, a name, a word."""
    part: int
    side: int
    """The number of its part, where only contrasts set parts apart."""
    is_passive: bool
    """Whether a form of "be" stands before it, as before what is done to the subject."""
    before: str
    """The small words between the token before it and this one."""


def changed_places(said: Claim, quoted: Claim) -> str:
    """What stands where its source has another; empty where nothing does."""
    here, there = _tokens(said), _tokens(quoted)
    is_turned = bool(_BY.search(said.text)) != bool(_BY.search(quoted.text))
    return (
        _told_of_another(here, there)
        or _in_the_place_of_another(here, there)
        or _turned_round(here, there)
        or _one_of_two(here, there)
        or _exchanged(here, there, is_turned)
        or _exchanged(_affirmed(here), _affirmed(there), is_turned)
    )


def _affirmed(tokens: Iterable[_Token]) -> list[_Token]:
    """The tokens as if nothing were negated, for names that changed sides with their negation."""
    return [token._replace(key=(token.key[0], False)) for token in tokens]


def _tokens(claim: Claim) -> list[_Token]:
    found = [
        (
            word.start,
            word.start + len(word.written),
            (word.concept, word.is_negated),
            word.written,
            "name" if word.is_name else "word",
        )
        for word in claim.words
        if not word.is_light
    ]
    for figure in claim.figures:
        if not figure.is_year:
            unit = figure.unit.removesuffix("/day")
            key = (f"{figure.low:g} {figure.high:g} {unit} {figure.hedge}", False)
            found.append((figure.start, figure.end, key, str(figure), f"figure {unit}"))
    tokens: list[_Token] = []
    last = 0
    for start, end, key, written, kind in sorted(found)[:_LONGEST]:
        if not tokens or tokens[-1].key != key:  # an abbreviation that stands behind its long form is read twice
            is_passive = bool(_BE.search(claim.text, max(0, start - 30), start))
            before = " ".join(re.findall(r"[^\W\d_]+", claim.text[last:start].casefold()))
            tokens.append(_Token(key, written, kind, claim.part(start), claim.side(start), is_passive, before))
        last = end
    return tokens


def _told_of_another(here: Sequence[_Token], there: Sequence[_Token]) -> str:
    """A figure or a name with words that its source has of another figure or name."""
    for anchor in here:
        if anchor.kind == "word":
            continue
        group = _group(anchor, here)
        present = {anchor.key} | {token.key for token in group if token.kind == anchor.kind}
        told = _sides(anchor.kind, there) if anchor.kind == "name" else _beside_figures(anchor.kind, there)
        own = set().union(*(keys for token, keys in told if token.key == anchor.key))
        rival = set().union(*(keys for token, keys in told if token.key not in present))
        votes = [token for token in group if token.kind != anchor.kind and (token.key in own) != (token.key in rival)]
        votes = [token for token in votes if token.key[0] != PEOPLE]  # "those without it" are patients, too
        votes = [token for token in votes if token.kind != "word"] or votes
        others = [token for token in votes if token.key in rival]
        if own and 2 * len(others) > len(votes):
            return f"“{anchor.written}” stands with “{others[0].written}”, and does not in what it cites"
    return ""


def _group(anchor: _Token, here: Sequence[_Token]) -> list[_Token]:
    """What is told with an anchor: the words of its part; of all parts where it is the only one of its kind."""
    is_only = sum(token.kind == anchor.kind for token in here) == 1
    is_name = anchor.kind == "name"
    return [
        token
        for token in here
        if token.key != anchor.key
        and (is_only or (token.side == anchor.side if is_name else token.part == anchor.part))
    ]


def _sides(kind: str, there: Sequence[_Token]) -> list[tuple[_Token, set[_Key]]]:
    """The names of a source, each with all that stands on its side of a contrast."""
    return [(name, {token.key for token in there if token.side == name.side}) for name in there if name.kind == kind]


def _beside_figures(kind: str, there: Sequence[_Token]) -> list[tuple[_Token, set[_Key]]]:
    """The figures of one unit in a source, each with what tells it from the others.

    In a list ("weakness in the eyes in 59%, in the legs in 12% of sailors") that stands before each figure, or behind each. Only
    figures after the first show which, and how many words it is: the first follows what is said of all, the last precedes it.
    """
    alone = [token for token in there if token.kind == kind and _count(there, kind, token.part) == 1]
    parts = [(token, *_around(token, there)) for token in alone]
    before = min((len(before) for _, before, _ in parts[1:]), default=0)
    if before:
        return [(token, {item.key for item in items[-before:]}) for token, items, _ in parts]
    behind = max(1, min((len(behind) for _, _, behind in parts), default=1))
    return [(token, {item.key for item in items[:behind]}) for token, _, items in parts]


def _count(tokens: Iterable[_Token], kind: str, part: int) -> int:
    return sum(token.kind == kind and token.part == part for token in tokens)


def _around(figure: _Token, there: Sequence[_Token]) -> tuple[list[_Token], list[_Token]]:
    """What stands before a figure in its part, and behind it."""
    place = there.index(figure)
    return [item for item in there[:place] if item.part == figure.part], [
        item for item in there[place + 1 :] if item.part == figure.part
    ]


def _in_the_place_of_another(here: Sequence[_Token], there: Sequence[_Token]) -> str:
    """A word of another part of the source between two neighbours that have another word there."""
    keys = {token.key for token in here}
    between = {(one.key, other.key): middle for one, middle, other in zip(there, there[1:], there[2:], strict=False)}
    for one, middle, other in zip(here, here[1:], here[2:], strict=False):
        source = between.get((one.key, other.key))
        if source is None or source.key in keys or middle.kind != source.kind:
            continue
        parts = {token.part for token in there if token.key == middle.key}
        if parts and source.part not in parts:
            return f"“{middle.written}” stands where what it cites has “{source.written}”"
    return ""


def _turned_round(here: Sequence[_Token], there: Sequence[_Token]) -> str:
    """Two neighbours that hang on each other the other way round: "24 of 264", "tumours in mice"."""
    hung = {(one.key, other.key) for one, other in pairwise(there) if _HUNG.fullmatch(other.before)}
    for one, other in pairwise(here):
        if _HUNG.fullmatch(other.before) and (other.key, one.key) in hung and (one.key, other.key) not in hung:
            return f"“{one.written}” and “{other.written}” have changed places"
    return ""


def _one_of_two(here: Sequence[_Token], there: Sequence[_Token]) -> str:
    """What its source tells of those with two things, and the sentence of those with one."""
    keys = {token.key[0] for token in here}
    for one, other in pairwise(there):
        is_pair = one.kind == other.kind == "name" and one.before.endswith("with") and other.before == "and"
        if is_pair and (one.key[0] in keys) != (other.key[0] in keys):
            return f"what it cites says “{one.written} and {other.written}”"
    return ""


def _exchanged(here: Sequence[_Token], there: Sequence[_Token], is_turned: bool) -> str:
    """Two words that have changed places. Where only one of the two texts has a "by", subject and object do so rightly."""
    keys, known = [token.key for token in here], [token.key for token in there]
    before = _common(keys, known)
    once = [place for place, key in enumerate(keys) if keys.count(key) == 1 == known.count(key)]
    pairs = [(i, j) for i, j in combinations(once, 2) if known.index(keys[i]) > known.index(keys[j])]
    for one, other in pairs[:_MOST_PAIRS]:
        if here[one].kind != here[other].kind or (is_turned and "figure" not in here[one].kind):
            continue
        if any(here[place].is_passive != there[known.index(keys[place])].is_passive for place in (one, other)):
            continue
        if here[one].kind == "word" and there[known.index(keys[one])].part == there[known.index(keys[other])].part:
            continue  # the voice or the order of a clause may turn words round
        if any(token.key[0] in SYMMETRIC for token in here[one:other]):
            continue
        turned = list(keys)
        turned[one], turned[other] = turned[other], turned[one]
        nearer = _common(turned, known)
        if nearer >= before + _GAIN and nearer >= _NEAR * len(keys):
            return f"“{here[one].written}” and “{here[other].written}” have changed places"
    return ""


def _common(one: Sequence[_Key], other: Sequence[_Key]) -> int:
    """The length of the longest sequence that both hold in order."""
    row = [0] * (len(other) + 1)
    for key in one:
        diagonal = 0
        for place, source in enumerate(other, 1):
            above = row[place]
            row[place] = diagonal + 1 if key == source else max(above, row[place - 1])
            diagonal = above
    return row[-1]
