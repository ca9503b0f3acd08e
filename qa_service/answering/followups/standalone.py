"""A message in a conversation as questions that stand alone, each with what speaks for it by its words.

Function words decide whether a message leans on what was said; what it leans on is taken from the last question and its answer.
There may be several candidates: the caller asks each, and takes the one that the evidence answers best.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from qa_service.answering.followups.form import WH, is_fragment, mentions, read_form, without_context
from qa_service.answering.followups.resolving import (
    COMPARING,
    NTH,
    POINTING,
    PRONOUN,
    compared_with,
    looks_within,
    pointed,
    things_in,
    to_choose_from,
    together,
)
from qa_service.answering.followups.saying import Move, Saying
from qa_service.answering.inversion import DETERMINERS, PREPOSITIONS
from qa_service.answering.parts import sides_of
from qa_service.answering.verbs import is_participle
from qa_service.retrieval.analysis import terms

# So many things of the last question are put behind one that leaves them out.
_MOST_CONTEXT = 5
# A question of so few telling words, none of them a name, leans on what was said.
_FEW = 2
_ABOUT = re.compile(r"^(?:what|how) about |^(?:in|with) regard to |^as for ", re.IGNORECASE)
# "the patients", "the trial": what a study is made of, where nothing says which study.
_OF_STUDY = re.compile(
    r"\b(?:the|this|that|their|these|those|any) (?:[\w-]+ )?(?:patients?|participants?|subjects?|controls?|volunteers?|trials?|"
    r"stud(?:y|ies)|series|cohorts?|registr(?:y|ies)|surveys?|placebo|dos(?:e|es|age)|arms?|groups?|authors?|samples?|"
    r"end ?points?|outcomes?|assays?|follow-up|results?|review|guideline|paper|label|score|cut-off|peak|case)\b",
    re.IGNORECASE,
)
_IDENTIFIER = re.compile(r"[A-Z]{2}|\d")


@dataclass(frozen=True, slots=True)
class Before:
    """What was said before a message."""

    question: str
    """The last question, as it stands alone."""
    told: str = ""
    """The sentence that led its answer; empty where it was declined."""
    works: tuple[str, ...] = ()
    """What the works are called that its answer cites, in the order of their first mark."""
    earlier: tuple[str, ...] = ()
    """The questions before the last one, each as it stands alone, the latest first."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that a message may be."""

    question: str
    prior: float
    """What speaks for it before any evidence is seen, in log-odds."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What is known of words, from the corpus and from everyday language."""

    nearness: Callable[[str, Sequence[str]], Sequence[float]]
    """How near in meaning a phrase is to each of others, from -1 to 1."""
    names: Callable[[str], bool]
    """Whether a text names something that is no everyday word."""
    spread: Callable[[str], int]
    """In how many passages of the corpus the rarest word of a phrase stands; 0 where one stands nowhere."""


# In log-odds. Set on the conversations of the suite so that the kinds of follow-up come out in this order: docs/experiments.md.
_ALONE, _WITHIN, _LEANING, _ADDED, _FRAMED, _IN_WORK, _ASPECT = 0.8, -1.0, -1.0, 0.2, 0.9, 0.3, 1.0
_POINTED, _TOLD = (1.3, 1.0, 0.5, 0.0), -2.0
_IN_SOME_WORK = -0.3
_REPLACED = 2.0
_SHAPE, _LINKED, _OTHER_KIND, _OTHER_ASPECT = 0.35, 0.25, 0.5, 0.4


def candidates(saying: Saying, before: Before, wording: Wording) -> list[Candidate]:
    """The questions that a message may be, each standing alone, the likeliest first."""
    text = _ABOUT.sub("", saying.text.strip())
    if saying.turn is Move.AWAY:
        return [Candidate(_asked(text), 0.0)]
    found = _unordered(text, saying, before, wording)
    leaning = found[0].question != _asked(text) or found[0].prior < 0
    if before.works and leaning and not sides_of(found[0].question):
        work, first = before.works[0], found[0]
        is_of_study = _OF_STUDY.search(text) or not is_fragment(text)
        found.append(
            Candidate(_in_work(first.question, work), first.prior + (_IN_WORK if is_of_study else _IN_SOME_WORK))
        )
        if not is_fragment(text) and not PRONOUN.search(text):
            found.append(Candidate(_in_work(_asked(text), work), _FRAMED))
    best: dict[str, Candidate] = {}
    for item in found:
        if item.question not in best or item.prior > best[item.question].prior:
            best[item.question] = item
    return sorted(best.values(), key=lambda item: -item.prior)


def _unordered(text: str, saying: Saying, before: Before, wording: Wording) -> list[Candidate]:
    within = Candidate(_with_context(text, before, wording), _WITHIN)
    if saying.turn is Move.CORRECTED and is_fragment(text):
        return [*_in_place(re.sub(r" only\b", "", text), before.question, wording), within]
    if is_fragment(text):
        return _of_fragment(text, before, wording, within)
    if looks_within(text):
        return [Candidate(_asked(text), _ALONE)]
    asked_before = (before.question, *before.earlier)
    chosen = to_choose_from(text, asked_before)
    several = [chosen] if chosen else together(text, asked_before, before.works)
    things = things_in(before.question, wording.spread) if PRONOUN.search(text) or COMPARING.match(text) else []
    asked = [*several, *compared_with(text, things), *pointed(text, things)]
    found = [Candidate(_asked(said), prior) for said, prior in zip(asked, _POINTED[not several :], strict=False)]
    if found:
        found += [Candidate(_asked(said), _TOLD) for said in pointed(text, _new_things(before)[:1])]
        return [*found, within]
    is_named = wording.names(text)
    leaning = POINTING.search(text) or (len(set(terms(text))) <= _FEW and not is_named)
    if leaning:
        return [replace(within, prior=_ALONE), Candidate(_asked(text), _LEANING)]
    if _OF_STUDY.search(text) and not is_named:
        return [replace(within, prior=_ALONE), Candidate(_asked(text), _WITHIN)]
    return [Candidate(_asked(text), _ALONE), *([] if is_named else [within])]


def _new_things(before: Before) -> list[str]:
    """The things that the last answer brought up."""
    held = set(terms(before.question))
    return [thing for thing in mentions(before.told) if not set(terms(thing)) <= held]


def _of_fragment(text: str, before: Before, wording: Wording, within: Candidate) -> list[Candidate]:
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
    opens = 1 if len(small) > 1 and small[0] in PREPOSITIONS and small[1] in WH else 0
    if small[opens] in WH or small[:2] == ["out", "of"]:
        context = without_context(form.rest)
        return (
            [Candidate(_asked(f"{' '.join(tokens)} {form.auxiliary.lower()} {context}"), _FRAMED)]
            if form.auxiliary
            else []
        )
    if is_participle(small[0]) and len(tokens) > 1:
        return [Candidate(_asked(f"{without_context(last).rstrip('?!. ')} {' '.join(tokens)}"), _ADDED)]
    return _in_place(text, last, wording, small[0] if small[0] in PREPOSITIONS and len(tokens) > 1 else "")


def _in_place(text: str, last: str, wording: Wording, preposition: str = "") -> list[Candidate]:
    """The last question with a phrase in place of what is most like it, or added to it."""
    base = without_context(last).rstrip("?!. ")
    bare = text.rstrip("?!. ")[len(preposition) :].strip()
    phrase = re.sub(rf"^(?:(?:{'|'.join(DETERMINERS)}|only|just) )+", "", bare, flags=re.IGNORECASE)
    things = [thing for thing in mentions(base) if thing.lower() not in phrase.lower()]
    said = f"{preposition} {bare}".strip() if preposition else f": {bare}"
    added = Candidate(_asked(f"{base} {said}".replace(" :", ":")), _ADDED)
    if re.match(r"with(?:out)? ", phrase):  # "those without fever" are the patients with fever, but without it
        whole = [thing for thing in things if " with" in thing]
        others = [base.replace(thing, f"{thing.partition(' with')[0]} {phrase}", 1) for thing in whole]
        return [*(Candidate(_asked(other), _FRAMED) for other in others), added]
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
    replaced = [Candidate(_asked(base.replace(things[n], phrase, 1)), _REPLACED * likeness[n]) for n in order]
    return replaced if any(linked) else [*replaced, added]


def _with_context(text: str, before: Before, wording: Wording) -> str:
    """A message with the things of the last question behind it that it does not name."""
    held = set(terms(text))
    things = [thing for thing in mentions(before.question) if not set(terms(thing)) <= held and wording.spread(thing)]
    if is_fragment(text) and not wording.names(text):
        things = [thing for thing in things if wording.names(thing)] or things
    bare = text.rstrip("?!. ")
    return _asked(f"{bare} ({', '.join(things[:_MOST_CONTEXT])})" if things else bare)


def _in_work(question: str, work: str) -> str:
    """A question with the work that it is about, before what stands in brackets."""
    if work.split(maxsplit=1)[0] in question:
        return question
    bare = without_context(question)
    return _asked(f"{bare.rstrip('?!. ')} in {work}{question.rstrip('?!. ')[len(bare.rstrip('?!. ')) :]}")


def _asked(text: str) -> str:
    """A text as a question: a capital first, a question mark last."""
    text = text.strip().rstrip("?!. ")
    return f"{text[:1].upper()}{text[1:]}?"


def preposed(text: str) -> bool:
    """Whether a fragment opens with a preposition, so that it tells where or when rather than what."""
    told = next((word for word in text.lower().split() if word not in DETERMINERS), "")
    return told in PREPOSITIONS


def leans(text: str) -> bool:
    """Whether a message cannot stand alone by its words."""
    return is_fragment(text) or bool(PRONOUN.search(text) or NTH.search(text) or POINTING.search(text))
