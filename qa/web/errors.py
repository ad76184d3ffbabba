"""Every error of the API leaves as one clear line: `{"detail": …}`; under `/v1/` in the shape OpenAI's clients read."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.errors import AnswererNotSetUp, QuestionError, TiaowenError, UnknownDocument
from qa.web.texts import TEXTS

log = logging.getLogger(__name__)

UNEXPECTED = " ".join(TEXTS["unexpected"])
OPENAI = "/v1/"
KINDS = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error", 500: "server_error"}


class Problem(BaseModel):
    """What went wrong, in one line."""

    detail: str


class OpenAIProblem(BaseModel):
    """The same in OpenAI's shape."""

    class Error(BaseModel):
        message: str
        type: str
        param: str | None = None
        code: str | None = None

    error: Error


MEANINGS = {
    400: "the question cannot be asked",
    401: "no valid API key",
    403: "the API key lacks the scope",
    404: "no such document, article, region, model or answerer is here",
    413: "the body is too large",
    422: "a field is missing or unusable",
    429: "too many requests: wait as long as Retry-After says",
    500: "something went wrong here, and was logged",
}


def problems(*statuses: int, model: type[BaseModel] = Problem) -> dict[int | str, dict[str, Any]]:
    """What a route documents: those statuses, and those that any route may give."""
    return {status: {"model": model, "description": MEANINGS[status]} for status in (*statuses, 401, 403, 429, 500)}


def problem_body(path: str, status: int, line: str) -> dict[str, Any]:
    """One line in the shape that the clients of `path` read."""
    if path.startswith(OPENAI):
        kind = KINDS.get(status, "invalid_request_error")
        return {"error": {"message": line, "type": kind, "param": None, "code": None}}
    return {"detail": line}


def problem(path: str, status: int, line: str, headers: dict[str, str] | None = None) -> JSONResponse:
    """`problem_body` as a response; half a character that somebody sent is not sent back."""
    line = line.encode("utf-8", "replace").decode()
    return JSONResponse(problem_body(path, status, line), status_code=status, headers=headers)


def status_of(error: Exception) -> int:
    """404 for what is not here, 400 for a question that cannot be asked, 500 for trouble of our own."""
    if isinstance(error, UnknownDocument | AnswererNotSetUp):
        return 404
    return 400 if isinstance(error, QuestionError) else 500


def line_of(error: Exception) -> str:
    """What the one who asked is told: the error's own line; of trouble of our own, which is logged, `UNEXPECTED`."""
    if status_of(error) != 500:
        return str(error)
    log.error("Answering failed: %s", error, exc_info=error)
    return UNEXPECTED


def add_error_handlers(app: FastAPI) -> None:
    """What the routes raise becomes one line."""

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        named = (str(part) for part in first["loc"] if part not in ("body", "query", "path"))
        where = ".".join(part for part in named if "[" not in part) or "body"  # a[b] is pydantic's name of a type
        return problem(request.url.path, 422, f"{where}: {first['msg']}")

    @app.exception_handler(TiaowenError)
    async def refused(request: Request, error: TiaowenError) -> JSONResponse:
        return problem(request.url.path, status_of(error), line_of(error))

    @app.exception_handler(HTTPException)
    async def of_http(request: Request, error: HTTPException) -> JSONResponse:
        return problem(request.url.path, error.status_code, str(error.detail), dict(error.headers or {}))


class Unexpected:
    """ASGI middleware: an exception nobody caught is logged and leaves as one line without detail.

    Starlette's own handler stands outside every middleware, where a response gets none of our headers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception:
            log.exception("Request failed: %s", scope["path"])
            if started:
                raise
            await problem(scope["path"], 500, UNEXPECTED)(scope, receive, send)
