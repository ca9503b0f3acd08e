"""Suites: YAML files of cases, each a question or a conversation of turns with the checks that its answers must pass."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from qa_service.errors import SuiteError
from qa_service.evals.checks import AnyCheck, Check, problem_of
from qa_service.evals.suite_files import MOST_BYTES, is_nearly_suite, is_suite

SUITES = Path("evals/suites")
"""Where a suite is looked for that is called by its name, such as lems/facts."""

_MOST_NODES = 1_000_000
_DEEPEST = 50
# Ten times as fast where PyYAML was built with libyaml, as its wheels are; both build plain values only.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


Question = Annotated[str, StringConstraints(pattern=r"\S")]
"""What is asked; not only white space."""


class Turn(BaseModel):
    """A question, and what its answer must pass."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)

    question: Question
    checks: tuple[AnyCheck, ...] = ()


class Case(BaseModel):
    """One turn, or several in one conversation."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,100}$")]
    kind: str = ""
    must: bool | None = Field(None, description="whether it may not fail once it passed; the suite's, if not given")
    question: Question | None = None
    checks: tuple[AnyCheck, ...] | None = None
    turns: tuple[Turn, ...] | None = None

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if (self.question is None) == (not self.turns):
            raise ValueError("write either question and checks, or turns")
        if self.turns is not None and self.checks is not None:
            raise ValueError("in a conversation, checks belong to the turns")
        return self

    @property
    def conversation(self) -> tuple[Turn, ...]:
        """Its turns; a single question is a conversation of one."""
        return self.turns or (Turn(question=self.question or "", checks=self.checks or ()),)


class Suite(BaseModel):
    """Cases that belong together."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    suite: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._/-]{1,100}$")] = Field(
        description="its name, such as lems/facts"
    )
    about: str = ""
    must: bool = Field(False, description="whether its cases may not fail once they passed")
    always: tuple[AnyCheck, ...] = Field((), description="checks of every turn of every case")
    adds: tuple[str, ...] = Field(
        (), description="works, beside this file, that are added to the corpus for this suite"
    )
    cases: tuple[Case, ...] = Field(json_schema_extra={"minItems": 1})

    @model_validator(mode="after")
    def _every_turn_is_checked(self) -> Self:
        if not self.cases:  # min_length would complain of every suite that has a wrong case, too
            raise ValueError("cases is empty; write at least one")
        idle = [case.id for case in self.cases if any(not turn.checks for turn in case.conversation)]
        if idle and not self.always:
            raise ValueError(f"case {idle[0]} has a turn without checks; give it some, or the suite some under always")
        return self


class LoadedSuite(BaseModel):
    """A suite with the file it was read from."""

    model_config = ConfigDict(frozen=True)

    suite: Suite
    path: Path
    sha256: str

    @property
    def name(self) -> str:
        """The suite's name."""
        return self.suite.suite

    @property
    def works(self) -> list[Path]:
        """The files that the suite adds to the corpus."""
        return sorted({path for name in self.suite.adds for path in self.path.parent.glob(name)})

    def checks(self, turn: Turn) -> tuple[Check, ...]:
        """What the answer to a turn must pass: its own checks, and those of every turn."""
        return (*turn.checks, *self.suite.always)

    def must(self, case: Case) -> bool:
        """Whether a case may not fail once it passed."""
        return self.suite.must if case.must is None else case.must


def load_suites(named: Sequence[str | Path]) -> list[LoadedSuite]:
    """Load suites by path of a file or folder, or by name.

    Raises:
        SuiteError: a suite is missing or cannot be read, or two have one name; all problems are named at once.
    """
    loaded: list[LoadedSuite] = []
    problems: list[str] = []
    for path in dict.fromkeys(path for name in named for path in _files_of(name, problems)):
        try:
            loaded.append(load_suite(path))
        except SuiteError as error:
            problems += error.problems
    places: dict[str, Path] = {}
    for item in loaded:
        if item.name in places:
            problems.append(f"{item.path}: the suite {item.name!r} is also in {places[item.name]}; rename one of them")
        places[item.name] = item.path
    if problems:
        raise SuiteError(problems)
    return loaded


def load_suite(path: Path) -> LoadedSuite:
    """Load a suite.

    Raises:
        SuiteError: the file is no suite; says in which line, and what to write instead.
    """
    text = _read(path)
    try:
        if _depth(text) > _DEEPEST:
            raise SuiteError([f"{path}:1: it is nested more than {_DEEPEST} deep, which no suite is"])
        loader = _LOADER(text)
        node = loader.get_single_node()
        problems = _structure_problems(path, node)
        data = loader.construct_document(node) if not problems else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SuiteError([f"{path}:{line}: this is not YAML: {error.problem}"]) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise SuiteError([f"{path}:1: this is not YAML: {' '.join(str(error).split())}"]) from error
    if problems:
        raise SuiteError(problems)
    try:
        suite = Suite.model_validate(data)
    except ValidationError as error:
        raise SuiteError(
            [f"{path}:{_line(node, item['loc'])}: {problem_of(item)}" for item in error.errors()]
        ) from error
    problems = _duplicate_ids(path, node, suite) + _missing_works(path, node, suite)
    if problems:
        raise SuiteError(problems)
    return LoadedSuite(suite=suite, path=path, sha256=hashlib.sha256(text.encode()).hexdigest())


def _files_of(name: str | Path, problems: list[str]) -> list[Path]:
    for path in (Path(name), SUITES / name, SUITES / f"{name}.yaml"):
        if path.is_file():
            return [path]
        if path.is_dir():
            found = sorted(file for file in path.rglob("*") if file.is_file() and is_suite(file))
            problems += [
                f"{file}: has cases, but no line suite: NAME; write one, or move the file away"
                for file in sorted(path.rglob("*"))
                if file.is_file() and is_nearly_suite(file)
            ]
            if not found:
                problems.append(f"{path}: holds no suite; a suite is a .yaml file that begins with suite: NAME")
            return found
    there = (
        sorted(str(file.relative_to(SUITES).with_suffix("")) for file in SUITES.rglob("*.yaml"))
        if SUITES.is_dir()
        else []
    )
    known = f"; in {SUITES} there are {', '.join(there)}" if there else ""
    problems.append(f"{name}: there is no such file, folder or suite{known}")
    return []


def _read(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SuiteError([f"{path}: cannot be read: {error.strerror}"]) from error
    if len(content) > MOST_BYTES:
        raise SuiteError([f"{path}: has {len(content):,} bytes; a suite has at most {MOST_BYTES:,}, divide it"])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise SuiteError(
            [f"{path}:{line}: byte {content[error.start]:#04x} is not UTF-8; save the file as UTF-8"]
        ) from error


def _structure_problems(path: Path, node: yaml.Node | None) -> list[str]:
    """What PyYAML would swallow: an empty file, a key that is written twice, aliases that explode."""
    if not isinstance(node, yaml.MappingNode):
        return [f"{path}:1: a suite is a mapping that begins with suite: NAME and has cases"]
    problems: list[str] = []
    if _size(node, {}, path, problems) > _MOST_NODES:
        return [f"{path}:1: its aliases expand to more than {_MOST_NODES:,} values; write them out"]
    return problems


def _size(node: yaml.Node, known: dict[int, int], path: Path, problems: list[str]) -> int:
    """How many nodes it is with its aliases expanded; names the keys that are written twice on its way."""
    if id(node) not in known:
        known[id(node)] = _MOST_NODES  # an alias to what holds it never ends
        children = node.value if isinstance(node, yaml.SequenceNode) else []
        if isinstance(node, yaml.MappingNode):
            children = [part for pair in node.value for part in pair]
            keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
            problems += [
                f"{path}:{key.start_mark.line + 1}: the key {key.value!r} is written twice; keep one"
                for number, (key, _) in enumerate(node.value)
                if isinstance(key, yaml.ScalarNode) and key.value in keys[:number]
            ]
        known[id(node)] = 1 + sum(_size(child, known, path, problems) for child in children)
    return known[id(node)]


def _line(node: yaml.Node | None, loc: Sequence[Any]) -> int:
    """The line of the value at a place; where it is missing, of what should hold it."""
    line = 1
    for part in loc:
        children = {}
        if isinstance(node, yaml.MappingNode):
            children = {key.value: (key, value) for key, value in node.value}
        elif isinstance(node, yaml.SequenceNode):
            children = {number: (value, value) for number, value in enumerate(node.value)}
        if part not in children:
            break
        key, node = children[part]
        line = key.start_mark.line + 1
    return line


def _depth(text: str) -> int:
    """How deep it is nested; told from the events of parsing, because libyaml does not survive the depth that this refuses."""
    deepest = depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        deepest = max(deepest, depth)
        if deepest > _DEEPEST:
            break
    return deepest


def _missing_works(path: Path, node: yaml.Node | None, suite: Suite) -> list[str]:
    problems = []
    for number, name in enumerate(suite.adds):
        place = f"{path}:{_line(node, ('adds', number))}: adds"
        if not name or name.startswith("/") or ".." in Path(name).parts or "**" in name:
            problems.append(f"{place} {name!r}; write a file beside this one, or a pattern such as works/*.md")
        elif not any(found.is_file() for found in path.parent.glob(name)):
            problems.append(f"{place} {name!r}, but there is no such file beside this one")
    return problems


def _duplicate_ids(path: Path, node: yaml.Node | None, suite: Suite) -> list[str]:
    first: dict[str, int] = {}
    problems = []
    for number, case in enumerate(suite.cases):
        line = _line(node, ("cases", number, "id"))
        if case.id in first:
            problems.append(
                f"{path}:{line}: the id {case.id!r} is also that of the case in line {first[case.id]}; rename one"
            )
        first.setdefault(case.id, line)
    return problems
