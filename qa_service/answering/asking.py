"""What the part of a message that asks takes for granted, by the form of its question.

>>> list(asked_of("by how much does scurvy shorten life"))
[('scurvy shortens life', 'asked')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from qa_service.answering.inversion import AUXILIARIES, uninverted
from qa_service.answering.verbs import VERBS, is_finite, is_participle, is_third_person

_PHRASE = re.compile(r"\b(?P<aux>" + "|".join(sorted(AUXILIARIES)) + r")(?P<not>n't)?\s(?P<rest>.+)$", re.IGNORECASE)
_HOW_COME = re.compile(r"^how come (?:that )?(?P<claim>.+)$", re.IGNORECASE)
_ADVERBIAL = re.compile(
    r"^(?:and |but |so |then )?(?:why|when|where|since when|from where|how|"
    r"(?:by|at|for|over|within|after|before) how (?:much|many)(?: [\w-]+){0,3}|"
    r"how (?:much|far|long|soon|quickly|fast|strongly|well|badly|often|frequently|late|early)"
    r"(?: (?:more|less|longer|sooner|later))?(?: (?:after|before) [^,]{3,50}?)?)$",
    re.IGNORECASE,
)
_OBJECT = re.compile(r"^(?:which|what|whose|how many|how much) (?P<what>[\w' /-]{2,80})$", re.IGNORECASE)
_SPLIT_SUBJECT = re.compile(
    r"^(?:which|what|who) (?P<what>(?:[\w/'-]+ ){0,5}?)(?:is|are|was|were) it that (?P<claim>.+)$", re.IGNORECASE
)
_ARE_IT = re.compile(
    r"^(?:which|what) (?P<what>(?:[\w/'-]+ ){1,5}?)(?:is|are|was|were) (?:it|those) that (?P<claim>.+)$", re.IGNORECASE
)
_MAKES = re.compile(
    r"^what (?P<verb>makes|made) (?P<who>.+? )(?P<how>(?:so|very|too|more|less|quite)\b.+|\w+(?= in| at| for|"
    r" during|$).*)$",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"^(?P<ask>what|who|which|how many) (?P<rest>.+)$", re.IGNORECASE)
_NOT_A_THING = frozenset("is are was were of other kind kinds the".split())
_EXISTING = re.compile(
    r"\bthe (?P<what>(?!(?:same|only|most|first|last|best|other|whole|mean|median|total|number|role|use|effect|"
    r"share|rate|main|most|\d+)\b)"
    r"[\w-]+ [\w-]+(?: [\w-]+)?? (?:of|for|by|between) (?:(?!that\b|which\b|who\b|and\b)[\w/'-]+ ?){1,6})",
    re.IGNORECASE,
)
_BEING = re.compile(r"\b(?P<who>[\w/-]+(?: [\w/-]+)?), (?:being|which is|as) (?P<what>an? [^,]+),", re.IGNORECASE)
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

Asked = tuple[str, Literal["asked", "exists"]]


def asked_of(asks: str, context: str = "") -> Iterator[Asked]:
    """What a question without its conditions takes for granted.

    Args:
        context: what stands before it and states nothing: "In the trial of 1999".
    """
    within = (
        f" {context[0].lower()}{context[1:]}"
        if context and not context[1:2].isupper()
        else f" {context}"
        if context
        else ""
    )
    yield from _relative(asks)
    being = _BEING.search(asks)
    if being:
        link = (
            "are"
            if being["who"].endswith("s")
            and not being["who"].endswith(("is", "us", "ss"))
            and not being["who"].isupper()
            else "is"
        )
        yield (
            f"{being['who'].removeprefix('does ').removeprefix('do ').removeprefix('did ')} {link} {being['what']}",
            "asked",
        )
        asks = asks[: being.start()] + asks[being.start() : being.start() + len(being["who"])] + asks[being.end() :]
    main = next(_main(_without_relative(asks)), "")
    if main:
        kind: Literal["asked", "exists"] = "exists" if main.startswith(("Some", "A ", "An ")) else "asked"
        yield main + within, kind
    yield from _existing(f"{context}, {asks}" if context else asks)


def _main(asks: str) -> Iterator[str]:
    come = _HOW_COME.match(asks)
    split = _SPLIT_SUBJECT.match(asks) or _ARE_IT.match(asks)
    if come:
        yield come["claim"]
    elif split:
        yield f"{split['claim']} {split['what']}".strip()
    elif match := _MAKES.match(asks):
        link = {"makes": ("is", "are"), "made": ("was", "were")}[match["verb"].lower()][_is_plural(match["who"])]
        yield f"{match['who']}{link} {match['how']}"
    else:
        yield from _inverted(asks)
        yield from _of_subject(asks)


def _inverted(asks: str) -> Iterator[str]:
    """What follows "why", "how", "when" or "which thing", in plain order."""
    for phrase in _PHRASE.finditer(asks):
        opening = asks[: phrase.start()].strip()
        auxiliary = phrase["aux"] + (phrase["not"] or "")
        if _ADVERBIAL.match(opening):
            yield from filter(None, [uninverted(auxiliary, _first_part(phrase["rest"]))])
        elif (match := _OBJECT.match(opening)) and not re.match(r"(?:of|the|is|are)\b", match["what"]):
            is_do = phrase["aux"].lower() in ("do", "does", "did")
            if is_do and not any(word in AUXILIARIES for word in match["what"].split()):
                yield from filter(None, [uninverted(auxiliary, _first_part(phrase["rest"]), match["what"])])
        return


def _first_part(rest: str) -> str:
    """What is asked about, without a further question that is tied to it."""
    return re.split(
        r"(?:,| and| or| but) (?=(?:why|how|what|which|when|who|does|is|are|do|can|should)\b)|[;:]|, (?:please|"
        r"exactly)\b",
        rest,
    )[0]


def _of_subject(asks: str) -> Iterator[str]:
    """That something does what is asked of "what", "who" or "which thing"."""
    match = _SUBJECT.match(asks)
    words = match["rest"].split() if match else []
    place = next((place for place, word in enumerate(words[:5]) if _is_verb(words, place)), None)
    if not match or place is None or place + 1 >= len(words):
        return
    what, verb, rest = words[:place], words[place], words[place + 1 :]
    if verb.lower() in AUXILIARIES and not (what and (is_participle(rest[0].lower()) or rest[0].endswith("ly"))):
        return
    if what and what[0].lower() not in _NOT_A_THING:
        one = "Some" if _is_plural(what[-1]) else "An" if what[0][0].lower() in "aeio" else "A"
        yield " ".join([one, *what, verb, *rest])
    elif not what and match["ask"].lower() in ("what", "who"):
        yield " ".join(["Something" if match["ask"].lower() == "what" else "Somebody", verb, *rest])


def _is_verb(words: list[str], place: int) -> bool:
    word = words[place]
    if place and is_third_person(word):
        return not _is_plural(words[place - 1])
    return is_finite(word) and word not in VERBS


def _relative(asks: str) -> Iterator[Asked]:
    """What clauses say that hang on a noun of the question."""
    share = _SHARE.search(asks)
    if share:
        yield f"{share['share']}{share['rest']}", "asked"
    if match := _IN_WHOM.search(asks):
        yield f"{match['claim']} {match['link'].lower()} {match['who'].strip()}", "asked"
    elif (match := _THAT.search(asks)) and not share:
        claim, what = match["claim"].split(), match["what"].strip()
        verbs = [place for place, word in enumerate(claim) if place and is_finite(word)]
        if verbs:
            yield " ".join([*claim[: verbs[0] + 1], what, *claim[verbs[0] + 1 :]]), "asked"


def _without_relative(asks: str) -> str:
    """A question without the clause that hangs on one of its nouns, far from it."""
    match = _IN_WHOM.search(asks)
    if match:
        return asks[: match.start("link")].strip()
    match = _THAT.search(asks)
    return asks[: match.start("claim")].removesuffix("that ").removesuffix("which ").strip() if match else asks


def _existing(asks: str) -> Iterator[Asked]:
    """That there is what "the controlled trial of" something names."""
    match = _EXISTING.search(asks)
    what = _before_verb(match["what"].strip()) if match else ""
    if len(what.split()) > 3:
        is_many = _is_plural(what)
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


def _is_plural(noun: str) -> bool:
    head = re.split(r" (?:of|in|for|with|on|at) ", noun.strip())[0].strip()
    return head.endswith("s") and not head.endswith(("ss", "is", "us")) and not head.isupper()
