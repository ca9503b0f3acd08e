"""A folder of works: reading it, adding to it, and its fingerprint."""

from pathlib import Path

import pytest

from qa_service.errors import CorpusError
from qa_service.ingestion.corpus import add_works, corpus_fingerprint, read_corpus

WORK = "---\ntitle: LEMS\n---\n\n## Abstract\n\nLEMS is rare. It is autoimmune.\n"


def _write(folder: Path, **texts: str) -> Path:
    """Files of a folder; a double underscore stands for the full stop of the ending, a triple one for a slash."""
    for name, text in texts.items():
        path = folder / name.replace("___", "/").replace("__", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def _listing(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in sorted(folder.rglob("*")) if path.is_file()}


def _problems(error: pytest.ExceptionInfo[CorpusError], folder: Path) -> list[str]:
    return [problem.replace(f"{folder}/", "") for problem in error.value.problems]


def test_works_come_in_the_order_of_their_keys(tmp_path: Path) -> None:
    """Wherever they lie in the folder, hidden files and files about the folder aside."""
    corpus = _write(tmp_path, b__md=WORK, z___a__txt="LEMS", a___c__MD=WORK, README__md="x", license__txt="x")
    _write(tmp_path / ".git", d__md=WORK)
    _write(tmp_path, **{"__hidden": "x"})

    assert [document.id for document in read_corpus(corpus)] == ["a", "b", "c"]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """The message says how to name or make one."""
    with pytest.raises(CorpusError) as error:
        read_corpus(tmp_path / "lems")

    assert _problems(error, tmp_path) == [
        "lems: there is no such folder; name one with --corpus, or add works with: corpus add"
    ]


def test_a_file_is_no_corpus(tmp_path: Path) -> None:
    """Reading takes a folder."""
    with pytest.raises(CorpusError, match="there is no such folder"):
        read_corpus(_write(tmp_path, a__md=WORK) / "a.md")


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    """A folder that holds only its README holds no works."""
    with pytest.raises(CorpusError) as error:
        read_corpus(_write(tmp_path / "lems", README__md="x"))

    assert _problems(error, tmp_path) == ["lems: holds no works; add some with: qa-service corpus add PATH..."]


def test_a_key_in_two_folders_is_refused(tmp_path: Path) -> None:
    """Both places are named, also where the endings differ."""
    with pytest.raises(CorpusError) as error:
        read_corpus(_write(tmp_path, new___a__md=WORK, old___a__txt="LEMS"))

    assert _problems(error, tmp_path) == ["old/a.txt: the key 'a' is also that of new/a.md; rename one of them"]


def test_all_problems_are_named_at_once(tmp_path: Path) -> None:
    """Nobody has to run the check once per file."""
    corpus = _write(
        tmp_path,
        a__md=WORK,
        b__md="---\npmid: x\n---\nText.",
        c__txt="",
        d__pdf="%PDF",
        e___a__txt="LEMS",
        F__md=WORK,
    )

    with pytest.raises(CorpusError) as error:
        read_corpus(corpus)

    assert _problems(error, tmp_path) == [
        "F.md: 'F' cannot be a key; name the file with small letters, digits, '_', '-' and '.', "
        "such as wirtz2003_jneurol.md",
        "b.md: title: is missing; write 'title: ...' into the front matter",
        "b.md: pmid: 'x' is not a PMID; write its digits alone",
        "c.txt: is empty",
        "d.pdf: '.pdf' is not a known format; use .md or .txt",
        "e/a.txt: the key 'a' is also that of a.md; rename one of them",
    ]


def test_works_are_added_from_files_and_folders(tmp_path: Path) -> None:
    """The corpus folder is made where there is none, and nothing else is left in it."""
    papers = _write(tmp_path / "papers", a__md=WORK, deep___b__txt="LEMS is rare.", README__md="x")
    single = _write(tmp_path / "other", c__md=WORK) / "c.md"

    added = add_works(tmp_path / "corpus" / "lems", [papers, single])

    assert [document.id for document in added] == ["a", "b", "c"]
    assert _listing(tmp_path / "corpus" / "lems") == {"a.md": WORK, "b.txt": "LEMS is rare.", "c.md": WORK}
    assert [path.name for path in (tmp_path / "corpus" / "lems").iterdir() if path.is_dir()] == []
    assert read_corpus(tmp_path / "corpus" / "lems") == added


@pytest.mark.parametrize("existing", [True, False])
def test_nothing_is_added_where_one_work_is_broken(tmp_path: Path, existing: bool) -> None:
    """The corpus stays as it was, and where there was none there is none."""
    corpus = tmp_path / "lems"
    if existing:
        _write(corpus, a__md=WORK)
    papers = _write(tmp_path / "papers", a__md=WORK + "More.", b__md="---\nyear: 99\n", c__docx="x", d__txt="LEMS")

    with pytest.raises(CorpusError) as error:
        add_works(corpus, [papers, tmp_path / "missing.md"])

    assert _problems(error, tmp_path) == [
        "missing.md: there is no such file or folder",
        "papers/b.md: the front matter has no closing '---' line",
        "papers/c.docx: '.docx' is not a known format; use .md or .txt",
    ]
    assert corpus.exists() == existing
    assert _listing(tmp_path / "lems") == ({"a.md": WORK} if existing else {})


def test_two_added_works_with_one_key_are_refused(tmp_path: Path) -> None:
    """It cannot be guessed which of them is meant."""
    papers = _write(tmp_path / "papers", one___a__md=WORK, two___a__md=WORK)

    with pytest.raises(CorpusError, match="the key 'a' is also that of"):
        add_works(tmp_path / "lems", [papers])

    assert not (tmp_path / "lems").exists()


def test_a_folder_without_works_adds_nothing(tmp_path: Path) -> None:
    """An empty folder is a mistake, not a success."""
    (tmp_path / "papers").mkdir()

    with pytest.raises(CorpusError) as error:
        add_works(tmp_path / "lems", [tmp_path / "papers"])

    assert _problems(error, tmp_path) == ["papers: holds no .md or .txt file"]


@pytest.mark.parametrize("old", ["a.md", "a.txt", "a.MD", "deep/a.md", "deep/a.txt"])
def test_an_added_work_takes_the_place_of_the_old_text(tmp_path: Path, old: str) -> None:
    """Whatever the ending and the place of the old file, one file of the key is left."""
    corpus = _write(tmp_path / "lems", **{old.replace("/", "___").replace(".", "__"): "Old text."})

    add_works(corpus, [_write(tmp_path / "papers", a__md=WORK) / "a.md"])

    assert _listing(corpus) == {"a.md": WORK}


def test_a_plain_text_takes_the_place_of_a_markdown_file(tmp_path: Path) -> None:
    """The other way round it is the same."""
    corpus = _write(tmp_path / "lems", a__md=WORK)

    add_works(corpus, [_write(tmp_path / "papers", a__txt="LEMS is rare.") / "a.txt"])

    assert _listing(corpus) == {"a.txt": "LEMS is rare."}


def test_files_with_another_key_stay(tmp_path: Path) -> None:
    """A key that goes on after a full stop is another key, and a file that is no work is nobody's twin."""
    corpus = _write(tmp_path / "lems", **{"a__b__md": WORK, "a__pdf": "%PDF", "deep___ab__txt": "LEMS"})

    add_works(corpus, [_write(tmp_path / "papers", a__txt="LEMS is rare.") / "a.txt"])

    assert _listing(corpus) == {"a.b.md": WORK, "a.pdf": "%PDF", "a.txt": "LEMS is rare.", "deep/ab.txt": "LEMS"}


def test_a_corpus_can_be_added_to_itself(tmp_path: Path) -> None:
    """Nothing is lost and nothing is doubled; works in deeper folders come up."""
    corpus = _write(tmp_path / "lems", a__md=WORK, deep___b__md=WORK)

    add_works(corpus, [corpus])

    assert _listing(corpus) == {"a.md": WORK, "b.md": WORK}


def _fingerprint(folder: Path, **texts: str) -> str:
    return corpus_fingerprint(read_corpus(_write(folder, **texts)))


def test_equal_corpora_have_equal_fingerprints(tmp_path: Path) -> None:
    """Wherever they lie, in whatever folders, with whatever line ends."""
    one = _fingerprint(tmp_path / "one", a__md=WORK, b__txt="LEMS")
    two = _fingerprint(tmp_path / "two", deep___b__txt="LEMS\n\n", a__md=WORK.replace("\n", "\r\n"), README__md="x")

    assert one == two
    assert len(one) == 64


CHANGES = {
    "a word": {"a__md": WORK.replace("rare", "Rare")},
    "a full stop": {"a__md": WORK.replace("rare.", "rare")},
    "a field": {"a__md": WORK.replace("title: LEMS", "title: LEMS\nyear: 2017")},
    "a field that is not shown": {"a__md": WORK.replace("title: LEMS", "title: LEMS\nretracted: true")},
    "a heading": {"a__md": WORK.replace("Abstract", "Summary")},
    "a heading that becomes text": {"a__md": WORK.replace("## Abstract", "Abstract")},
    "a key": {"b__md": WORK},
    "one work more": {"a__md": WORK, "b__md": WORK},
}


@pytest.mark.parametrize("texts", CHANGES.values(), ids=CHANGES)
def test_any_change_changes_the_fingerprint(tmp_path: Path, texts: dict[str, str]) -> None:
    """Text, record, structure and keys all count."""
    assert _fingerprint(tmp_path / "new", **texts) != _fingerprint(tmp_path / "old", a__md=WORK)


def test_the_order_of_works_does_not_change_the_fingerprint(tmp_path: Path) -> None:
    """It is the corpus that counts, not the way it was listed."""
    documents = read_corpus(_write(tmp_path, a__md=WORK, b__txt="LEMS"))

    assert corpus_fingerprint(documents) == corpus_fingerprint(reversed(documents))
