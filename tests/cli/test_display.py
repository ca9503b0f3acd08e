"""What is written for people, on a terminal and in a file."""

from __future__ import annotations

import io

import pytest

from qa_service.cli.display import Display, columns, plain


class Terminal(io.StringIO):
    """A terminal of 30 columns; the last one stays free."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("COLUMNS", "30")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return Terminal()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb", "a [31mb"),
        ("a\r\n\tb", "a b"),
        ("para\u00adneo\u200bplastic\u202e", "paraneoplastic"),
        ("\ud800", "\ufffd"),
        ("\x9b31m", "31m"),
    ],
)
def test_plain_text_gives_no_orders(text: str, shown: str) -> None:
    """Control characters become spaces, what hides or turns text goes."""
    assert plain(text) == shown


def test_columns_are_those_of_a_terminal() -> None:
    """Wide signs need two, marks on a letter none."""
    assert (columns("abc"), columns("神経"), columns("e\u0301")) == (3, 4, 1)


def test_words_are_wrapped_and_not_cut(terminal: Terminal) -> None:
    """One that is longer than a line has a line of its own."""
    Display(terminal).line(f"Weakness of the legs comes first {'x' * 40} then that of the arms", indent=2)

    assert terminal.getvalue().splitlines() == [
        "  Weakness of the legs comes",
        "  first",
        f"  {'x' * 40}",
        "  then that of the arms",
    ]


def test_sentences_flow_on_one_after_another(terminal: Terminal) -> None:
    """Each is shown as soon as it is there."""
    display = Display(terminal)
    display.flow("Up to 60% of cases [1].")
    assert terminal.getvalue() == "Up to 60% of cases [1]."

    display.flow("The others are not.")
    display.end()
    assert terminal.getvalue() == "Up to 60% of cases [1]. The\nothers are not.\n"


def test_a_style_ends_where_its_text_ends(terminal: Terminal) -> None:
    """It is not torn at each word, and does not colour the margin."""
    Display(terminal).line("see ", ("these two words", "mark"), ".", indent=1)

    assert terminal.getvalue() == " see \x1b[0;7mthese two words\x1b[0m.\n"


def test_a_file_has_long_lines_and_no_styles(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands out stands between signs."""
    file = io.StringIO()
    display = Display(file)

    display.line("word " * 50, *display.marked("here"), ("dim", "dim"))

    assert file.getvalue() == f"{'word ' * 50}»here«dim\n"


@pytest.mark.parametrize("text", ["Lambert-Eaton myasthenic syndrome and cancer", "神経" * 30, "e\u0301" * 99])
def test_what_is_shortened_fits(terminal: Terminal, text: str) -> None:
    """With a sign that something is missing."""
    shortened = Display(terminal).shortened(text, taken=5)

    assert columns(shortened) <= 24
    assert shortened.endswith("…")
