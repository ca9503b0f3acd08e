"""Errors as RFC 9457 problem documents: the one place where an error becomes an HTTP status."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Scope

from qa_service.errors import (
    BusyError,
    ConversationStoreError,
    IndexDamagedError,
    IndexMissingError,
    QaServiceError,
    UnknownIdError,
)
from qa_service.web.openai.errors import openai_error, speaks_openai
from qa_service.web.schemas import Problem

MEDIA_TYPE = "application/problem+json"
PROBLEM: dict[str, Any] = {"content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}}}
"""A problem as the OpenAPI document describes it."""
_STATUS: dict[type[QaServiceError], int] = {
    UnknownIdError: 404,
    IndexMissingError: 503,
    IndexDamagedError: 503,
    ConversationStoreError: 503,
    BusyError: 429,
}
_CODES = {404: "not_found", 405: "method_not_allowed", 413: "request_too_large", 415: "unsupported_media_type"}
# What its own message tells of the database is for the log.
_NEUTRAL = (
    "Stored conversations cannot be read or written now; ask again later. The request id finds the reason in the log."
)
UNEXPECTED = "Something went wrong here; the request id finds it in the log."
# A list may hold thousands of wrong values; the first ones tell what is wrong.
_TOLD_AT_ONCE = 20
_log = structlog.get_logger(__name__)


class InvalidRequestError(ValueError):
    """A request that cannot be served; the message says which value and what to send instead."""

    def __init__(
        self, message: str, field: str | None = None, code: str = "invalid_request", status: int = 422
    ) -> None:
        super().__init__(message)
        self.field, self.code, self.status = field, code, status


def make_problem(status: int, code: str, detail: str, request_id: str, **more: Any) -> Problem:
    """A problem document."""
    return Problem(
        title=HTTPStatus(status).phrase, status=status, detail=detail, code=code, request_id=request_id, **more
    )


def problem_response(problem: Problem, headers: dict[str, str] | None = None) -> Response:
    """A problem document as a response. Text that is not valid Unicode is escaped, so that sending it cannot fail."""
    body = json.dumps(problem.model_dump(exclude_none=True))
    return Response(body, status_code=problem.status, media_type=MEDIA_TYPE, headers=headers)


def error_response(scope: Scope, problem: Problem, headers: dict[str, str] | None = None) -> Response:
    """A problem in the form that the clients of the path read."""
    return openai_error(scope, problem, headers) if speaks_openai(scope) else problem_response(problem, headers)


def problem_of(error: Exception, request_id: str) -> Problem:
    """The problem that an error is; of one that nobody expects, nothing but where to look is told."""
    if isinstance(error, InvalidRequestError):
        errors = [{"field": error.field, "message": str(error)}] if error.field else None
        return make_problem(error.status, error.code, str(error), request_id, errors=errors)
    if isinstance(error, ConversationStoreError):
        return make_problem(_STATUS[type(error)], error.code, _NEUTRAL, request_id)
    if isinstance(error, QaServiceError):
        return make_problem(_STATUS.get(type(error), 500), error.code, str(error), request_id)
    return make_problem(500, "internal_error", UNEXPECTED, request_id)


def request_id_of(request: Request) -> str:
    """The id under which this request is logged."""
    return str(request.state.request_id)


def add_problem_handlers(app: FastAPI) -> None:
    """Turn every error of an app into a problem document."""

    @app.exception_handler(RequestValidationError)
    async def _validation(request: Request, error: RequestValidationError) -> Response:
        errors = [_wrong_field(item) for item in error.errors()[:_TOLD_AT_ONCE]]
        detail = "; ".join(f"{item['field']}: {item['message']}" for item in errors)
        problem = make_problem(422, "invalid_request", detail, request_id_of(request), errors=errors)
        return error_response(request.scope, problem)

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        if error.status_code == 400 and error.__cause__:  # what FastAPI makes of a body that is not UTF-8, or too deep
            return await _known(request, InvalidRequestError("body: is not JSON in UTF-8"))
        code = _CODES.get(error.status_code, "http_error")
        problem = make_problem(error.status_code, code, str(error.detail), request_id_of(request))
        return error_response(request.scope, problem, dict(error.headers or {}))

    @app.exception_handler(InvalidRequestError)
    @app.exception_handler(QaServiceError)
    async def _known(request: Request, error: Exception) -> Response:
        if isinstance(error, ConversationStoreError):
            _log.error("conversations_unavailable", request_id=request_id_of(request), error=str(error))
        headers = {"Retry-After": str(error.retry_after)} if isinstance(error, BusyError) else None
        return error_response(request.scope, problem_of(error, request_id_of(request)), headers)

    @app.exception_handler(ClientDisconnect)
    async def _left(_: Request, __: ClientDisconnect) -> Response:
        return Response(status_code=499)  # nobody reads it but the log


def _wrong_field(item: dict[str, Any]) -> dict[str, str]:
    """What is wrong with which field, of one error of pydantic."""
    if item["type"] == "json_invalid":
        return {"field": "body", "message": f"is not JSON: {item['ctx']['error']} (character {item['loc'][1]})"}
    place, *path = item["loc"]
    return {"field": ".".join(map(str, path or [place])), "message": item["msg"]}
