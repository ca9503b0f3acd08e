"""Reading a retrieval set: what is understood, what is counted, and what is said of a mistake."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from qa_service.evals.ir.sets import JudgedSet, as_document, key_of, read_set

Write = Callable[[str, str | bytes], None]

CORPUS = [
    {
        "_id": "d1",
        "title": "Cramps at night",
        "text": "Quinine shortens *cramps* of the calf.\n\n# 1. It is <not> new.",
    },
    {"_id": "d2", "title": "", "text": "Fennel tea calms the colic of infants."},
]
QUERIES = [
    {"_id": "q1", "text": "What shortens cramps?", "split": "train"},
    {"_id": "q2", "text": "What calms colic?", "split": "test"},
]
QRELS = [
    {"query-id": "q1", "corpus-id": "d1", "score": 2},
    {"query-id": "q1", "corpus-id": "d2", "score": 0},
    {"query-id": "q2", "corpus-id": "d2"},
]
TABLE = "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\nq2\td2\t1\n"


def lines(rows: Iterable[dict[str, Any]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "invented"


@pytest.fixture
def write(folder: Path) -> Write:
    """Write a file of the set; one whose name ends with .gz is gzipped."""

    def write_file(name: str, content: str | bytes) -> None:
        raw = content.encode() if isinstance(content, str) else content
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)

    return write_file


@pytest.fixture
def whole(write: Write, folder: Path) -> Path:
    """The folder of a set without a mistake."""
    write("corpus.jsonl", lines(CORPUS))
    write("queries.jsonl", lines(QUERIES))
    write("qrels.jsonl", lines(QRELS))
    return folder


def judgments(judged: JudgedSet) -> dict[str, dict[str, int]]:
    return {query: dict(of_query) for query, of_query in judged.qrels.items()}


@pytest.mark.parametrize("ending", ["", ".gz"])
@pytest.mark.parametrize(("qrels_file", "qrels"), [("qrels.jsonl", lines(QRELS)), ("qrels/test.tsv", TABLE)])
def test_every_layout_reads_the_same(folder: Path, write: Write, qrels_file: str, qrels: str, ending: str) -> None:
    """Plain or gzipped, judged in JSON lines or in a table."""
    write(f"corpus.jsonl{ending}", lines(CORPUS))
    write(f"queries.jsonl{ending}", lines(QUERIES))
    write(f"{qrels_file}{ending}", qrels)

    judged = read_set(folder)

    assert (judged.name, judged.qrels_file) == ("invented", qrels_file + ending)
    assert {document.id for document in judged.documents} == {key_of("d1"), key_of("d2")}
    assert judged.queries == {"q1": "What shortens cramps?", "q2": "What calms colic?"}
    assert judgments(judged) == {"q1": {key_of("d1"): 2, key_of("d2"): 0}, "q2": {key_of("d2"): 1}}
    assert judged.left_out.lines() == []


@pytest.mark.parametrize(
    ("names", "more"),
    [(("query", "doc"), {"relevance": 1}), (("qid", "docid"), {}), (("query-id", "corpus-id"), {"score": "1.0"})],
)
def test_other_names_of_the_fields_are_read(
    folder: Path, write: Write, names: tuple[str, str], more: dict[str, Any]
) -> None:
    """Ids may be numbers, and a score is 1 where it is not given."""
    write("corpus.jsonl", lines([{"id": 7, "text": "Fennel tea calms the colic of infants."}]))
    write("queries.jsonl", lines([{"id": 1, "text": "What calms colic?"}]))
    write("qrels.jsonl", lines([{names[0]: 1, names[1]: 7, **more}]))

    assert judgments(read_set(folder)) == {"1": {key_of("7"): 1}}


def test_a_text_stays_letter_for_letter() -> None:
    """It is no Markdown, and no sign in it or in the title is read as one of a heading, a list or a field."""
    text = "# 1. *Quinine* [a]: <b>5 µg</b> `x` \\ & &amp; | é\n---\n\n    - \U0001d6fc-tocopherol: 3 > 2!"
    document = as_document("d1", 'A "title": {of} \U0001d6fc\x00 - two\nlines', text)

    section = document.sections[0]
    expected = "# 1. *Quinine* [a]: <b>5 µg</b> `x` \\ & &amp; | é --- - \U0001d6fc-tocopherol: 3 > 2!"
    assert document.text[section.start : section.end] == expected
    assert document.work.title == 'A "title": {of} \U0001d6fc - two lines'


def test_another_split_can_be_picked(whole: Path, write: Write) -> None:
    """A file of qrels/ by its name, also where there is a qrels.jsonl."""
    write("qrels/dev.tsv", "query-id\tcorpus-id\tscore\nq2\td2\t1\n")

    judged = read_set(whole, split="dev")

    assert (judged.qrels_file, list(judged.queries)) == ("qrels/dev.tsv", ["q2"])
    assert judged.left_out.lines() == ["1 unjudged queries: no relevant document: not asked"]


def test_queries_can_be_picked_by_a_field(whole: Path) -> None:
    """Where the split stands in the rows of the queries; those of another split are not counted as unknown."""
    judged = read_set(whole, where=["split=test"])

    assert (judged.where, list(judged.queries), judged.left_out.lines()) == (("split=test",), ["q2"], [])


def test_what_is_not_measured_is_counted(whole: Path, write: Write) -> None:
    """A document without text, a query without a relevant document, judgments of what the set does not hold."""
    write("corpus.jsonl", lines([*CORPUS, {"_id": "d3", "title": "Saffron", "text": ""}, {"_id": "d4", "text": " "}]))
    write("queries.jsonl", lines([*QUERIES, {"_id": "q3", "text": "And saffron?"}]))
    more = [("q1", "d4", 1), ("q2", "d8", 1), ("q3", "d9", 1), ("q8", "d1", 1)]
    write("qrels.jsonl", lines([*QRELS, *({"qid": q, "docid": d, "score": score} for q, d, score in more)]))

    judged = read_set(whole)

    assert judged.left_out.model_dump() == {
        "empty_documents": 1,
        "unjudged_queries": 1,
        "unknown_documents": 2,
        "unknown_queries": 1,
    }
    assert judgments(judged) == {
        "q1": {key_of("d1"): 2, key_of("d2"): 0, key_of("d4"): 1},
        "q2": {key_of("d2"): 1},
    }
    saffron = next(document for document in judged.documents if document.id == key_of("d3"))
    assert (saffron.work.title, saffron.passages[0].text) == ("Saffron", "Saffron")


@pytest.mark.parametrize("missing", ["corpus.jsonl", "queries.jsonl", "qrels.jsonl"])
def test_a_missing_file_is_named(whole: Path, missing: str) -> None:
    """With every name under which it is looked for."""
    (whole / missing).unlink()

    with pytest.raises(ValueError, match=f"invented: holds no {missing}.* that ends with .gz; add it"):
        read_set(whole)


def test_a_missing_split_and_a_missing_folder_are_named(whole: Path) -> None:
    """A caller's mistake says what is not there."""
    with pytest.raises(ValueError, match=r"invented: holds no qrels/train.tsv, nor one that ends with .gz; add it"):
        read_set(whole, split="train")
    with pytest.raises(
        ValueError, match=r"nowhere: there is no such folder; name one with corpus.jsonl, queries.jsonl"
    ):
        read_set(whole / "nowhere")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("corpus.jsonl", '{"_id": "d1", "text": "A."}\n{"_id": "d2"', "corpus.jsonl:2: is not JSON (Expecting ',' delimiter"),
        ("corpus.jsonl", "[1]", "corpus.jsonl:1: is '[1]', not an object; write one such as {...} a line"),
        ("corpus.jsonl", '{"text": "A."}', "corpus.jsonl:1: the field _id or id is missing; the fields are: text"),
        ("corpus.jsonl", '\n{"_id": "d1"}', "corpus.jsonl:2: the field text is missing; the fields are: _id"),
        ("corpus.jsonl", '{"_id": "d1", "text": null}', "corpus.jsonl:1: text is None; write it as a string"),
        ("corpus.jsonl", '{"_id": "d1", "text": "A", "title": 5}', "corpus.jsonl:1: title is 5; write it as a string"),
        ("corpus.jsonl", '{"_id": true, "text": "A."}', "corpus.jsonl:1: _id is True; write an id as a string"),
        ("corpus.jsonl", '{"_id": "d1", "text": "\\ud800"}', "corpus.jsonl:1: text holds half of a surrogate pair"),
        ("corpus.jsonl", b'{"_id": "d1", "text": "\xe9"}', "corpus.jsonl:1: is not UTF-8 (byte 0xe9 at 23); convert"),
        ("corpus.jsonl", '{"_id": "d1", "text": ""}', "no document of the corpus has a text; give each one under 'text'"),
        ("corpus.jsonl", "", "no document of the corpus has a text; give each one under 'text'"),
        ("corpus.jsonl", lines([*CORPUS, CORPUS[0]]), "corpus.jsonl:3: the id 'd1' is also that of "),
        ("queries.jsonl", lines([*QUERIES, QUERIES[0]]), "queries.jsonl:3: the id 'q1' is also that of "),
        ("queries.jsonl", '{"_id": "q1", "text": " ?"}', "queries.jsonl:1: the question is empty; ask one in words"),
        ("qrels.jsonl", '{"qid": "q1"}', "qrels.jsonl:1: the field corpus-id or doc or docid is missing"),
        ("qrels.jsonl", '{"qid": "q1", "doc": "d1", "score": 0.5}', "qrels.jsonl:1: the score is 0.5; write a whole number"),
        ("qrels.jsonl", '{"qid": "q1", "doc": "d1", "score": "a"}', "qrels.jsonl:1: the score is 'a'; write a whole number"),
        ("qrels.jsonl", lines([*QRELS, {**QRELS[0], "score": 1}]), "qrels.jsonl:4: query 'q1' and document 'd1' have two"),
        ("qrels.jsonl", '{"qid": "q1", "doc": "D1"}', "qrels.jsonl: no document it names is in the set, such as 'D1'"),
        ("qrels.jsonl", '{"qid": "Q1", "doc": "d1"}', "qrels.jsonl: no query it names is in the set, such as 'Q1'"),
        ("qrels.jsonl", '{"qid": "q1", "doc": "d1", "score": 0}', "no query that is asked has a relevant document"),
        ("qrels.jsonl", "", "qrels.jsonl: no query that is asked has a relevant document; give one a score above 0"),
    ],
)  # fmt: skip
def test_a_mistake_is_named(whole: Path, write: Write, name: str, content: str | bytes, said: str) -> None:
    """With the file, the line, and what to write instead."""
    write(name, content)

    with pytest.raises(ValueError, match=re.escape(said)):
        read_set(whole)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("q1\td1\t1\nq2\td2\t1\n", r"test.tsv:2: the field query-id or query or qid is missing; .*: q1, d1, 1"),
        ("query-id\tcorpus-id\tscore\nq1\n", r"test.tsv:2: the field corpus-id or doc or docid is missing"),
        ("query-id\tcorpus-id\tscore\n\td1\t1\n", r"test.tsv:2: query-id is ''; write an id as a string"),
    ],
)
def test_a_mistake_in_a_table_is_named(whole: Path, write: Write, table: str, said: str) -> None:
    """Without a header, its first row is read as the names of the columns."""
    write("qrels/test.tsv", table)

    with pytest.raises(ValueError, match=said):
        read_set(whole, split="test")


@pytest.mark.parametrize("damage", [lambda raw: raw[:-12], lambda raw: b"{}", lambda raw: raw[:20] + b"\xff" * 9])
def test_a_damaged_archive_is_named(whole: Path, write: Write, damage: Callable[[bytes], bytes]) -> None:
    """Cut off half-way, not compressed at all, or changed."""
    (whole / "corpus.jsonl").unlink()
    (whole / "corpus.jsonl.gz").write_bytes(damage(gzip.compress(lines(CORPUS).encode())))

    with pytest.raises(ValueError, match=r"corpus.jsonl.gz: is no whole gzip file \(.+\); compress it again"):
        read_set(whole)


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("split=dev", "no query meets the condition 'split=dev'; write field=value; values are: test, train"),
        ("part=test", "values are: none, as no query has a field 'part'"),
        ("test", "no query meets the condition 'test'; write field=value"),
    ],
)
def test_a_condition_that_no_query_meets_is_a_mistake(whole: Path, condition: str, said: str) -> None:
    """The values that there are, are named."""
    with pytest.raises(ValueError, match=said):
        read_set(whole, where=[condition])
