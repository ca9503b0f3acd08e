"""A message in a conversation as questions that stand alone, each with what speaks for it by its words.

Function words decide whether a message leans on what was said; what it leans on is taken from the last question and its answer.
There may be several candidates: the caller asks each, and takes the one that the evidence answers best.
"""

from __future__ import annotations

import re
from dataclasses import replace

from qa_service.answering.followups.form import (
    asks_for_thing,
    is_clause,
    is_fragment,
    is_statement,
    mentions,
    names_kind,
    without_context,
)
from qa_service.answering.followups.framing import (
    asked,
    asks_of_other_work,
    in_place,
    new_things,
    of_fragment,
    taken_over,
)
from qa_service.answering.followups.resolving import (
    COMPARING,
    DEMONSTRATIVE,
    NTH,
    POINTING,
    PRONOUN,
    both_works,
    compared_with,
    looks_within,
    of_researchers,
    pointed,
    things_in,
    to_choose_from,
    together,
)
from qa_service.answering.followups.saying import Move, Saying
from qa_service.answering.followups.wording import Before, Candidate, Wording
from qa_service.answering.parts import sides_of
from qa_service.retrieval.analysis import terms

# So many things of the last question are put behind one that leaves them out.
_MOST_CONTEXT = 5
# A question of so few telling words, none of them a name, leans on what was said.
_FEW = 2
_ABOUT = re.compile(r"^(?:what|how) about |^(?:in|with) regard to |^as for ", re.IGNORECASE)
_ANYTHING = re.compile(
    r"^(?:is there |have you |do you have )?(?:anything|something) (?:else )?(?:on|about) ", re.IGNORECASE
)
# "the patients", "the trial": what a study is made of, where nothing says which study.
_OF_STUDY = re.compile(
    r"\b(?:the|this|that|their|these|those|any) (?:[\w-]+ )?(?:patients?|participants?|subjects?|controls?|volunteers?|trials?|"
    r"stud(?:y|ies)|series|cohorts?|registr(?:y|ies)|surveys?|placebo|dos(?:e|es|age)|arms?|groups?|authors?|samples?|"
    r"end ?points?|outcomes?|assays?|follow-up|results?|review|guideline|paper|label|score|cut-off|peak|case)\b|"
    r"\b(?:any|every|some|no)(?:body|one)\b",
    re.IGNORECASE,
)
# What is asked of the last answer's source, whatever it is on.
_HOW_SURE = re.compile(r"^how (?:sure|certain|strong|good|solid|firm|reliable|robust|trustworthy)\b", re.IGNORECASE)

# In log-odds. Set on the conversations of the suite so that the kinds of follow-up come out in this order: docs/experiments.md.
_ALONE, _WITHIN, _LEANING, _FRAMED = 0.8, -1.0, -1.0, 0.9
_IN_WORK, _IN_SOME_WORK, _SURE = 0.3, -0.3, 1.5
_POINTED, _TOLD, _TOLD_LATE = (1.3, 1.0, 0.5, 0.0), 0.6, -2.0
_TOLD_KIND = 1.6


def candidates(saying: Saying, before: Before, wording: Wording) -> list[Candidate]:
    """The questions that a message may be, each standing alone, the likeliest first."""
    text = _ABOUT.sub("", saying.text.strip())
    before = replace(before, new=new_things(before))
    if saying.turn is Move.AWAY:
        return [Candidate(asked(text), 0.0)]
    found = _unordered(text, saying, before, wording)
    leaning = found[0].question != asked(text) or found[0].prior < 0
    is_of_works = COMPARING.match(text) or (sides_of(found[0].question) and not is_fragment(text))
    if before.works and leaning and not is_of_works and not asks_of_other_work(text, wording):
        work, first = before.works[0], found[0]
        is_of_study = _OF_STUDY.search(text) or not is_fragment(text)
        speaks = _SURE if _HOW_SURE.match(text) else _IN_WORK if is_of_study else _IN_SOME_WORK
        found.append(Candidate(_in_work(first.question, work), first.prior + speaks))
        if not is_fragment(text) and not PRONOUN.search(text):
            found.append(Candidate(_in_work(asked(text), work), _FRAMED))
    best: dict[str, Candidate] = {}
    for item in found:
        if item.question not in best or item.prior > best[item.question].prior:
            best[item.question] = item
    return sorted(best.values(), key=lambda item: -item.prior)


def _unordered(text: str, saying: Saying, before: Before, wording: Wording) -> list[Candidate]:
    within = Candidate(_with_context(text, before, wording), _WITHIN)
    if _ANYTHING.match(text):
        return [Candidate(asked(f"What is known about {_ANYTHING.sub('', text)}"), _ALONE), within]
    taken = taken_over(text, before, wording, within)
    if taken:
        return [*taken, within]
    if saying.turn is Move.CORRECTED and is_fragment(text):
        return [*in_place(re.sub(r" only\b", "", text), before.question, wording), within]
    if is_fragment(text):
        return of_fragment(text, before, wording, within)
    if looks_within(text):
        return [Candidate(asked(text), _ALONE)]
    found = _referring(text, before, wording)
    if found:
        return [*found, within]
    is_named = wording.names(text)
    few = len(set(terms(text))) <= _FEW and not is_named
    if POINTING.search(text) or few or is_statement(text):
        return [replace(within, prior=_ALONE), Candidate(asked(text), _LEANING)]
    if _OF_STUDY.search(text) and not is_named:
        return [replace(within, prior=_ALONE), Candidate(asked(text), _WITHIN)]
    return [Candidate(asked(text), _ALONE), *([] if is_named else [within])]


def _referring(text: str, before: Before, wording: Wording) -> list[Candidate]:
    """A message with what its pronouns may stand for; empty where it has none, or nothing was said that they could mean."""
    asked_before = (before.question, *before.earlier)
    works = both_works(text, asked_before, (*before.works, *before.cited_earlier))
    if works:
        return [Candidate(asked(_with_context(said, before, wording)), _POINTED[0] - n) for n, said in enumerate(works)]
    researchers = of_researchers(text, before.works)
    if researchers:
        return [Candidate(asked(researchers), _POINTED[0])]
    chosen = to_choose_from(text, asked_before)
    several = [chosen] if chosen else together(text, asked_before)
    things = things_in(before.question, wording.spread) if PRONOUN.search(text) or COMPARING.match(text) else []
    also = before.new if asks_for_thing(before.question) else []
    options = several or [*compared_with(text, things), *pointed(text, things, also)]
    found = [Candidate(asked(said), prior) for said, prior in zip(options, _POINTED[not several :], strict=False)]
    if found:
        match = PRONOUN.search(text)
        is_new = also or (match and DEMONSTRATIVE.match(match[0]))
        new = before.new if also else sorted(before.new, key=wording.spread)
        told = [(thing, said) for thing in new[:2] for said in pointed(text, [thing])]
        for place, (thing, said) in enumerate(told):
            asking = _with_context(said, before, wording, but_for=r"(?:19|20)\d\d\b")
            speaks = _TOLD_KIND if names_kind(before.question, thing) else _TOLD if is_new else _TOLD_LATE
            found.append(Candidate(asking, speaks - place))
    return found


def _with_context(text: str, before: Before, wording: Wording, *, but_for: str = "$^") -> str:
    """A message with the things of the last question behind it that it does not name.

    Args:
        but_for: a pattern of things that are left out.
    """
    held = set(terms(text))
    named = [thing for thing in mentions(before.question) if not re.search(but_for, thing)]
    things = [thing for thing in named if not set(terms(thing)) <= held and wording.spread(thing)]
    if is_fragment(text) and not is_clause(text) and not wording.names(text):
        things = [thing for thing in things if wording.names(thing)] or things
    bare = text.rstrip("?!. ")
    return asked(f"{bare} ({', '.join(things[:_MOST_CONTEXT])})" if things else bare)


def _in_work(question: str, work: str) -> str:
    """A question with the work that it is about, before what stands in brackets."""
    if work.split(maxsplit=1)[0] in question:
        return question
    bare = without_context(question)
    return asked(f"{bare.rstrip('?!. ')} in {work}{question.rstrip('?!. ')[len(bare.rstrip('?!. ')) :]}")


def leans(text: str) -> bool:
    """Whether a message cannot stand alone by its words."""
    return is_fragment(text) or bool(PRONOUN.search(text) or NTH.search(text) or POINTING.search(text))
