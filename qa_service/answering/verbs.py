"""Common verbs of scientific English, and their forms. A verb that is missing costs a claim, never a wrong one."""

from __future__ import annotations

import re

VERBS = frozenset(
    """abolish abrogate accelerate accept accompany account accumulate achieve acquire act activate adapt add address adhere
    adjust administer admit adopt advance advise affect age aggravate aid aim align allow alter amass ameliorate amount
    amplify anchor anticipate appear apply approve argue arise arm arrange arrest ask assemble assess assign associate
    assume attack attain attenuate attract augment avoid await ban bar base be bear beat become begin behave belong
    bend benefit bias bind blame bleed block blunt boost break breathe bridge bring bud build burn buy bypass
    calculate call calm camouflage cap capture carry cast catch cause cease challenge change characterise charge check
    choose cite claim clamp classify clear cleave cling clip cluster coat coexist coin collapse collect combine come
    compare compensate compete complete compose comprise compromise concern condense conduct confer confirm conflict
    conserve consider consist constitute constrain contact contain continue contract contradict contraindicate
    contribute control converge convert cooperate cope correct correlate cost count counter counteract couple cover
    crave create creep cross crosstalk cultivate curb cure cut cycle damage damp dampen date deal decay decide decline
    decompose decrease deem defend defer define deform degrade delay deliver demand demonstrate denature deny depend
    deplete deposit derail derive describe desensitise destroy detach detect deteriorate determine detoxify develop
    deviate devise diagnose dictate die differ diffuse dilate dim diminish direct disable disagree disappear discontinue
    discover discuss disperse displace display dispose disrupt dissolve distinguish divide do dodge dominate dope double
    drain draw drive drop dry dwell dwindle earn ease eat elevate elicit eliminate elongate embed embrace emerge emit
    employ enable enclose encode encourage end endanger endure enforce engage engulf enhance enjoy enlarge enlist enrich
    enrol ensure entail enter entrap equal equip erode err escape establish estimate evade evoke evolve exacerbate
    examine exceed exchange excite exclude execute exert exhaust exhibit exist expand expel experience explain exploit
    explore export expose express extend face facilitate fade fail fall fare fasten favor favour feature feed feel fight
    file filter find finish fire fit fix flank flatten flip float flood flow fluctuate fluoresce focus fold follow
    forbid forecast forgo form free freeze function fund furnish fuse gain generate get give go govern grow guard guide
    halt halve handle hang happen harbour harm haunt have heal heat help herald hide hijack hinder hint hinge hit hold host
    house hunt hurt identify ignore imitate impair implicate imply import impose imprint improve include increase incur
    indicate induce infect influence inform ingest inherit inhibit initiate inject injure innervate innovate insert
    inspire insulate interact interfere interrupt intervene introduce invade invert invest involve issue join jump
    justify keep kick kill know label lack land last launch lead leak lean learn leave lend lengthen lessen let license
    lie lift lighten limit linger link live load localise lock lodge look loop lose lower lyse maintain make manage
    manifest mark mask match matter mature mean measure mediate melt mend merge metabolise migrate mimic minimise mirror
    mislead miss mix mobilise model moderate modify monitor motivate mount mourn move multiply mutate narrow need
    neutralise nick normalise note nourish obey oblige observe obstruct obtain occur offer offset open operate oppose
    orient originate oscillate oust outcompete outlast outlive outnumber outperform outrank outweigh overcome
    overexpress overlap override overrule own oxidise pack pair part participate pass patch pattern pause pay peak
    penetrate perform permeate persist perturb phase phosphorylate pin place plague plan play point polymerise pool pose
    possess potentiate praise precipitate preclude predict predispose predominate prefer prescribe present preserve
    press prevent prime prize probe proceed produce profit progress prohibit proliferate prolong promote prompt
    propagate propose protect prove provide provoke prune publish pull pump push put quench question raise range rank
    reabsorb reach react reactivate rear rearrange reason rebound rebuild recall recapitulate receive recognise
    recombine recommend recover recruit recur recycle redirect reduce refer reflect refold refrain refuse regain
    regulate reinforce reject relapse relate relax release relieve rely remain remove render repair repeat repel replace
    replicate report represent repress reprogram require rescue resemble reset reshape reside resist resolve respire
    respond rest restore restrict result retain retard retract retrieve return reuse reveal reverse revert review revise
    rewire rid rise rival rob roll rotate rule run rupture sample satisfy saturate save say scatter score screen seal
    secrete sediment see seek seem segregate seize select sell send senesce sense sensitise separate sequester serve set
    settle shape share shed shield shift shorten show shrink shut signal silence sit skew sleep slip slow smoke soften
    solve sort span spare spark spawn speed spend split spoil spot spread sprout squeeze stabilise stain stall stand start
    stay steer stem step stick stiffen stimulate stop store strain stratify strengthen stress stretch strike strip study
    submit substitute succeed suffer suffice suggest suit supply support suppress surge surpass surround survive sustain
    swap sweep swell swim switch synapse synchronise synergise tackle tag tailor take tame taper target teach tear tell
    tend terminate test tether thicken thin think threaten thrive thwart tie tilt tip tire tolerate track trail train
    transcribe transduce transfer transform translocate transmit transport trap traverse treat trick trigger trim tune
    turn uncouple uncover underestimate undergo underlie undermine underpin understand undo unfold unite unlock unwind
    uphold upset urge use validate value vanish vary view visit wake walk wane want warn wash waste weaken wear weave
    weigh widen wield win wipe withdraw withstand work worry worsen wrap wreck write yield""".split()
)
_PAST = dict(
    pair.split("/")
    for pair in """be/was become/became begin/began bear/bore beat/beat bind/bound bleed/bled break/broke bring/brought
    build/built buy/bought catch/caught choose/chose come/came cost/cost creep/crept cut/cut do/did drive/drove eat/ate
    fall/fell feed/fed feel/felt fight/fought find/found fit/fit forbid/forbade get/got give/gave go/went grow/grew
    hang/hung have/had hit/hit hold/held keep/kept know/knew lead/led leave/left let/let lie/lay lose/lost make/made
    mean/meant put/put rise/rose run/ran say/said see/saw set/set shrink/shrank show/showed speed/sped spend/spent
    split/split spread/spread stand/stood strike/struck swell/swelled take/took teach/taught tell/told think/thought
    undergo/underwent understand/understood uphold/upheld wear/wore win/won withdraw/withdrew withstand/withstood
    arise/arose cling/clung deal/dealt draw/drew forgo/forwent hide/hid hurt/hurt learn/learnt lend/lent
    overcome/overcame override/overrode pay/paid rebuild/rebuilt rid/rid reset/reset seek/sought sell/sold send/sent
    shed/shed shut/shut sit/sat sleep/slept stick/stuck sweep/swept swim/swam tear/tore offset/offset
    underlie/underlay undo/undid unwind/unwound upset/upset wake/woke weave/wove write/wrote bend/bent cast/cast
    lean/leaned freeze/froze forecast/forecast mislead/misled""".split()
)
_PARTICIPLES = frozenset(
    """been begun born bought bound broken brought built caught chosen come cut died done drawn driven eaten fallen
    forbidden found given gone grown held hurt kept known led left lost made meant put read risen run said seen sent
    set shown sold spent split spread stood struck taken taught thought tied told understood upheld used withdrawn won
    written""".split()
)
# Words of little meaning of their own, most of them verbs.
EMPTY_VERBS = frozenset(
    """be been do done call called go goes went gone come comes came work works worked act acts acted happen happens
    happened occur occurs occurred use uses used need needs needed find found see seen show shown take taken make
    made give given name named test tested study studied measure measured include included examine examined report
    reported know known count counted choose chosen collect collected brought left kept get gets got become becomes
    became cut on out up off down first best most more matter matters mattered fare fares behave behaves behaved
    manage manages managed""".split()
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
    is_short = (
        len(verb) <= 4 and verb[0] not in "aeiou" and verb[-3:-2] not in ("", *"aeiou") and verb[-2:-1] in set("aeiou")
    )
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
    reports claims estimates parts pairs steps patterns filters labels tags samples screens masks models notes
    questions reasons values points plans tracks phases probes spans stems stages traps coats""".split()
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
