"""What the guards know of English: which words say the same, which the opposite, how sure and how general, of whom.

General English and scientific prose; nothing about the subject of a corpus. Words are listed once per stem; a word that is
missing makes the verifier stricter where a sentence is nearly its source, and leaves it to the judge elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from qa_service.retrieval.analysis import fold, term


def stems(words: str) -> frozenset[str]:
    """The stems of words."""
    return frozenset(term(fold(word)) for word in words.split())


# Between semicolons two sides. Words of one side may stand for each other; a word of one may not stand for one of the other.
_OPPOSITES = """
increase rise rose risen elevate elevation raise grow grew grown upregulate augment enhance gain high higher highest
greater greatest more upward elongate expand double climb peak amplify exceed surge escalate strengthen heighten
intensify accelerate | decrease reduce reduction lower low lowest less fewer fall fell fallen drop decline diminish
downregulate lessen downward shrink halve attenuate weaken loss reduced dampen fade slow wane; improve improvement
better benefit beneficial ameliorate recover recovery relieve alleviate favorable advantage help superior positive
gain | worsen worse worst deteriorate deterioration harm harmful aggravate exacerbate exacerbation adverse
unfavorable disadvantage detrimental damage inferior negative impair; activate activation stimulate induce promote
enhance facilitate upregulate agonist trigger evoke potentiate activator inducer allow | inhibit inhibition suppress
suppression block blockade prevent abolish attenuate impair downregulate repress antagonist inactivate inhibitor
abrogate prohibit hinder deplete silence disrupt; before prior precede preceding earlier pre prior previously |
after follow following later post subsequent subsequently; begin start initiate onset commence start introduce |
stop discontinue cease end withdraw terminate withdrawal; long longer longest prolong prolonged chronic lengthen |
short shorter shortest shorten brief acute; early earlier earliest | late later latest delay delayed; large larger
largest big bigger | small smaller smallest little minor; strong stronger strongest strongly | weak weaker weakest
weakly; first initial | last final; common frequent prevalent often frequently commonly | rare uncommon infrequent
rarely seldom infrequently; severe serious severely | mild moderate mildly; positive seropositive | negative
seronegative; presence present | absence absent; safe | unsafe dangerous toxic harmful; effective efficacious
efficacy effectively | ineffective futile ineffectively; sensitive susceptible sensitivity | resistant refractory
insensitive resistance; same similar equal identical equivalent comparable similarly | different differ difference
distinct dissimilar differently; above over exceed | below under beneath; upper | lower; left | right; inside
internal within intracellular | outside external extracellular; maximum maximal most highest | minimum minimal least
lowest; fast faster rapid quick rapidly quickly | slow slower gradual slowly gradually; always | never; majority
most | minority few; many numerous | few scarce; success successful succeed successfully | failure fail
unsuccessful; live survive survival alive | die death dead mortality fatal; excitatory | inhibitory; proximal |
distal; anterior | posterior; dorsal | ventral; benign | malignant; primary | secondary; central | peripheral;
acquire acquired | inherit inherited congenital hereditary; direct directly | indirect indirectly; dominant |
recessive; oral orally | intravenous intravenously parenteral subcutaneous; active | inactive passive; accept
confirm support agree consistent | reject refute contradict disagree inconsistent; necessary required essential
requisite | unnecessary dispensable redundant optional; sufficient enough adequate adequately | insufficient
inadequate lacking; likely probable | unlikely improbable; true | false; open | closed close shut; gain | loss lose
lost; hyper | hypo; over | under; systolic | diastolic; maternal mother | paternal father; wild | mutant; single |
multiple several double; afferent | efferent; upstream | downstream; aerobic | anaerobic; random randomized |
nonrandomized; recommend advise | discourage; include inclusion | exclude exclusion; known | unknown unclear; easy
easily | difficult hard; complete completely total | partial partially incomplete; independent independently |
dependent; stable | unstable; normal | abnormal; regular | irregular; soluble | insoluble; reversible |
irreversible; responsive respond responder | unresponsive nonresponder; significant significantly | insignificant;
inner | outer; deep | superficial shallow; thick | thin; hot warm heat | cold cool; old older elderly | young
younger; full | empty; rich | poor; wide | narrow; heavy | light; best | worst; win | lose
"""

# Between semicolons, words that may stand for each other besides those of one side above.
_ALIKE = """
show shown showed demonstrate reveal indicate report find found observe identify note describe detect patient person
people individual subject participant case; man men male; woman women female; child children pediatric; disease
disorder condition illness; drug medication medicine agent; treat therapy therapeutic treatment; doctor physician
clinician; use employ utilize apply; method technique approach procedure; study trial investigation research;
examine investigate evaluate assess analyze test; link associate association relate relationship correlate
correlation connect; include comprise contain consist involve; need require; important crucial key essential
critical major; main principal chief; cause due lead result produce; affect influence impact effect; also
additionally furthermore moreover; however but though although; because since therefore thus hence; approximately
about around nearly almost roughly; gene genetic; cell cellular; renal kidney; hepatic liver; cardiac heart;
pulmonary lung; cerebral brain; risk chance likelihood probability; level concentration; rate frequency incidence;
occur happen arise develop; among in of within; give given administer receive; main primary; get obtain acquire;
begin began begun start; type form kind; site location; change alter alteration modify; role function; bind bound;
mean average; year annual; death die mortality; aim goal objective purpose; confirm verify; new novel; via through
by; mouse mice murine; rat rats; quick rapid fast; sign symptom manifestation; like similar; total overall
"""

_REPORTING = """
say said state report find found show note author study paper review article trial record journal volume issue page
published appear written write describe researcher investigator according cited source series guideline label case
survey et al work result conclude title titled language doi pmid
"""

POSSIBLE = re.compile(
    r"\b(?:may|might|could|possibl[ey]|possibility|perhaps|potential(?:ly)?|probabl[ey]|likely|suggest(?:s|ed|ing|ive)?|seems?|seemed|"
    r"appear(?:s|ed)? to|suspected|presum\w+|hypothesi\w+|speculat\w+|thought to|believed to|putative(?:ly)?|unclear|whether|"
    r"can(?!not|'t))\b",
    re.IGNORECASE,
)
"""What makes a statement less than certain."""

FIRM = re.compile(r"\b(?:can|likely|suggest(?:s|ed|ing|ive)?|appear(?:s|ed)? to|whether)\b", re.IGNORECASE)
"""Of these, those that an honest sentence may drop or add."""

ADVISED = re.compile(
    r"\b(?:should|must|ought|ha(?:s|ve) to|recommend\w*|advis\w+|mandatory|contraindicat\w+|need(?:s|ed)? to)\b",
    re.IGNORECASE,
)
"""What makes a statement advice."""

JOINT = re.compile(
    r"\b(?:associat\w+|correlat\w+|link(?:s|ed|age)?|relat(?:ed|ion\w*)|connect\w+|predict\w*|accompan\w+)\b",
    re.IGNORECASE,
)
"""Words for things that go together."""

CAUSAL = re.compile(
    r"\b(?:caus(?:e|es|ed|ing)|leads? to|led to|induc(?:es?|ed|ing)|trigger\w*|due to|results? in|resulted in|because of|"
    r"provok\w+|gives? rise to|brings? about|prevent(?:s|ed|ing)?|respons\w+ for|produc(?:es?|ed|ing)|"
    r"mediat\w+|driv(?:es?|en|ing)|contribut\w+)\b",
    re.IGNORECASE,
)
"""Words for one thing that brings about another."""

AMOUNTS: Mapping[str, re.Pattern[str]] = {
    "all": re.compile(
        r"(?<!almost )(?<!nearly )(?<!virtually )(?<!not )\b(?:all(?! (?:in|but|cause)\b)|every|always|invariably|"
        r"universal(?:ly)?|"
        r"without exception|entire(?:ly)?|each)\b",
        re.IGNORECASE,
    ),
    "most": re.compile(
        r"\b(?:most(?= (?:of|patients|people|cases|\w+s)\b)|majority|mostly|usually|typically|generally|mainly|predominantly|"
        r"largely|"
        r"(?:almost|nearly|virtually) (?:all|every|always))\b",
        re.IGNORECASE,
    ),
    "many": re.compile(r"(?<!most )(?<!more )(?<!how )\b(?:many|often|frequently|commonly|numerous)\b", re.IGNORECASE),
    "some": re.compile(
        r"\b(?:some|several|sometimes|occasionally|partly|partially|in part|a few|(?:a )?subset of|a proportion of)\b",
        re.IGNORECASE,
    ),
    "few": re.compile(r"(?<!a )\bfew\b|\b(?:rarely|seldom|infrequently|hardly|minority)\b", re.IGNORECASE),
    "only": re.compile(r"\b(?:only|solely|exclusively|merely|(?:limited|confined|restricted) to)\b", re.IGNORECASE),
}
"""How much of something a statement speaks of."""

# Each line one way to divide the living; between bars, groups that exclude each other.
_POPULATIONS = """
adult | child children pediatric infant infancy neonate neonatal newborn adolescent adolescence teenager toddler baby
man men male boy | woman women female girl
human patient volunteer people person | mouse mice murine rat rodent rabbit dog pig zebrafish monkey drosophila yeast
elderly | young youth
smoker | nonsmoker
inpatient hospitalized | outpatient
vaccinated | unvaccinated
treated | untreated
infected | uninfected
diabetic | nondiabetic
symptomatic | asymptomatic
premenopausal | postmenopausal
pregnant pregnancy | nonpregnant
"""

ANYBODY = frozenset(term(word) for word in "patient patients people person".split())
"""Stems of words for those whom any study is about."""

CONDITION = re.compile(
    r"(?:in|among|amongst|for|of) (?:the |those |these |all )?(?:\w+ ){0,2}?(?:patients|people|persons|individuals|"
    r"subjects|participants|"
    r"women|men|children|adults|infants|mice|rats|cases|those|adolescents|carriers|survivors|users)\b|"
    r"(?:only )?(?:if|when|unless|except|provided|where|only|without|after|before|during|until)\b",
    re.IGNORECASE,
)
"""How a condition begins that limits what is said."""

NEGATORS = stems("not no without never none neither nor cannot nobody nothing")
"""Small words that negate."""

DENYING = re.compile(
    r"\b(?:lack(?:s|ed|ing)?|absen(?:t|ce)|fail(?:s|ed|ure)? to|free of|exclud(?:es?|ed)|unable|unlikely|unchanged|"
    r"unaffected|unrelated|"
    r"hardly|barely|scarcely|rarely|seldom|little|few|negative|insufficient|independent(?:ly)?|contraindicated|"
    r"rather than|instead of|unless)\b",
    re.IGNORECASE,
)
"""Ways to deny without a small word."""

_GRAMMATICAL = """
using based including regarding per via versus compared additional additionally moreover furthermore however
therefore thus respectively whether among amongst towards toward within without upon across throughout despite
whereas although overall particularly especially significantly substantially considerably markedly notably typically
generally
"""


@lru_cache(maxsize=1)
def opposites() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """Pairs of sets of stems."""
    pairs = (pair.split("|") for pair in _OPPOSITES.split(";"))
    return tuple((stems(one), stems(other)) for one, other in pairs)


@lru_cache(maxsize=1)
def populations() -> tuple[tuple[frozenset[str], ...], ...]:
    """Ways to divide the living, each as groups of stems that exclude each other."""
    return tuple(tuple(stems(group) for group in line.split("|")) for line in _POPULATIONS.strip().splitlines())


@lru_cache(maxsize=1)
def reporting() -> frozenset[str]:
    """Stems that only say where something is said."""
    return stems(_REPORTING)


@lru_cache(maxsize=50_000)
def are_alike(one: str, other: str) -> bool:
    """Whether two stems say the same: forms of one word, or listed as alike."""
    return is_form(one, other) or any(one in group and other in group for group in _groups())


@lru_cache(maxsize=50_000)
def are_opposed(one: str, other: str) -> bool:
    """Whether two stems are listed on two sides."""
    return any((one in a and other in b) or (one in b and other in a) for a, b in opposites())


def is_contrary(one: str, other: str) -> bool:
    """Whether two stems differ in a negative prefix: "chang" and "unchang"."""
    short, long = sorted((one, other), key=len)
    return len(short) > 3 and any(long == prefix + short for prefix in ("un", "in", "im", "ir", "non", "dis", "a"))


@lru_cache(maxsize=50_000)
def is_grammatical(stem: str) -> bool:
    """Whether a word joins or weighs others, and names nothing."""
    return stem in stems(_GRAMMATICAL)


def is_form(one: str, other: str) -> bool:
    """Whether two stems are forms of one word: "immunosuppress" and "immunosuppression"."""
    if one == other:
        return True
    if min(len(one), len(other)) < 4 or one.isdigit() or other.isdigit():
        return False
    shared = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return shared >= 5 and one[shared:] in _ENDINGS and other[shared:] in _ENDINGS


_ENDINGS = frozenset(
    """s e es i is y al ial ical ic ist ity ion ation ment ive ative ance ence ancy ency ant ent er or ing ed ly ally ous ia sis
    tic     osis otic able ible ful ness ate ated ary ory um ure ship""".split()
) | {""}


@lru_cache(maxsize=1)
def _groups() -> tuple[frozenset[str], ...]:
    alike = tuple(stems(group) for group in _ALIKE.split(";"))
    return alike + tuple(side for pair in opposites() for side in pair)
