"""Pages rendered on the server: the documents, whole, with an anchor for every article; and widget.js."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse

from index.errors import UnknownDocument
from qa.web.conversation import Engine
from qa.web.render import render, render_document, render_documents

STATIC = Path(__file__).parent / "static"


def pages_router(engine: Engine) -> APIRouter:
    """The routes, reading from `engine`."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    @router.get("/documents")
    def documents() -> str:
        return render_documents(engine)

    @router.get("/documents/{doc_id}")
    def document(doc_id: str) -> HTMLResponse:
        try:
            return HTMLResponse(render_document(engine, doc_id))
        except UnknownDocument:
            return HTMLResponse(render("missing.html", key="no_document"), status_code=404)

    @router.get("/widget.js")
    def widget() -> FileResponse:
        return FileResponse(STATIC / "widget.js", media_type="text/javascript")

    return router
