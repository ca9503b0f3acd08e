"""Find what a question takes for granted, and say it as a plain sentence.

    >>> presupposed("Since scurvy is always fatal, why does it attack the gums?")[0].claim
    'Scurvy is always fatal.'

What is stated beside the question comes first, then what its wording presupposes (Levinson, "Pragmatics", 1983, chapter 4: "why",
"how come", "when" and the like take the truth of what they ask about for granted; "Does X?" does not).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from qa_service.answering.asking import asked_of
from qa_service.answering.inversion import (
    AUXILIARIES,
    DETERMINERS,
    PREPOSITIONS,
    RELATIVES,
    find_verb,
    is_adjective,
    is_plural,
)
from qa_service.answering.verbs import VERBS, is_finite, is_participle, is_third_person
from qa_service.ingestion.sentences import sentences_of

Kind = Literal["stated", "asked", "open", "exists"]


@dataclass(frozen=True, slots=True)
class Presupposition:
    """A plain sentence that a question takes for granted."""

    claim: str
    kind: Kind
    """Whether it is stated beside the question, is what the question asks to explain, is what it asks to complete ("when was it
    approved?"), or is that such a thing exists."""


_MOST_CHARS = 2000
_OF_BOTH = re.compile(
    r"(?P<claim>.+ (?P<by>in|for|at|on|by)) (?!between|both)(?P<one>[^,;]{2,40}?) and (?:(?P=by) )?(?P<other>[^,;]{2,40})\.$"
)
_MOST = 8
_WH = (
    r"(?:(?:up )?(?:by|at|in|on|of|from|since|to|into|with|for|through|against|under|within|between|over|after|before|during|"
    r"around|beside|besides|until|about|per|among|near|towards|upon|across) "
    r"(?:(?:how|what|which|when|where|whom|whose)\b)|(?:why|how|when|where|what|which|who|whom|whose)\b)"
)
_AUX = rf"(?:{'|'.join(sorted(AUXILIARIES))}|am)(?:n't)?\b"
_CONDITION = (
    r"(?:given|considering|assuming|seeing|knowing|provided) (?:that )?|"
    r"(?:since|because|as(?! (?:long|soon|far|well|much) )|now that|if|although|though|even though|after|"
    rf"when(?! {_AUX})|while|once)\s"
)
_LEADING = re.compile(rf"^(?P<cue>{_CONDITION})(?P<claim>.+)$", re.IGNORECASE)
_SUPPOSING = re.compile(r"(?:if|when|once|while|as (?:long|soon|far|well|much)) ", re.IGNORECASE)
_ONLY_CLAUSES = re.compile(r"\w+ that|because|now|if|although|though|even", re.IGNORECASE)
_TRAILING = re.compile(
    rf"^(?P<main>{_WH}.{{5,}}?),? (?P<cue>given that|considering that|since(?! when)|because|even though|although|"
    rf"now that) (?P<claim>[^,?]+)",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"[,;-]?\s*(?:right|correct|true|yes|no|(?:is|are|was|were|do|does|did|has|have|can|will|would|should)(?:n't|"
    r" not) (?:it|they|he|she|we|i|that))\s*\?+$",
    re.IGNORECASE,
)
_JOINED = re.compile(
    rf"(?:,?\s(?:so|but|and|then)|[;:]|\s[-–—]|,)\s(?P<asks>(?:(?:at|in|on|by|from|for|of|to|into) )?(?:{_WH}|"
    rf"{_AUX}).*)$",
    re.IGNORECASE,
)
# What tells whose word a claim is; the claim stands without it.
_REPORTED = re.compile(
    r"^(?:(?:so|and|but|well|ok|okay|hi|hello)[, ]+)?(?:i|we|my (?:\w+ ){1,2}?|our (?:\w+ ){1,2}?|someone|people|"
    r"everyone|the internet) ?"
    r"(?:'ve |have |had |was |were |am |'m |always |just |also )*"
    r"(?:read|hear|heard|told(?: (?:me|us))?|know|knew|understand|understood|learn|learned|learnt|saw|seen|think|"
    r"thought|believe|believed|"
    r"assume|suppose|gather|taught|aware|sure|says?|said|claims?|claimed|tells me|insists?)(?: somewhere| once|"
    r" online)?,? (?:that )?",
    re.IGNORECASE,
)
_PERSONAL = re.compile(
    r"^(?:i|we|my|our|i'm|i've|we've|please|thanks|thank|hi|hello|hey|can|could|yes|no|ok|tell|list|mum|mom|mother|dad|father|"
    r"gran|grandma|grandpa|daughter|son|sister|brother|wife|husband|doctor|mine)\b|.*\b(?-i:my|our|me|us|we)\b",
    re.IGNORECASE,
)
_SHOWED = re.compile(
    r"^(?P<who>[A-Z].{2,80}?\b(?:showed|shown|found|reported|proved|demonstrated|wrote|says?|said|noted|"
    r"concluded|claims?|states?|stated)\b"
    r"(?: (?:in|of|by) [^,]{2,60}?)?), (?P<what>.+)$"
)
_ORDERS = frozenset(
    "name list suppose tell give describe explain state define summarise summarize outline list".split()
)
_ANAPHORS = frozenset("its their his her these those this that".split())
_HAVING = re.compile(r"\b(?:has|have|had|got) (?P<what>[^,;]+)$")


def presupposed(question: str) -> list[Presupposition]:
    """What a question takes for granted, what is stated first; nothing where it is a plain question."""
    text = " ".join(question[:_MOST_CHARS].replace("’", "'").replace("‘", "'").split())
    found: dict[str, Kind] = {}
    before = ""
    for part in sentences_of(text):
        for claim, kind in _of_sentence(part, before):
            sentence = _as_sentence(claim)
            if sentence and kind != "stated" and sentence.split()[0].lower() in _ANAPHORS:
                continue
            for each in _each(sentence):
                found.setdefault(each, kind)
        before = part
    return [Presupposition(claim, kind) for claim, kind in found.items()][:_MOST]


def _each(claim: str) -> list[str]:
    """A claim, or two where it holds of two places or groups: a source on one of them contradicts neither."""
    both = _OF_BOTH.match(claim)
    if not both or any(is_finite(word) for word in both["other"].split()):
        return [claim] if claim else []
    return [f"{both['claim']} {side}." for side in (both["one"], both["other"])]


def _of_sentence(part: str, before: str) -> Iterator[tuple[str, Kind]]:
    """The claims of one sentence of a question."""
    if not part.endswith("?"):
        yield from ((claim, "stated") for claim in _stated(part.rstrip(".!")))
    tag = _TAG.search(part)
    if tag and not re.match(rf"(?:{_WH}|{_AUX})", part, re.IGNORECASE):
        yield from ((claim, "stated") for claim in _tagged(part[: tag.start()]))
        return
    if part.endswith("?") or re.match(_WH, part, re.IGNORECASE):
        statement, asks = _split(part.rstrip("?! "))
        if not _is_supposed(statement, asks):
            yield from ((claim, "stated") for claim in _stated(statement))
        trailing = _TRAILING.match(asks)
        if trailing:
            yield from ((claim, "stated") for claim in _stated(trailing["claim"]))
            asks = trailing["main"]
        is_context = bool(statement) and not is_statement(statement) and not _LEADING.match(statement)
        yield from asked_of(_resolved(asks, before), statement if is_context else "")


def _is_supposed(statement: str, asks: str) -> bool:
    """Whether a condition is only supposed: "if it rains, ...?", save where one asks why or how that can be."""
    return bool(_SUPPOSING.match(statement)) and not re.match(r"(?:why|how come|how)\b", asks, re.IGNORECASE)


def _split(question: str) -> tuple[str, str]:
    """What stands before the part that asks, and that part."""
    leading = bool(_LEADING.match(question))
    asks_at_once = re.match(rf"(?:{_WH}|{_AUX})", question, re.IGNORECASE) and not leading
    joined = None if asks_at_once else _JOINED.search(question)
    if joined and question[joined.start()] == ":" and not _says(question[: joined.start()]):
        return "", joined["asks"]
    if joined:
        return question[: joined.start()].strip(" ,;"), joined["asks"]
    if leading and ", " in question:
        cut = question.index(", ")
        return question[:cut], question[cut + 2 :]
    return "", question


def _says(topic: str) -> bool:
    """Whether what stands before a colon may be a statement: "limes kept on ships" is a topic."""
    finite = [word for word in topic.split() if is_finite(word)]
    return any(not is_participle(word.lower()) for word in finite)


def _stated(text: str) -> Iterator[str]:
    """The claims of a part that states something."""
    text = text.strip(" ,;:-")
    leading = _LEADING.match(text)
    if leading:
        text = leading["claim"]
        shown = _SHOWED.match(text)
        if leading["cue"].strip().lower() == "as" and shown:
            text = f"{shown['who']} that {shown['what']}"
    reported = _REPORTED.match(text)
    if reported:
        text = text[reported.end() :]
    if ": " in text and not is_statement(text.split(": ")[0]):
        return
    words = text.split()
    is_clause = bool(leading and _ONLY_CLAUSES.match(leading["cue"])) and len(words) > 2
    if leading and leading["cue"].strip().lower() == "since":  # "since the war" is no clause
        is_clause = len(words) > 2 and (find_verb(words) is not None or any(map(is_third_person, words[1:-1])))
    if not _PERSONAL.match(text) and (is_clause or is_statement(text)):
        yield text


def _tagged(text: str) -> Iterator[str]:
    """The claims of a statement that asks for a nod: the conclusion, where it draws one."""
    parts = re.split(r",? so ", text)
    last = parts[-1].strip(" ,")
    reported = _REPORTED.match(last)
    last = last[reported.end() :] if reported else last
    if is_statement(last):
        yield last
    for part in parts[:-1]:
        yield from _stated(part)


def is_statement(text: str) -> bool:
    """Whether a text has a subject and a finite verb, and asks nothing."""
    words = text.split()
    if len(words) < 3 or re.match(rf"(?:{_WH}|{_AUX}|\w+ing it\b)", text, re.IGNORECASE) or _is_order(words):
        return False
    finite = [
        (place, words[place].lower())
        for place in range(1, len(words))
        if is_finite(words[place])
        and words[place - 1].lower() not in (DETERMINERS - _ANAPHORS) | (PREPOSITIONS - {"and", "or"})
    ]
    clause = next(
        (place for place, word in enumerate(words) if place and word.lower() in RELATIVES | {"how", "why"}), None
    )
    if (
        clause and (len(finite) < 2 or words[0].lower() in PREPOSITIONS) and all(place > clause for place, _ in finite)
    ):  # "Patients who died" states nothing
        return False
    if words[0].lower() in PREPOSITIONS:  # "In patients treated with it" states nothing
        return len(finite) > 1 or any(not word.endswith("ed") for _, word in finite)
    return bool(finite) or _has_plain_verb(words)


def _has_plain_verb(words: list[str]) -> bool:
    """Whether a plural has a verb in its base form, or a singular one in -s: "Limes help", "Scurvy kills"."""
    place = find_verb(words)
    if place is not None and is_plural(words[place - 1]):
        return True
    return any(is_third_person(word) and not is_adjective(before.lower()) for before, word in pairwise(words[:-1]))


def _is_order(words: list[str]) -> bool:
    """Whether it tells somebody to do something: "Compare A with B"."""
    first = words[0].lower()
    if first in _ORDERS:
        return True
    return first in VERBS and not any(word.lower() in AUXILIARIES for word in words[1:5])


def _resolved(asks: str, before: str) -> str:
    """The question with "that" put right by what the sentence before it says somebody has."""
    having = _HAVING.search(before.rstrip(".!"))
    match = re.search(rf"\b{_AUX} (that|this|it)\b(?! [a-z]+ (?:is|are|was|were)\b)", asks, re.IGNORECASE)
    if not having or not match:
        return asks
    return f"{asks[: match.start(1)]}{having['what']}{asks[match.end(1) :]}"


def _as_sentence(claim: str) -> str:
    """A claim with its capital and its full stop; nothing where it says nothing, or speaks of what only the asker knows."""
    text = re.sub(r"\s+", " ", claim).strip(" ,;:?!-")
    words = text.split()
    is_impersonal = bool(re.match(r"it (?:is|was|takes|took|costs|cost|helps|helped) .+ to\b", text, re.IGNORECASE))
    if len(words) < 3 or (words[0].lower() in ("they", "it", "he", "she") and not is_impersonal):
        return ""
    is_name = re.match(r"[a-z]+-?[A-Z]", text)  # "mRNA"
    return f"{text if is_name else text[0].upper() + text[1:]}."
