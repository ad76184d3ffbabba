"""`/embed`: who may frame it, what it is told, and who may ask through it.

The embedded page asks Gradio, and what goes with a conversation, under `/embed/…`, so that a question which comes
through a frame can be told from one that comes through the chat page, here and in a proxy. Where a secret is set, those
questions need a token.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as AsgiScope

from qa.settings import Settings
from qa.web.scope import Scope
from qa.web.tokens import TokenRefused, Visitor, verify

log = logging.getLogger(__name__)

EMBED = "/embed"
# What Gradio's page asks for below its root, and its conversations.js.
GRADIO = tuple(f"/gradio_api/{name}" for name in ("queue/", "run/", "heartbeat/", "cancel", "reset"))
UNDER_EMBED = ("/theme.css", "/chat/", *GRADIO)
TOKEN_HEADER = "x-tiaowen-token"  # a header: addresses end up in logs
MAX_NAMES = 100
GRADIO_ROOT = re.compile(r'("root":"[^"]*)(")')
HEAD = """
<link rel="stylesheet" href="ui/embed.css">
<script type="application/json" id="tiaowen-embed">{embed}</script>
<script type="module" src="ui/embed.js"></script>
"""


@dataclass(frozen=True)
class Embedding:
    """Who may embed: origins, and the secret of their tokens ("" where none is asked for)."""

    origins: tuple[str, ...] = ()
    secret: str = ""

    @classmethod
    def of(cls, settings: Settings) -> Embedding:
        """As the settings have it."""
        return cls(settings.frame_ancestors, settings.embed_secret.get_secret_value())

    def page(self, html: str) -> str:
        """Gradio's page as `/embed`: it asks under `/embed/…`, and knows whom it may talk to."""
        told = json.dumps({"origins": self.origins, "token": bool(self.secret)}).replace("<", "\\u003c")
        html, found = GRADIO_ROOT.subn(rf"\g<1>{EMBED}\g<2>", html, count=1)
        if not found:  # better no page than questions that nobody checks
            raise RuntimeError("Gradio's page names no root: qa/web/embedding.py does not know this version")
        html = html.replace('"autofocus":true', '"autofocus":false')  # a frame leaves the page's focus alone
        return re.sub(r"<base [^>]*>", lambda base: base[0] + HEAD.format(embed=told), html, count=1)

    def visitor(self, headers: Mapping[str, str]) -> Visitor | None:
        """Who asks; None where no token is asked for. Raises TokenRefused."""
        return verify(headers.get(TOKEN_HEADER, ""), self.secret) if self.secret else None

    def cors(self) -> dict[str, Any]:
        """What `CORSMiddleware` lets the same origins do: ask the API, without cookies."""
        return {
            "allow_origins": self.origins,
            "allow_methods": ["GET", "POST"],
            "allow_headers": ["Authorization", "Content-Type"],
            "allow_credentials": False,
        }


class EmbeddedRequests:
    """ASGI middleware: `/embed/…` reaches Gradio as `/…`, with the visitor as `state.visitor`; 401 without a token."""

    def __init__(self, app: ASGIApp, embedding: Embedding) -> None:
        self.app, self.embedding = app, embedding

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        path = scope["path"].removeprefix(EMBED) if scope["type"] == "http" else ""
        if path == scope.get("path") or not path.startswith(UNDER_EMBED):
            await self.app(scope, receive, send)
            return
        state = dict(scope.get("state") or {})
        if scope["method"] == "POST":
            try:
                state["visitor"] = self.embedding.visitor(Headers(scope=scope))
            except TokenRefused as error:
                log.info("A question in %s was refused: %s", EMBED, error)
                await JSONResponse({"detail": str(error)}, status_code=401)(scope, receive, send)
                return
        await self.app({**scope, "path": path, "raw_path": path.encode(), "state": state}, receive, send)


def within(scope: Scope, query: Mapping[str, str]) -> Scope:
    """`scope` inside what the page's address names: `doc_ids` and `region`, separated by commas.

    >>> within(Scope(doc_ids=("beiliu", "hefei")), {"doc_ids": "wenzhou, beiliu", "region": "北流市"})
    Scope(doc_ids=('beiliu',), regions=('北流市',), in_force=False)
    """
    return replace(
        scope,
        doc_ids=_inside(scope.doc_ids, _names(query.get("doc_ids", ""))),
        regions=_inside(scope.regions, _names(query.get("region", ""))),
    )


def _inside(chosen: tuple[str, ...], named: tuple[str, ...]) -> tuple[str, ...]:
    """What is chosen of the named; all that is named where that is nothing."""
    return tuple(name for name in chosen if name in named) or named if named else chosen


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in re.split(r"[,，、]", text) if name.strip())[:MAX_NAMES]
