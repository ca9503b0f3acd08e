"""What any reader of English knows about its words: which say the same, which say the opposite, which claim nothing.

Tables of general English, and of scientific prose at most; what a corpus is about has no place here. Forms that the stemmer of
the lexical search makes one are listed once. A word that is missing makes the judge stricter, never more lenient.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from qa_service.retrieval.analysis import fold, term

# Between semicolons, words that may stand for each other in a sentence without changing what it says.
_ALIKE = """
patient person people individual subject participant case; man men male; woman women female; child children pediatric; infant
baby newborn; mouse mice; elderly older; disease disorder condition illness; drug medication medicine; treat therapy
therapeutic; doctor physician clinician; after following afterwards subsequently thereafter; before preceding precede prior;
begin began begun start onset commence initiate initially initial; stop discontinue cease; increase rise rose risen raise
elevate climb higher; decrease reduce reduction fall fell fallen drop decline diminish lessen cut lower; improve better
benefit help; worsen worse deteriorate deterioration; large larger big great greater; small smaller little; peak greatest
highest maximum maximal; least lowest minimum minimal smallest; fast faster quick rapid swift; slow slower gradual; cause
trigger provoke induce lead led prompt elicit; link associate association relate relation relationship connect tied correlate
track accompany; depend dependent rely; include comprise contain consist enrol enroll recruit; need require requirement
necessary; advise advice recommend; live survive survival alive; die death dead mortality; damage harm injure injury hurt;
test examine examination assess evaluate investigate; sign indicator clue marker; mean average; confirm verify; renal kidney;
hepatic liver; cardiac heart; pulmonary lung; muscular muscle; nerve neural neuronal; cerebral brain; ocular eye; gastric
stomach; cutaneous skin; urinary urine; breathing respiration respiratory; limb extremity; bone osseous; weak weakness; strong
strength; long length prolong lengthy; short brief; deep depth; high height; tired fatigue; operation operate surgery
surgical; annual yearly year; day daily everyday; week weekly; month monthly; worldwide global; rare uncommon infrequent;
common frequent often; typical usual; remain stay; allow permit; forbid forbade prohibit bar; affect effect influence impact;
priority precedence first; late later delay; respond response; lose lost loss; differ difference; present presence; absent
absence; analyse analysis; diagnose diagnosis diagnostic; prove proof; severe severity serious; same identical equal match;
similar like alike resemble; enough sufficient adequate; think thought believe belief; rest base basis support; bind bound;
block; grow grew grown growth; choose chose chosen choice; withdraw withdrew withdrawn withdrawal; whole entire; change alter;
smoke; distinguish separate differentiate discriminate; monitor watch; weigh weight; decide decision ruling; approve approval
authorise authorisation license; maker manufacturer; risk chance likelihood probability; predict predictor; main chief
principal primary; best optimal; outcome endpoint; aim goal objective purpose; concentration level; reach achieve attain; keep
kept maintain retain; work act function; limit confine restrict; warn caution; repeat again; relapse recur recurrence; food
meal; method technique procedure; switch transfer; spread; country nation national nationwide; combine combination together;
able capable ability; visible apparent evident; quarter fourth; exact precise; thus therefore hence; arise develop; speak
speech; see sight; assume presume; tolerate tolerance; teach taught; buy bought; swallow; serum sera; criterion criteria;
phenomenon phenomena; datum data; cell cellular; genetic gene; immune immunity; sense sensory
"""

# Between semicolons, two sides; a word of one may not stand where its source has a word of the other.
_OPPOSITES = """
increase | decrease; improve | worsen; more | less fewer; most | least fewest; high | low; before | after; with | without;
positive | negative; long | short; early | late; adult | child; old older | young younger; man | woman; best | worst; large |
small; always | never; all every each | none no; all every each | some several few; above over | below under; agonist |
antagonist; open | closed close; first | last; common | rare; strong | weak; gain | loss; benefit | harm; effective |
ineffective; present | absent; mild | severe; acute | chronic; fast | slow; upper | lower; upwards upward | downwards
downward; left | right; inside internal | outside external; on | off; start | stop; allow | forbid; same | different; maximum
| minimum; proximal | distal; anterior | posterior; active | inactive passive; direct | indirect; definite certain | possible
probable; likely | unlikely; many | few; newer | older; simple | complex; win | lose; accept uphold upheld | reject reverse;
live | die; central | peripheral; single | several multiple; oral | intravenous; mean | median
"""

# Words that report, count or join, and claim nothing that a reader could check.
_LIGHT = """
others other study trial paper review article report series survey author researcher investigator team source evidence
literature data work publication document text colleague coauthor record title journal volume issue page number write wrote
written publish appear say said state note mention describe explain find found see saw seen show shown observe detect identify
reveal demonstrate name call known know term refer define list consider regard count view deem conclude follow give gave given
take took taken receive administer make made have experience suffer occur happen exist involve come came become became put set
carry concern include including do done go went get got thus therefore however moreover furthermore addition additional
additionally respectively overall well according accord per cent total amount figure value range form type kind way example
instance particular particularly especially case generally time period along together whose whom who compared compare
comparison contrast relative versus meanwhile instead though although despite else approximately roughly nearly almost exactly
latter former namely dose dosage exceed present least close estimate age old one ones someone anyone among amongst between
without upon via onto toward towards except unless whether either neither none nobody nothing cannot always ever every whereas
until since throughout across within around near regarding owing based majority mostly usually typically mainly predominantly
largely chiefly often frequently commonly many several sometimes various occasionally partly partially rarely seldom solely
exclusively may might absence absent lack free another both disease disorder condition illness called thereafter test examine
assess evaluate measure positive treat treatment therapy develop undergo underwent undergone reach classify categorize assign
allocate perform conduct obtain provide offer represent constitute account apply enrol enroll recruit select divide split
"""
# Of these, only this form: "results" report, and "resulted in" claims.
_LIGHT_FORMS = frozenset({"results"})

FILLERS = frozenset("yet still already too just even ever quite rather very so merely only always then".split())
"""Words that lean on another: what is said of the next word is said of that one."""

PEOPLE = "patient"
"""The concept of those whom a study is about."""

SYMMETRIC = frozenset({"link", "similar", "same", "overlap", "differ", "compar"})
"""Concepts that hold both ways."""

MODALS: Mapping[str, re.Pattern[str]] = {
    "possible": re.compile(
        r"\b(?:may|might|can|could|possibl[ey]|possibility|perhaps|potential(?:ly)?|probabl[ey]|likely|suggest(?:s|ed|ing)?|"
        r"suspected|presumed|presumably|apparent(?:ly)?|thought to|believed to|seems?|seemed)\b",
        re.IGNORECASE,
    ),
    "advised": re.compile(
        r"\b(?:should|must|ought|ha(?:s|ve) to|recommend\w*|advis\w*|advice|need(?:s|ed)?|requir\w+|necessary|essential|"
        r"warrants?|urges?|asks?|asked|(?:says?|tells?|told) to|contraindicat\w+)\b|"
        r"(?:^|[.,;:] )(?:do not|avoid|never) (?=[a-z])",
        re.IGNORECASE,
    ),
}
"""What makes a sentence less than a plain statement of fact."""

WEAK_MODALS = re.compile(
    r"\b(?:can|likely|need(?:s|ed)?|ask(?:s|ed)?|advice|ha(?:s|ve) to|(?:says?|tells?|told) to)\b",
    re.IGNORECASE,
)
"""Of these words, those that an honest sentence may use where its source makes a plain statement."""

AMOUNTS: Mapping[str, re.Pattern[str]] = {
    "all": re.compile(
        r"(?<!almost )(?<!nearly )(?<!virtually )\b(?:all(?! (?:in|but)\b)|every|each|always|invariabl[ey]|universal(?:ly)?|"
        r"without exception)\b",
        re.IGNORECASE,
    ),
    "nearly all": re.compile(r"\b(?:almost|nearly|virtually) (?:all|every|always)\b|\ball but\b", re.IGNORECASE),
    "both": re.compile(r"\bboth\b(?! [\w-]+ (?:and|or)\b)", re.IGNORECASE),
    "most": re.compile(
        r"\b(?:most(?! (?:common|often|frequent|likely|strongly|notabl|important|recent|severe)\w*)|majority|mostly|usual(?:ly)?|"
        r"typical(?:ly)?|generally|mainly|predominantly|largely|chiefly)\b",
        re.IGNORECASE,
    ),
    "often": re.compile(r"(?<!most )(?<!more )(?<!how )(?<!as )\b(?:often|frequently|commonly|many)\b", re.IGNORECASE),
    "some": re.compile(
        r"\b(?:some(?! (?:kind|sort))|several|sometimes|occasionally|partly|partially|in part|a few|subset of)\b",
        re.IGNORECASE,
    ),
    "few": re.compile(r"(?<!a )\bfew\b|\b(?:rarely|seldom|infrequently|hardly|minority)\b", re.IGNORECASE),
    "only": re.compile(
        r"\b(?:only|solely|exclusively|merely|(?:limited|confined|restricted) to|just(?! (?:over|under|below|above|as)\b))\b",
        re.IGNORECASE,
    ),
}
"""How much of something a sentence speaks of; words of one kind are equal."""

NEGATIVES = frozenset({"absent", "contraindicate", "contraind", "contraindic", "lack", "exclud", "negat", "fail"})
"""Concepts that negate without a cue."""

SUFFIXES = frozenset(
    """s e es i is y al ial ical ic ist ity ion ation ment ive ative ance ence ancy ency ant ent er or ing ed ly ally ous ia sis
    tic osis otic able ible ful ness ate ated ary ory um ure ship""".split()
) | {""}
"""What forms of one word may differ in."""

NEGATIVE_PREFIX = re.compile(r"(?:un|in|im|ir|il|non|dis|contra|a)(?=[a-z]{4})")


@lru_cache(maxsize=100_000)
def concept(word: str) -> str:
    """What stands for a folded word and all words that say the same."""
    known = _concepts()
    return known.get(word) or known.get(term(word), term(word))


@lru_cache(maxsize=100_000)
def is_light(word: str) -> bool:
    """Whether a folded word claims nothing."""
    return word in _LIGHT_FORMS or term(word) in _light()


@lru_cache(maxsize=1)
def opposites() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """Pairs of sets of concepts that say the opposite of each other."""
    pairs = (pair.split("|") for pair in _OPPOSITES.split(";"))
    return tuple((_set_of(one), _set_of(other)) for one, other in pairs)


def _set_of(words: str) -> frozenset[str]:
    return frozenset(concept(word) for word in words.split())


@lru_cache(maxsize=1)
def _light() -> frozenset[str]:
    return frozenset(term(fold(word)) for word in _LIGHT.split())


@lru_cache(maxsize=1)
def _concepts() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for group in _ALIKE.split(";"):
        words = [fold(word) for word in group.split()]
        for word in words:
            found.setdefault(word, words[0])
            found.setdefault(term(word), words[0])
    return found
