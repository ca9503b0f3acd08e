"""What the part of a message that asks takes for granted, by the form of its question.

>>> list(asked_of("by how much does scurvy shorten life"))
[('scurvy shortens life', 'asked')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa_service.answering.clauses import Asked, existing, relative, without_aside, without_relative
from qa_service.answering.inversion import (
    ALWAYS_THERE,
    AUXILIARIES,
    BE,
    DETERMINERS,
    DO,
    MODALS,
    PREPOSITIONS,
    is_adjective,
    is_adverb,
    is_plural,
    some_of,
    telling,
    uninverted,
)
from qa_service.answering.verbs import EMPTY_VERBS, VERBS, is_base_form, is_finite, is_participle, is_third_person

_PHRASE = re.compile(r"\b(?P<aux>" + "|".join(sorted(AUXILIARIES)) + r")(?P<not>n't)?\s(?P<rest>.+)$", re.IGNORECASE)
_AUX = rf"(?:{'|'.join(sorted(AUXILIARIES))})"
_PREPOSITION = (
    "(?:in|on|at|by|with|from|into|through|via|during|within|under|after|before|among|between|across|around|near)"
)
_HOW_COME = re.compile(r"^how come (?:that )?(?P<claim>.+)$", re.IGNORECASE)
_ADVERBIAL = re.compile(
    r"^(?:and |but |so |then )?(?:why|when|where|since when|from where|how|"
    r"(?:by|at|for|over|within|after|before) how (?:much|many)(?: [\w-]+){0,3}|"
    r"how (?:much|far|long|soon|quickly|fast|strongly|well|badly|often|frequently|late|early)"
    r"(?: (?:more|less|better|worse|longer|sooner|later))?(?: (?:after|before) [^,]{3,50}?)?)$",
    re.IGNORECASE,
)
_PLACED = re.compile(rf"^(?P<ask>why|when|where|how) (?P<within>{_PREPOSITION} [^,]{{2,50}})$", re.IGNORECASE)
_PREPOSED = re.compile(rf"^(?P<link>{_PREPOSITION}) (?:which|what) (?P<what>[\w' /-]{{2,80}})$", re.IGNORECASE)
_OBJECT = re.compile(r"^(?:which|what|whose|how many|how much) (?P<what>[\w' /-]{2,80})$", re.IGNORECASE)
_SPLIT_SUBJECT = re.compile(
    r"^(?:which|what|who) (?P<what>(?:[\w/'-]+ ){0,5}?)(?:is|are|was|were) it that (?P<claim>.+)$", re.IGNORECASE
)
_ARE_IT = re.compile(
    r"^(?:which|what) (?P<what>(?:[\w/'-]+ ){1,5}?)(?:is|are|was|were) (?:it|those) that (?P<claim>.+)$", re.IGNORECASE
)
_MAKES = re.compile(
    r"^what (?P<verb>makes|made) (?P<who>.+? )(?P<how>(?:so|very|too|more|less|quite|often|an?|\w+ly)\b.+|\w+(?= in| at| for|"
    r" during|$).*)$",
    re.IGNORECASE,
)
_LETS = re.compile(
    r"^what (?:lets?|allows|allowed|enables|enabled|causes|caused|leads|led|makes?|made) (?P<rest>.+)$", re.IGNORECASE
)
_EXPLAINS = re.compile(
    r"^what (?:may |might |could |can )?(?:explains?|explained|accounts? for) (?:why|that|the fact that) (?P<claim>.+)$",
    re.IGNORECASE,
)
_EXPLAINED = re.compile(
    rf"(?:and |but |so |then )?(?:why\b|how come\b|how (?!many\b|often\b|long\b|{_AUX}\b)|by how much\b|by how many\b)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"^(?P<ask>what|who|which|how many) (?P<rest>.+)$", re.IGNORECASE)
# What ends no sentence that says something: "the limes come from", "the gums look".
_PARTICLES = frozenset("cut on out up off down first best most more".split())
_OPEN_ENDS = (EMPTY_VERBS - _PARTICLES) | frozenset("from to with of into like about look looks looked".split())
_POINTING = re.compile(r"\b(?:these|those|this|it|they|them)\b", re.IGNORECASE)
_COMPARING = re.compile(r"\b(?:differ|compare|var(?:y|ies|ied)|different)(?:s|ed|d)?\b", re.IGNORECASE)
# Where a further question is tied to the first one: "..., and does it last", "... and in how many".
_FURTHER = re.compile(
    rf"(?:,? and|,? or|,? but|,) (?=(?:about )?(?:(?:{_PREPOSITION}|to|of|for) )?(?:why|how|what|whom)\b|since when\b)|"
    rf",? (?:and|or|but) (?=(?:(?:{_PREPOSITION}|to|of|for) )?which\b|(?:who|when|where) {_AUX}\b|(?:does|do|did) |"
    r"(?:is|are|was|were|can|could|should|would|will|has|have) (?:it|they|the|this|that|there|these|he|she|one|any)\b)|"
    rf", (?:and|or|but) (?=(?:who|when|where|{_AUX})\b)|,(?= [\w -]+ or [\w -]+$)|"
    r", and (?=(?:\w+ ){1,3}(?:which|what)\b)|"
    r"[;:?]|, and (?=(?:name|list|give|tell)\b)|, (?:please|exactly|in (?:an?|one|short|brief)\b)",
)
_WH_FIRST = re.compile(r"(?:\w+ )?(?:why|how|when|where|what|which|who|whose)\b", re.IGNORECASE)
_ASKING = re.compile(rf"{_WH_FIRST.pattern}|(?:{'|'.join(sorted(AUXILIARIES))})\b", re.IGNORECASE)


def asked_of(asks: str, context: str = "") -> Iterator[Asked]:
    """What a question without its conditions takes for granted.

    Args:
        context: what stands before it and states nothing: "In the trial of 1999".
    """
    asks = re.sub(r", (?:and |but )?not [^,]+,", "", asks)
    for number, part in enumerate(_questions(asks)):
        for claim, kind in _of_question(part, context if not number else ""):
            # What "it" means stands in the question before.
            if not (number and _POINTING.search(claim)):
                yield claim, kind


def _questions(asks: str) -> list[str]:
    """The questions that are tied to one another."""
    return [part.strip(" ,") for part in _FURTHER.split(asks)]


def _of_question(asks: str, context: str) -> Iterator[Asked]:
    is_within = context.split(" ", maxsplit=1)[0].lower() in PREPOSITIONS
    within = f" {context[0].lower()}{context[1:]}" if is_within else ""
    yield from relative(asks)
    if _ASKING.match(asks):
        asides, asks = without_aside(asks)
        yield from asides
    main = _main(without_relative(asks), within)
    if main:
        yield main[0] + within, main[1]
    if _WH_FIRST.match(asks):
        yield from existing(f"{context}, {asks}" if within else asks)


def _main(asks: str, within: str) -> Asked | None:
    come = _HOW_COME.match(asks) or _EXPLAINS.match(asks)
    split = _SPLIT_SUBJECT.match(asks) or _ARE_IT.match(asks)
    if come:
        return come["claim"], "asked"
    if split:
        return f"{split['claim']} {split['what']}".strip(), "asked"
    if (match := _MAKES.match(asks)) and _is_made(match["who"], match["how"]):
        link = {"makes": ("is", "are"), "made": ("was", "were")}[match["verb"].lower()][is_plural(match["who"])]
        return f"{match['who']}{link} {match['how']}", "asked"
    if match := _LETS.match(asks):
        takes_to = not re.match(r"what (?:let|make|made)s?\b", asks, re.IGNORECASE)
        rest = match["rest"].replace(" to ", " ", 1) if takes_to else match["rest"]
        claim = uninverted("do" if is_plural(rest.split(" ")[0]) else "does", rest)
        return (claim, "asked") if claim else None
    claim = _inverted(asks)
    if claim and _tells(claim + within, asks):
        return claim, "asked" if _EXPLAINED.match(asks) else "open"
    thing = _of_subject(asks)
    return (thing, "exists") if thing else None


def _is_made(who: str, how: str) -> bool:
    """Whether it is asked what makes a thing as it is: "the gums", "so brittle"."""
    return who.rsplit(maxsplit=1)[-1].lower() not in DETERMINERS and (" " in how or is_adjective(how.lower()))


def _tells(claim: str, asks: str) -> bool:
    """Whether a claim says something: "Limes work" and "A differs from B" do not, save where one asks why."""
    if asks.lower().startswith("why"):
        return True
    words = claim.split()
    if words[-1].lower() in _OPEN_ENDS:
        return False
    return len(telling(words)) > 1 and not (asks.lower().startswith("how") and _COMPARING.search(claim))


def _inverted(asks: str) -> str | None:
    """What follows "why", "how", "when" or "which thing", in plain order."""
    phrase = _PHRASE.search(asks)
    if not phrase:
        return None
    opening = asks[: phrase.start()].strip()
    auxiliary, rest = phrase["aux"] + (phrase["not"] or ""), phrase["rest"]
    is_why = opening.lower().endswith("why")
    if _ADVERBIAL.match(opening):
        claim = uninverted(auxiliary, rest, is_why=is_why)
        is_cut = opening.lower() == "how much" and claim and is_finite(claim.split()[-1])  # "How much did it spare?"
        return None if is_cut else claim
    if placed := _PLACED.match(opening):
        claim = uninverted(auxiliary, rest, is_why=placed["ask"].lower() == "why")
        is_open = claim and claim.split()[-1] in PREPOSITIONS
        return f"{claim} {placed['within']}" if claim and not is_open else None
    if preposed := _PREPOSED.match(opening):
        claim = uninverted(auxiliary, rest, is_why=False)
        what = "" if preposed["what"].split()[-1].lower() in ALWAYS_THERE else some_of(preposed["what"])
        return f"{claim} {preposed['link'].lower()} {what}" if claim and what else claim
    if (match := _OBJECT.match(opening)) and not re.match(r"(?:of|the|is|are)\b", match["what"]):
        is_do = phrase["aux"].lower() in ("do", "does", "did")
        is_played = re.match(r"(?:part|role)$", match["what"]) and re.search(r"\bplay\b", rest)
        is_bare = opening.lower().startswith("how") or is_plural(match["what"])
        some = some_of(match["what"])
        what = f"a {match['what']}" if is_played else match["what"] if is_bare and some else some
        if is_do and what and not any(word in AUXILIARIES for word in what.split()):
            return uninverted(auxiliary, rest, what)
    return None


def _of_subject(asks: str) -> str | None:
    """That some thing does what is asked of "which thing"."""
    match = _SUBJECT.match(asks)
    words = match["rest"].split() if match else []
    place = next((place for place, word in enumerate(words[:6]) if place and _is_verb(words, place)), None)
    if not match or place is None or place + 1 >= len(words) or is_adverb(words[0].lower()):
        return None
    verb, rest = words[place], words[place + 1 :]
    if verb.lower() in AUXILIARIES and not _follows_subject(verb.lower(), rest[0].lower()):
        return None
    if (match["ask"].lower() == "what" and _is_verb(words, 0)) or any(
        word.lower() in AUXILIARIES | {"to", "be"} for word in words[:place]
    ):
        return None
    if (
        verb.lower() in MODALS and len(rest) > 1 and is_base_form(rest[-1])
    ):  # "can cooks keep": the noun is what they keep
        return None
    is_one = verb.lower() in ("is", "was", "has", "does") or is_third_person(verb)
    is_many = verb.lower() in ("are", "were", "have") or verb in VERBS or match["ask"].lower() == "how many"
    what = some_of(" ".join(words[:place]), is_many or (False if is_one else None))
    is_said = len(telling([verb, *rest])) > 1 and not _POINTING.search(" ".join(rest))
    return f"{what} {' '.join([verb, *rest])}" if what and is_said else None


def _follows_subject(auxiliary: str, word: str) -> bool:
    """Whether a word after an auxiliary goes on with what is said of the subject, and is no further subject."""
    if auxiliary in DO:
        return False
    if auxiliary in MODALS:
        return is_base_form(word) or word.endswith("ly")
    return is_participle(word) or is_adverb(word) or (auxiliary in BE and is_adjective(word))


def _is_verb(words: list[str], place: int) -> bool:
    """Whether a word is the verb that ends the noun of a question."""
    word, before = words[place], words[place - 1].lower() if place else ""
    following = words[place + 1].lower() if place + 1 < len(words) else ""
    if before in DETERMINERS | PREPOSITIONS:
        return False
    if is_third_person(word):
        return not is_plural(before) and (not place or following not in AUXILIARIES | VERBS)
    if word in VERBS:
        return is_plural(before)
    return is_finite(word)
