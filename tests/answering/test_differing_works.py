"""Where works give different values for what is asked, the answer gives each with its work and year, and cites it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from qa_service.answering.generators import ExtractiveGenerator
from qa_service.answering.reader import Reader, shipped_reader
from qa_service.answering.service import AnswerService, Request
from qa_service.retrieval.build import BuildReport
from qa_service.retrieval.search import Searcher
from qa_service.types import Answer

Prove = Callable[[Answer, Searcher], None]

WORKS = {
    "lee1998_forest": (
        "Canker in the north",
        "Lee A, Wood B",
        1998,
        "cohort",
        "Canker was found in 34% of beech trees.",
    ),
    "ray2005_forest": (
        "A survey of canker",
        "Ray C",
        2005,
        "case-series",
        "Canker was found in 61% of beech trees. The median age of infected ash trees was 40 years.",
    ),
    "moss2012_forest": (
        "Trees and their diseases",
        "Moss D, Fern E",
        2012,
        "review",
        "Canker was found in 8% of oaks. Beech trees with canker live for 12 years. Lime dust slows canker. "
        "Another study found canker in 90% of beech trees.",
    ),
    "hill2016_forest": (
        "Ash and dieback",
        "Hill F",
        2016,
        "cohort",
        "The median age of infected ash trees was 38 to 43 years. Dieback was found in 5% of ash trees.",
    ),
}
TOPIC = "the share of beech trees with canker"
SENTENCES = {key: text.split(". ")[0].rstrip(".") for key, (*_, text) in WORKS.items()}


@pytest.fixture(scope="module")
def forest(tmp_path_factory: pytest.TempPathFactory, build: Callable[[Path, Path], BuildReport]) -> Searcher:
    """An index of a few works on trees, two of which disagree."""
    corpus = tmp_path_factory.mktemp("forest")
    for key, (title, authors, year, kind, text) in WORKS.items():
        record = f"title: {title}\nauthors: [{authors}]\njournal: Forest\nyear: {year}\ntype: {kind}"
        (corpus / f"{key}.md").write_text(f"---\n{record}\n---\n\n## Results\n\n{text}\n", "utf-8")
    return Searcher(build(corpus, tmp_path_factory.mktemp("index")).generation)


@pytest.fixture(scope="module")
def foresters(forest: Searcher) -> AnswerService:
    return AnswerService(forest, Reader(shipped_reader()), {"extractive": ExtractiveGenerator()}, "settings")


def _values(answer: Answer) -> list[tuple[str, str | None, int | None, str | None]]:
    return [(item.value, item.work, item.year, item.study) for item in answer.disagreement or ()]


@pytest.mark.parametrize(
    "question",
    [
        f"Which works disagree on {TOPIC}?",
        f"Which authors disagree about {TOPIC}?",
        f"Do studies agree on {TOPIC}?",
        f"Is there disagreement about {TOPIC}?",
        "Does the share of beech trees with canker differ between studies?",
    ],
)
async def test_who_asks_for_disagreement_gets_each_value(
    foresters: AnswerService, forest: Searcher, prove: Prove, question: str
) -> None:
    """The oldest first: in the text with author and year, in the list with the kind of work, too; each is cited."""
    answer = await foresters.answer(Request(question))

    prove(answer, forest)
    assert answer.status == "answered"
    assert _values(answer) == [
        ("34%", "lee1998_forest", 1998, "cohort"),
        ("61%", "ray2005_forest", 2005, "case-series"),
    ]
    assert answer.text == (
        "Lee et al. 1998: Canker was found in 34% of beech trees [1]. "
        "Ray 2005: Canker was found in 61% of beech trees [2]."
    )
    assert [item.citations for item in answer.disagreement or ()] == [(1,), (2,)]


async def test_an_ordinary_question_leads_with_the_best_answer(
    foresters: AnswerService, forest: Searcher, prove: Prove
) -> None:
    """What other works say otherwise follows, with author and year."""
    answer = await foresters.answer(Request("What share of beech trees has canker?"))

    prove(answer, forest)
    lead, other = answer.sentences
    assert lead.text in [f"{SENTENCES[key]}." for key in ("lee1998_forest", "ray2005_forest")]
    assert other.text in [
        f"Lee et al. 1998: {SENTENCES['lee1998_forest']}.",
        f"Ray 2005: {SENTENCES['ray2005_forest']}.",
    ]
    assert [value for value, *_ in _values(answer)] == ["34%", "61%"]


@pytest.mark.parametrize(
    "question",
    [
        "What share of oaks has canker?",
        "How long do beech trees with canker live?",
        "What is the median age of infected ash trees?",
        "Do studies agree on the median age of infected ash trees?",
        "What slows canker?",
        "What share of beech trees has canker in Lee 1998?",
        "What share of ash trees has dieback?",
    ],
)
async def test_what_is_no_disagreement_is_not_told_as_one(foresters: AnswerService, question: str) -> None:
    """Another tree, another quantity, a range that covers the value, no quantity, one work."""
    answer = await foresters.answer(Request(question))

    assert answer.status == "answered"
    assert answer.disagreement is None


@pytest.mark.parametrize(
    ("question", "works"),
    [
        ("Do studies agree on the incidence of LEMS?", {"wirtz2003_jneurol", "abenroth2017_mn"}),
        ("What is the incidence of LEMS?", {"wirtz2003_jneurol", "abenroth2017_mn"}),
        ("What share of patients with SCLC have LEMS?", {"wirtz2003_jneurol", "maddison2017_neurology"}),
    ],
)
async def test_works_on_lems_that_disagree_are_told(
    on_lems: AnswerService, lems: Searcher, prove: Prove, question: str, works: set[str]
) -> None:
    """Every value is one of the quote that it cites, and its sentence is in the text."""
    answer = await on_lems.answer(Request(question))

    prove(answer, lems)
    assert answer.disagreement is not None
    assert {item.work for item in answer.disagreement} >= works
    for item in answer.disagreement:
        (citation,) = (answer.citations[n - 1] for n in item.citations)
        assert item.work == citation.document_id
        assert item.value in citation.quote
        assert any(item.citations == sentence.citations for sentence in answer.sentences)


@pytest.mark.parametrize(
    "question",
    [
        "What is the prevalence of LEMS?",
        "How many patients were in the DAPPER trial?",
        "What is the maximum daily dose of amifampridine?",
        "How long does the effect of IVIg last in LEMS?",
    ],
)
async def test_other_questions_on_lems_have_no_disagreement(on_lems: AnswerService, question: str) -> None:
    """Intervals that cover the others, other quantities, one source."""
    assert (await on_lems.answer(Request(question))).disagreement is None
