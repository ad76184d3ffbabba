"""Gradio's own page made ours: nothing that points off this host, our look before the first paint.

Gradio's template names a preview image on GitHub, a web manifest and an iframe resizer, and posts a
message to any page that frames it. All of that is cut; our style sheet and scripts are put in.
"""

from __future__ import annotations

import json
import re

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.web.embedding import Embedding
from qa.web.texts import script_texts

PAGES = {"/": "chat", "/embed": "embed"}
UNWANTED = re.compile(
    r"""<meta\s+(?:property="og:|name="twitter:)[^>]*>\s*"""
    r"""|<link rel="manifest"[^>]*>\s*"""
    r"""|<script data-gradio-mode>.*?</script>\s*"""
    r"""|<script>\s*\(\(\) => \{\s*const root\b.*?</script>\s*""",
    re.DOTALL,
)
HEAD = """
<script data-gradio-mode>window.__gradio_mode__ = "app";</script>
<link rel="icon" href="ui/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="ui/theme.css">
<link rel="stylesheet" href="ui/chat.css">
<link rel="stylesheet" href="ui/documents.css">
<script type="application/json" id="tiaowen-texts">{texts}</script>
<script type="module" src="ui/chat.js"></script>
"""


def our_page(html: str, view: str) -> str:
    """Gradio's page, cleaned, for `view`: "chat" or "embed"."""
    texts = json.dumps(script_texts(), ensure_ascii=False).replace("<", "\\u003c")
    cleaned = UNWANTED.sub("", html)
    cleaned = re.sub(r'<html\s+lang="en"', f'<html lang="zh" data-lang="zh" data-page="{view}"', cleaned, count=1)
    head = HEAD.format(texts=texts)
    return re.sub(r"<base [^>]*>", lambda base: base[0] + head, cleaned, count=1)


class OurPage:
    """ASGI middleware: `/` and `/embed` are Gradio's page cleaned by `our_page`; all else passes through.

    Where the chat page is closed, `/` leads to the documents."""

    def __init__(self, app: ASGIApp, embedding: Embedding, open_page: bool = True) -> None:
        self.app, self.embedding, self.open_page = app, embedding, open_page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        view = PAGES.get(scope.get("path", "")) if scope["type"] == "http" else None
        if view is None or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        if view == "chat" and not self.open_page:
            await RedirectResponse("documents", 303)(scope, receive, send)
            return
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        inner = {**scope, "path": "/", "raw_path": b"/", "headers": plain}
        await self.app(inner, receive, _Rewriter(send, view, self.embedding))


class _Rewriter:
    """Collects one response and sends it on rewritten."""

    def __init__(self, send: Send, view: str, embedding: Embedding) -> None:
        self.send, self.view, self.embedding = send, view, embedding
        self.start: Message = {}
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
            return
        if message["type"] != "http.response.body":
            await self.send(message)
            return
        self.body += message.get("body", b"")
        if message.get("more_body"):
            return
        html = our_page(self.body.decode(), self.view)
        body = (self.embedding.page(html) if self.view == "embed" else html).encode()
        headers = [(name, value) for name, value in self.start["headers"] if name != b"content-length"]
        headers.append((b"content-length", str(len(body)).encode()))
        await self.send({**self.start, "headers": headers})
        await self.send({"type": "http.response.body", "body": body})
