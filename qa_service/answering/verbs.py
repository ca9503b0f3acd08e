"""Common verbs of scientific English, and their forms. A verb that is missing costs a claim, never a wrong one."""

from __future__ import annotations

import re

VERBS = frozenset(
    """abolish accept accompany account accumulate achieve act activate adapt add adhere administer admit advance
    advise affect age aggravate aid aim allow alter amount amplify anticipate appear apply approve argue arise ask
    assess assign associate assume attack attain attract avoid ban base be bear beat become begin behave belong
    benefit bind bleed block boost break breathe bring build burn buy calculate call calm cap carry catch cause
    cease challenge change characterise charge check choose claim classify clear cluster collapse collect combine
    come compare compete complete confer confirm conflict consider consist constitute contain continue contradict
    contraindicate contribute control converge convert cope correct correlate cost count cover create creep cross
    cultivate cure cut damage date decay decide decline decompose decrease define degrade delay deliver demand
    demonstrate denature deny depend deplete derive describe destroy detect deteriorate determine develop diagnose
    die differ diffuse dilate diminish disable disagree disappear discontinue discover discuss disperse disrupt
    dissolve distinguish divide do double drive drop eat elevate elicit eliminate elongate emerge emit employ enable
    encode encourage end enhance enrol enter erode escape establish estimate evade evolve examine exceed excite
    exclude exhibit exist expand experience explain express extend face facilitate fade fail fall favor favour feed
    feel fight file find fit flow fluctuate fluoresce fold follow forbid form fuse gain generate get give go govern
    grow halt hang happen harm have heal heat help hinder hit hold host house identify ignore impair implicate
    improve include increase indicate induce infect influence inherit inhibit initiate innervate interact interfere
    introduce invade invert involve issue keep kill know lack last lead leave lengthen let license lie limit link
    live localise look lose lower lyse maintain make manage mark match matter mature mean measure mediate melt
    metabolise migrate mimic minimise miss modify move multiply mutate need observe occur offer open operate oppose
    oscillate outlive outnumber outperform outweigh overlap oxidise participate pass perform persist phosphorylate
    place play polymerise pool precipitate predict prefer prescribe present prevent proceed produce progress
    prohibit proliferate prolong promote propagate propose protect prove provide provoke publish put raise range
    rank reabsorb reach react rearrange rebound receive recognise recommend recover recruit recur reduce refer
    refold refuse regain regulate reject relapse relate relax release relieve rely remain remove repair repeat
    replace replicate report represent repress require resemble resist resolve respond rest restore restrict result
    retain return reveal reverse rise rotate rule run rupture saturate say scatter score secrete see seem select
    senesce sense separate serve set settle share shift shorten show shrink signal silence slow smoke solve sort
    spare speed spend split spread stabilise stain stand start stay stiffen stimulate stop store strengthen strike
    strip submit succeed suffer suffice suggest suit supply support suppress surge survive sustain swell switch
    synapse synchronise take target teach tell tend terminate test thicken thin think threaten thrive tie tolerate
    transcribe transfer transform translocate transmit trap treat trick trigger turn uncouple underestimate undergo
    understand unfold uphold urge use vanish vary view visit wane want warn waste weaken wear weigh widen win
    withdraw withstand work worsen yield""".split()
)
_PAST = dict(
    pair.split("/")
    for pair in """be/was become/became begin/began bear/bore beat/beat bind/bound bleed/bled break/broke bring/brought
    build/built buy/bought catch/caught choose/chose come/came cost/cost creep/crept cut/cut do/did drive/drove eat/ate fall/fell
    feed/fed feel/felt fight/fought find/found fit/fit forbid/forbade get/got give/gave go/went grow/grew hang/hung have/had
    hit/hit hold/held keep/kept know/knew lead/led leave/left let/let lie/lay lose/lost make/made mean/meant put/put rise/rose
    run/ran say/said see/saw set/set shrink/shrank show/showed speed/sped spend/spent split/split spread/spread stand/stood
    strike/struck swell/swelled take/took teach/taught tell/told think/thought undergo/underwent understand/understood
    uphold/upheld wear/wore win/won withdraw/withdrew withstand/withstood arise/arose""".split()
)
_PARTICIPLES = frozenset(
    """been begun bound broken brought built bought caught chosen come cut done driven eaten fallen found forbidden gone given
    grown held kept known led left lost made meant put risen run said seen set shown split spent spread stood struck taken taught
    told thought understood upheld withdrawn won written drawn born hurt sent sold read""".split()
)
# Words of these endings that are no participles.
_NO_PARTICIPLES = frozenset(
    """need seed feed speed bed red blood during king thing string spring ring morning evening swelling""".split()
)
_SUFFIX = re.compile(r"\w{3,}(?:ate|ise|ize|ify)$")
_PREFIX = re.compile(r"(?:over|under|re|mis|out|up|down|co|de|dis)-?(\w{3,})$")
# Verbs of more than one syllable whose last is stressed, and so doubles its letter.
_DOUBLING = frozenset(
    """admit confer control infer occur prefer recur refer regret submit transfer transmit emit""".split()
)


def is_base_form(word: str) -> bool:
    """Whether a word may be a verb as it stands in a dictionary."""
    prefixed = _PREFIX.match(word)
    return word in VERBS or bool(_SUFFIX.match(word)) or (prefixed is not None and prefixed[1] in VERBS)


def third_person(verb: str) -> str:
    """The form that follows "it"."""
    if verb in ("have", "be"):
        return {"have": "has", "be": "is"}[verb]
    if verb.endswith(("s", "x", "z", "ch", "sh")) or verb in ("go", "do"):
        return f"{verb}es"
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return f"{verb[:-1]}ies"
    return f"{verb}s"


def past(verb: str) -> str:
    """The past tense."""
    if verb in _PAST:
        return _PAST[verb]
    if verb.endswith("e"):
        return f"{verb}d"
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return f"{verb[:-1]}ied"
    is_short = len(verb) <= 4 and verb[-3:-2] not in ("", *"aeiou") and verb[-2:-1] in set("aeiou")
    if (is_short and verb[-1] not in "wxyaeiou") or verb in _DOUBLING:
        return f"{verb}{verb[-1]}ed"
    return f"{verb}ed"


_THIRD = frozenset(third_person(verb) for verb in VERBS)
_FINITE = frozenset(
    {form for verb in VERBS for form in (third_person(verb), past(verb))}
    | set("is are was were has have had does do did can could may might must should will would cannot".split())
)
# Forms that are as often plural nouns: they show no verb where they stand alone.
_NOUNS = frozenset(
    """tests results forms cases causes effects changes sets views marks counts uses needs rates limits controls
    studies cells costs benefits risks signals supports trials levels scores works experiences measures treats
    reports claims estimates""".split()
)


def is_finite(word: str) -> bool:
    """Whether a word may be the finite verb of a statement."""
    small = word.lower().strip(",;:.!?")
    if small in _NOUNS or small in _NO_PARTICIPLES:
        return False
    return small in _FINITE or small.endswith("n't") or (len(small) > 4 and small.endswith("ed"))


def is_third_person(word: str) -> bool:
    """Whether a word may be a verb that follows "it"."""
    return word.lower() in _THIRD


def is_participle(word: str) -> bool:
    """Whether a word looks like a participle."""
    if word in _NO_PARTICIPLES:
        return False
    return word in _PARTICIPLES or (len(word) > 4 and word.endswith(("ed", "ing")))
