"""Measuring retrieval on a judged set: measures, intervals, and the product's own search under them."""

from __future__ import annotations

import json
import math
import os
import shutil
import tempfile
from pathlib import Path

import numpy as np
import pytest

from qa_service.evals.ir.evaluation import MODES, evaluate_set, lead, open_index, rank_documents
from qa_service.evals.ir.report import IrReport, as_text
from qa_service.evals.ir.scores import Estimate, estimate, score_rankings
from qa_service.evals.ir.sets import JudgedSet, as_document, key_of, read_set
from qa_service.retrieval.build import BuildReport
from qa_service.retrieval.embedder import SentenceEmbedder
from qa_service.retrieval.generation import current_generation
from qa_service.retrieval.search import Searcher

HERBS = """anise basil borage caraway chervil chicory clary comfrey coriander cress dill endive fennel garlic ginger horehound
hyssop lavender lemon lovage mallow marjoram mint mugwort mustard nettle oregano parsley poppy rosemary rue saffron sage savory
sorrel tansy tarragon thyme valerian yarrow""".split()
ILLS = ["colic", "cough", "gout"]


def write_set(parent: Path) -> Path:
    """Write a small set: two of its documents answer, the third has no text."""
    written = {
        "corpus": [
            {"_id": "d1", "title": "Cramps at night", "text": "Quinine shortens cramps of the calf."},
            {"_id": "d2", "title": "", "text": "Fennel tea calms the colic of infants."},
            {"_id": "d3", "title": "", "text": ""},
        ],
        "queries": [{"_id": "q1", "text": "What shortens cramps?"}, {"_id": "q2", "text": "Which tea calms colic?"}],
        "qrels": [{"qid": "q1", "docid": "d1"}, {"qid": "q2", "docid": "d2"}, {"qid": "q2", "docid": "d3"}],
    }
    folder = parent / "invented"
    folder.mkdir()
    for name, rows in written.items():
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def work(built: BuildReport, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for indexes, with one of other works in the place of each: a build takes its encoder from there, in no time."""
    work = tmp_path_factory.mktemp("work")
    for name in ("invented", "remedies"):
        shutil.copytree(built.generation.parent, work / name, copy_function=os.link)  # a build changes no file
    return work


@pytest.fixture(scope="module")
def remedies(embedder: SentenceEmbedder, work: Path) -> Searcher:
    """An index of 120 documents, three of which have two passages."""
    texts = {(herb, ill): f"{herb} relieves {ill}." for herb in HERBS for ill in ILLS}
    texts |= {("sage", ill): f"Sage {f'relieves {ill} and ' * 40} more. Sage relieves {ill}." for ill in ILLS}
    documents = [as_document(f"{herb}-{ill}", f"On {herb}", text) for (herb, ill), text in texts.items()]
    remedies = JudgedSet("remedies", sorted(documents, key=lambda document: document.id), {}, {})
    return open_index(remedies, embedder, work)


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory, embedder: SentenceEmbedder, work: Path) -> IrReport:
    return evaluate_set(read_set(write_set(tmp_path_factory.mktemp("set"))), embedder, work)


def means(rankings: dict[str, list[str]], qrels: dict[str, dict[str, int]]) -> dict[str, list[float]]:
    return {
        name: [round(float(value), 6) for value in values] for name, values in score_rankings(rankings, qrels).items()
    }


def test_measures_are_those_of_the_field() -> None:
    """Gains are the relevance itself, discounted by log2(rank + 1), over the best order; see each line."""
    rankings = {
        "graded": ["c", "b", "a"],
        "late": ["r1", *map(str, range(9)), "r2"],
        "lost": ["x", "y"],
        "silent": list[str](),
    }
    qrels = {
        "graded": {"a": 1, "b": 2, "c": 0},
        "late": {"r1": 1, "r2": 1},
        "lost": {"z": 1},
        "silent": {"z": 1},
    }

    assert means(rankings, qrels) == {
        "nDCG@10": [
            # (2 / log2(3) + 1 / log2(4)) / (2 / log2(2) + 1 / log2(3)) = 1.761860 / 2.630930
            0.669672,
            # (1 / log2(2)) / (1 / log2(2) + 1 / log2(3)) = 1 / 1.630930
            0.613147,
            0.0,
            0.0,
        ],
        "R@10": [1.0, 0.5, 0.0, 0.0],
        "R@100": [1.0, 1.0, 0.0, 0.0],
        "RR": [0.5, 1.0, 0.0, 0.0],
    }
    assert math.isclose((2 / math.log2(3) + 1 / 2) / (2 + 1 / math.log2(3)), 0.669672, abs_tol=1e-6)


def test_recall_looks_no_deeper_than_its_number() -> None:
    """The document at place 100 counts, the one at place 101 does not."""
    ranking = [*(f"x{place}" for place in range(99)), "at 100", "at 101"]

    assert means({"q": ranking}, {"q": {"at 100": 1, "at 101": 1}})["R@100"] == [0.5]


def test_the_order_of_a_ranking_counts_and_not_that_of_the_ids() -> None:
    """Each of two documents comes first where it is ranked first."""
    qrels = {"q": {"a": 1}}

    assert means({"q": ["a", "z"]}, qrels)["RR"] == [1.0]
    assert means({"q": ["z", "a"]}, qrels)["RR"] == [0.5]


def test_values_stand_in_the_order_of_the_queries_ids() -> None:
    """Whatever the order of the rankings, so that two ways of searching can be compared query by query."""
    qrels = {"q2": {"a": 1}, "q1": {"b": 1}}

    assert means({"q2": ["a"], "q1": ["c"]}, qrels)["RR"] == [0.0, 1.0]
    assert means({"q1": ["c"], "q2": ["a"]}, qrels)["RR"] == [0.0, 1.0]


def test_an_interval_is_the_same_every_time() -> None:
    """Half of a hundred queries found: about .5 ± 1.96 × sqrt(.5 × .5 / 100)."""
    values = np.array([0.0, 1.0] * 50)

    assert estimate(values) == estimate(values.copy()) == Estimate(mean=0.5, low=0.4, high=0.6)


def test_values_without_spread_have_an_interval_without_width() -> None:
    """A set on which everything is found."""
    assert estimate(np.ones(5)) == Estimate(mean=1.0, low=1.0, high=1.0)


def test_a_lead_is_taken_query_by_query() -> None:
    """A lead of a tenth on every query is certain, though the queries themselves differ widely."""
    others = {"RR": np.array([0.0, 0.2, 0.9, 0.5])}

    assert lead({"RR": others["RR"] + 0.1}, others) == {"RR": Estimate(mean=0.1, low=0.1, high=0.1)}


@pytest.mark.parametrize("mode", MODES)
def test_a_ranking_begins_with_what_serving_finds(remedies: Searcher, mode: str) -> None:
    """Documents in the order of their best passages; deeper ones follow, up to a hundred."""
    query = remedies.query("Does sage relieve the cough?")
    served = [item.stored.passage.document_id for item in remedies.search(query, 40, mode)]  # type: ignore[arg-type]

    ranked = rank_documents(remedies, query, mode)  # type: ignore[arg-type]

    assert len(served) > len(set(served))
    assert ranked[: len(set(served))] == list(dict.fromkeys(served))
    assert len(ranked) == len(set(ranked)) == 100


def test_a_ranking_ends_where_nothing_else_is_found(remedies: Searcher) -> None:
    """Words that three documents hold find these three."""
    assert sorted(rank_documents(remedies, remedies.query("Is horehound good?"), "lexical")) == sorted(
        key_of(f"horehound-{ill}") for ill in ILLS
    )


def test_every_way_of_searching_is_measured(measured: IrReport, embedder: SentenceEmbedder) -> None:
    """A relevant document without text counts as missed, and the report says that there is one."""
    found = {"nDCG@10": 0.8066, "R@10": 0.75, "R@100": 0.75, "RR": 1.0}  # 0.8066 = (1 + 1 / 1.630930) / 2
    assert {mode: {name: item.mean for name, item in of_mode.items()} for mode, of_mode in measured.modes.items()} == {
        "lexical": found,
        "dense": found,
        "hybrid": found,
    }
    level = Estimate(mean=0.0, low=0.0, high=0.0)
    assert measured.hybrid_minus == {mode: dict.fromkeys(found, level) for mode in ("lexical", "dense")}
    assert (measured.documents, measured.queries, measured.judgments) == (2, 2, 3)
    assert measured.left_out.lines() == [
        "1 empty documents: neither title nor text: not indexed, and missed where it is relevant"
    ]
    assert (measured.name, measured.embedder) == ("invented", "all-MiniLM-L6-v2")
    assert measured.embedder_sha256 == embedder.identity


def test_a_kept_index_is_used_again(tmp_path: Path, embedder: SentenceEmbedder, measured: IrReport, work: Path) -> None:
    """The second evaluation searches the generation that the first one built, and reports the same."""
    generation = current_generation(work / "invented")

    assert evaluate_set(read_set(write_set(tmp_path)), embedder, work) == measured
    assert current_generation(work / "invented") == generation


def test_a_report_is_the_same_wherever_it_is_made(
    tmp_path: Path, embedder: SentenceEmbedder, measured: IrReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It holds no path and no time; without a folder to work in, the index is thrown away when it was searched."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))

    report = evaluate_set(read_set(write_set(tmp_path)), embedder)

    assert report == measured == IrReport.model_validate_json(report.model_dump_json())
    assert str(tmp_path) not in report.model_dump_json()
    assert list(temporary.glob("qa-service-*")) == []


def test_one_query_is_too_few(tmp_path: Path, embedder: SentenceEmbedder) -> None:
    """It is said before anything is embedded."""
    folder = write_set(tmp_path)
    (folder / "qrels.jsonl").write_text('{"qid": "q1", "docid": "d1"}', encoding="utf-8")

    with pytest.raises(ValueError, match="invented: one judged query gives no interval; judge at least two"):
        evaluate_set(read_set(folder), embedder)


def test_a_table_shows_means_intervals_and_leads(measured: IrReport) -> None:
    """For people; a row per way of searching, and per lead of hybrid search over another."""
    level = "+0.000 [+0.000, +0.000]"

    lines = as_text(measured.model_copy(update={"where": ("split=test",)})).splitlines()

    assert lines[:3] == [
        "invented (qrels.jsonl split=test): 2 queries, 3 judgments, 2 documents, 4 passages; all-MiniLM-L6-v2",
        "                  nDCG@10                  R@10                     R@100                    RR",
        "lexical           0.807 [0.613, 1.000]     0.750 [0.500, 1.000]     0.750 [0.500, 1.000]     1.000 [1.000, 1.000]",
    ]
    assert lines[5:] == [
        f"hybrid - lexical  {level}  {level}  {level}  {level}",
        f"hybrid - dense    {level}  {level}  {level}  {level}",
        "[95% interval: bootstrap over queries, 10000 resamples, seed 0]; RR within 100 documents",
    ]
