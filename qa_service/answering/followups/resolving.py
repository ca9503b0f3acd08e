"""What the pronouns and other pointing words of a message stand for, by what was asked and cited before it.

>>> pointed("What are its symptoms?", ["scurvy"])
['What are the symptoms of scurvy?']
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

from qa_service.answering.followups.form import is_fragment, mentions, read_form, shared_frame, without_context
from qa_service.answering.inversion import is_plural
from qa_service.answering.parts import sides_of
from qa_service.answering.verbs import is_finite, is_participle

_PLURAL, _PERSON = "they them their these those", "he him his she her hers"
PRONOUN = re.compile(
    r"\b(?:it|its|they|them|their|he|him|his|she|hers|her)\b"
    r"(?! (?:is|was) (?:that|possible|true|safe to|necessary|better to|important to)\b)(?! that\b(?! \w+\??$))|"
    r"(?<=\bis )(?:this|that)(?= [\w-]+\??$)|"
    r"\b(?:this|that|these|those)\b(?=\s*[?.!,]|\s*$| (?:is|are|was|were|do|does|did|has|have|had|can|could|may|might|"
    r"will|would|should|in|on|for|with|per|hold|happen|apply|work|mean|so)\b)",
    re.IGNORECASE,
)
POINTING = re.compile(
    r"\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers|this|that|these|those|there|then|both|same|"
    r"such|one|ones|"
    r"former|latter|other|others|another|else|instead|either|neither|each)\b",
    re.IGNORECASE,
)
_NTH = {
    "first": 0,
    "former": 0,
    "1st": 0,
    "second": 1,
    "latter": -1,
    "2nd": 1,
    "third": 2,
    "3rd": 2,
    "fourth": 3,
    "last": -1,
}
WORK = (
    r"(?:papers?|stud(?:y|ies)|sources?|references?|citations?|articles?|works?|trials?|reviews?|reports?|ones?|"
    r"guidelines?|series|"
    r"abstracts?|publications?|survey|cohort)"
)
NTH = re.compile(
    rf"\b(?:the|your|that|this) (?:(?P<nth>{'|'.join(_NTH)})(?: (?P<what>{WORK})(?! (?:of|on|about|to|for|with|that|which|who)\b)"
    rf"(?: (?:you|i|we) (?:named|mentioned|cited|gave|listed|said))?|"
    rf"(?= (?:do|did|does|is|was|were|are|has|had|have|find|found|say|said|show|report|conclude|appear|use|used|come|to|in|of|"
    rf"and)\b|['’]s\b|[,.?!;:]|$))|(?P<side>former|latter))|"
    rf"\b(?:source|reference|citation|paper|study) (?:number )?\[?(?P<digit>\d)\]?(?!\d)|\[(?P<mark>\d)\]",
    re.IGNORECASE,
)
DEMONSTRATIVE = re.compile(r"\b(?:this|that|these|those)\b", re.IGNORECASE)
# How much likelier the subject is to be meant, in the logarithm of passages.
_SUBJECT = 1.5
_WITH = re.compile(r"^.+? with (?=\w)")
_PERSONS = re.compile(r"\b(?:man|woman|patient|child|boy|girl|case|person|doctor|author|physician)\b", re.IGNORECASE)


def things_in(question: str, spread: Callable[[str], int]) -> list[str]:
    """The things that a question is on, the likeliest to be called "it" first: what is rare in the corpus, or the subject.

    Of "the symptoms of scurvy" it is scurvy, unless symptoms are rarer.

    Args:
        question: as it stands alone.
        spread: in how many passages the rarest word of a phrase stands, 0 where one stands nowhere.
    """
    form = read_form(question)
    first = form.rest.split()[:1]
    opens_with_verb = bool(first) and (is_participle(first[0].lower()) or is_finite(first[0].lower()))
    asked = (
        mentions(re.sub(r"^how (?!many |much )\w+ ?", "", form.asks.lower()))
        if form.asks[:4].lower() == "how "
        else mentions(form.asks)
    )
    if not form.auxiliary and " " not in form.asks:
        things = mentions(question)
    else:
        things = [*asked, *mentions(form.rest)] if opens_with_verb else [*mentions(form.rest), *asked]
    things = [thing for thing in things if not re.search(r"(?:19|20)\d\d$", thing)] or things
    inner = [_inner(thing, spread) for thing in dict.fromkeys(things)]
    weight = {
        thing: math.log(1 + spread(thing)) - (_SUBJECT if not place else 0.0) for place, thing in enumerate(inner)
    }
    return sorted(dict.fromkeys(inner), key=lambda thing: (not spread(thing), weight[thing]))


def _inner(thing: str, spread: Callable[[str], int]) -> str:
    """What a phrase with "of" in it is on: the rarer part."""
    outer, of, inner = thing.partition(" of ")
    return re.sub(r"^(?:the|an?) ", "", inner) if of and 0 < spread(inner) < spread(outer) else thing


def pointed(text: str, things: Sequence[str], also: Sequence[str] = ()) -> list[str]:
    """The message with its pronoun replaced, by each thing that it may stand for, the likeliest first; nothing where it has none.

    Args:
        text: the message.
        things: what the pronoun may look back to, the likeliest first.
        also: what a second pronoun may look back to before these.
    """
    match = PRONOUN.search(text)
    if not match:
        return []
    named = _NAMED_FIRST.match(text)
    if named and named.end() <= match.start():
        rest = text[named.end() :]
        within = PRONOUN.search(rest)
        return [_replaced(rest, within, named["what"])] if within else []
    return [
        _and_next(_replaced(text, match, thing), match.start() + len(thing), thing, [*also, *things])
        for thing in _meant(match[0], things)
    ]


def _meant(pronoun: str, things: Sequence[str]) -> list[str]:
    """What a pronoun may stand for: one for "it", several for "they"."""
    word = pronoun.lower()
    if word in _PERSON.split():
        return sorted(things, key=lambda thing: not _PERSONS.search(thing))[:3]
    if word in _PLURAL.split():
        return [thing for thing in things if is_plural(thing)][:3]
    alone = [_WITH.sub("", thing) if is_plural(thing) else thing for thing in things]
    return sorted(dict.fromkeys(alone), key=lambda thing: thing.islower() and is_plural(thing))[:3]


def _and_next(text: str, start: int, thing: str, things: Sequence[str]) -> str:
    """A message whose first pronoun is replaced, with a second one of another number replaced too: "Do they carry it?"."""
    match = PRONOUN.search(text, start)
    if not match or (match[0].lower() in _PLURAL.split()) == is_plural(thing) or match[0].lower() in ("that", "this"):
        return text
    others = _meant(match[0], [item for item in things if item != thing])
    return _replaced(text, match, others[0]) if others else text


def looks_within(text: str) -> bool:
    """Whether a message says something first and then asks of that: "Since limes are sour, who drinks their juice?"."""
    said = _NAMED_FIRST.match(text)
    return said is not None and not is_fragment(said["what"])


# "Ruzurgi, when did it come back?"
_NAMED_FIRST = re.compile(
    r"^(?P<what>[^,?]{2,60}), (?=(?:what|which|who|when|where|why|how|is|are|was|were|do|does|did|has|have|can)\b)",
    re.I,
)


def _replaced(text: str, match: re.Match[str], thing: str) -> str:
    whole = re.match(r" (?P<what>[\w-]+(?: [\w-]+)?)(?=[?.!]*$)", text[match.end() :])
    if match[0].lower() in ("its", "their") and whole:
        return f"{text[: match.start()]}the {whole['what']} of {thing}{text[match.end() + whole.end() :]}"
    owns = match[0].lower() in ("its", "their", "his") or (
        match[0].lower() == "her" and re.match(r" [a-z]", text[match.end() :])
    )
    ending = "" if not owns else "'" if thing.endswith("s") else "'s"
    return f"{text[: match.start()]}{thing}{ending}{text[match.end() :]}"


def numbered(text: str, questions: Sequence[str], works: Sequence[str]) -> str | None:
    """The message with "the second paper" or "the latter" replaced; None where it has no such words, or nothing fits.

    Args:
        text: the message.
        questions: what was asked before, each as it stands alone, the latest first.
        works: how the works cited in the last answer are called, in the order of their first mark.
    """
    match = NTH.search(text)
    if not match:
        return None
    digit = match["digit"] or match["mark"]
    place = int(digit) - 1 if digit else _NTH[(match["nth"] or match["side"]).lower()]
    sides = next((listed for listed in map(_listed, questions) if listed), [])
    is_of_works = bool(match["what"] or digit)
    named = [thing for thing in sides if re.search(r"(?:19|20)\d\d", thing)]
    options: Sequence[str] = (named or works) if is_of_works else (sides or works)
    if not -len(options) <= place < len(options) or len(options) < 2 - is_of_works:
        return None
    return f"{text[: match.start()]}{options[place]}{text[match.end() :]}"


def together(text: str, questions: Sequence[str]) -> list[str]:
    """The message with "they" or "both" replaced by the things that were named side by side; empty where none were."""
    match = _SEVERAL.search(text)
    listed = next((listed for listed in map(_listed, questions) if listed), []) if match else []
    if not match or len(listed) < 2:
        return []
    before, after = text[: match.start()], text[match.end() :]
    preposition = re.search(r"\b(?:in|of|on|for|by|with) $", before)
    return [f"{before}{listed[0]} and {preposition[0] if preposition else ''}{listed[1]}{after}"]


def of_researchers(text: str, works: Sequence[str]) -> str:
    """A message on what "they" found, with the work cited first; empty where it is on something else."""
    match = _RESEARCHERS.search(text)
    return f"{text[: match.start('who')]}{works[0]}{text[match.end('who') :]}" if match and works else ""


def both_works(text: str, questions: Sequence[str], works: Sequence[str]) -> list[str]:
    """A message that asks whether or why "they" differ, of the two works cited last; empty where two things were asked about.

    Whether they do is asked by what each says: "How common is scurvy in Lind 1753 and in Funk 1912?".
    """
    match = _SEVERAL.search(text)
    if not match or not _DIFFERING.search(text) or len(works) < 2 or _listed(questions[0]):
        return []
    base, (one, other) = re.sub(r"[?.! ]+$", "", without_context(questions[0])), works[:2]
    why = f"{text[: match.start()]}{one} and {other}{text[match.end() :]}"
    own = [work for work in works if work in base]
    shared = re.sub(rf" (?:in|of|by) {re.escape(own[0])}", "", base) if own else base
    return [why] if read_form(text).asks else [f"{shared} in {one} and in {other}", why]


def to_choose_from(text: str, questions: Sequence[str]) -> str | None:
    """A message that asks to choose, with the two things that the last question named; None where it says from what.

    "Which is worse?" after "Compare scurvy with rickets." asks "Which is worse, scurvy or rickets?".
    """
    listed = _listed(questions[0]) if questions else []
    if len(listed) < 2 or not _CHOOSING.match(text) or any(thing.lower() in text.lower() for thing in listed):
        return None
    return f"{text.rstrip('?!. ')}, {listed[0]} or {listed[1]}"


def of_kind(text: str, things: Sequence[str]) -> list[str]:
    """What "the blocking ones" are: a thing that was named, of the other kind; empty where a message speaks of no ones.

    >>> of_kind("And the American one?", ["European label"])
    ['American label']
    """
    match = _ONES.search(text)
    fitting = [
        thing for thing in things if match and is_plural(thing) == (match["one"].lower() == "ones") and " " in thing
    ]
    return [f"{match['kind']} {thing.split(' ', 1)[1]}" for thing in fitting] if match else []


def compared_with(text: str, things: Sequence[str]) -> list[str]:
    """A message that compares without saying what, with what it may be put in: "Compare with rickets." after scurvy."""
    match = COMPARING.match(text)
    return [f"{match[0].rstrip()} {thing} {text[match.end() :]}" for thing in things[:2]] if match else []


_CHOOSING = re.compile(
    r"(?:which|who)(?: (?:one|of (?:them|these|those|the two)))? (?:is|are|was|were|has|have|had|does|did|works?|lasts?|acts?|"
    r"comes?|helps?)\b[^,]{0,40}\b(?:\w+er|better|worse|more|less|best|worst|most|least|\w+est|first|longer)\b[^,]{0,30}$",
    re.IGNORECASE,
)
COMPARING = re.compile(r"(?:please )?(?:compare|contrast)(?= (?:with|to|against)\b)\s?", re.IGNORECASE)
_ONES = re.compile(
    r"^(?:and |or )?(?:the |those |any )?(?P<kind>(?!other\b|same\b|first\b|second\b|third\b|last\b|which\b|this\b|that\b)[\w-]+)"
    r" (?P<one>ones?)[?.!]*$",
    re.IGNORECASE,
)
_RESEARCHERS = re.compile(
    r"\b(?:do|does|did) (?P<who>they|he|she) (?:find|report|conclude|show|study|recommend|advise|say|suggest|examine|compare|"
    r"investigate|publish|argue|claim|propose|estimate)\b",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"\b(?:they|them|these|those|both(?: of (?:them|these|those))?|the two(?: of them)?|each of (?:them|these|"
    r"those|the two))\b(?! [a-z]+s\b)",
    re.I,
)
_DIFFERING = re.compile(r"\b(?:dis)?agree|\bdiffer|\bconflict|\bcontradict", re.IGNORECASE)


def _listed(question: str) -> list[str]:
    """The things that a question names side by side, or asks the same of."""
    one, _, other = question.partition(", and ")
    if other and (shared := shared_frame(one, other)):
        return list(shared)
    match = re.search(
        r"(?P<one>[A-Z][\w.,'’/-]*(?: [A-Z\d][\w.,'’/-]*)*) (?:and|or|versus|vs\.?)(?: in|"
        r" with)? (?P<other>[A-Z][\w.,'’/-]*(?: [A-Z\d][\w.'’/-]*)*)",
        re.sub(r"^\w+", lambda found: found[0].lower(), question.rstrip("?. ")),
    )
    if match:
        return [match["one"], match["other"].rstrip("?.,")]
    return list(sides_of(question))
