"""What the documentation tells people to type exists."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from qa_service.cli import commands

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
CI = ROOT / "docs" / "ci.md"
OPERATORS = frozenset("();<>|&")


def code_of(page: Path) -> Iterator[Token]:
    """The code of a page: in blocks and in lines."""
    for token in MarkdownIt().parse(page.read_text(encoding="utf-8")):
        yield from [token, *(token.children or [])]


def typed_in(code: Token) -> Iterator[str]:
    """The lines that a person or a job types; those of YAML are its texts."""
    if code.type in ("fence", "code_block", "code_inline"):
        told = texts_of(yaml.safe_load(code.content)) if code.info == "yaml" else [code.content]
        for text in told:
            yield from text.replace("\\\n", " ").splitlines()


def texts_of(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from texts_of(item)


def commands_in(line: str) -> Iterator[str]:
    """What follows the name of the command, up to a pipe or the next command."""
    if not re.search(r"\bqa-service\s", line):
        return
    words = shlex.shlex(line, posix=True, punctuation_chars=True)
    words.whitespace_split = True
    for is_operator, group in groupby(words, lambda word: set(word) <= OPERATORS):
        part = list(group)
        names = [Path(word).name for word in part]
        if not is_operator and "qa-service" in names:
            yield shlex.join(part[names.index("qa-service") + 1 :])


def unknown_in(typed: str) -> list[str]:
    """The commands and options that do not exist."""
    command: click.Command = commands
    words = shlex.split(typed)
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        name = words.pop(0)
        if name not in command.commands:
            return [name]
        command = command.commands[name]
    known = {"-h", "--help"}.union(
        *(parameter.opts for parameter in command.params if isinstance(parameter, click.Option))
    )
    options = [word.strip("[]").partition("=")[0] for word in words if re.match(r"\[?--?[a-z]", word)]
    return [option for option in options if option not in known]


WRITTEN = sorted(
    {
        (page.name, typed)
        for page in PAGES
        for code in code_of(page)
        for line in typed_in(code)
        for typed in commands_in(line)
    }
)


@pytest.mark.parametrize(("page", "typed"), WRITTEN, ids=[f"{page}: {typed[:50]}" for page, typed in WRITTEN])
def test_every_command_exists(page: str, typed: str) -> None:
    """With its options."""
    assert unknown_in(typed) == []


def test_the_reader_of_commands_sees_them_all() -> None:
    """After a prompt, in another folder, twice in a line; what only begins alike is none."""
    assert list(commands_in("$ .venv/bin/qa-service ask 'What is it?' | head && qa-service index build  # twice")) == [
        "ask 'What is it?'",
        "index build",
    ]
    assert list(commands_in("pip install 'qa-service[evals]' && cat qa-service.toml")) == []
    assert unknown_in("eval rnu suites") == ["rnu"]
    assert unknown_in("eval run suites --junti F --md=F [--html F]") == ["--junti"]
    assert {page for page, _ in WRITTEN} >= {"README.md", "ci.md", "suites.md"}


def test_every_option_of_the_plugin_exists(pytestconfig: pytest.Config) -> None:
    """It begins with --qa-."""
    written = {name for page in PAGES for name in re.findall(r"--qa-[a-z]+", page.read_text(encoding="utf-8"))}

    assert len(written) == 8
    for name in written:
        pytestconfig.getoption(name)


def test_the_workflows_can_be_read() -> None:
    """Each step does one thing; each job ends, and keeps its reports whatever happens."""
    workflows = [yaml.safe_load(code.content) for code in code_of(CI) if code.type == "fence" and code.info == "yaml"]

    assert [workflow["name"] for workflow in workflows] == ["evals", "answers"]
    for job in [job for workflow in workflows for job in workflow["jobs"].values()]:
        assert {"runs-on", "timeout-minutes"} <= set(job)
        assert all(("run" in step) != ("uses" in step) for step in job["steps"])
        assert "always()" in job["steps"][-1]["if"]
