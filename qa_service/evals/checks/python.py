"""`python`: a check of your own, as a function.

    python: my_checks:mentions_the_ward

The function is given the `SeenTurn` and returns None, or a text that says what is wrong.
"""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator

from qa_service.evals.checks.check import Check, SeenTurn
from qa_service.evals.results import Verdict


def _function(named: str) -> Callable[[SeenTurn], Any]:
    module, _, name = named.partition(":")
    if not module or not name:
        raise ValueError(f"{named!r} names no function; write module:function")
    if str(Path.cwd()) not in sys.path:  # as python -m does, so that a suite's own module is found
        sys.path.insert(0, str(Path.cwd()))
    try:
        found: Any = importlib.import_module(module)
        for part in name.split("."):
            found = getattr(found, part)
    except (Exception, SystemExit) as error:  # somebody else's module may raise anything while it is imported
        raise ValueError(f"{named!r} cannot be imported: {type(error).__name__}: {error}") from error
    if not callable(found):
        raise ValueError(f"{named!r} is no function")
    if inspect.iscoroutinefunction(found):
        raise ValueError(f"{named!r} is asynchronous; write a plain function")
    return found  # type: ignore[no-any-return]


def _checked(named: str) -> str:
    _function(named)
    return named


class Python(Check):
    """A function finds nothing wrong."""

    name: ClassVar = "python"
    shorthand: ClassVar = "function"

    function: Annotated[str, AfterValidator(_checked)]

    def _judge(self, seen: SeenTurn) -> Verdict:
        try:
            told = _function(self.function)(seen)
        except (Exception, SystemExit) as error:  # somebody else's code may raise anything; then nothing was judged
            return self._error(f"{self.function}: {type(error).__name__}: {error}")
        if told is not None and not isinstance(told, str):
            return self._error(
                f"{self.function} returned {told!r}; it must return None, or a text that says what is wrong"
            )
        return self._failed(f"{self.function} to find nothing wrong", told) if told else self._passed()
