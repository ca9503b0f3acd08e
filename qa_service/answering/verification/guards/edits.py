"""Where a sentence is nearly its source, word for word, whatever else was edited must change nothing.

>>> [found.reason for found in edits(compare("Aspirin relieves pain in sailors.", ["Ibuprofen relieves pain in sailors."], ""))]
["'Aspirin' stands where the source has 'Ibuprofen'"]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qa_service.answering.verification.guards.finding import Finding
from qa_service.answering.verification.lexicon import CONDITION, are_alike, reporting, stems
from qa_service.answering.verification.reading import Comparison, Edit, Reading, Token

_WEIGHTY = stems(
    """may might could should must will would all some any most more less least few only both before after until during against
    above below between up down than same other if unless except or under over"""
)
# An edit of so few words is a slip; a longer one leaves out a whole statement.
_SHORT = 3


def edits(compared: Comparison) -> Iterator[Finding]:
    """Every edit that is more than another form of the same words."""
    if compared.edits is None or compared.nearest is None:
        return
    moved = _moved(compared.edits)
    for edit in compared.edits:
        yield from _replaced(edit, compared, moved)
        yield from _small_words(edit, compared.edits)
        yield from _condition(edit, compared.nearest, compared.said)


def _moved(found: Sequence[Edit]) -> frozenset[str]:
    """Words that were taken out at one place and put in at another, with nothing else put in their place."""
    gone = {token.stem for edit in found for token in edit.removed}
    came = {token.stem for edit in found for token in edit.added}
    exchanged = {token.stem for edit in found for token in edit.added if _is_slot(edit)}
    return frozenset((gone & came) - exchanged)


def _is_slot(edit: Edit) -> bool:
    """Whether something stands in the place of something else of about its length."""
    removed = _replaced_words(edit)
    return 0 < len(removed) <= len(edit.added) + _SHORT and 0 < len(edit.added) <= len(removed) + _SHORT


def _replaced_words(edit: Edit) -> list[Token]:
    """What was taken out, without an aside in brackets that nothing in brackets came for."""
    is_aside = any(token.is_aside for token in edit.added)
    return [token for token in edit.removed if is_aside or not token.is_aside]


def _replaced(edit: Edit, compared: Comparison, moved: frozenset[str]) -> Iterator[Finding]:
    """Content that stands in the place of other content, or that no quote has."""
    removed = [token for token in _replaced_words(edit) if token.is_content]
    known = compared.quoted.stems | compared.named.stems | reporting()
    for token in edit.added:
        if not token.is_content or token.stem in moved:
            continue
        if any(are_alike(token.stem, other.stem) for other in edit.removed):
            continue
        if removed and _is_slot(edit) and not _is_name_of_work(token, compared):
            gone = " ".join(other.written for other in removed)
            yield Finding("unsupported", f"'{token.written}' stands where the source has '{gone}'")
            return
        if token.stem not in known and not any(are_alike(token.stem, stem) for stem in compared.quoted.stems):
            yield Finding("partly", f"'{token.written}' stands in no quote")
            return


def _is_name_of_work(token: Token, compared: Comparison) -> bool:
    return token.stem in compared.named.stems and token.stem not in compared.quoted.stems


def _small_words(edit: Edit, every: Sequence[Edit]) -> Iterator[Finding]:
    """Small words that carry meaning, put in or taken out, and not moved."""
    gone_any = {token.stem for other in every for token in other.removed}
    came_any = {token.stem for other in every for token in other.added}
    for token in edit.added:
        if token.stem in _WEIGHTY - gone_any:
            yield Finding("partly", f"'{token.written}' is not in the source")
    for token in edit.removed if len(edit.removed) <= _SHORT else ():
        if token.stem in _WEIGHTY - came_any:
            yield Finding("partly", f"the source's '{token.written}' is lost")


def _condition(edit: Edit, source: Reading, said: Reading) -> Iterator[Finding]:
    """A condition of the source that was left out: "in patients with ...", "if ..."."""
    content = [token for token in edit.removed if token.is_content]
    if not content or edit.added:
        return
    text = source.text[edit.removed[0].start : edit.removed[-1].start + len(edit.removed[-1].written)]
    found = CONDITION.match(text)
    if found and any(not any(are_alike(token.stem, stem) for stem in said.stems) for token in content):
        yield Finding("partly", f"drops the condition '{text[:60]}'")
