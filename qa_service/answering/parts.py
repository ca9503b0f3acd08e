"""What a question is made of: the two things that it compares, and the questions that it asks at once.

"How does aspirin differ from ibuprofen?"      -> sides: aspirin, ibuprofen
"What is scurvy and how is it treated?"        -> parts: What is scurvy?, How is scurvy treated?
"""

from __future__ import annotations

import re

from qa_service.patterns import lazy

_THING = r"(?:[^,;:?]|(?<=\d),(?=\d)){2,60}?"
_END = r"(?=[,;:?.]|$| (?:in|on|for|at|as|with regard|regarding|when|during|over|under|among|according)\b)"
_SIDES = [
    lazy(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?P<one>with) and (?P<other>without {_THING}){_END}",
        rf"\bcompar\w+ (?:the )?(?P<one>{_THING}) (?:and|with|to|against|versus|vs\.?) (?:the"
        rf" )?(?P<other>{_THING}){_END}",
        rf"\b(?:differ\w*|comparison|distinction|contrast|var(?:y|ies)) (?:\w+ )?between (?:the )?(?P<one>{_THING}) and (?:the"
        rf" )?(?P<other>{_THING}){_END}",
        rf"\b(?:tell|distinguish\w*|separate\w*|differentiate\w*) (?:the )?(?P<one>{_THING}) from (?:the"
        rf" )?(?P<other>{_THING}){_END}",
        rf"\b(?:do|does|did|is|are|was|were) (?:the )?(?P<one>{_THING}) (?:differ\w*|different) (?:\w+ )?(?:from|to"
        rf"|than) (?:the )?(?P<other>{_THING}){_END}",
        rf"\b(?:do|does|did) (?:the )?(?P<one>{_THING}) and (?:the )?(?P<other>{_THING}) (?:differ|compare)\b",
        rf"\b(?:do|does|did) (?:the )?(?P<one>{_THING}) compare (?:with|to|against)"
        rf" (?:the |that of |those of )?(?P<other>{_THING}){_END}",
        rf"(?P<one>\b(?:[^,;:?.]|(?<=\d),(?=\d)){{2,60}}?)[ ,]+(?:versus|vs\.?|as opposed to|compared (?:with|to))"
        rf" (?:the )?(?P<other>{_THING}){_END}",
        rf"\b(?P<link>in|for|on|of|with|by) (?P<one>{_THING}) and (?P=link) (?P<other>{_THING}){_END}",
        rf"^(?P<one>{_THING}) or (?P<other>{_THING}): (?:which|what|who)\b",
        r"^(?:do|does|did|can|should) (?P<one>[\w-]+) or (?P<other>[\w-]+) ",
        rf"\b(?:(?:which|what|who)\b[^?]*[,:]|is|are|was|were) (?:it |there |this |that )?(?:an? |the"
        rf" )?(?P<one>[\w/'’.-]+(?: [\w/'’.-]+){{0,3}}?),? or (?:an? |the )?"
        rf"(?P<other>{_THING}){_END}",
    )
]
_OPENING = lazy(
    r"^(?:what|which|who|how|why|when|where|is|are|was|were|does|do|did|can|could|should|has|have)\b(?:.*\b(?:is"
    r"|are|was|were|does|do|did|has|have) )?(?:the |an? )?",
    re.IGNORECASE,
)
_COMPARED = (
    "more|less|better|worse|safer|faster|slower|stronger|weaker|higher|lower|longer|shorter|older|younger|commoner|rarer"
    "|earlier|later|larger|smaller|easier|cheaper|greater"
)
_FARES = "live|lives|survive|survives|die|dies|fare|fares|do|does"
_THOSE_WITHOUT = lazy(r"(?:(?:those|people|patients|ones|others) )?without", re.IGNORECASE)
# What stands before the first side only: "the age at onset in men and women".
_LINK = lazy(r"^.+ (?:in|of) (?=\S)")
_WHICH = r"(?:(?:in|on|at|by|for|to|of|from|with|after|until) )?(?:what|which|who|whom|how|why|when|where)\b"
_VERB = r"(?:is|are|was|were|does|do|did|can|could|should|has|have|will|would)\b"
_JOIN = lazy(rf"\?\s+(?:and |but |also )?(?=\w)|,? (?:and|but|or) (?:also )?(?={_WHICH} |{_VERB} \w+)", re.IGNORECASE)
_ASKS = lazy(rf"^(?:and |so |then )?(?:{_WHICH}|{_VERB})", re.IGNORECASE)
_PRONOUN = lazy(r"\b(?:it|they|them|this|these|those)\b(?! that\b)|\b(?P<own>its|their)\b", re.IGNORECASE)
_SUBJECT_BE = lazy(r"^(?:what|who|which) (?:is|are|was|were) (?:an? |the )?(?P<subject>[^?]+)$", re.IGNORECASE)
_SUBJECT_VERB = lazy(
    rf"^.*?\b{_VERB} (?:an? |the )?(?P<subject>[\w/'’-]+(?: [\w/'’-]+){{0,4}}?) (?:\w+ed|[a-z]+e?n|caused|treated"
    rf"|given|used|work|act|cause|help|look|come|occur|start|last|"
    r"common|rare|known|safe|effective|in|by|with|for)\b",
    re.IGNORECASE,
)
_OF = lazy(r"\b(?:of|for|in|with|by) (?:an? |the )?(?P<subject>(?!(?:of|the|which)\b)[^?,]+)$", re.IGNORECASE)
# Each question of a message is searched for itself; what asks more is read as one.
_MOST_PARTS = 5
_LEAST_WORDS = 3


def sides_of(text: str) -> tuple[str, ...]:
    """The two things that a question compares or asks to choose from; empty where it does neither."""
    for pattern in _SIDES:
        match = pattern.search(text)
        if match:
            one, other = (_trimmed(match[name]) for name in ("one", "other"))
            if one.lower() == "with":
                one = f"with{other[len('without') :]}"
            if _THOSE_WITHOUT.fullmatch(other) and " with " in one:
                one = f"with {one.rpartition(' with ')[2]}"
                other = one.replace("with", "without", 1)
            one = one if _LINK.search(other) else _LINK.sub("", one)
            if one and other not in ("", "without") and one.lower() != other.lower():
                return one, other
    return ()


def _trimmed(side: str) -> str:
    side = _OPENING.sub("", side.strip()) if len(side.split()) > 2 else side.strip()
    side = re.sub(r"^.+? (?:an?|the) (?=\S)", "", side)
    side = re.sub(rf"(?<=\w) (?:\w+ed|{_FARES}|{_COMPARED})\b.*$", "", side)
    return re.sub(r"^(?:the|an?|both|between|in|of) ", "", side, flags=re.IGNORECASE).strip(" ,")


def parts_of(text: str) -> tuple[str, ...]:
    """The questions that a message asks at once, each with its subject; empty where it is one question."""
    pieces = [piece.strip(" ?,.") for piece in _JOIN.split(text) if piece and piece.strip(" ?,.")]
    if not 2 <= len(pieces) <= _MOST_PARTS or not all(_ASKS.match(piece) for piece in pieces):
        return ()
    if any(len(piece.split()) < _LEAST_WORDS for piece in pieces):  # "and how often" asks more of the same
        return ()
    subject = _subject(pieces[0])
    if not subject and any(_PRONOUN.search(piece) for piece in pieces[1:]):
        return ()
    return tuple(_alone(piece if not place else _with_subject(piece, subject)) for place, piece in enumerate(pieces))


def _subject(question: str) -> str:
    """What a question is on, which a later one may call "it"."""
    match = _SUBJECT_BE.match(question)
    if match:
        inner = _OF.search(match["subject"])
        return (inner or match)["subject"].strip()
    match = _SUBJECT_VERB.match(question) or _OF.search(question)
    return match["subject"].strip() if match else ""


def _with_subject(question: str, subject: str) -> str:
    return _PRONOUN.sub(
        lambda match: (
            f"the {subject}'s" if match["own"] and " " in subject else f"{subject}'s" if match["own"] else subject
        ),
        question,
        count=1,
    )


def _alone(question: str) -> str:
    question = re.sub(r"^(?:and|but|or|so|then|also) ", "", question, flags=re.IGNORECASE)
    return f"{question[:1].upper()}{question[1:]}?"
