"""Errors in OpenAI's shape. On `/v1` they take the place of problem documents, and say the same."""

from __future__ import annotations

import json
import re
from typing import Any

from starlette.responses import Response
from starlette.types import Scope

from qa_service.web.openai.schemas import ErrorBody, ErrorDetails
from qa_service.web.schemas import Problem

# OpenAI answers 400 to a request that it can read and will not serve.
_STATUS = {422: 400}
_TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}
_SERVED = "POST /v1/chat/completions and GET /v1/models are"
_INDEX = re.compile(r"\.(\d+)")


def speaks_openai(scope: Scope) -> bool:
    """Whether a request is to a path where clients of OpenAI are."""
    path = str(scope["path"]).removeprefix(str(scope.get("root_path", "")))
    return path == "/v1" or path.startswith("/v1/")


def error_body(problem: Problem) -> dict[str, Any]:
    """A problem as OpenAI writes it: `messages.0.content` is `messages[0].content` there."""
    field = problem.errors[0]["field"] if problem.errors else "body"
    details = ErrorDetails(
        message=problem.detail,
        type=_TYPES.get(problem.status, "server_error" if problem.status >= 500 else "invalid_request_error"),
        param=None if field == "body" else _INDEX.sub(r"[\1]", field),
        code=problem.code,
    )
    return ErrorBody(error=details).model_dump()


def openai_error(scope: Scope, problem: Problem, headers: dict[str, str] | None = None) -> Response:
    """A problem as a response in OpenAI's shape."""
    if problem.code in ("not_found", "method_not_allowed"):
        detail = f"{scope['method']} {str(scope['path'])[:100]} is not served here; {_SERVED}"
        problem = problem.model_copy(update={"detail": detail})
    status = _STATUS.get(problem.status, problem.status)
    return Response(json.dumps(error_body(problem)), status, headers, media_type="application/json")
