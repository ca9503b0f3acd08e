"""What a message leaves out, taken from the frame of the last question: another phrase in it, a clause behind it, another work.

"And in children?", "Only if they smoke?", "Does the Dutch study agree?", "Compare with rickets."
"""

from __future__ import annotations

import re
from dataclasses import replace

from qa_service.answering.followups.form import WH, is_clause, last_sentence, mentions, read_form, without_context
from qa_service.answering.followups.resolving import COMPARING, WORK, of_kind, pointed, things_in
from qa_service.answering.followups.wording import Before, Candidate, Wording
from qa_service.answering.inversion import DETERMINERS, PREPOSITIONS
from qa_service.answering.language.quantities import quantities
from qa_service.answering.verbs import is_participle, is_third_person
from qa_service.retrieval.analysis import terms

# In log-odds. Set on the conversations of the suite so that the kinds of follow-up come out in this order: docs/experiments.md.
_ADDED, _FRAMED, _ASPECT, _TAKEN = 0.2, 0.9, 1.0, 1.2
_REPLACED = 2.0
_SHAPE, _LINKED, _OTHER_KIND, _OTHER_ASPECT = 0.35, 0.25, 0.5, 0.4

_IDENTIFIER = re.compile(r"[A-Z]{2}|\d")
# A work by author and year, with the preposition before it.
_WORK_BY_YEAR = r"(?:[A-Z][\w'’-]+ )+\(?(?:19|20)\d\d\)?(?=$|[ ,(])"
_BY_YEAR = re.compile(rf",? (?:in|of|by|from|according to) {_WORK_BY_YEAR}")
_OTHER_WORK = re.compile(
    rf"(?:in|by|for|from|according to)? ?(?P<which>(?:the|that|this|an?|another) (?:[\w-]+ ){{1,4}}{WORK}(?<!\bone)(?<!\bones))",
    re.IGNORECASE,
)
_KIND = re.compile(r"(?:of |and )?(?:what|which) (?P<kind>kinds?|types?|sorts?)(?: exactly)?", re.IGNORECASE)
_AGREES = re.compile(
    r"(?:do|does|did|is|are|was|were|has|have|would) (?P<who>(?!(?:it|they|that|this|these|those|both|each|i|you|we)\b|"
    r"the (?:two|three)\b)[^,?]{2,60}?) (?:also )?(?:(?:dis)?agree|concur|confirm|contradict|replicate|see|say|find|show|report)"
    r"(?:e?d)?(?: (?:with )?(?:that|this|it|so|the same|otherwise|likewise))?(?: too| as well| there)?$",
    re.IGNORECASE,
)


def taken_over(text: str, before: Before, wording: Wording, within: Candidate) -> list[Candidate]:
    """The last question asked of another condition, work or thing; empty where a message asks for none of these.

    Args:
        within: the message with the things of the last question behind it.
    """
    base = without_context(before.question).rstrip("?!. ")
    bare = text.rstrip("?!. ")
    if is_clause(bare):
        form, clause = read_form(last_sentence(base)), _small(re.sub(r"^what ", "", bare, flags=re.IGNORECASE))
        said = [Candidate(asked(f"{base} {meant}"), _TAKEN) for meant in pointed(clause, before.new)[:1]]
        hung = [*said, Candidate(asked(f"{base} {clause}"), _FRAMED)] if form.asks or form.auxiliary else []
        return [*hung, replace(within, prior=_ADDED)]
    kind, things = _KIND.fullmatch(bare), mentions(base)
    form = read_form(base)
    if kind and form.auxiliary and things and form.rest.endswith(things[-1]):
        who = re.sub(rf"(?: (?:an?|any|the|some))? {re.escape(things[-1])}$", "", form.rest)
        return [Candidate(asked(f"What {kind['kind']} of {things[-1]} {form.auxiliary.lower()} {who}"), _TAKEN)]
    work, named = asks_of_other_work(bare, wording), re.search(_WORK_BY_YEAR, base)
    if work and named and not _BY_YEAR.search(base):
        return [Candidate(asked(base.replace(named[0], work, 1)), _TAKEN)]
    if work:
        return [Candidate(asked(f"{_BY_YEAR.sub('', base)} in {work}"), _TAKEN)]
    ones = of_kind(bare, mentions(base))
    if ones:
        places = [(one, thing) for one in ones for thing in mentions(base) if thing.endswith(one.split(" ", 1)[1])]
        return [Candidate(asked(base.replace(thing, one, 1)), _TAKEN) for one, thing in places]
    compared = COMPARING.match(bare)
    if compared and read_form(base).auxiliary:
        with_what = re.sub(r"^(?:with|to|against) ", "", bare[compared.end() :])
        things = [thing for thing in things_in(base, wording.spread) if thing in base][:2]
        return [
            Candidate(asked(f"{base}, and {_small(base.replace(thing, with_what, 1))}"), _TAKEN - place)
            for place, thing in enumerate(things)
        ]
    return []


def _is_measure(thing: str) -> bool:
    """Whether a phrase is an amount: "dose of 10 mg"."""
    return any(figure.unit for figure in quantities(thing))


def new_things(before: Before) -> tuple[str, ...]:
    """The things that the last answer brought up, in order; works and figures are none."""
    asked_of = set(terms(before.question))
    of_works = set(terms(" ".join((*before.works, *before.cited_earlier, *before.sources))))
    told = [(thing, set(terms(thing))) for thing in mentions(before.told)]
    is_old = [held <= asked_of or bool(held & of_works) for _, held in told]
    new = [
        thing
        for (thing, _), old in zip(told, is_old, strict=True)
        if not (old or re.match(r"\d|\w+ing\b", thing) or _opens_with_verb(thing) or _is_measure(thing))
    ]
    return tuple(_small(thing) if before.told.startswith(thing) and thing[1:].islower() else thing for thing in new)


def _opens_with_verb(phrase: str) -> bool:
    """Whether a phrase is the end of a clause: "kills sea otters"."""
    first, _, rest = phrase.partition(" ")
    return bool(rest) and is_third_person(first)


def asks_of_other_work(text: str, wording: Wording) -> str:
    """The work that a message asks the last question of: "the Dutch study", "and Lind?"; empty where it does not."""
    bare = text.rstrip("?!. ")
    agrees, other = _AGREES.fullmatch(bare), _OTHER_WORK.fullmatch(bare)
    author = re.sub(r"^(?:in|by|according to) ", "", bare)
    return agrees["who"] if agrees else other["which"] if other else author if wording.author(author) else ""


def of_fragment(text: str, before: Before, wording: Wording, within: Candidate) -> list[Candidate]:
    """A fragment in the frame of the last question; one that names no thing asks for another aspect of those named before."""
    completed = _completed(text, before.question, wording)
    if wording.names(text) or preposed(text) or not wording.names(before.question):
        return [*completed, within]
    return [*(replace(item, prior=item.prior - _OTHER_ASPECT) for item in completed), replace(within, prior=_ASPECT)]


def _completed(text: str, last: str, wording: Wording) -> list[Candidate]:
    """A fragment in the frame of the last question."""
    tokens = text.rstrip("?!. ").split()
    if not tokens:
        return []
    small = [token.lower().strip(",") for token in tokens]
    form = read_form(last)
    opens = 1 if len(small) > 1 and small[0] in PREPOSITIONS | {"since", "till"} and small[1] in WH else 0
    if small[opens] in WH or small[:2] == ["out", "of"]:
        context = without_context(form.rest)
        return (
            [Candidate(asked(f"{' '.join(tokens)} {form.auxiliary.lower()} {context}"), _FRAMED)]
            if form.auxiliary
            else []
        )
    if is_participle(small[0]) and len(tokens) > 1:
        return [Candidate(asked(f"{without_context(last).rstrip('?!. ')} {_small(' '.join(tokens))}"), _ADDED)]
    return in_place(text, last, wording, small[0] if small[0] in PREPOSITIONS and len(tokens) > 1 else "")


def in_place(text: str, last: str, wording: Wording, preposition: str = "") -> list[Candidate]:
    """The last question with a phrase in place of what is most like it, or added to it."""
    base = without_context(last).rstrip("?!. ")
    bare = text.rstrip("?!. ")[len(preposition) :].strip()
    phrase = re.sub(rf"^(?:(?:{'|'.join(DETERMINERS)}|only|just) )+", "", bare, flags=re.IGNORECASE)
    things = [thing for thing in mentions(base) if thing.lower() not in phrase.lower()]
    said = f"{preposition} {bare}".strip() if preposition else f": {bare}"
    added = Candidate(asked(f"{base} {said}".replace(" :", ":")), _ADDED)
    if re.match(r"with(?:out)? ", phrase):  # "those without fever" are the patients with fever, but without it
        whole = [thing for thing in things if " with" in thing]
        others = [_without_it(base, thing, phrase) for thing in whole]
        return [*(Candidate(asked(other), _FRAMED) for other in others), added]
    is_name = wording.names(phrase)
    of_kind = [thing for thing in things if wording.names(thing) == is_name]
    unlike, things = (0.0, of_kind) if of_kind else (_OTHER_KIND, things)
    near = wording.nearness(phrase, things) if things else []
    linked = [
        bool(preposition and re.search(rf"\b{preposition} (?:the |an? )?{re.escape(thing)}", base, re.I))
        for thing in things
    ]
    likeness = [
        cosine
        + _SHAPE * (bool(_IDENTIFIER.search(thing)) == bool(_IDENTIFIER.search(phrase)))
        - unlike
        + _LINKED * is_linked
        for thing, cosine, is_linked in zip(things, near, linked, strict=True)
    ]
    order = sorted(range(len(things)), key=lambda place: -likeness[place])[:2]
    replaced = [Candidate(asked(base.replace(things[n], phrase, 1)), _REPLACED * likeness[n]) for n in order]
    return replaced if any(linked) else [*replaced, added]


def _without_it(base: str, thing: str, phrase: str) -> str:
    """A question on things "with fever" asked of those without it; of "with fever and cough" both go."""
    who = thing.partition(" with")[0]
    return re.sub(rf"{re.escape(thing)}(?: and (?!with)[\w-]+(?= (?!and\b)))?", f"{who} {phrase}", base, count=1)


def asked(text: str) -> str:
    """A text as a question: a capital first, a question mark last."""
    text = text.strip().rstrip("?!. ")
    return f"{text[:1].upper()}{text[1:]}?"


def _small(text: str) -> str:
    """A text as it stands inside a question: its first letter small, unless it is part of a name."""
    return text if text[1:2].isupper() else f"{text[:1].lower()}{text[1:]}"


def preposed(text: str) -> bool:
    """Whether a fragment opens with a preposition, so that it tells where or when rather than what."""
    told: str = next((word for word in text.lower().split() if word not in DETERMINERS), "")
    return told in PREPOSITIONS
