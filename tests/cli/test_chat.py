"""A conversation in the terminal, with a real process: through a pseudo terminal as people have it, and through pipes."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qa_service.conversations.store import Conversations
from qa_service.retrieval.build import BuildReport

pytestmark = pytest.mark.e2e

Talking = Callable[..., Any]
Piped = Callable[..., subprocess.CompletedProcess[str]]

GUMS = "What share of the Aurora crew had sore gums?"
GUMS_ANSWER = "Up to 40% of the crew had sore gums by day 60 [1].\n"
VEGA = "[1] Vega R et al., 2021. Vitamins on long flights (own words)\n"
DOSE = "What was the dose of vitamin C?"
WAITING = [sys.executable, Path(__file__).with_name("waiting_chat.py")]
CONTROL_C = "\x03"
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


def test_each_line_of_a_pipe_is_a_question(pipe: Piped) -> None:
    """Answers with their sources on stdout, without colours; the id of the conversation on stderr, first and last."""
    ended = pipe(f"{GUMS}\n\n  \n{DOSE}")

    assert ended.returncode == 0
    assert ended.stdout == f"{GUMS_ANSWER}{VEGA}\nThe Aurora crew took 250 mg of vitamin C a day [1].\n{VEGA}\n"
    first, last = ended.stderr.splitlines()
    conversation = first.removeprefix("conversation ")
    assert re.fullmatch("[0-9a-f]{32}", conversation)
    assert last == f"go on with: qa-service chat --conversation {conversation}"


@pytest.mark.parametrize("lines", ["", "\n\n", ":quit\n"])
def test_who_asks_nothing_leaves_nothing(pipe: Piped, environment: dict[str, str], lines: str) -> None:
    """No conversation is stored, and none is named to go on with."""
    ended = pipe(lines)

    assert (ended.returncode, ended.stdout, len(ended.stderr.splitlines())) == (0, "", 1)
    assert opened(environment).listed() == ()


def test_a_source_is_shown_with_the_quote_in_its_section(pipe: Piped) -> None:
    """By its number in the last answer, with the record of the work, and whose words it quotes."""
    shown = pipe(f"{GUMS}\n:1\n").stdout.removeprefix(f"{GUMS_ANSWER}{VEGA}\n")

    assert shown == (
        "[1] Vitamins on long flights\n"
        "    Vega R, Lindqvist A, Moreau T, 2021. Journal of Invented Medicine. review\n"
        "    DOI 10.1234/jim.2021.0412 PMID 34000001 https://jim.example/12/4/101\n"
        "    Results: the source's own words\n"
        "    In the 🚀 Aurora crew, 𝛽-carotene in the blood fell by 12% within 30 days. "
        "»Up to 40% of the crew had sore gums by day 60.«\n\n"
    )


def test_declining_shows_what_is_near(pipe: Piped) -> None:
    """It is no failure."""
    ended = pipe("What does scurvy cost in Norway?\n")

    assert ended.returncode == 0
    assert ended.stdout.startswith("The literature that this service holds does not answer this")
    assert "\nNearest in the literature:\n  - “" in ended.stdout


def test_an_emergency_is_spoken_to_first(pipe: Piped) -> None:
    """Before any sentence, and once."""
    shown = pipe("I cannot breathe after my aspirin, what shall I do?\n").stdout

    assert shown.startswith("If this is happening now, call your local emergency number at once")
    assert shown.count("If this is happening now") == 1


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (":frobnicate", "there is no command :frobnicate; there are :N, :sources, :history, :new, :open ID, "),
        (":", "there is no command :; there are :N, "),
        (":new now", "there is no command :new now; there are :N, "),
        (":1", "there is no answer yet"),
        (":99999999999999999999", "there is no command :99999999999999999999; "),
        (":sources", "there is no answer yet"),
        (":open nowhere", "there is no conversation 'nowhere'"),
        (":generator gpt", "there is no generator 'gpt'; choose one of extractive"),
        ("?!", "the question is empty; ask one in words"),
        ("x" * 2001, "the question is too long; the limit is 2000 characters"),
        ("y" * 3_000_000, "the question is too long; the limit is 2000 characters"),
    ],
    ids=lambda value: value[:20],
)
def test_a_mistake_is_told_and_the_next_line_is_served(pipe: Piped, line: str, problem: str) -> None:
    """On stderr; the status is 0."""
    ended = pipe(f"{line}\n{GUMS}\n")

    assert (ended.returncode, ended.stdout) == (0, f"{GUMS_ANSWER}{VEGA}\n")
    assert ended.stderr.splitlines()[1].startswith(f"error: {problem}")


def test_the_number_of_a_source_is_one_of_the_last_answer(pipe: Piped) -> None:
    """It is told how many there are."""
    assert "error: the last answer has no source 2; it has 1\n" in pipe(f"{GUMS}\n:2\n").stderr


def test_a_conversation_goes_on_where_it_was(pipe: Piped, environment: dict[str, str]) -> None:
    """With its id, in another process; its last sources can be shown, and its turns."""
    first = pipe(f"{GUMS}\n")
    conversation = first.stderr.splitlines()[0].removeprefix("conversation ")

    second = pipe(f":sources\n{DOSE}\n:history\n", "--conversation", conversation)

    assert second.returncode == 0
    assert second.stderr.startswith(f"conversation {conversation}, 1 turn: {GUMS}\n")
    assert second.stdout.startswith(f"{VEGA}\n")
    assert second.stdout.endswith(
        f"1. {GUMS}\n    {GUMS_ANSWER}2. {DOSE}\n    The Aurora crew took 250 mg of vitamin C a day [1].\n\n"
    )
    assert [turn.question for turn in opened(environment).turns(conversation)] == [GUMS, DOSE]


def test_conversations_are_begun_listed_and_opened(pipe: Piped, environment: dict[str, str]) -> None:
    """The current one is marked."""
    pipe(f"{GUMS}\n")
    [old] = opened(environment).listed()

    ended = pipe(f":list\n{DOSE}\n:new\n:open {old.id}\n{DOSE}\n:list\n")

    listed = [line for line in ended.stdout.splitlines() if old.id in line]
    assert [line[0] for line in listed] == ["-", "*"]
    assert [line.split()[4] for line in listed] == ["1", "2"]
    assert len(opened(environment).listed()) == 2


def test_help_names_every_command(pipe: Piped) -> None:
    """On stdout, as it was asked for."""
    shown = pipe(":help\n").stdout

    for command in (":N", ":sources", ":history", ":new", ":open", ":list", ":generator", ":help", ":quit"):
        assert f"\n{command}" in f"\n{shown}"


@pytest.mark.parametrize(
    ("options", "database", "status", "problem"),
    [
        (("--out", "nowhere"), None, 3, "there is no index in nowhere; build one with: qa-service index build"),
        (("--generator", "gpt"), None, 2, "there is no generator 'gpt'; choose "),
        (("--conversation", "nowhere"), None, 2, "there is no conversation 'nowhere'"),
        (("--conversation", "\x1b[31m"), None, 2, "there is no conversation '\\x1b[31m'"),
        ((), "sqlite:////nowhere/at/all.db", 3, "the database of conversations sqlite:////nowhere/at/all.db cannot"),
        (
            (),
            "mysql://somewhere/all",
            2,
            "database is mysql://somewhere/all, but only SQLite and PostgreSQL can be used",
        ),
    ],
)
def test_what_cannot_begin_says_why(
    pipe: Piped, options: tuple[str, ...], database: str | None, status: int, problem: str
) -> None:
    """2 is the caller's mistake, 3 what the service could not do; one line, and nothing on stdout."""
    ended = pipe(f"{GUMS}\n", *options, **({"QA_DATABASE": database} if database else {}))

    assert (ended.returncode, ended.stdout, len(ended.stderr.splitlines())) == (status, "", 1)
    assert ended.stderr.startswith(f"error: {problem}")


def test_a_turn_that_cannot_be_stored_is_shown_and_told(pipe: Piped, environment: dict[str, str]) -> None:
    """The status says it too."""
    refuse_turns(environment)

    ended = pipe(f"{GUMS}\n:history\n")

    assert ended.returncode == 3
    assert ended.stdout == f"{GUMS_ANSWER}{VEGA}\n1. {GUMS}\n    {GUMS_ANSWER}\n"
    assert "error: this turn is not stored: the database of conversations sqlite:///" in ended.stderr
    assert "disk is full" in ended.stderr
    assert "go on with" not in ended.stderr


@pytest.mark.parametrize(
    "line",
    [b"\x1b]0;owned\x07\x1b[2J" + GUMS.encode(), GUMS.encode() + b"\xff\xfe\x00", b"\xc2\x9b31m " + GUMS.encode()],
)
def test_control_characters_and_broken_text_are_harmless(pipe: Piped, line: bytes) -> None:
    """None of them comes back."""
    ended = pipe(line + b"\n:history\n")

    assert ended.returncode == 0
    assert "Up to 40% of the crew" in ended.stdout
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", ended.stdout + ended.stderr)


def test_works_give_the_terminal_no_orders(
    talk: Talking, build: Callable[[Path, Path], BuildReport], tmp_path: Path
) -> None:
    """Whatever their titles, authors and texts hold."""
    corpus = tmp_path / "hostile"
    corpus.mkdir()
    (corpus / "hall2020.md").write_text(
        '---\ntitle: "Gum\\e[2J\\u202e disease"\nauthors: ["Hall\\a B"]\njournal: "J\\u009b31m"\nyear: 2020\n'
        "type: review\n---\n\n## Gums\n\nSore\x1b]0;owned\x07 gums were seen in 12% of sailors\x1b[8m in winter.\n",
        encoding="utf-8",
    )
    report = build(corpus, tmp_path / "index")

    talking = talk("--out", str(report.generation.parent))
    talking.wait_for()
    shown = talking.say("How many sailors had sore gums?") + talking.say(":1") + talking.say(":history")

    assert "12% of sailors" in shown
    assert not re.search(r"\x1b(?!\[[0-9;]*m|\[\?2004[hl])|[\x07\x9b\u202e]|\[8m", shown)


def test_a_terminal_gets_colours_and_a_prompt(talk: Talking) -> None:
    """Marks are bold and the quote stands out; Ctrl-D leaves."""
    talking = talk()
    assert "Ctrl-D leaves" in talking.wait_for()

    assert "\x1b[0;1m[1]\x1b[0m" in talking.say(GUMS)
    assert "\x1b[0;7mUp to 40% of the crew" in talking.say(":1")
    assert talking.end() == 0
    assert "go on with: " in ESCAPE.sub("", talking.screen)


@pytest.mark.parametrize("wish", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_who_wants_no_colours_gets_none(talk: Talking, wish: dict[str, str]) -> None:
    """The quote stands between signs."""
    talking = talk(**wish)
    talking.wait_for()

    assert "»Up to 40%" in talking.say(GUMS) + talking.say(":1")
    assert not re.search(r"\x1b\[[0-9;]*m", talking.screen)


def test_lines_are_as_long_as_the_terminal_is_wide(talk: Talking) -> None:
    """What was typed is not ours to wrap."""
    talking = talk(columns=36)
    talking.wait_for()
    talking.say(GUMS)

    lines = ESCAPE.sub("", talking.say(":1")).splitlines()[1:]
    assert len(lines) > 8
    assert max(map(len, lines)) < 36 + len("https://jim.example/12/4/101")
    assert all(len(line) < 36 for line in lines if "https:" not in line)


def test_lines_before_can_be_called_back(talk: Talking, pipe: Piped) -> None:
    """With the arrow; those of a stored conversation too."""
    conversation = pipe(f"{GUMS}\n").stderr.splitlines()[0].removeprefix("conversation ")
    talking = talk("--conversation", conversation)
    talking.wait_for()

    assert GUMS in talking.say("\x1b[A")


def test_control_c_stops_the_answer_and_not_the_program(talk: Talking, environment: dict[str, str]) -> None:
    """The first sentence is there while the second is waited for; what was stopped is not stored."""
    talking = talk(command=WAITING)
    talking.wait_for()
    talking.type(f"{GUMS}\n")
    talking.wait_for("by day 60")
    talking.type(CONTROL_C)
    assert "stopped; this turn is not kept" in talking.wait_for()

    talking.say(":generator extractive")
    assert "250 mg" in talking.say(DOSE)
    talking.type("half a li")
    talking.wait_for("half a li")  # until the terminal shows it, nobody reads from it yet
    time.sleep(0.5)  # Python's readline misses a signal that comes while it draws
    talking.type(CONTROL_C)
    talking.wait_for()
    assert talking.end() == 0

    [conversation] = opened(environment).listed()
    assert [turn.question for turn in opened(environment).turns(conversation.id)] == [DOSE]


def test_a_closed_terminal_loses_no_turn(talk: Talking, environment: dict[str, str]) -> None:
    """Each is stored before the next one can be asked."""
    talking = talk(command=WAITING)
    talking.wait_for()
    talking.say(":generator extractive")
    talking.say(DOSE)
    talking.say(":generator waiting")
    talking.type(f"{GUMS}\n")
    talking.wait_for("by day 60")
    talking.hang_up()

    [conversation] = opened(environment).listed()
    assert [turn.question for turn in opened(environment).turns(conversation.id)] == [DOSE]


def test_who_reads_no_further_is_no_error(library: BuildReport, environment: dict[str, str]) -> None:
    """As in `qa-service chat < questions | head -1`."""
    command = f"{Path(sys.executable).with_name('qa-service')} chat --out {library.generation.parent}"
    lines = f"{GUMS}\n{DOSE}\n" * 2
    ended = subprocess.run(
        ["sh", "-c", f"({command}; echo $? >&2) | head -c 1"],
        input=lines, env=environment, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert ended.stdout == "U"
    assert ended.stderr.splitlines()[-1] == "0"
    assert "Traceback" not in ended.stderr


def test_a_conversation_loads_nothing_that_it_does_not_need(library: BuildReport, environment: dict[str, str]) -> None:
    """No web framework, no language models, no torch."""
    code = (
        "import sys; from qa_service.cli import main\n"
        f"sys.argv = ['qa-service', 'chat', '--out', {str(library.generation.parent)!r}]\n"
        "try: main()\n"
        "finally: print([name for name in ('torch', 'langchain', 'langchain_core', 'fastapi', 'uvicorn', 'alembic')"
        " if name in sys.modules])"
    )
    opened(environment).close()  # so that its tables are made
    command = [sys.executable, "-c", code]
    ended = subprocess.run(command, input=f"{GUMS}\n", env=environment, capture_output=True, text=True, check=True)

    assert ended.stdout.endswith("\n[]\n")


def opened(environment: dict[str, str]) -> Conversations:
    return Conversations.open(environment["QA_DATABASE"])


def refuse_turns(environment: dict[str, str]) -> None:
    """Make the database take no more turns."""
    opened(environment).close()
    with sqlite3.connect(environment["QA_DATABASE"].removeprefix("sqlite:///")) as connection:
        connection.execute("CREATE TRIGGER full BEFORE INSERT ON turns BEGIN SELECT RAISE(ABORT, 'disk is full'); END")
