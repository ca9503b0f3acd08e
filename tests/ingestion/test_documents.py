"""From a paper file to a document: sections, passages, ids and the record, and every way a file can be wrong."""

import hashlib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.errors import CorpusError
from qa_service.ingestion.documents import (
    MAX_FILE_BYTES,
    PASSAGE_WORDS,
    key_of,
    load_document,
    make_document,
    read_source,
)
from qa_service.types import Document, Section, Span, Work

PAPER = """---
title: LEMS today
year: 2017
type: review
---

## Abstract

LEMS is rare. It is autoimmune.

## Keywords

- Autoimmunity
"""


def _make(source: str, suffix: str = ".md") -> Document:
    return make_document("lems2017", source, suffix)


def _shown(document: Document) -> list[tuple[str, str, list[str]]]:
    return [
        (passage.id, passage.section, [document.text[span.start : span.end] for span in passage.sentences])
        for passage in document.passages
    ]


def test_a_paper_becomes_sections_and_passages() -> None:
    """Ids count the passages of a work, and the record made from the front matter comes last."""
    document = _make(PAPER)

    assert document.work == Work(title="LEMS today", year=2017, type="review")
    assert document.text == (
        "Abstract\n\nLEMS is rare. It is autoimmune.\n\nKeywords\n\n• Autoimmunity\n\n"
        "Record\n\nTitle: LEMS today\n\nYear: 2017\n\nKind of work: review"
    )
    assert document.sha256 == hashlib.sha256(document.text.encode()).hexdigest()
    assert document.sections == (
        Section(10, 41, "Abstract", "abstract"),
        Section(53, 67, "Keywords", "abstract"),
        Section(77, 128, "Record", "record"),
    )
    assert _shown(document) == [
        ("lems2017:0", "Abstract", ["LEMS is rare.", "It is autoimmune."]),
        ("lems2017:1", "Keywords", ["• Autoimmunity"]),
        ("lems2017:2", "Record", ["Title: LEMS today", "Year: 2017", "Kind of work: review"]),
    ]


def test_a_record_that_is_in_the_text_is_not_made_again() -> None:
    """The record of the source is the source's own text."""
    document = _make(PAPER + "\n## Record\n\nLEMS today\n\nPublished in 2017.\n")

    assert [(section.title, section.text_kind) for section in document.sections] == [
        ("Abstract", "abstract"),
        ("Keywords", "abstract"),
        ("Record", "abstract"),
    ]
    assert "Kind of work" not in document.text


def test_a_record_without_text_does_not_count() -> None:
    """A heading alone is no record."""
    document = _make(PAPER + "\n## Record\n")

    assert document.passages[-1].text == "Title: LEMS today\n\nYear: 2017\n\nKind of work: review"


def test_a_digest_is_told_from_the_sources_own_words() -> None:
    """The kind of text comes with every passage; the record is a kind of its own."""
    document = _make(PAPER.replace("type: review", "text_kind: digest"))

    assert [passage.text_kind for passage in document.passages] == ["digest", "digest", "record"]


def test_passages_fill_up_to_their_size_and_cut_no_sentence() -> None:
    """Eleven sentences of ten words each fill a passage; the twelfth begins the next."""
    sentence = "Patients with this rare syndrome often feel weak when climbing."
    document = _make(f"## One\n\n{' '.join([sentence] * 12)}\n\n## Two\n\n{sentence}\n")

    assert [(passage.section, len(passage.sentences)) for passage in document.passages[:3]] == [
        ("One", 11),
        ("One", 1),
        ("Two", 1),
    ]


def test_a_sentence_longer_than_a_passage_is_a_passage() -> None:
    """It is not cut, and nothing is joined to it."""
    long = f"Very {'very ' * PASSAGE_WORDS}rare."
    document = _make(f"LEMS is rare. {long} It is autoimmune.")

    assert [passage.text for passage in document.passages[:3]] == ["LEMS is rare.", long, "It is autoimmune."]


BLOCKS = st.lists(
    st.sampled_from(["# A", "## B", "LEMS is rare. It is", "- one\n- two", "| a |\n|---|\n| b |", "x " * 70 + "."]),
    max_size=12,
)


@settings(derandomize=True, deadline=None)
@given(BLOCKS)
def test_every_passage_is_its_place_in_the_text(blocks: list[str]) -> None:
    """Passages are whole sentences of one section, in order, and together they are all sentences."""
    document = _make("\n\n".join([*blocks, "End."]))

    for passage in document.passages:
        assert passage.text == document.text[passage.start : passage.end]
        assert (passage.start, passage.end) == (passage.sentences[0].start, passage.sentences[-1].end)
        assert any(
            section.title == passage.section and section.start <= passage.start and passage.end <= section.end
            for section in document.sections
        )
    spans = [(span.start, span.end) for passage in document.passages for span in passage.sentences]
    assert spans == sorted(spans)
    assert [passage.id for passage in document.passages] == [f"lems2017:{n}" for n in range(len(document.passages))]


TITLES = {
    "front matter": ("---\ntitle: LEMS today\n---\n# Other\n\nText.", ".md", "LEMS today"),
    "first heading": ("Text.\n\n# LEMS *today*\n\nText.", ".md", "LEMS today"),
    "no heading": ("Text.", ".md", "lems2017"),
    "first line": ("LEMS today\n\nIt is rare.", ".txt", "LEMS today"),
    "first line above the text": ("LEMS today\nIt is rare. It is autoimmune.", ".txt", "LEMS today"),
    "first line that asks": ("Is LEMS rare?\n\nIt is.", ".txt", "Is LEMS rare?"),
    "a sentence is no title": ("LEMS is rare.\n\nIt is autoimmune.", ".txt", "lems2017"),
    "too long for a title": ("LEMS " * 61 + "\n\nIt is rare.", ".txt", "lems2017"),
}


@pytest.mark.parametrize(("source", "suffix", "title"), TITLES.values(), ids=TITLES)
def test_a_work_has_a_title(source: str, suffix: str, title: str) -> None:
    """From the front matter, the first heading or title line, or else from the key."""
    assert _make(source, suffix).work.title == title


def test_plain_text_is_one_section_and_a_record() -> None:
    """Wrapped lines are joined; the title line is text like the rest."""
    document = _make(
        "LEMS today\n\nLambert–Eaton myasthenic syndrome is a rare disorder that is related\n"
        "to the loss of calcium channels. It is autoimmune.\n",
        ".txt",
    )

    assert _shown(document) == [
        (
            "lems2017:0",
            "",
            [
                "LEMS today",
                "Lambert–Eaton myasthenic syndrome is a rare disorder that is related to the loss of calcium channels.",
                "It is autoimmune.",
            ],
        ),
        ("lems2017:1", "Record", ["Title: LEMS today", "Kind of work: article"]),
    ]


def test_the_same_text_gives_the_same_document_however_it_is_encoded(tmp_path: Path) -> None:
    """Windows and old Mac line ends, a byte order mark and decomposed characters change nothing."""
    source = PAPER.replace("It is autoimmune.", "O’Neill saw Müller.")
    path = tmp_path / "lems2017.md"

    variants = [source, source.replace("\n", "\r\n"), source.replace("\n", "\r"), "\ufeff" + source]
    documents = []
    for variant in [*variants, unicodedata.normalize("NFD", source)]:
        path.write_bytes(variant.encode())
        documents.append(load_document(path))

    assert all(document == documents[0] for document in documents)
    assert documents[0].passages[0].text == "LEMS is rare. O’Neill saw Müller."


def test_offsets_count_code_points() -> None:
    """A character outside the basic plane counts as one."""
    document = _make("𝛼-Toxin 🧪 binds. LEMS is rare.", ".txt")

    assert document.passages[0].sentences == (Span(0, 16), Span(17, 30))
    assert document.text[17:30] == "LEMS is rare."


UNREADABLE = {
    "empty": ("a.md", b"", "is empty"),
    "white space": ("a.md", b"\xef\xbb\xbf \r\n\t", "is empty"),
    "binary": ("a.txt", b"%PDF\0\1", "is binary, not text; convert it to Markdown or plain text"),
    "UTF-16": ("a.txt", "LEMS".encode("utf-16"), "is binary, not text; convert it to Markdown or plain text"),
    "Latin-1": (
        "a.txt",
        "Müller".encode("latin-1"),
        "is not UTF-8 (byte 0xfc at 1); convert it, for example with: iconv -f LATIN1 -t UTF-8",
    ),
    "cut off half-way": (
        "a.txt",
        "LEMS – rare".encode()[:6],
        "is not UTF-8 (byte 0xe2 at 5); convert it, for example with: iconv -f LATIN1 -t UTF-8",
    ),
    "unknown ending": ("a.pdf", b"LEMS", "'.pdf' is not a known format; use .md or .txt"),
    "no ending": ("a", b"LEMS", "'no ending' is not a known format; use .md or .txt"),
    "capital in the name": (
        "Schoser.md",
        b"LEMS",
        "'Schoser' cannot be a key; name the file with small letters, digits, '_', '-' and '.', "
        "such as wirtz2003_jneurol.md",
    ),
    "front matter not closed": ("a.md", b"---\ntitle: A\n", "the front matter has no closing '---' line"),
    "front matter not YAML": (
        "a.md",
        b"---\ntitle: A: b\n---\nText.",
        "the front matter is not YAML (line 2): mapping values are not allowed here",
    ),
    "wrong field": (
        "a.md",
        b"---\ntitle: A\npmid: PMC1\n---\nText.",
        "pmid: 'PMC1' is not a PMID; write its digits alone",
    ),
    "no text": (
        "a.md",
        b"---\ntitle: A\n---\n\n# Heading\n",
        "has a record but no text; write the text under the front matter",
    ),
}


@pytest.mark.parametrize(("name", "raw", "problem"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_file_that_is_no_work_is_refused_by_name_and_reason(
    tmp_path: Path, name: str, raw: bytes, problem: str
) -> None:
    """The message names the file and what to do about it."""
    path = tmp_path / name
    path.write_bytes(raw)

    with pytest.raises(CorpusError) as error:
        load_document(path)

    assert error.value.problems == (f"{path}: {problem}",)


def test_each_problem_of_a_file_is_a_line_with_its_path(tmp_path: Path) -> None:
    """Two wrong fields are two problems."""
    path = tmp_path / "a.md"
    path.write_text("---\nyear: 99\n---\nText.")

    with pytest.raises(CorpusError) as error:
        load_document(path)

    assert [problem.startswith(f"{path}: ") for problem in error.value.problems] == [True, True]


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    """The limit is named with the size."""
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)

    with pytest.raises(ValueError, match=r"^20000001 bytes are too many for one work; the limit is 20000000$"):
        read_source(path)


def test_a_folder_or_a_missing_file_cannot_be_read(tmp_path: Path) -> None:
    """What the system says is passed on."""
    (tmp_path / "folder.md").mkdir()

    with pytest.raises(ValueError, match=r"^cannot be read: Is a directory$"):
        read_source(tmp_path / "folder.md")
    with pytest.raises(ValueError, match=r"^cannot be read: No such file or directory$"):
        read_source(tmp_path / "missing.md")


def test_a_key_is_the_name_without_its_ending() -> None:
    """Full stops, digits and signs are fine; a hundred characters are the most."""
    assert key_of(Path("any/where/wirtz2003_j.neurol-2.md")) == "wirtz2003_j.neurol-2"
    assert key_of(Path("a" * 100 + ".md")) == "a" * 100
    for name in ("a" * 101 + ".md", "a b.md", ".md", "-a.md", "müller.md"):
        with pytest.raises(ValueError, match="cannot be a key"):
            key_of(Path(name))
