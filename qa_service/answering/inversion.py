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

from qa_service.answering.verbs import EMPTY_VERBS, is_base_form, is_participle, past, third_person

DO = frozenset({"do", "does", "did"})
BE = frozenset({"is", "are", "was", "were"})
HAVE = frozenset({"has", "have", "had"})
MODALS = frozenset({"can", "could", "may", "might", "must", "should", "will", "would", "shall"})
AUXILIARIES = DO | BE | HAVE | MODALS
DETERMINERS = frozenset(
    "a an the this that these those its their his her my our your no any some each every both".split()
)
PREPOSITIONS = frozenset(
    """of in on at by for with without from to into over under between among after before during through against per as
    than besides despite unlike beyond until within across around near upon towards toward about via and or &""".split()
)
PRONOUNS = frozenset("it they he she we you i this that these those there one".split())
RELATIVES = frozenset("who which that whose where when whom".split())
_PLURALS = frozenset(
    "people men women children mice bacteria criteria data media mitochondria phenomena teeth feet".split()
)
_WORTH = frozenset("interest use value concern importance help note great little such special particular".split())
_ADVERBS = frozenset(
    """not never always often usually mainly only so too more less most least rarely seldom still also just almost nearly even
    already sometimes frequently commonly typically much far as such about ever quite very rather better worse""".split()
)
_BEFORE_VERB = frozenset("not never always often usually rarely seldom still also only sometimes even".split())
ADJECTIVES = frozenset(
    """enough able likely unlikely common rare safe good bad high low long short large small big new old young early late
    hard easy strong weak fast slow severe mild fatal brisk harmful useful useless important necessary sufficient better
    worse best worst similar different equal absent present normal abnormal positive negative effective unaffected deadly
    lethal odd rich poor cheap apt prone free dense sharp thin thick dry wet hot cold warm cool full empty dead alive sick
    ill wrong right true false tough rough steady quick ready aware keen crucial broad narrow deep shallow wide tight
    loose scarce risky tricky costly""".split()
)
# Nouns that ask and name nothing.
_EMPTY_NOUNS = frozenset(
    """times is are was were of other the else one ones way ways method methods approach thing things share part parts portion
    proportion fraction percentage step steps case cases study studies paper papers article articles word words name names
    sense respect reason reasons result results finding findings effect effects in if""".split()
)
_NUMERALS = frozenset("one two three four five six seven eight nine ten".split())
_MASS = frozenset("evidence information research tissue blood work water dna rna mrna behaviour damage".split())
ALWAYS_THERE = frozenset(
    """half end survival rate rates value values level levels number size length share risk time age dose frequency
    prevalence outcome outcomes effect effects role roles function aim reason reasons cause causes part parts result
    results amount degree incidence cost condition conditions concentration concentrations stage stages temperature
    species field mechanism mechanisms trait traits extent pressure speed point points circumstances year years""".split()
)
_ADJECTIVE_END = re.compile(
    r"\w{2,}(?:ive|ous|able|ible|ful|less|ic|ical|al|ant|ent|ary|ile|ious|some|oid|proof|free)$"
)
_COMPARATIVE = re.compile(r"\w{2,}(?:er|est)$")


def uninverted(auxiliary: str, rest: str, what: str = "", *, is_why: bool = True) -> str | None:
    """A plain sentence of an auxiliary and what follows it, without a full stop; None where no subject or predicate is seen.

    Args:
        what: the object that the question asks for, to be put back behind the verb.
        is_why: whether a predicate must follow the subject, as it must after "why" and need not after "where".
    """
    words = rest.split()
    auxiliary, negated = _without_not(auxiliary.lower())
    if len(words) < 2 and not (len(words) == 1 and what):
        return None
    if words[0].lower() in PRONOUNS - {"this", "that", "these", "those"}:
        return _impersonal(auxiliary, words, negated) if is_why else None
    if auxiliary in DO | MODALS:
        return _with_verb(auxiliary, words, what, negated)
    place = _predicate(words, is_why)
    if not place:
        return None
    told = [*words[:place], auxiliary, *(["not"] if negated else []), *words[place:]]
    return " ".join([*told, what] if what else told)


def _impersonal(auxiliary: str, words: list[str], negated: bool) -> str | None:
    """ "There is no cure" and "it takes years to heal": sentences whose subject stands for nothing."""
    is_it = words[0].lower() == "it" and "to" in words[2:] and "'" not in words[1]
    if auxiliary in DO and is_it and len(words) > 3 and words[1] in ("take", "cost", "help"):
        return _with_verb(auxiliary, words, "", negated)
    if auxiliary in BE and len(words) > 2 and (words[0].lower() == "there" or (is_it and is_adjective(words[1]))):
        return " ".join([words[0], auxiliary, *(["not"] if negated else []), *words[1:]])
    return None


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
    if what and verb in ("seem", "appear", "tend"):
        return None
    if after and "to" not in after and after[-1].lower() in PREPOSITIONS | {"like"}:
        return " ".join([*told, *after, what]).strip()
    if what and len(after) > 1 and {after[0].lower(), after[1].lower()} <= PREPOSITIONS:
        return " ".join([*told, after[0], what, *after[1:]])
    return " ".join([*told, *([what] if what else []), *after])


def find_verb(words: Sequence[str]) -> int | None:
    """The place of the base form that ends a subject; None where no word is one."""
    small = [word.lower().strip(",;:") for word in words]
    places = [
        place
        for place in range(1, len(words))
        if small[place - 1] not in DETERMINERS | PREPOSITIONS
        and not words[place][0].isupper()
        and is_base_form(small[place])
    ]
    likely = [place for place in places if not _is_within_subject(small, place)]
    # "blood flow increase": of two words that may be verbs, the second is the one; not after a plural or a name.
    if (
        len(likely) > 1
        and likely[0] + 1 == likely[1]
        and small[likely[0]] not in ("have", "be", "make", "let", "help", "go", "get", "become")
        and not (is_plural(words[likely[0] - 1]) or _is_name(words, likely[0] - 1))
    ):
        return likely[1]
    return next(iter([*likely, *places]), None)


def _is_name(words: Sequence[str], place: int) -> bool:
    """Whether a subject ends with a name: "p53", or "Notch" with nothing before it."""
    return bool(re.search(r"\d", words[place]) or (place == 0 and re.search(r"[A-Z]", words[0])))


def _is_within_subject(small: Sequence[str], place: int) -> bool:
    """Whether a base form is more likely a noun of the subject or the verb of its clause: "fresh lead", "cells that lack"."""
    before = small[place - 1]
    following = small[place + 1] if place + 1 < len(small) else ""
    return before in RELATIVES or following == "of" or before.endswith("'s") or is_adjective(before)


def _predicate(words: Sequence[str], is_why: bool) -> int | None:
    """The place where a predicate begins that follows "is" or "have" in a plain sentence."""
    small = [word.lower().strip(",;:") for word in words]
    if (
        not is_why
        and is_participle(small[-1])
        and not small[-1].endswith("ing")
        and small[-2] not in DETERMINERS | PREPOSITIONS | {"be", "been", "being"}
    ):
        return len(words) - (2 if is_adverb(small[-2]) and len(words) > 2 else 1)  # "the juice made by hand called"
    for place in range(1, len(words)):
        before, word = small[place - 1], small[place]
        following = small[place + 1] if place + 1 < len(words) else ""
        if word == "of" and following in _WORTH:
            return place
        if before in DETERMINERS | PREPOSITIONS | RELATIVES or words[place - 1].endswith(","):
            continue
        if is_adverb(word) or (word in DETERMINERS and word != "that"):
            return place
        if is_participle(word) and not word.endswith("ing") and not is_adjective(before):
            return place
        if (word in ADJECTIVES and is_adverb(following)) or (
            is_adjective(word) and (_ends_noun(following) or (is_why and is_plural(words[place - 1])))
        ):
            return place
    return _loose_predicate(small, is_why)


def _loose_predicate(small: Sequence[str], is_why: bool) -> int | None:
    """Where a predicate begins that no form gives away: a verb in -ing, a preposition, the last word."""
    places = [place for place in range(1, len(small)) if small[place - 1] not in DETERMINERS | PREPOSITIONS]
    going = [place for place in places if small[place].endswith("ing") and is_participle(small[place])]
    # "odd for a plant": what stands before "for" tells of the subject.
    linked = [
        place - (small[place] in ("for", "to", "than") and place > 1)
        for place in places
        if small[place] in PREPOSITIONS - {"of", "and", "or", "&"}
    ]
    return next(iter([*going, *linked, len(small) - 1]), None) if is_why else None


def is_plural(noun: str) -> bool:
    """Whether a noun, with what hangs on it, speaks of many."""
    head = re.split(r" (?:of|in|for|with|on|at) ", noun.strip())[0].strip().split(" ")[-1]
    if head.lower() in _PLURALS:
        return True
    return head.endswith("s") and not head.endswith(("ss", "is", "us", "'s")) and not head.isupper()


def is_adverb(word: str) -> bool:
    """Whether a word in small letters is an adverb."""
    return word in _ADVERBS or (word.endswith("ly") and len(word) > 4)


def is_adjective(word: str) -> bool:
    """Whether a word in small letters is a common adjective or has the ending of one."""
    return word in ADJECTIVES or bool(_ADJECTIVE_END.match(word) or _COMPARATIVE.match(word))


def _ends_noun(following: str) -> bool:
    """Whether no noun follows, so that an adjective before it stands alone."""
    return not following or following in PREPOSITIONS | {"that", "when", "if", "because", "while", "where"}


def some_of(what: str, is_many: bool | None = None) -> str:
    """A noun that a question asks for, as one that there is: "which fruits" -> "some fruits"; nothing where it names nothing."""
    words = re.sub(r"^(?:kinds?|sorts?|types?) of ", "", what).split()
    named = [word for word in words if not is_adverb(word.lower())]
    head = re.split(r" (?:of|in|for|with|on|at|from) ", " ".join(named))[0].split()[-1:]
    if not head or {words[0].lower(), head[0].lower()} & _EMPTY_NOUNS - ({"one"} if len(named) > 1 else set()):
        return ""
    if "," in what:
        return ""
    is_many = is_plural(" ".join(words)) if is_many is None else is_many
    if words[0].lower() in _NUMERALS:
        return " ".join(words)
    if is_many or words[0].endswith("s'") or head[0].lower() in _MASS:
        return " ".join(["some", *words])
    return " ".join(["an" if re.match(r"[aio]|e(?!u)|un(?!i)", words[0], re.IGNORECASE) else "a", *words])


def telling(words: Sequence[str]) -> list[str]:
    """The words that carry a meaning of their own."""
    empty = AUXILIARIES | DETERMINERS | PREPOSITIONS | PRONOUNS | EMPTY_VERBS | _EMPTY_NOUNS
    return [word for word in words if word.lower().strip(",;:") not in empty and not is_adverb(word.lower())]
