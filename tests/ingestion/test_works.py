"""The record of a work: what front matter may say, what is refused, and the lines made from it."""

import re

import pytest

from qa_service.ingestion.works import read_front_matter, record_lines
from qa_service.types import Work


def _read(*lines: str) -> Work | None:
    return read_front_matter("\n".join(("---", *lines, "---", "Text.")))[0]


def test_front_matter_becomes_a_work_and_the_rest_is_the_body() -> None:
    """Every field of the format arrives with its type."""
    source = """---
title: "LEMS: a rare disorder"
authors: ["Benedikt Schoser", "Bruno Eymard"]
journal: Journal of Neurology
year: 2017
volume: 264
pages: 1854-1863
doi: 10.1234/lems
pmid: 12345678
url: https://example.org/lems
type: Review
text_kind: digest
license: Apache-2.0
retracted: true
---

Text.
"""

    work, body = read_front_matter(source)

    assert work == Work(
        title="LEMS: a rare disorder",
        authors=("Benedikt Schoser", "Bruno Eymard"),
        journal="Journal of Neurology",
        year=2017,
        volume="264",
        pages="1854-1863",
        doi="10.1234/lems",
        pmid="12345678",
        url="https://example.org/lems",
        type="review",
        text_kind="digest",
        license="Apache-2.0",
        retracted=True,
    )
    assert body == "\nText.\n"


def test_a_title_is_enough() -> None:
    """Fields that are missing, null or empty are unknown; fields of other programs are passed over."""
    work = _read("title: LEMS", "volume: null", "doi:", "pmid: ''", "authors: []", "draft: true", "1: one")

    assert work == Work(title="LEMS")


def test_without_front_matter_there_is_no_work() -> None:
    """A rule further down begins nothing."""
    assert read_front_matter("# LEMS\n\n---\ntitle: x\n---\n") == (None, "# LEMS\n\n---\ntitle: x\n---\n")


def test_empty_lines_before_the_front_matter_are_passed_over() -> None:
    """A record is not lost to an empty line above it."""
    work, body = read_front_matter("\n\n---\ntitle: LEMS\n---\nText.")

    assert (work, body) == (Work(title="LEMS"), "Text.")


AS_WRITTEN = {
    "number as title": ("title: 1984", "title", "1984"),
    "wrapped title": ("title: |\n  LEMS:\n  a rare   disorder", "title", "LEMS: a rare disorder"),
    "word that YAML takes for false": ("title: No", "title", "No"),
    "volume with a final zero": ("volume: 2.10", "volume", "2.10"),
    "pages that YAML takes for a time": ("pages: 12:30", "pages", "12:30"),
    "pages that YAML takes for a date": ("pages: 2001-02-03", "pages", "2001-02-03"),
    "year in quotes": ("year: '2017'", "year", 2017),
    "one author": ("authors: Schoser B", "authors", ("Schoser B",)),
    "authors by commas": ("authors: Schoser B, Eymard B", "authors", ("Schoser B", "Eymard B")),
    "authors by semicolons": ("authors: Schoser, B.; Eymard, B.", "authors", ("Schoser, B.", "Eymard, B.")),
    "not retracted": ("retracted: no", "retracted", False),
    "journal of one letter": ("journal: N", "journal", "N"),
}


@pytest.mark.parametrize(("line", "field", "value"), AS_WRITTEN.values(), ids=AS_WRITTEN)
def test_values_are_read_as_they_are_written(line: str, field: str, value: object) -> None:
    """Where only one reading is possible it is taken, and YAML's own guesses are not."""
    work = _read("title: LEMS", line) if field != "title" else _read(line)

    assert getattr(work, field) == value


REFUSED = {
    "no title": (["year: 2017"], "title: is missing; write 'title: ...' into the front matter"),
    "null title": (["title:"], "title: is missing; write 'title: ...' into the front matter"),
    "empty title": (["title: ' '"], "title: is empty; write the title of the work"),
    "title as list": (["title: [a, b]"], "title: \"['a', 'b']\" does not fit; input should be a valid string"),
    "year in words": (
        ["title: A", "year: twenty"],
        "year: 'twenty' does not fit; input should be a valid integer, unable to parse string as an integer",
    ),
    "year as date": (
        ["title: A", "year: 2017-13-45"],
        "year: '2017-13-45' does not fit; input should be a valid integer, unable to parse string as an integer",
    ),
    "year of two digits": (
        ["title: A", "year: 99"],
        "year: 99 is not a year of publication; write four digits, or leave it out",
    ),
    "year to come": (
        ["title: A", "year: 2999"],
        "year: 2999 is not a year of publication; write four digits, or leave it out",
    ),
    "doi as address": (
        ["title: A", "doi: https://doi.org/10.1234/abc"],
        "doi: 'https://doi.org/10.1234/abc' is not a DOI; write it as 10.1234/abc, without an address in front",
    ),
    "half a doi": (
        ["title: A", "doi: 10.1234"],
        "doi: '10.1234' is not a DOI; write it as 10.1234/abc, without an address in front",
    ),
    "pmid of PMC": (["title: A", "pmid: PMC12"], "pmid: 'PMC12' is not a PMID; write its digits alone"),
    "pmid with a zero in front": (["title: A", "pmid: 0123"], "pmid: '0123' is not a PMID; write its digits alone"),
    "url": (
        ["title: A", "url: ftp://example.org"],
        "url: 'ftp://example.org' is not a web address; it must begin with https:// or http://",
    ),
    "type": (
        ["title: A", "type: RCT 2"],
        "type: 'RCT 2' is not a kind of work; write one such as review, rct, cohort, case-series",
    ),
    "text kind": (
        ["title: A", "text_kind: record"],
        "text_kind: 'record' does not fit; input should be 'abstract' or 'digest'",
    ),
    "retracted": (
        ["title: A", "retracted: maybe"],
        "retracted: 'maybe' does not fit; input should be a valid boolean, unable to interpret input",
    ),
    "author without a name": (
        ["title: A", "authors: [B, null]"],
        "authors.1: 'None' does not fit; input should be a valid string",
    ),
    "not a mapping": (["- title"], "the front matter holds no fields; write at least 'title: ...'"),
    "nothing": ([], "the front matter holds no fields; write at least 'title: ...'"),
    "colon in a title": (["title: A: b"], "the front matter is not YAML (line 2): mapping values are not allowed here"),
    "tab": (
        ["title: A", "\tyear: 1"],
        "the front matter is not YAML (line 3): found character '\\t' that cannot start any token",
    ),
    "object": (
        ["!!python/object:os.system {}"],
        "the front matter is not YAML (line 2): could not determine a constructor for the tag "
        "'tag:yaml.org,2002:python/object:os.system'",
    ),
    "forced type": (
        ["title: A", "year: !!int x"],
        "the front matter is not YAML: invalid literal for int() with base 10: 'x'",
    ),
}


@pytest.mark.parametrize(("lines", "message"), REFUSED.values(), ids=REFUSED)
def test_broken_front_matter_is_refused_by_field_and_value(lines: list[str], message: str) -> None:
    """The message says which field, which value, and what to write instead."""
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        _read(*lines)


def test_every_wrong_field_is_named_at_once() -> None:
    """Nobody has to run the check once per mistake."""
    with pytest.raises(ValueError, match="title") as error:
        _read("year: 99", "pmid: x")

    assert [line.partition(":")[0] for line in str(error.value).splitlines()] == ["title", "year", "pmid"]


def test_front_matter_that_is_not_closed_is_refused() -> None:
    """The text is not taken for fields, nor the fields for text."""
    with pytest.raises(ValueError, match=r"^the front matter has no closing '---' line$"):
        read_front_matter("---\ntitle: LEMS\n\nText.")


@pytest.mark.parametrize("bad", ["title: A\x07", "title: " + "[" * 5000], ids=["control character", "endless nesting"])
def test_hostile_front_matter_is_one_line_of_complaint(bad: str) -> None:
    """Whatever YAML chokes on is said in one line."""
    with pytest.raises(ValueError, match=r"^the front matter is not YAML") as error:
        _read(bad)

    assert len(str(error.value).splitlines()) == 1


def test_the_record_has_one_line_per_known_field() -> None:
    """What is not known is not said."""
    work = Work(title="LEMS", authors=("B. Schoser", "B. Eymard"), year=2017, doi="10.1234/abc", type="review")

    assert record_lines(work) == [
        "Title: LEMS",
        "Authors: B. Schoser, B. Eymard",
        "Year: 2017",
        "DOI: 10.1234/abc",
        "Kind of work: review",
    ]
