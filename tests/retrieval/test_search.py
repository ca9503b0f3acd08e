"""What a question finds."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, get_args

import pytest

from qa_service.retrieval.analysis import terms
from qa_service.retrieval.build import BuildReport
from qa_service.retrieval.search import DENSE_WEIGHT, Found, Searcher, fuse
from qa_service.types import SearchMode

MODES: tuple[Any, ...] = get_args(SearchMode)
ULCER = "Which drugs make a peptic ulcer bleed?"


def find(searcher: Searcher, question: str, k: int = 5, mode: Any = "hybrid") -> list[Found]:
    return searcher.search(searcher.query(question), k, mode)


def ids(found: Sequence[Found]) -> list[str]:
    return [item.stored.passage.id for item in found]


def values(found: Sequence[Found]) -> list[tuple[str, float, float, float]]:
    return [(item.stored.passage.id, item.score, item.dense, item.lexical) for item in found]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("question", "document"),
    [
        (ULCER, "brandt2015_jim"),
        ("Does lemon juice cure sailors of scurvy?", "marsh1998_jim"),
        ("How soon does sumatriptan relieve the headache?", "chen2020_jim"),
        ("Which peptide rises during an attack of migraine?", "silva2018_jim"),
    ],
)
def test_every_mode_finds_the_answer(searcher: Searcher, question: str, document: str, mode: Any) -> None:
    """By meaning, by words, and by both."""
    assert find(searcher, question, 1, mode)[0].stored.passage.document_id == document


@pytest.mark.parametrize("mode", MODES)
def test_the_best_comes_first(searcher: Searcher, mode: Any) -> None:
    """Scores fall, no passage comes twice, and there are no more than k."""
    found = find(searcher, ULCER, 6, mode)

    scores = [item.score for item in found]
    assert scores == sorted(scores, reverse=True)
    assert len(set(ids(found))) == len(found) <= 6
    assert ids(find(searcher, ULCER, 3, mode)) == ids(found)[:3]


def test_a_found_passage_is_an_exact_stretch_of_its_document(searcher: Searcher) -> None:
    """With the record of the work."""
    found = find(searcher, ULCER, 1)[0]
    passage = found.stored.passage

    text = searcher.store.document(passage.document_id).text
    assert passage.text == text[passage.start : passage.end]
    assert [text[span.start : span.end] for span in passage.sentences] == [
        "A bleeding peptic ulcer occurred in 1.5% of the adults.",
        "Inhibition of cyclooxygenase (COX) explains the bleeding.",
    ]
    assert found.stored.work.title == "Bleeding ulcers under common painkillers"


def test_a_score_is_made_of_its_two_sides(searcher: Searcher) -> None:
    """The cosine as it is, and BM25 in one scale for all passages, which the best one does not exceed."""
    found = [item for item in find(searcher, ULCER, 50) if item.lexical]
    best = max(found, key=lambda item: item.lexical)
    share = (best.score - DENSE_WEIGHT * best.dense) / (1 - DENSE_WEIGHT)

    assert 0 < share <= 1
    for item in found:
        assert item.score == pytest.approx(fuse(item.dense, share * item.lexical / best.lexical))
    assert (fuse(0.5, 1.0), fuse(0.5, 1.0, "dense"), fuse(0.5, 1.0, "lexical")) == (pytest.approx(0.625), 0.5, 1.0)


@pytest.mark.parametrize(
    "question", [ULCER, "vitamin C", "familial hemiplegic migraine", "children with fever", "10 mg"]
)
def test_both_sides_bring_their_best(searcher: Searcher, question: str) -> None:
    """A passage that is best by meaning or by words is among the first of both."""
    fused = ids(find(searcher, question, 5))

    assert ids(find(searcher, question, 1, "dense"))[0] in fused
    assert ids(find(searcher, question, 1, "lexical"))[0] in fused


@pytest.mark.parametrize("k", [100, 10_000])
def test_k_may_be_larger_than_the_corpus(searcher: Searcher, built: BuildReport, k: int) -> None:
    """Then every passage that is searched comes, once; by words those that hold a word of the question."""
    everything = [item.passage for item in searcher.store.passages(range(built.manifest.counts.passages))]
    searched = sorted(passage.id for passage in everything if passage.is_searched)

    assert [passage for passage in sorted(ids(find(searcher, ULCER, k))) if passage in searched] == searched
    assert [passage for passage in sorted(ids(find(searcher, ULCER, k, "dense"))) if passage in searched] == searched
    assert set() < set(ids(find(searcher, ULCER, k, "lexical"))) < set(searched)


def test_words_alone_need_no_vector(searcher: Searcher) -> None:
    """A search by words does not embed the question, and shows no score by meaning."""
    query = searcher.query(ULCER)
    found = searcher.search(query, 5, "lexical")

    assert "vector" not in vars(query)
    assert {(item.dense, item.lexical > 0) for item in found} == {(0.0, True)}
    searcher.search(query, 5)
    assert len(query.vector) == 1


@pytest.mark.parametrize("mode", ["hybrid", "dense"])
def test_a_record_is_never_found(searcher: Searcher, mode: Any) -> None:
    """It is only quoted, because every passage carries it anyway."""
    assert [item for item in find(searcher, ULCER, 100, mode) if not item.stored.passage.is_searched] == []


@pytest.mark.parametrize(
    ("question", "passage", "other"),
    [
        ("Which drugs lower fever, NSAIDs apart: acetaminophen?", "novak2022_jim:0", "paracetamol"),
        ("MI trial of 8587 persons", "okafor2010_jim:0", "myocardial infarction"),
        ("What became of MBD?", "marsh1998_jim:0", "Moeller-Barlow disease"),
        ("Is Imigran safe?", "chen2020_jim:0", "sumatriptan"),
    ],
)
def test_a_synonym_finds_the_other_name(searcher: Searcher, question: str, passage: str, other: str) -> None:
    """The corpus itself says that the two are one."""
    query = searcher.query(question)

    assert " ".join(terms(other)) in query.phrases
    assert passage in ids(searcher.search(query, 3, "lexical"))


def test_a_unit_after_a_number_is_no_abbreviation(searcher: Searcher) -> None:
    """'10 MI' is a distance; only the word alone is the disease."""
    assert "myocardi infarct" in searcher.query("risk of MI").phrases
    assert searcher.query("a walk of 10 MI").phrases == ()


@pytest.mark.parametrize("question", ["Do NSAIDs harm the stomach?", "Does an NSAID harm the stomach?"])
def test_the_plural_of_an_abbreviation_is_known(searcher: Searcher, question: str) -> None:
    """It was learned from the plural and is asked for in both."""
    assert "nonsteroid anti inflammatori drug" in searcher.query(question).phrases


@pytest.mark.parametrize("question", ["Moeller–Barlow disease", "Moeller-Barlow disease"])
def test_a_name_that_was_printed_with_a_dash_is_known_with_a_hyphen(searcher: Searcher, question: str) -> None:
    """Nobody types a dash."""
    assert "mbd" in searcher.query(question).phrases


@pytest.mark.parametrize(
    ("typed", "meant", "document"),
    [
        ("lemmon juice for scurvey", "lemon juice for scurvy", "marsh1998_jim"),
        ("sumatriptn for atacks", "sumatriptan for attacks", "chen2020_jim"),
        ("hemiplegic migrane", "hemiplegic migraine", "silva2018_jim"),
        ("peptc ulcr", "peptic ulcer", "brandt2015_jim"),
    ],
)
def test_typing_errors_are_put_right(searcher: Searcher, typed: str, meant: str, document: str) -> None:
    """The question that is searched is the one that was meant."""
    query = searcher.query(typed)

    assert query.text == meant
    assert searcher.search(query, 1)[0].stored.passage.document_id == document


@pytest.mark.parametrize(
    ("british", "american"), [("oedema", "edema"), ("haemorrhage", "hemorrhage"), ("tumour", "tumor")]
)
def test_british_and_american_words_find_each_other(searcher: Searcher, british: str, american: str) -> None:
    """One work of the corpus has this spelling, another has that."""
    found = ids(find(searcher, british, 10, "lexical"))

    assert found == ids(find(searcher, american, 10, "lexical"))
    assert "lopez2004_jim:0" in found
    assert len(found) == 2


def test_parallel_searches_give_what_single_ones_give(searcher: Searcher) -> None:
    """16 threads share one searcher."""
    questions = [ULCER, "vitamin C", "MI", "acetaminophen", "tumor", "P/Q type", "fever in children", "", "migrane"]
    asked = [*itertools.product(questions, MODES)] * 8
    expected = [values(find(searcher, question, 8, mode)) for question, mode in asked]

    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda item: values(find(searcher, item[0], 8, item[1])), asked))

    assert found == expected


def test_another_searcher_of_the_generation_finds_the_same(searcher: Searcher, built: BuildReport) -> None:
    """To the last bit of every score, so that answers replay."""
    assert values(find(Searcher(built.generation), ULCER, 50)) == values(find(searcher, ULCER, 50))


def test_a_searcher_goes_on_when_its_generation_is_removed(index: Path, generation: Path) -> None:
    """A server that still reads the old one is not disturbed by two builds."""
    searcher = Searcher(generation)
    expected = values(find(searcher, ULCER, 50))

    for path in generation.iterdir():
        path.unlink()

    assert values(find(searcher, ULCER, 50)) == expected
