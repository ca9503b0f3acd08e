"""What the clauses and asides of a question state of its nouns, and which things it speaks of as being there.

>>> list(relative("how were the men chosen in whom the score was built"))
[('the score was built in the men', 'asked')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from qa_service.answering.inversion import ALWAYS_THERE, AUXILIARIES, DETERMINERS, PREPOSITIONS, is_adverb, is_plural
from qa_service.answering.verbs import VERBS, is_finite, is_participle, is_third_person

_EXISTING = re.compile(
    r"\bthe (?P<what>(?!(?:same|only|most|first|last|best|other|whole|mean|median|total|number|role|use|effect|"
    r"share|rate|main|most|\d+)\b)"
    r"[\w-]+ [\w-]+(?: [\w-]+)?? (?:of|for|by|between) (?:(?!that\b|which\b|who\b|and\b)[\w/'-]+ ?){1,6})",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"(?P<who>[^,]+), (?P<what>(?:being |as )?(?:an?|the|one of) [^,]+|(?:which|who) [^,]+|\w+(?:ed|ing|en) [^,]+)"
    r"(?:, (?!and\b|or\b)|$)",
)
_IN_WHOM = re.compile(
    r"\b(?P<who>(?:the|those) (?:[\w-]+ ){1,3}?)(?:\w+ed |chosen |found |taken )?(?P<link>in|for|of|to|on|"
    r"with) (?:whom|which) (?P<claim>.+)$",
    re.I,
)
_SHARE = re.compile(
    r"\b(?:the |those )?(?P<share>(?:(?:up to|about|almost|over|more than|fewer than|"
    r"less than) )?(?:\d[\d.,]* ?(?:%|percent|per cent)|majority|most|half|all|one in \w+) of "
    r"(?:[\w-]+ ){1,4}?)(?:that|who|which) (?P<rest>.+)$",
    re.IGNORECASE,
)
_THAT = re.compile(
    r"\b(?P<what>(?:the|those) (?:[\w-]+ ){1,6}?)(?:(?:show|run out|end|say|mean|expire|prove|tell us|find|stop|"
    r"start) )?"
    r"(?:that|which) (?P<claim>[A-Z][\w.'-]+ .+)$"
)


Asked = tuple[str, Literal["asked", "open", "exists"]]


def without_aside(asks: str) -> tuple[list[Asked], str]:
    """What an aside between commas says of the noun before it, and the question without it."""
    aside = _ASIDE.search(asks)
    who = _last_noun(aside["who"]) if aside else ""
    if not aside or not who:
        return [], asks
    return list(_said_of(who, aside["what"])), f"{asks[: aside.end('who')]} {asks[aside.end() :]}".strip()


def _last_noun(text: str) -> str:
    """The noun that ends a text, with what stands before it; nothing where it is long."""
    words = text.split()
    links = AUXILIARIES | (PREPOSITIONS - {"of"})
    start = max((place + 1 for place, word in enumerate(words) if word.lower() in links or is_finite(word)), default=9)
    return " ".join(words[start:]) if 0 < len(words) - start < 6 else ""


def _said_of(who: str, what: str) -> Iterator[Asked]:
    """What an aside says of the noun before it."""
    if " or " in what or what.split(maxsplit=1)[0] in ("including", "according", "depending", "compared"):
        return
    clause = re.match(r"(?:which|who) (?P<claim>.+)", what)
    if clause:
        if is_finite(what.split()[1]) or what.split()[1] in VERBS:
            yield f"{who} {clause['claim']}", "asked"
    elif not what.split(maxsplit=1)[0].endswith("ing") or what.startswith("being "):
        link = "are" if is_plural(who) else "is"
        yield f"{who} {link} {re.sub(r'^(?:being|as) ', '', what)}", "asked"


def relative(asks: str) -> Iterator[Asked]:
    """What clauses say that hang on a noun of the question."""
    share = _SHARE.search(asks)
    if share:
        yield f"{share['share']}{share['rest']}", "asked"
    if match := _IN_WHOM.search(asks):
        yield f"{match['claim']} {match['link'].lower()} {match['who'].strip()}", "asked"
    elif (match := _THAT.search(asks)) and not share:
        claim, what = match["claim"].split(), match["what"].strip()
        verbs = [place for place, word in enumerate(claim) if place and is_finite(word)]
        if verbs and "one" not in what.split():
            yield " ".join([*claim[: verbs[0] + 1], what, *claim[verbs[0] + 1 :]]), "asked"


def without_relative(asks: str) -> str:
    """A question without the clause that hangs on one of its nouns, far from it."""
    match = _IN_WHOM.search(asks)
    if match:
        return asks[: match.start("link")].strip()
    match = _THAT.search(asks)
    return asks[: match.start("claim")].removesuffix("that ").removesuffix("which ").strip() if match else asks


def existing(asks: str) -> Iterator[Asked]:
    """That there is what "the controlled trial of" something names."""
    match = _EXISTING.search(asks)
    what = _before_verb(match["what"].strip()) if match else ""
    head = re.split(r" (?:of|for|by|between) ", what)[0].split()
    is_noun = head and head[-1] not in ALWAYS_THERE | AUXILIARIES and not is_participle(head[-1])
    is_cut = any(is_adverb(word) or word in PREPOSITIONS | AUXILIARIES | {"out", "off", "up", "rid"} for word in head)
    is_cut = is_cut or any(is_third_person(word) or word in VERBS for word in head[1:-1])
    is_cut = is_cut or what.split(" ")[-1] in PREPOSITIONS | DETERMINERS
    if len(what.split()) > 3 and is_noun and not is_cut and (head[-1] not in VERBS or f"{head[-1]} of" in what):
        is_many = is_plural(what)
        article = "" if is_many else "an " if what[0].lower() in "aeio" else "a "
        yield f"There {'are' if is_many else 'is'} {article}{what}", "exists"


def _before_verb(what: str) -> str:
    """The words of a noun phrase: what stands before the first verb or participle."""
    words = what.split()
    link = next((place for place, word in enumerate(words) if word in ("of", "for", "by", "between")), 0)
    for place in range(link + 1, len(words)):
        if is_finite(words[place]) or words[place] in VERBS or words[place].lower() in AUXILIARIES:
            return " ".join(words[:place])
    return what.removesuffix(" in").removesuffix(" of").removesuffix(" the")
