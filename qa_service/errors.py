"""What can go wrong in operation. A caller's mistake is a ValueError, or a CorpusError where it lies in the corpus files.

QaServiceError
├── CorpusError         works that cannot be read: which file, what is wrong, what to write instead
├── IndexMissingError   there is no index yet
├── IndexDamagedError   a file of the index is missing or is not what was built
├── IndexBusyError      another build holds the index folder
├── MissingExtraError   an optional dependency is not installed
├── SuiteError          eval suites that cannot be read: which file and line, what is wrong, what to write instead
├── TargetError         the service that is evaluated does not answer, or not as it should
│   └── RefusedError    it is there, and refuses the question as it was asked
├── ConversationStoreError  the database of conversations cannot be opened, read or written
├── BusyError           a model has as many requests as it may have; tells when to come again
├── ModelError          an embedding model cannot be found or is not the pinned one
└── UnknownIdError      no document, passage or answer has this id
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec


class QaServiceError(Exception):
    """Anything that can go wrong in operation; `code` is what a program reads."""

    code = "internal_error"


class CorpusError(QaServiceError):
    """Works that cannot be read; the message has one line per problem."""

    code = "corpus_invalid"

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class SuiteError(QaServiceError):
    """Eval suites that cannot be read; the message has one line per problem."""

    code = "suite_invalid"

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class TargetError(QaServiceError):
    """The service that is evaluated cannot be reached, is too slow, or does not answer as it should."""

    code = "target_failed"


class RefusedError(TargetError):
    """The service that is evaluated is there, and refuses the question as it was asked."""

    code = "target_refused"


class IndexMissingError(QaServiceError):
    """There is no index where one was expected."""

    code = "index_missing"


class IndexDamagedError(QaServiceError):
    """A file of the index is missing, or differs from what was built."""

    code = "index_damaged"


class IndexBusyError(QaServiceError):
    """Another build holds the index folder."""

    code = "index_busy"


class MissingExtraError(QaServiceError):
    """An optional dependency is not installed; the message has the command that installs it."""

    code = "missing_extra"


class ModelError(QaServiceError):
    """An embedding model cannot be found, or is not the one that was pinned."""

    code = "model_unavailable"


class BusyError(QaServiceError):
    """A model has as many requests as it may have."""

    code = "busy"

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        """Seconds."""


class ConversationStoreError(QaServiceError):
    """The database of conversations cannot be opened, read or written."""

    code = "conversations_unavailable"


class UnknownIdError(QaServiceError):
    """Nothing has this id."""

    code = "not_found"


def require_extra(module: str, extra: str) -> None:
    """Check that a module of an optional extra is installed.

    Raises:
        MissingExtraError: it is not; the message says how to install it.
    """
    if find_spec(module) is None:
        first = "pip install torch==2.13.0 && " if extra == "build" else ""
        raise MissingExtraError(
            f"'{module}' is not installed; it is part of the extra '{extra}'. "
            f"Install it with: {first}pip install 'qa-service[{extra}]'"
        )
