"""The commands that make a corpus and its index: what they print where, and with which status they end."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qa_service.retrieval.build import BuildReport

Run = Callable[..., Any]

LITERATURE = Path(__file__).parent / "literature"
PAPER = "---\ntitle: A note on gout\nyear: 2021\n---\n\n## Results\n\nPodagra is gout of the big toe.\n"


def test_the_works_of_a_corpus_are_listed_and_checked(run: Run) -> None:
    """A line for each, with tabs between; and a count."""
    listed = run("corpus", "list", "--corpus", LITERATURE)
    checked = run("corpus", "check", "--corpus", LITERATURE)

    assert listed.stdout.splitlines()[-1] == "vega2021_jim\t2021\treview\tabstract\tVitamins on long flights"
    assert len(listed.stdout.splitlines()) == 10
    assert checked.stdout.startswith(f"{LITERATURE}: 10 works, ")
    assert (listed.status, listed.stderr, checked.status, checked.stderr) == (0, "", 0, "")


BROKEN = [
    pytest.param("a.md", b"---\ntitle: [\n---\n\nText.\n", "the front matter is not YAML", id="broken front matter"),
    pytest.param("a.md", b"---\ntitle: A\n\nText.\n", "the front matter has no closing '---' line", id="unclosed"),
    pytest.param("a.md", b"---\nyear: 2020\n---\n\nText.\n", "title: is missing", id="no title"),
    pytest.param("a.md", b"---\ntitle: A\ndoi: x\n---\n\nText.\n", "doi: 'x' is not a DOI", id="malformed DOI"),
    pytest.param("a.md", b"# A\n\x00\x01", "is binary, not text", id="binary"),
    pytest.param("a.md", "# Größe\n\nText.\n".encode("latin-1"), "is not UTF-8 (byte 0xf6 at 4)", id="Latin-1"),
    pytest.param("a.md", b"", "is empty", id="empty"),
    pytest.param("a.md", b"---\ntitle: A\n---\n", "has a record but no text", id="no text"),
    pytest.param("a.pdf", b"%PDF", "'.pdf' is not a known format", id="unknown format"),
    pytest.param("gout.txt", b"Gout again.\n", "the key 'gout' is also that of", id="duplicate key"),
]


@pytest.mark.parametrize(("name", "content", "problem"), BROKEN)
def test_a_broken_work_is_the_callers_mistake_and_is_named(
    run: Run, empty_folder: Path, name: str, content: bytes, problem: str
) -> None:
    """By check, list, add and build; nothing is added, and nothing is built."""
    papers = empty_folder / "papers"
    papers.mkdir()
    (papers / "gout.md").write_text(PAPER, encoding="utf-8")
    (papers / name).write_bytes(content)

    for command in (
        ("corpus", "check", "--corpus", "papers"),
        ("corpus", "list", "--corpus", "papers"),
        ("index", "build", "--corpus", "papers", "--out", "index"),
        ("corpus", "add", "papers", "--corpus", "corpus", "--out", "index"),
    ):
        ended = run(*command)
        assert (ended.status, ended.stdout) == (2, "")
        assert ended.stderr.startswith(f"error: papers/{name}: {problem}")
        assert "Traceback" not in ended.stderr
    assert not (empty_folder / "index").exists()
    assert not (empty_folder / "corpus").exists()


def test_every_broken_work_is_named_at_once(run: Run, empty_folder: Path) -> None:
    """A line for each."""
    (empty_folder / "papers").mkdir()
    for name in ("a.md", "b.md"):
        (empty_folder / "papers" / name).write_bytes(b"")

    assert run("corpus", "check", "--corpus", "papers") == (
        2,
        "",
        "error: papers/a.md: is empty\npapers/b.md: is empty\n",
    )


@pytest.mark.parametrize(
    ("command", "problem"),
    [
        (("corpus", "check", "--corpus", "nowhere"), "nowhere: there is no such folder"),
        (("corpus", "list", "--corpus", "nowhere"), "nowhere: there is no such folder"),
        (("index", "build", "--corpus", "nowhere", "--out", "index"), "nowhere: there is no such folder"),
        (("corpus", "add", "nowhere.md", "--corpus", "c"), "nowhere.md: there is no such file or folder"),
    ],
)
def test_a_missing_path_is_the_callers_mistake(run: Run, command: tuple[str, ...], problem: str) -> None:
    """It is named."""
    ended = run(*command)

    assert (ended.status, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"error: {problem}")


def test_works_are_added_built_and_answered(run: Run, empty_folder: Path, library: BuildReport) -> None:
    """From a file or a folder; what did not change is not embedded again, and the summary is on stdout."""
    shutil.copytree(LITERATURE, empty_folder / "corpus")
    shutil.copytree(library.generation.parent, empty_folder / "index", copy_function=os.link)
    (empty_folder / "gout.md").write_text(PAPER, encoding="utf-8")

    added = run("corpus", "add", "gout.md", "--corpus", "corpus", "--out", "index")
    again = run("index", "build", "--corpus", "corpus", "--out", "index")
    info = json.loads(run("index", "info", "--out", "index").stdout)

    assert (added.status, again.status) == (0, 0)
    assert added.stderr.splitlines()[0] == "added gout: A note on gout"
    assert added.stdout.startswith(f"index/{info['generation']}: 11 works, ")
    assert added.stdout.endswith("; 1 works embedded, 10 unchanged\n")
    assert again.stdout.endswith("; 0 works embedded, 11 unchanged\n")
    assert info["counts"]["documents"] == 11
    assert "“Podagra is gout of the big toe.”" in run("ask", "What is podagra?", "--out", "index").stdout


def test_verify_names_what_is_damaged_and_fails(run: Run, library: BuildReport, empty_folder: Path) -> None:
    """Damage is a failed check, and its description the result."""
    copied = Path(shutil.copytree(library.generation.parent, empty_folder / "index"))
    generation = copied / (copied / "CURRENT").read_text(encoding="ascii").strip()
    assert run("index", "verify", "--out", copied) == (0, f"{generation}: every file is what was built\n", "")

    with (generation / "sentences.npy").open("ab") as file:
        file.write(b"x")
    (generation / "tokenizer.json").unlink()
    assert run("index", "verify", "--out", copied) == (
        1,
        f"{generation}/sentences.npy is damaged: its content is not what was built\n"
        f"{generation}/tokenizer.json is missing\n",
        "",
    )
    assert run("ask", "What is scurvy?", "--out", copied).status == 3

    (copied / "CURRENT").write_text("x\n", encoding="ascii")
    ended = run("index", "verify", "--out", copied)
    assert (ended.status, ended.stderr) == (1, "")
    assert ended.stdout.startswith(f"{copied}/CURRENT names ")
