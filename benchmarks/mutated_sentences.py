"""Damage true sentences in one known way, or word them otherwise. The lists of words are not those of the guards."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence

# Marks of citations ("[3]") are no claims.
_FIGURE = re.compile(r"(?<![\w.,/[-])\d+(?:[.,]\d+)*(?![\w-])")
_DOSE = re.compile(r"(?<![\w.,/-])(\d+(?:\.\d+)?)(\s?)(mg|µg|μg|mcg|ng|g|kg|ml|mL|IU|mmol|nM|µM|μM|mM)(?=/|\b)")
_UNITS = {
    "%": " mg", "mg": "g", "g": "mg", "kg": "g", "ml": "l", "mL": "L", "µg": "mg", "μg": "mg", "ng": "mg", "mm": "cm", "cm": "mm",
    "days": "weeks", "day": "week", "weeks": "months", "week": "month", "months": "years", "month": "year", "years": "months",
    "year": "month", "hours": "minutes", "hour": "minute", "h": "min", "min": "h", "minutes": "hours", "mmHg": "cm", "kDa": "Da",
    "million": "thousand", "thousand": "million",
}  # fmt: skip
_UNIT = re.compile(rf"(?<=\d)([\s-]?)({'|'.join(sorted(map(re.escape, _UNITS), key=len, reverse=True))})(?![\w])")
_VERB = re.compile(r"\b(?:is|are|was|were|has|have|had|can|may|should|does|do|did|will|would|could)\b(?! (?:not|no)\b)")
_NOT = re.compile(r"\b(?:not|no|never|without)\s(?!(?:only|more|less)\b)", re.IGNORECASE)
_SWAPS = """
increased decreased; increase decrease; increases decreases; increasing decreasing; higher lower; greater smaller;
more less; high low; elevated reduced; improved worsened; improves worsens; improvement deterioration; better worse;
longer shorter; before after; positive negative; upregulated downregulated; activation inhibition; activates inhibits;
activated inhibited; early late; benefit harm; reduces increases; reduced increased; reduction increase; enhanced
impaired; enhances impairs; stronger weaker; with without; most least; first last; older younger; children adults; men
women; male female; rapid slow; rapidly slowly; beneficial harmful; agonist antagonist; gain loss; maximum minimum;
upper lower; above below; safe unsafe; effective ineffective; sensitive resistant; acute chronic; severe mild; common
rare; present absent; promotes suppresses; stimulates suppresses; large small; long short; strong weak; all some
""".strip()
_NAME = re.compile(r"(?<![\w-])(?:[A-Z][A-Z0-9]{2,}|[A-Za-z]+-?\d+[A-Za-z]*|[a-z]+[A-Z]\w*)(?![\w-])")
_SMALL = re.compile(r"(?<![\w-])[a-z]{7,}(?![\w-])")
_ASIDE = re.compile(r"\s\([^()]*\)")
# Words that may be exchanged without changing what is said; for rewording true sentences.
_REWORDED = {
    "showed": "demonstrated",
    "shown": "found",
    "demonstrated": "showed",
    "found": "observed",
    "observed": "found",
    "however": "but",
    "also": "additionally",
    "investigated": "examined",
    "revealed": "showed",
    "important": "key",
    "used": "employed",
    "patients": "people",
    "suggest": "indicate",
    "related": "linked",
    "novel": "new",
    "role": "function",
    "compared to": "compared with",
    "due to": "because of",
}
_PARTS = re.compile(r"^(?P<first>[^,:;()]{12,}), (?P<rest>[^:;()]{25,}?)\.?$")
Mutator = Callable[[str, random.Random], str | None]


def change_number(text: str, chance: random.Random) -> str | None:
    """One digit of one number."""
    matches = list(_FIGURE.finditer(text))
    if not matches:
        return None
    match = chance.choice(matches)
    place = chance.choice([n for n, char in enumerate(match[0]) if char.isdigit()])
    digit = chance.choice([digit for digit in "123456789" if digit != match[0][place]])
    return text[: match.start()] + match[0][:place] + digit + match[0][place + 1 :] + text[match.end() :]


def change_unit(text: str, chance: random.Random) -> str | None:
    """One unit behind a number."""
    return _changed(text, _UNIT, lambda match: match[1] + _UNITS[match[2]].strip(), chance)


def change_dose(text: str, chance: random.Random) -> str | None:
    """A dose ten times as large or small."""

    def tenfold(match: re.Match[str]) -> str:
        value = float(match[1]) * chance.choice([10, 0.1])
        return f"{value:.6g}{match[2]}{match[3]}"

    return _changed(text, _DOSE, tenfold, chance)


def negate(text: str, chance: random.Random) -> str | None:
    """A "not" put in, or a negation taken out."""
    ways: list[Mutator] = [
        lambda said, luck: _changed(said, _VERB, lambda match: f"{match[0]} not", luck),
        lambda said, luck: _changed(said, _NOT, lambda _: "", luck),
    ]
    chance.shuffle(ways)
    return ways[0](text, chance) or ways[1](text, chance)


def turn(text: str, chance: random.Random) -> str | None:
    """A word for its opposite."""
    pairs = [pair.split() for pair in _SWAPS.split(";")]
    turned = {one: other for pair in pairs for one, other in (pair, pair[::-1])}
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(turned)})(?![\w-])")
    return _changed(text, pattern, lambda match: turned[match[0]], chance)


def name_changer(pattern: re.Pattern[str], others: Sequence[str]) -> Mutator:
    """One name for another of the literature."""

    def change(text: str, chance: random.Random) -> str | None:
        known = set(others)
        matches = [match for match in pattern.finditer(text) if match[0] in known]
        if not matches:
            return None
        match = chance.choice(matches)
        other = chance.choice([name for name in chance.sample(others, 20) if name not in text] or [""])
        return text[: match.start()] + other + text[match.end() :] if other else None

    return change


def _changed(
    text: str, pattern: re.Pattern[str], change: Callable[[re.Match[str]], str], chance: random.Random
) -> str | None:
    matches = list(pattern.finditer(text))
    if not matches:
        return None
    match = chance.choice(matches)
    return " ".join((text[: match.start()] + change(match) + text[match.end() :]).split())


def names_of(texts: Sequence[Sequence[str]], pattern: re.Pattern[str], most: int) -> list[str]:
    """Words of a shape that at most a few texts have; words that no text about something else would need."""
    counts = Counter(name for text in texts for name in {name for one in text for name in pattern.findall(one)})
    return sorted(name for name, count in counts.items() if 2 <= count <= most)


def mutators(texts: Sequence[Sequence[str]]) -> dict[str, Mutator]:
    """Every kind of mutation."""
    return {
        "number": change_number,
        "unit": change_unit,
        "dose": change_dose,
        "negation": negate,
        "direction": turn,
        "entity": name_changer(_NAME, names_of(texts, _NAME, 10**6)),
        "entity, small letters": name_changer(_SMALL, names_of(texts, _SMALL, 8)),
    }


def loosened(text: str) -> str | None:
    """Two parts of a sentence in another order, without asides in brackets, some words exchanged; None where it has one part."""
    match = _PARTS.match(_ASIDE.sub("", text))
    if not match or re.match(r"(?:and|but|or|which|who|whereas|while)\b", match["rest"]):
        return None
    rest = match["rest"][0].upper() + match["rest"][1:] if match["rest"][1:2].islower() else match["rest"]
    first = match["first"][0].lower() + match["first"][1:] if match["first"][1:2].islower() else match["first"]
    said = f"{rest}, {first}."
    for one, other in _REWORDED.items():
        said = re.sub(rf"\b{one}\b", other, said)
    return said


def tidied(text: str) -> str:
    """As a list on one line or a page would show it."""
    return "  ".join(text.replace("; ", "\n• ").split(" ")).rstrip(".")
