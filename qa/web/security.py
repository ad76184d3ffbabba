"""Response headers: who may frame a page, and that a page may speak to this host only."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.web.embedding import EMBED

# Gradio's page needs inline scripts and evaluated templates; ours do not.
GRADIO_SCRIPTS = "'self' 'unsafe-inline' 'unsafe-eval'"


def content_security_policy(path: str, frame_ancestors: Sequence[str]) -> str:
    """The policy for a path: only `/embed` may be framed, by this host and `frame_ancestors`."""
    ancestors = ["'self'", *(frame_ancestors if path == EMBED else ())]
    scripts = GRADIO_SCRIPTS if path in ("/", EMBED) else "'self'"
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            f"frame-ancestors {' '.join(ancestors)}",
        )
    )


class SecurityHeaders:
    """ASGI middleware that adds the headers to every response."""

    def __init__(self, app: ASGIApp, frame_ancestors: Sequence[str] = ()) -> None:
        self.app, self.frame_ancestors = app, tuple(frame_ancestors)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = content_security_policy(scope["path"], self.frame_ancestors)
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "same-origin"
            await send(message)

        await self.app(scope, receive, send_with_headers)
