"""Patterns that are compiled when they are used are as good as those that are compiled at once."""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest

import qa_service
from qa_service.patterns import LazyPattern, lazy


def _kept(value: object) -> list[LazyPattern]:
    """The patterns of a module's value, also those that lie in its tuples and dictionaries."""
    if isinstance(value, LazyPattern):
        return [value]
    if isinstance(value, dict):
        return [found for each in value.values() for found in _kept(each)]
    return [found for each in value for found in _kept(each)] if isinstance(value, list | tuple) else []


def test_every_pattern_of_the_program_can_be_compiled() -> None:
    """A mistake in one would otherwise show only with the first question that needs it."""
    names = [
        module.name
        for module in pkgutil.walk_packages(qa_service.__path__, "qa_service.")
        if module.name.startswith("qa_service.answering.")
    ]
    patterns = [
        found for name in names for value in vars(importlib.import_module(name)).values() for found in _kept(value)
    ]

    assert len(patterns) > 50
    assert all(pattern.groups >= 0 for pattern in patterns)  # asking for anything compiles it


def test_a_pattern_is_used_like_a_compiled_one() -> None:
    """Every method, each time it is called."""
    pattern = lazy(r"(?P<letter>[ab])\d", re.IGNORECASE)

    assert [match["letter"] for match in pattern.finditer("a1 B2 c3")] == ["a", "B"]
    assert pattern.sub("", "a1 B2 c3") == "  c3"
    assert pattern.fullmatch("c3") is None
    assert pattern.fullmatch("A3") is not None
    assert (pattern.groups, pattern.flags & re.IGNORECASE) == (1, re.IGNORECASE)


def test_a_wrong_pattern_is_refused_when_it_is_used() -> None:
    """With the words of the compiler."""
    with pytest.raises(re.error, match="unterminated"):
        lazy("(").search("a")
