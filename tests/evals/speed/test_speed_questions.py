"""Which questions a measurement asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa_service.evals.speed.questions import questions_of


@pytest.fixture
def file(tmp_path: Path) -> Path:
    written = tmp_path / "questions.txt"
    written.write_text("What is A?\n\n  What is B?  \nWhat is C?\nWhat is D?\n", encoding="utf-8")
    return written


def test_a_file_has_a_question_on_each_line(file: Path) -> None:
    """Empty lines are none."""
    assert questions_of(file, "any", 10) == ("What is A?", "What is B?", "What is C?", "What is D?")


def test_too_many_are_thinned_out_evenly(file: Path) -> None:
    """So that the beginning of a file does not decide."""
    assert questions_of(file, "any", 2) == ("What is A?", "What is C?")
    assert questions_of(file, "any", 1) == ("What is A?",)


def test_the_suites_of_the_corpus_are_asked_if_no_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a conversation its first question, which stands alone."""
    monkeypatch.chdir(Path(__file__).parents[3])

    asked = questions_of(None, "lems", 120)

    assert len(asked) == len(set(asked)) == 120


@pytest.mark.parametrize("corpus", ["unknown", "../lems", ""])
def test_no_questions_are_a_mistake_that_says_what_to_do(
    corpus: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No suites, or an empty file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.txt").write_text("\n", encoding="utf-8")

    with pytest.raises(ValueError, match="name a file with one on each line: --questions FILE"):
        questions_of(None, corpus, 10)
    with pytest.raises(ValueError, match=r"there are no questions in .*empty\.txt"):
        questions_of(tmp_path / "empty.txt", corpus, 10)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """With its name, and where it ceases to be text."""
    (tmp_path / "picture.png").write_bytes(b"What?\n\x89PNG")

    with pytest.raises(ValueError, match=r"picture\.png is not UTF-8 text: .* at byte 6"):
        questions_of(tmp_path / "picture.png", "any", 10)
