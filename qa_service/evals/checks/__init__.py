"""The checks that a suite can name. A new one is a file here and a line in `CHECKS`."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import BeforeValidator, ValidationError, WithJsonSchema
from pydantic_core import ErrorDetails

from qa_service.evals.checks.abstains import Abstains, Answers
from qa_service.evals.checks.check import Check, SeenTurn, ServedDocument
from qa_service.evals.checks.cites import Cites
from qa_service.evals.checks.contains import Contains, NotContains
from qa_service.evals.checks.corrects_premise import CorrectsPremise
from qa_service.evals.checks.covers import Covers
from qa_service.evals.checks.faithful import Faithful
from qa_service.evals.checks.limits import Language, MaxSeconds, MaxWords
from qa_service.evals.checks.number import Number
from qa_service.evals.checks.python import Python
from qa_service.evals.checks.quotes_verbatim import QuotesVerbatim
from qa_service.evals.checks.retrieves import Retrieves

__all__ = ["CHECKS", "AnyCheck", "Check", "SeenTurn", "ServedDocument", "read_check"]

CHECKS: Mapping[str, type[Check]] = {
    check.name: check
    for check in (
        *(Answers, Abstains, Contains, NotContains, Number, Covers, Cites, CorrectsPremise, Faithful, QuotesVerbatim),
        *(Retrieves, MaxWords, MaxSeconds, Language, Python),
    )
}


def read_check(written: Any) -> Check:
    """A check as a suite writes it: its name, or a mapping from its name to its parameters.

    Raises:
        ValueError: there is no such check, or its parameters do not fit.
    """
    if isinstance(written, Check):
        return written
    if isinstance(written, str):
        written = {written: None}
    if not isinstance(written, Mapping) or len(written) != 1:
        raise ValueError("a check is a name, or one name with its parameters, such as: contains: presynaptic")
    [(name, parameters)] = written.items()
    if name not in CHECKS:
        near = get_close_matches(str(name), CHECKS, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(sorted(CHECKS))}"
        raise ValueError(f"there is no check {name!r}; {hint}")
    try:
        return CHECKS[name].model_validate(parameters)
    except ValidationError as error:
        raise ValueError(f"{name}: " + "; ".join(map(problem_of, error.errors()))) from error


def problem_of(item: ErrorDetails) -> str:
    """What is wrong with a value, where, and what it is."""
    place = ".".join(map(str, item["loc"]))
    message = item["msg"].removeprefix("Value error, ")
    if item["type"] == "extra_forbidden":
        message = "is not known here; take it out, or look for a spelling mistake"
    elif item["type"] == "missing":
        message = "is missing"
    elif item["type"] not in ("value_error", "assertion_error"):
        message = f"is {str(item['input'])[:60]!r}: {message[0].lower()}{message[1:]}"
    return " ".join(part for part in (place, message) if part)


AnyCheck = Annotated[Check, BeforeValidator(read_check), WithJsonSchema({"format": "check"})]
"""A check in a suite: read by its name."""
