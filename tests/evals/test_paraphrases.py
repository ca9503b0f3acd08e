"""How well the judge tells honest sentences about the corpus from wrong ones, in numbers with floors.

Of rounds of paraphrases that the judge had not seen it accepted 21 of 30, 16 of 30 and 15 of 25, and of their distortions it
caught 26 of 30, 26 of 30 and 24 of 25. It is strict on purpose: a language model's honest sentence may be refused, a wrong one
should not pass. The floors below hold what was reached once the rounds had been learnt from.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from qa_service.evals.checks import ServedDocument
from qa_service.evals.support import complaint
from qa_service.ingestion.corpus import read_corpus
from qa_service.types import Document

CORPUS = Path(__file__).parents[2] / "corpus" / "lems"
PARAPHRASES = Path(__file__).parent / "paraphrases.yaml"
UNITS = {
    "%": "mg",
    "mg": "g",
    "days": "weeks",
    "weeks": "months",
    "months": "years",
    "years": "months",
    "million": "thousand",
}
HEDGE = r"\b(?:up to|about|at least|at most|more than|over|under|close to|almost|nearly|less than) (?=\d)"
VERB = r"\b(?:is|are|was|were|has|have|had|can|may|should|does|did)\b(?! (?:not|no)\b)"

Mutant = Callable[[re.Match[str]], str]


@pytest.fixture(scope="module")
def documents() -> Mapping[str, Document]:
    return {document.id: document for document in read_corpus(CORPUS)}


@pytest.fixture(scope="module")
def served(documents: Mapping[str, Document]) -> Mapping[str, ServedDocument]:
    """The works of the corpus as the service gives them."""
    return {
        key: ServedDocument(
            id=key, text=item.text, **item.work.model_dump(include={"title", "authors", "journal", "year", "type"})
        )
        for key, item in documents.items()
    }


@pytest.fixture(scope="module")
def sentences(documents: Mapping[str, Document]) -> list[tuple[str, str]]:
    """Every sentence of prose in the corpus, once, with its work."""
    found = {
        document.text[span.start : span.end]: document.id
        for document in documents.values()
        for passage in document.passages
        for span in passage.sentences
        if passage.text_kind != "record" and passage.section not in ("Record", "Keywords", "Subject areas")
    }
    return [(key, sentence) for sentence, key in found.items()]


def examples(name: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load(PARAPHRASES.read_text(encoding="utf-8"))[name])


def complaints(items: list[dict[str, Any]], served: Mapping[str, ServedDocument]) -> Iterator[tuple[str, str]]:
    """What is said, and what is wrong with it, if anything."""
    for item in items:
        yield item["said"], complaint(item["said"], [item["quote"]], [served[item["work"]]])


@pytest.mark.parametrize("name", ["paraphrases", "distortions"])
def test_every_example_quotes_the_corpus(served: Mapping[str, ServedDocument], name: str) -> None:
    """Word for word."""
    assert [item for item in examples(name) if item["quote"] not in served[item["work"]].text] == []


def test_honest_paraphrases_are_accepted(served: Mapping[str, ServedDocument]) -> None:
    """At least 85 of 100."""
    items = examples("paraphrases")
    refused = [(said, told) for said, told in complaints(items, served) if told]

    assert len(items) >= 40
    assert len(refused) <= 0.15 * len(items), refused


def test_distortions_are_caught(served: Mapping[str, ServedDocument]) -> None:
    """At least 98 of 100."""
    items = examples("distortions")
    missed = [said for said, told in complaints(items, served) if not told]

    assert len(items) >= 40
    assert len(missed) <= 0.02 * len(items), missed


def test_every_sentence_of_the_corpus_supports_itself(
    sentences: list[tuple[str, str]], served: Mapping[str, ServedDocument]
) -> None:
    """Without exception."""
    assert [told for key, said in sentences if (told := complaint(said, [said], [served[key]]))] == []


def digit_changed(match: re.Match[str]) -> str:
    return f"{match[0][:-1]}{(int(match[0][-1]) + 3) % 10}"


OPPOSITE = {
    "higher": "lower", "lower": "higher", "before": "after", "after": "before", "with": "without", "more": "less", "less": "more",
    "all": "some",
}  # fmt: skip
DAMAGE: Mapping[str, tuple[str, Mutant, float]] = {
    "figure": (r"(?<![\w.,/-])\d[\d.,]*\d(?=%| (?:mg|patients|months|years|per)\b)", digit_changed, 1.0),
    "unit": (rf"(?<=\d)(\s?)({'|'.join(UNITS)})(?!\w)", lambda match: match[1] + UNITS[match[2]], 1.0),
    "hedge dropped": (HEDGE, lambda match: "", 1.0),
    "hedge added": (r"\b(?:was|in|of) (?=\d+(?:\.\d+)?%(?! or))", lambda match: f"{match[0]}at least ", 1.0),
    "not inserted": (VERB, lambda match: f"{match[0]} not", 1.0),
    "not removed": (r"\b(?:not|no|never|without) ", lambda match: "", 1.0),
    "possible made certain": (r"\b(?:may|can|could|might) ", lambda match: "", 1.0),
    "opposite": (r"\b(?:higher|lower|before|after|with|more|less|all)\b", lambda match: OPPOSITE[match[0]], 0.98),
    "name": (r"\b(?:SCLC|P/Q|amifampridine|rituximab|IVIg)(?![\w-])", lambda match: "pyrazinol", 1.0),
}
"""What is damaged, how, and the share that must be caught."""


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_sentence_is_not_supported(
    sentences: list[tuple[str, str]], served: Mapping[str, ServedDocument], kind: str
) -> None:
    """Each kind of damage, at every place of every sentence."""
    pattern, mutant, floor = DAMAGE[kind]
    damaged = [
        (key, said, said[: match.start()] + mutant(match) + said[match.end() :])
        for key, said in sentences
        for match in re.finditer(pattern, said)
    ]
    missed = [after for key, before, after in damaged if not complaint(after, [before], [served[key]])]

    assert len(damaged) >= 15
    assert len(missed) <= (1 - floor) * len(damaged), missed


def test_another_sentence_does_not_support(
    sentences: list[tuple[str, str]], served: Mapping[str, ServedDocument]
) -> None:
    """Of the same work, which speaks of the same things: at most one in a hundred says so little that any supports it."""
    chance = random.Random(7)
    pairs = [
        (key, said, chance.choice([other for work, other in sentences if work == key and other != said]))
        for key, said in sentences
    ]
    missed = [(said, other) for key, said, other in pairs if not complaint(said, [other], [served[key]])]

    assert len(missed) <= 0.01 * len(pairs), missed
