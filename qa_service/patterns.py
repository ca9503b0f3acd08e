"""Regular expressions that are compiled at their first use: a start compiles none that no question has needed yet."""

from __future__ import annotations

import re
from typing import Any, cast


class LazyPattern:
    """Stands for a compiled pattern; its methods are looked up once and then are the pattern's own."""

    def __init__(self, source: str, flags: int) -> None:
        self._source, self._flags = source, flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what copy, pickle and inspect look for, and no pattern has
            raise AttributeError(name)
        found = getattr(re.compile(self._source, self._flags), name)
        setattr(self, name, found)
        return found


def lazy(source: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern to use like a compiled one.

    >>> lazy("b+").sub("c", "abba")
    'aca'
    """
    return cast("re.Pattern[str]", LazyPattern(source, flags))
