"""Words that say the opposite of each other, in general and scientific English, and what stems they make so."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TypeAlias

from qa_service.retrieval.analysis import fold, term

# Between semicolons, two sides. Words of one side say nearly the same about the same thing, words of both say opposite things.
_OPPOSITES = """
increase raise rise rose risen elevate grow grew gain higher more greater larger | decrease reduce lower fall fell
fallen drop decline diminish less fewer smaller; improve better benefit recover strengthen strong stronger help | worsen
worse deteriorate weaken weak weaker harm harmful damage injure; high | low; most majority | least minority few; highest
largest maximum peak | lowest smallest minimum; before precede prior | after follow; positive | negative; long longer
prolong lengthen extend | short shorter shorten; early earlier sooner | late later delay; fast faster rapid quick
quicker accelerate speed hasten | slow slower gradual; adult | child paediatric pediatric infant; old older elderly |
young younger;
man men male | woman women female; best | worst; always invariably | never; common commonest frequent often | rare
uncommon infrequent seldom; effective effectively | ineffective; present presence | absent absence lack; mild benign |
severe serious; acute | chronic; upper | lower; upwards upward ascend | downwards downward descend; inside internal |
outside external; start begin initiate | stop cease discontinue; allow permit recommend licensed indicated | forbid
forbidden prohibit contraindicate ban; same identical similar equal | different differ; proximal | distal; anterior |
posterior; active activate stimulate agonist | inactive inhibit block suppress antagonist; likely | unlikely; win uphold
upheld accept confirm | lose reject reverse overturn annul; live survive survival | die dead death fatal lethal
mortality; central | peripheral; inherit inherited hereditary genetic congenital | acquired; spare safe protect | harm
harmful damage injure toxic toxicity; sensitive sensitivity susceptible exaggerated | resistant resistance insensitive;
brisk exaggerated increased hyperactive | reduced absent diminished depressed sluggish; over-diagnosed overdiagnosed
overestimate overestimated | under-diagnosed underdiagnosed underestimate underestimated; open | closed; smoker |
nonsmoker; oral | intravenous; single one-armed | double two-armed multiple; restore reinstate | withdraw withdrawn
remove revoke; upregulate up-regulated | downregulate down-regulated; win | lose; near | far; complete full | partial
incomplete; heat hot warm | cold cool; day | night; left | right; reversible | irreversible; permanent | temporary
transient; support | oppose; gain | lose loss; easy | difficult hard; visible | invisible; empty | full food; protect
protective | risk; primary | secondary; major | minor; simple | complex; rich | poor; thick | thin; heavy | light; wide
| narrow; deep | shallow; sufficient enough | insufficient
"""
# Beginnings of a word that turn what follows them; each with what stands in its place in the opposite ("" is the bare word).
_PREFIXES = (
    ("pre", "post"), ("hyper", "hypo"), ("intra", "extra"), ("over", "under"), ("mono", "poly"), ("anterograde", "retrograde"),
    ("exo", "endo"), ("hetero", "homo"), ("up", "down"), ("pro", "anti"), ("in", "out"), ("macro", "micro"), ("inter", "intra"),
    ("un", ""), ("non", ""), ("in", ""), ("im", ""), ("ir", ""), ("dis", ""), ("a", ""), ("de", ""),
)  # fmt: skip
_SHORTEST = 5

Sides: TypeAlias = Mapping[str, frozenset[tuple[int, int]]]


@lru_cache(maxsize=1)
def _sides() -> Sides:
    """For each term, the oppositions that it is in, each with its side."""
    found: dict[str, set[tuple[int, int]]] = {}
    for number, pair in enumerate(_OPPOSITES.split(";")):
        for side, words in enumerate(pair.split("|")):
            for word in words.split():
                found.setdefault(term(fold(word)), set()).add((number, side))
    return {word: frozenset(places) for word, places in found.items()}


@lru_cache(maxsize=50_000)
def are_opposite(one: str, other: str) -> bool:
    """Whether two terms say the opposite of each other."""
    sides = _sides()
    if any((number, 1 - side) in sides.get(other, ()) for number, side in sides.get(one, ())):
        return True
    return _turned(one, other) or _turned(other, one)


@lru_cache(maxsize=50_000)
def are_alike(one: str, other: str) -> bool:
    """Whether two terms say nearly the same."""
    sides = _sides()
    return one == other or bool(sides.get(one, frozenset()) & sides.get(other, frozenset()))


def _turned(one: str, other: str) -> bool:
    """Whether two terms differ by a beginning that turns the meaning."""
    for prefix, opposite in _PREFIXES:
        rest = one.removeprefix(prefix)
        if (
            rest != one
            and len(rest.strip("-")) >= _SHORTEST
            and other == (f"{opposite}{rest}" if opposite else rest.strip("-"))
        ):
            return True
    return False
