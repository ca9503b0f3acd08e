"""What is denied here must be denied there, and what is affirmed there may not be denied here.

>>> [found.reason for found in negations(compare("It does not help.", ["It helps."], ""))]
["'help' is denied; the source affirms it"]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from qa_service.answering.verification.guards.finding import Finding
from qa_service.answering.verification.lexicon import DENYING, NEGATORS, are_alike, are_opposed, is_contrary
from qa_service.answering.verification.reading import Comparison, Reading, Token, window

# A "not" that is put in or taken out alone or with its verb.
_SHORT = 4
# So many words behind a negation tell what is denied.
_HEADS = 3
# As near a word such as "lack" must stand to what it denies, in characters.
_NEAR = 40


def negations(compared: Comparison) -> Iterator[Finding]:
    """Every statement that is denied on one side only."""
    edited = list(_edited(compared))
    yield from edited
    if not edited:
        yield from _denied_here(compared)
        yield from _denied_there(compared)


def _denied_here(compared: Comparison) -> Iterator[Finding]:
    """What the sentence denies and its source affirms, or does not deny."""
    for heads in _denials(compared.said):
        told = [(head, _polarity(head, compared.said, compared.quoted)) for head in heads[:_HEADS]]
        if any(polarity == "denied" for _, polarity in told) or _denies_otherwise(compared.closest, heads):
            continue
        affirmed = next((head for head, polarity in told if polarity == "affirmed"), None)
        if affirmed:
            yield Finding("contradicted", f"'{affirmed.written}' is denied; the source affirms it")
        elif not compared.closest.is_negative:
            yield Finding("unsupported", f"'{heads[0].written}' is denied; the source denies nothing")


def _denied_there(compared: Comparison) -> Iterator[Finding]:
    """What the sentence affirms and its source denies."""
    said = compared.said
    if said.is_negative:
        return
    for heads in _denials(compared.closest):
        head = next((head for head in heads if head.stem in said.stems), None)
        here = next((token for token in said.tokens if head and token.stem == head.stem), None)
        if here is None or _denies_otherwise(said, heads) or _polarity(here, said, compared.quoted) != "denied":
            continue
        yield Finding("contradicted", f"'{here.written}' is affirmed; the source denies it")
        return


def _denials(reading: Reading) -> list[list[Token]]:
    """The content words that each negation of a text reaches."""
    denied = groupby((token for token in reading.tokens if token.scope >= 0), key=lambda token: token.scope)
    found = [[token for token in scope if token.is_content] for _, scope in denied]
    return [heads for heads in found if heads]


def _polarity(token: Token, said: Reading, quoted: Reading) -> str:
    """Whether the quotes deny or affirm a word where it stands most nearly as here; empty where they do not have it."""
    near = window(said, token)
    same = [other for other in quoted.tokens if other.stem == token.stem or are_alike(other.stem, token.stem)]
    if not same:
        return ""
    counts = [len(near & window(quoted, other)) for other in same]
    best = [other.scope >= 0 for other, count in zip(same, counts, strict=True) if count == max(counts)]
    if token.scope >= 0:
        return "denied" if any(best) else "affirmed"
    return "denied" if all(best) else "affirmed"


def _denies_otherwise(reading: Reading, heads: Sequence[Token]) -> bool:
    """Whether a text denies without a "not": by an opposite, a prefix, or a word such as "lack"."""
    places = [token.start for token in reading.tokens if any(are_alike(token.stem, head.stem) for head in heads)]
    denying = [match.start() for match in DENYING.finditer(reading.text)]
    if any(abs(place - start) < _NEAR for place in places for start in denying) or (denying and not places):
        return True
    return any(are_opposed(head.stem, stem) or is_contrary(head.stem, stem) for head in heads for stem in reading.stems)


def _edited(compared: Comparison) -> Iterator[Finding]:
    """In a sentence that is nearly its source: small words that negate, and words whose negation was lost or put in."""
    gone_any = {token.stem for edit in compared.edits or () for token in edit.removed}
    came_any = {token.stem for edit in compared.edits or () for token in edit.added}
    for edit in compared.edits or ():
        gone = [token for token in edit.removed if token.stem in NEGATORS and token.stem not in came_any]
        came = [token for token in edit.added if token.stem in NEGATORS and token.stem not in gone_any]
        if came and not gone:
            yield Finding("contradicted", f"says '{came[0].written}', the source does not")
        elif gone and not came and (_is_bare(edit.removed) or _reaches_on(gone, compared)):
            yield Finding("contradicted", f"the source says '{gone[0].written}', the sentence does not")
    denied = [(here, there) for here, there in compared.pairs if there.scope >= 0 and here.is_content]
    for _, group in groupby(denied, key=lambda pair: pair[1].scope):
        here, _ = next(group)
        if here.scope < 0 and not compared.said.is_negative:
            yield Finding("contradicted", f"the source denies '{here.written}', the sentence does not")


def _is_bare(removed: Sequence[Token]) -> bool:
    """Whether a negation was taken out without what it denies: "does not", and not "and not sweet"."""
    return len(removed) <= _SHORT and not any(token.is_content and token.scope >= 0 for token in removed)


def _reaches_on(gone: list[Token], compared: Comparison) -> bool:
    """Whether a lost negation reached words that were kept."""
    kept = [there for _, there in compared.pairs if there.is_content]
    return any(0 <= there.scope - token.start <= len(token.written) + 2 for token in gone for there in kept)
