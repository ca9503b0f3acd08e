"""Undo the inversion of a question: what it asks about, in the order of a plain sentence.

    >>> uninverted("does", "scurvy attack the bones")
    'scurvy attacks the bones'
    >>> uninverted("is", "scurvy mainly a disease of men")
    'scurvy is mainly a disease of men'

Function words, endings and a table of common verbs find where the subject ends; a parser would be better and is too heavy.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa_service.answering.verbs import VERBS, is_base_form, is_participle, past, third_person

DO = frozenset({"do", "does", "did"})
BE = frozenset({"is", "are", "was", "were"})
HAVE = frozenset({"has", "have", "had"})
MODALS = frozenset({"can", "could", "may", "might", "must", "should", "will", "would", "shall"})
AUXILIARIES = DO | BE | HAVE | MODALS
DETERMINERS = frozenset(
    "a an the this that these those its their his her my our your no any some each every both".split()
)
PREPOSITIONS = frozenset(
    """of in on at by for with without from to into over under between among after before during through against per as than
    within across around near upon towards toward about via and or &""".split()
)
PRONOUNS = frozenset("it they he she we you i this that these those there one".split())
_ADVERBS = frozenset(
    """not never always often usually mainly only so too more less most least rarely seldom still also just almost nearly even
    already sometimes frequently commonly typically much far as such about ever quite very rather better worse""".split()
)
_BEFORE_VERB = frozenset("not never always often usually rarely seldom still also only sometimes even".split())
_ADJECTIVES = frozenset(
    """enough able likely unlikely common rare safe good bad high low long short large small big new old young early late hard
    easy strong weak fast slow severe mild fatal brisk harmful useful useless important necessary sufficient better worse best
    worst similar different equal absent present normal abnormal positive negative effective unaffected deadly lethal""".split()
)
_ADJECTIVE_END = re.compile(r"\w{2,}(?:ive|ous|able|ible|ful|less|ic|ical|al|ant|ent|ary|ile|ious|oid|proof|free)$")
_COMPARATIVE = re.compile(r"\w{2,}(?:er|est)$")


def uninverted(auxiliary: str, rest: str, what: str = "") -> str | None:
    """A plain sentence of an auxiliary and what follows it, without a full stop; None where no subject or predicate is seen.

    Args:
        what: the object that the question asks for, to be put back behind the verb.
    """
    words = rest.split()
    auxiliary, negated = _without_not(auxiliary.lower())
    if len(words) < 2 and not (len(words) == 1 and what):
        return None
    if words[0].lower() in PRONOUNS and (len(words) < 2 or words[0].lower() not in ("this", "that", "these", "those")):
        return None
    if auxiliary in DO | MODALS:
        return _with_verb(auxiliary, words, what, negated)
    place = _predicate(words)
    if not place:
        return None
    told = [*words[:place], auxiliary, *(["not"] if negated else []), *words[place:]]
    return " ".join([*told, what] if what else told)


def _without_not(auxiliary: str) -> tuple[str, bool]:
    if auxiliary in ("can't", "cannot"):
        return "can", True
    if auxiliary == "won't":
        return "will", True
    return auxiliary.removesuffix("n't"), auxiliary.endswith("n't")


def _with_verb(auxiliary: str, words: list[str], what: str, negated: bool) -> str | None:
    """The sentence where a base form follows the subject."""
    place = find_verb(words)
    if not place:
        return None
    subject, verb, after = words[:place], words[place], words[place + 1 :]
    while subject and subject[-1].lower() in _BEFORE_VERB and len(subject) > 1:
        negated = negated or subject[-1].lower() == "not"
        if subject[-1].lower() != "not":
            after = [*after, subject[-1]] if auxiliary not in MODALS else after
        subject = subject[:-1]
    if negated:
        told = [*subject, auxiliary, "not", verb]
    elif auxiliary in MODALS:
        told = [*subject, auxiliary, verb]
    else:
        inflected = {"does": third_person, "did": past}.get(auxiliary)
        told = [*subject, inflected(verb) if inflected else verb]
    return " ".join([*told, *([what] if what else []), *after])


def find_verb(words: Sequence[str]) -> int | None:
    """The place of the base form that ends a subject; None where no word is one."""
    small = [word.lower().strip(",;:") for word in words]
    for place in range(1, len(words)):
        if small[place - 1] in DETERMINERS | PREPOSITIONS or words[place][0].isupper():
            continue
        if is_base_form(small[place]):
            following = place + 1
            # "blood flow increase": of two words that may be verbs, the second is the one.
            if (
                following < len(words)
                and small[following] in VERBS
                and small[place] not in ("have", "be", "make", "let", "help")
            ):
                return following
            return place
    return None


def _predicate(words: Sequence[str]) -> int | None:
    """The place where a predicate begins that follows "is" or "have" in a plain sentence."""
    small = [word.lower().strip(",;:") for word in words]
    for place in range(1, len(words)):
        before, word = small[place - 1], small[place]
        if before in DETERMINERS | PREPOSITIONS or words[place - 1].endswith(","):
            continue
        following = small[place + 1] if place + 1 < len(words) else ""
        if word in _ADVERBS or (word.endswith("ly") and len(word) > 4) or (word in DETERMINERS and word != "that"):
            return place
        if is_participle(word) or (_ends_noun(following) and _is_adjective(word)):
            return place
    for place in range(1, len(words)):
        if small[place] in PREPOSITIONS - {"of", "and", "or", "&"}:
            return place
    return len(words) - 1 if len(words) > 1 else None


def _is_adjective(word: str) -> bool:
    return word in _ADJECTIVES or bool(_ADJECTIVE_END.match(word) or _COMPARATIVE.match(word))


def _ends_noun(following: str) -> bool:
    """Whether no noun follows, so that an adjective before it stands alone."""
    return not following or following in PREPOSITIONS | _ADVERBS | {"that", "when", "if", "because", "while", "where"}
