"""Test the harness: damage right answers in known ways, and count how often the checks notice.

Each damage is one that a faulty service could do and a reader could be hurt by: a figure changed, a negation put in or taken out,
a unit swapped, a citation swapped, a sentence dropped. Sentences and text are damaged together, at times the quote too, so that
an answer stays as plausible as it was. What is not caught is listed.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from qa_service.evals.checks import Check, SeenTurn
from qa_service.evals.results import Verdict
from qa_service.evals.runner import Asked, converse, judge
from qa_service.types import Answer, AnswerSentence, Value

# So many conversations are held at the same time, as `qa-service eval run` does.
_AT_ONCE = 4
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_COUNTED = "two three four five six seven eight nine ten eleven twelve twenty thirty fifty sixty".split()
_NUMBER_WORD = re.compile(rf"\b({'|'.join(_COUNTED)})\b", re.IGNORECASE)
_UNITS = {
    "%": "mg", "mg": "g", "g": "mg", "mV": "V", "ms": "s", "days": "weeks", "weeks": "months", "months": "years",
    "years": "months", "hours": "minutes", "million": "thousand", "patients": "hospitals", "cases": "families", "points": "%",
}  # fmt: skip
_UNIT = re.compile(rf"(?<=\d)(\s?)({'|'.join(sorted(map(re.escape, _UNITS), key=len, reverse=True))})(?![\w])")
_VERB = re.compile(r"\b(is|are|was|were|has|have|had|can|may|should|does|do|did|will|would|could)\b(?! not)")
_NOT = re.compile(r"\b(?:not|no|never|without)\s", re.IGNORECASE)


Damage: TypeAlias = "Callable[[Answer, Answer, random.Random], Answer | None]"
"""Makes of an answer, and of another to take from, a damaged one; None where it does not fit."""


class Mutant(Value):
    """One damaged answer, and what the checks said of it."""

    case: str
    kind: str
    before: str
    after: str
    caught_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Specimen:
    """A turn that passed, with what it was judged by."""

    case: str
    seen: SeenTurn
    answer: Answer
    checks: tuple[Check, ...]


async def specimens(asked: Sequence[Asked]) -> list[Specimen]:
    """The answered turns that pass all of their checks."""
    at_once = asyncio.Semaphore(_AT_ONCE)

    async def of_case(item: Asked) -> list[Specimen]:
        async with at_once:
            turns = [turn async for turn in converse(item, item.target)] if item.target else []
        return [
            Specimen(f"{item.key}/{number}", seen, reply.answer, checks)
            for number, (checks, reply, seen) in enumerate(turns, 1)
            if reply.answer and reply.answer.sentences and not _failed(judge(seen, checks))
        ]

    return [specimen for found in await asyncio.gather(*map(of_case, asked)) for specimen in found]


def mutate(
    specimens: Sequence[Specimen], count: int, seed: int, kinds: Mapping[str, Damage] | None = None
) -> list[Mutant]:
    """Damage answers at random, each kind equally often, and judge them again. A kind that fits no answer is left out.

    Raises:
        ValueError: there are fewer than two answers.
    """
    if len(specimens) < 2:
        raise ValueError(
            f"{len(specimens)} answers passed; damage needs at least 2, so run suites that the service passes"
        )
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    fitting = [damage for damage in (kinds or KINDS).items() if _damaged(damage, specimens, chance)]
    mutants = (_damaged(fitting[number % len(fitting)], specimens, chance) for number in range(count if fitting else 0))
    return [mutant for mutant in mutants if mutant]


def _damaged(damage: tuple[str, Damage], specimens: Sequence[Specimen], chance: random.Random) -> Mutant | None:
    """The first answer, in a random order, that can be damaged in this way; None where none can."""
    kind, change = damage
    for specimen in chance.sample(specimens, len(specimens)):
        other = chance.choice([item for item in specimens if item is not specimen])
        damaged = change(specimen.answer, other.answer, chance)
        if damaged is not None and damaged != specimen.answer:
            return _judged(specimen, damaged, other, kind)
    return None


def _judged(specimen: Specimen, damaged: Answer, other: Specimen, kind: str) -> Mutant:
    documents = {**other.seen.documents, **specimen.seen.documents}
    seen = replace(specimen.seen, answer=damaged, text=damaged.text, documents=documents)
    return Mutant(
        case=specimen.case,
        kind=kind,
        before=_told(specimen.answer),
        after=_told(damaged),
        caught_by=_failed(judge(seen, specimen.checks)),
    )


def _failed(verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    return tuple(verdict.check for verdict in verdicts if verdict.outcome in ("failed", "error"))


def _told(answer: Answer) -> str:
    cited = ", ".join(
        f"[{citation.n}] {citation.document_id}[{citation.start}:{citation.end}]" for citation in answer.citations
    )
    return f"{answer.text} ({cited})"


def _change_number(answer: Answer, _: Answer, chance: random.Random) -> Answer | None:
    def changed(match: re.Match[str]) -> str:
        if match[0].casefold() in _COUNTED:
            return chance.choice([word for word in _COUNTED if word != match[0].casefold()])
        place = chance.randrange(len(match[0]))
        while not match[0][place].isdigit():
            place = chance.randrange(len(match[0]))
        digit = chance.choice([digit for digit in "123456789" if digit != match[0][place]])
        return match[0][:place] + digit + match[0][place + 1 :]

    pattern = re.compile(f"{_DIGITS.pattern}|{_NUMBER_WORD.pattern}", re.IGNORECASE)
    return _reworded(answer, pattern, changed, chance)


def _negate(answer: Answer, _: Answer, chance: random.Random) -> Answer | None:
    damages = [(_VERB, lambda match: f"{match[0]} not"), (_NOT, lambda _: "")]
    found = (_reworded(answer, pattern, changed, chance) for pattern, changed in chance.sample(damages, len(damages)))
    return next((damaged for damaged in found if damaged), None)


def _swap_unit(answer: Answer, _: Answer, chance: random.Random) -> Answer | None:
    return _reworded(answer, _UNIT, lambda match: f"{match[1]}{_UNITS[match[2]]}", chance)


def _reworded(
    answer: Answer, pattern: re.Pattern[str], changed: Callable[[re.Match[str]], str], chance: random.Random
) -> Answer | None:
    """An answer with one match in one of its sentences changed; at times in what it quotes, too."""
    places = [(number, match) for number, item in enumerate(answer.sentences) for match in pattern.finditer(item.text)]
    if not places:
        return None
    number, match = chance.choice(places)
    before = answer.sentences[number].text
    after = " ".join((before[: match.start()] + changed(match) + before[match.end() :]).split())
    sentences = [item.model_copy(update={"text": after}) if item.text == before else item for item in answer.sentences]
    citations = answer.citations
    if chance.random() < 0.3:
        citations = tuple(
            item.model_copy(update={"quote": after}) if item.quote == before else item for item in answer.citations
        )
    return answer.model_copy(update={"sentences": tuple(sentences), "citations": citations, "text": _text(sentences)})


def _swap_citation(answer: Answer, other: Answer, chance: random.Random) -> Answer | None:
    """A sentence that cites another of the citations; or a citation of another answer in the place of one."""
    sentences, citations = list(answer.sentences), list(answer.citations)
    if len(sentences) > 1 and chance.random() < 0.5:
        one, two = chance.sample(range(len(sentences)), 2)
        swapped = sentences[two].citations, sentences[one].citations
        sentences[one], sentences[two] = (
            sentences[one].model_copy(update={"citations": swapped[0]}),
            sentences[two].model_copy(update={"citations": swapped[1]}),
        )
    else:
        place = chance.randrange(len(citations))
        foreign = chance.choice(other.citations)
        if foreign.quote == citations[place].quote:
            return None
        citations[place] = foreign.model_copy(update={"n": citations[place].n})
    return answer.model_copy(
        update={"sentences": tuple(sentences), "citations": tuple(citations), "text": _text(sentences)}
    )


def _drop_sentence(answer: Answer, _: Answer, chance: random.Random) -> Answer | None:
    """An answer that lost a sentence on its way; what it cited is still there."""
    sentences = list(answer.sentences)
    del sentences[chance.randrange(len(sentences))]
    return answer.model_copy(update={"sentences": tuple(sentences), "text": _text(sentences)})


def _omit_first(answer: Answer, _: Answer, __: random.Random) -> Answer | None:
    """An answer that was never given its first sentence: the others and their citations fit each other."""
    kept = answer.sentences[1:]
    numbers = list(dict.fromkeys(number for item in kept for number in item.citations))
    renumbered = {number: place for place, number in enumerate(numbers, 1)}
    sentences = [
        item.model_copy(update={"citations": tuple(renumbered[number] for number in item.citations)}) for item in kept
    ]
    citations = [item.model_copy(update={"n": renumbered[item.n]}) for item in answer.citations if item.n in renumbered]
    return answer.model_copy(
        update={"sentences": tuple(sentences), "citations": tuple(citations), "text": _text(sentences)}
    )


def _text(sentences: Sequence[AnswerSentence]) -> str:
    """Sentences with their marks, as an answer reads."""
    marked = []
    for item in sentences:
        marks = "".join(f"[{number}]" for number in item.citations)
        end = re.search(r"[.!?…]*$", item.text)
        cut = end.start() if end else len(item.text)
        marked.append(f"{item.text[:cut]} {marks}{item.text[cut:]}")
    return " ".join(marked)


KINDS: Mapping[str, Damage] = {
    "number changed": _change_number,
    "negation put in or taken out": _negate,
    "unit swapped": _swap_unit,
    "citation swapped": _swap_citation,
    "sentence dropped": _drop_sentence,
}
OMISSIONS: Mapping[str, Damage] = {"first sentence never given": _omit_first}
"""What leaves a shorter answer that may still be right; reported apart."""
