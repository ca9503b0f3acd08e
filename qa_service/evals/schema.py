"""The JSON Schema of suites, for editors: made from the classes that read them, so that it cannot differ."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from qa_service.evals.checks import CHECKS, Check
from qa_service.evals.suites import Suite


def suite_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a suite file."""
    schema = Suite.model_json_schema()
    forms: list[dict[str, Any]] = [{"enum": sorted(name for name, check in CHECKS.items() if _stands_alone(check))}]
    forms += [
        {"type": "object", "properties": {name: _parameters(check)}, "required": [name], "additionalProperties": False}
        for name, check in CHECKS.items()
    ]
    schema["$defs"]["check"] = {"description": "a check: its name, or its name with parameters", "anyOf": forms}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_with_references(schema)}


def _with_references(schema: Any) -> Any:
    """A schema with a reference wherever a check is marked; pydantic takes no reference to what it did not define."""
    if schema == {"format": "check"}:
        return {"$ref": "#/$defs/check"}
    if isinstance(schema, dict):
        return {key: _with_references(value) for key, value in schema.items()}
    return [_with_references(value) for value in schema] if isinstance(schema, list) else schema


def _stands_alone(check: type[Check]) -> bool:
    try:
        check.model_validate(None)
    except ValidationError:
        return False
    return True


def _parameters(check: type[Check]) -> dict[str, Any]:
    """The parameters of a check: a mapping, or the bare value that stands for one of them."""
    written = check.model_json_schema()
    mapping = {key: value for key, value in written.items() if key not in ("title", "$defs")}
    forms = [mapping]
    if check.shorthand:
        forms.append(mapping["properties"][check.shorthand])
    return {
        "description": (check.__doc__ or "").split("\n")[0],
        "anyOf": [*forms, *[{"type": "null"}] * _stands_alone(check)],
    }
