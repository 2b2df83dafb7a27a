"""Every failure in one form: RFC 9457 problems, safe to encode whatever came in."""

import math
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from api.schemas.problem import Problem
from core.errors import AppError

PROBLEM_TYPE = "application/problem+json"
MAX_FIELD_PROBLEMS = 20

INTERNAL_ERROR = (
    "internal_error",
    "Something went wrong on the server; its log has the cause. Try again.",
)
_CODES = {
    400: ("bad_request", "The request cannot be read."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not take this method."),
    413: ("too_large", "The request is too large."),
    415: ("unsupported_media_type", "Send JSON with `Content-Type: application/json`."),
    422: ("invalid", "The request has wrong values; `errors` names them."),
    500: INTERNAL_ERROR,
}


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    path: str,
    request_id: str,
    errors: Sequence[Mapping[str, str]] = (),
    extra: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Render one problem; `extra` members stand beside the fixed ones and never replace them."""
    body = {
        **{key: plain(value) for key, value in (extra or {}).items()},
        "type": f"urn:baton:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": printable(detail),
        "instance": printable(path),
        "code": code,
        "request_id": request_id,
        "errors": [{key: printable(value) for key, value in item.items()} for item in errors],
    }
    return Response(
        orjson.dumps(body), status, media_type=PROBLEM_TYPE, headers=dict(headers or {})
    )


def printable(text: str) -> str:
    """Make lone surrogates visible, which no UTF-8 reply could carry."""
    return text.encode("utf-8", "backslashreplace").decode()


def plain(value: Any) -> Any:
    """Reduce to what every JSON reader understands: no NaN, no surrogates."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def install(app: FastAPI) -> None:
    """Render expected failures here; unexpected ones are rendered by the edge (`api.edge`)."""
    app.add_exception_handler(AppError, _app_error)
    app.add_exception_handler(HTTPException, http_problem)
    app.add_exception_handler(RequestValidationError, _validation_error)


def request_id_of(request: Request) -> str:
    return str(request.scope.get("request_id", ""))


async def _app_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, AppError)
    retry = getattr(error, "retry_after_s", None)
    return problem(
        error.status,
        error.code,
        error.detail,
        path=request.url.path,
        request_id=request_id_of(request),
        extra=error.extra,
        headers={"Retry-After": str(retry)} if retry is not None else None,
    )


async def http_problem(request: Request, error: Exception) -> Response:
    """Render what the router itself refuses."""
    assert isinstance(error, HTTPException)
    known = _CODES.get(error.status_code)
    code, detail = known or ("error", str(error.detail))
    return problem(
        error.status_code,
        code,
        detail,
        path=request.url.path,
        request_id=request_id_of(request),
        headers=error.headers,
    )


async def _validation_error(request: Request, error: Exception) -> Response:
    """Name what is wrong without echoing what was sent."""
    assert isinstance(error, RequestValidationError)
    code, detail = _CODES[422]
    found = [
        {
            "location": ".".join(str(part) for part in item["loc"]),
            "code": str(item["type"]),
            "detail": str(item["msg"]),
        }
        for item in error.errors()[:MAX_FIELD_PROBLEMS]
    ]
    return problem(
        422, code, detail, path=request.url.path, request_id=request_id_of(request), errors=found
    )


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Document the problems of a route for OpenAPI."""
    return {
        status: {
            "model": Problem,
            "description": HTTPStatus(status).phrase,
            "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in statuses
    }
