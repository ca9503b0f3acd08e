"""Peers are measured in processes of their own, by one protocol, and none stops the others."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

import pytest

from benchmarks.peers.protocol import Text, first_distinct
from benchmarks.peers.report import as_markdown, write_report
from benchmarks.peers.run import Entrant, PeerFailedError, compare, run_process
from benchmarks.peers.sets import PeerSet, own_set
from qa_service.evals.speed.report import Machine

SET = PeerSet(
    "letters",
    [Text("a", "abc", "aaa bbb"), Text("x", "xyz", "xxx yyy"), Text("e", "", "")],
    {"first": "abc", "second": "xyz"},
    {"first": {"a": 1}, "second": {"x": 1}},
)


def entrant(name: str, *modes: str, python: str = sys.executable) -> Entrant:
    """The peer of the tests under a name."""
    return Entrant(name, modes, Path(python), Path(python), "tests.benchmarks.peers.letters")


def asked(model: str = "letters") -> Namespace:
    return Namespace(model=model, limit=60.0, rounds=2)


def test_a_peer_is_built_once_and_its_rankings_are_judged(tmp_path: Path) -> None:
    """Every figure of a way of searching has its median and range over the rounds, and the right order scores 1."""
    found = compare(SET, [entrant("letters", "all")], tmp_path, asked())

    way = found["ways"]["letters all"]
    assert found["failed"] == {}
    assert (found["documents"], found["queries"]) == (3, 2)
    assert way["ndcg10"]["mean"] == 1.0
    for figure in ("open_s", "start_s", "start_cpu_s", "median_ms", "p95_ms", "cpu_ms", "resident_mib", "peak_mib"):
        assert 0 < way[figure]["low"] <= way[figure]["median"] <= way[figure]["high"]
    assert way["open_s"]["median"] < way["start_s"]["median"]


def test_an_index_that_is_there_is_not_built_again(tmp_path: Path) -> None:
    """A run that was stopped goes on: what was measured of the first build is taken."""
    first = compare(SET, [entrant("letters", "all")], tmp_path, asked())
    again = compare(SET, [entrant("letters", "all")], tmp_path, asked("none"))

    assert again["built"] == first["built"]


def test_a_peer_that_fails_is_reported_with_its_reason_and_the_others_go_on(tmp_path: Path) -> None:
    """Failing to start, to open or to search is a line of the table."""
    missing = entrant("missing", "all", python=str(tmp_path / "nowhere"))
    found = compare(SET, [missing, entrant("half", "broken", "all"), entrant("letters", "all")], tmp_path, asked())

    assert list(found["ways"]) == ["half all", "letters all"]
    assert found["failed"]["half broken"] == "search ended with 1: ValueError: this way of searching is broken"
    assert found["failed"]["missing"].startswith("build cannot be started: ")


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("print('no result')", "printed no result, but 'no result'"),
        ("", "printed no result, but ''"),
        ("raise SystemExit(3)", "ended with 3: no reason on stderr"),
        ("import time; time.sleep(60)", "took longer than 1 s"),
    ],
)
def test_a_process_without_a_result_is_a_failure(command: str, reason: str) -> None:
    """Whatever a library does, the reason is said."""
    with pytest.raises(PeerFailedError) as told:
        run_process([sys.executable, "-c", command], limit=1)

    assert str(told.value) == reason


def test_the_report_is_a_table_with_ratios_raw_numbers_and_a_small_plot(tmp_path: Path) -> None:
    """Ours is what the others are compared with, and a failure stands in the table."""
    taking_part = [entrant("ours", "hybrid"), entrant("letters", "all", "broken")]
    results = {
        "machine": Machine.this().model_dump(),
        "peers": {"ours": {"install_mib": 12.3, "versions": {"one": "1.0"}}},
    }
    results["sets"] = {"letters": compare(SET, taking_part, tmp_path / "work", asked())}

    table = write_report(results, tmp_path)

    rows = table.splitlines()
    assert "×" not in next(row for row in rows if row.startswith("| ours hybrid |"))
    assert next(row for row in rows if row.startswith("| letters all |")).count("×") == 6
    assert "| letters broken | failed: search ended with 1: ValueError: this way of searching is broken |" in rows
    assert "| ours | 12 | 1 |" in rows
    assert (tmp_path / "peers.md").read_text(encoding="utf-8") == as_markdown(results) == table
    assert (tmp_path / "peers.svg").stat().st_size < 100_000


def test_a_document_ranks_as_high_as_its_best_passage() -> None:
    """Ten different documents at most, each once."""
    assert first_distinct(["b", "a", "b", "c"]) == ["b", "a", "c"]
    assert len(first_distinct(map(str, range(30)))) == 10


def test_a_smaller_set_keeps_queries_whose_answers_it_holds() -> None:
    """A query whose document is left out is not asked."""
    texts = [Text(str(number), "", "text") for number in range(100)]
    queries = {str(number): "question" for number in range(50)}
    judged = PeerSet("set", texts, queries, {str(number): {str(number): 1} for number in range(50)})

    smaller = judged.smaller(20)

    assert smaller.name == "set-20"
    assert list(smaller.queries) == ["0", "1", "2", "3", "4"]
    assert {"0", "1", "2", "3", "4"} < {text.id for text in smaller.texts}


def test_questions_of_suites_are_judged_by_the_works_that_must_be_cited() -> None:
    """Every work that a suite names is one of the corpus."""
    suites = [Path("evals/suites/lems/facts.yaml"), Path("evals/suites/lems/related.yaml")]
    judged = own_set("lems", Path("corpus/lems"), suites)

    assert judged.queries["S03a"] == "Which link between nerve and muscle is affected in LEMS?"
    assert judged.qrels["S03a"] == {"schoser2017_jneurol": 1}
    assert {work for found in judged.qrels.values() for work in found} <= {text.id for text in judged.texts}
