"""Addresses of the API that no route answers: 405 with the methods there are, or 404; in one line, as everywhere.

Without this the chat page, which is mounted at `/`, would answer for them.
"""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import FastAPI
from starlette.routing import Mount, Route
from starlette.types import Receive, Scope, Send

from qa.web.errors import problem

PREFIXES = ("/api", "/v1")


def close_api(app: FastAPI) -> None:
    """What reaches no documented route ends here. Call it once every route is there, and before the page is mounted."""
    for path, methods in app.openapi()["paths"].items():
        app.router.routes.append(Route(path, endpoint=NotAllowed([method.upper() for method in methods])))
    app.openapi_schema = None  # made anew when asked for
    for prefix in PREFIXES:
        app.router.routes.append(Mount(prefix, app=NotAllowed(())))


class NotAllowed:
    """ASGI application: 405 naming the methods there are, 404 where there are none."""

    def __init__(self, methods: Sequence[str]) -> None:
        self.methods = methods

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        status, line, headers = 404, "There is nothing at this address. See /openapi.json", {}
        if self.methods:
            status, line, headers = 405, f"Only {', '.join(self.methods)} here", {"Allow": ", ".join(self.methods)}
        await problem(scope["path"], status, line, headers)(scope, receive, send)
