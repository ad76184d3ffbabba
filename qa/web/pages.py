"""Pages rendered on the server: the documents, whole, with an anchor for every article; and widget.js."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from fastapi.staticfiles import StaticFiles

from index.errors import QuestionError, UnknownDocument
from qa.web.conversation import Engine
from qa.web.conversations import download
from qa.web.library import document_of, render_compare, render_document, render_documents
from qa.web.render import render

STATIC = Path(__file__).parent / "static"
MAX_SEARCH_CHARS = 200
PLAIN_TEXT = "text/plain; charset=utf-8"
ANY_FILE = "application/octet-stream"
JAVASCRIPT = "text/javascript; charset=utf-8"

Words = Annotated[str, Query(max_length=MAX_SEARCH_CHARS)]
Named = Annotated[str, Query(max_length=MAX_SEARCH_CHARS)]


class OurFiles(StaticFiles):
    """Scripts and styles. Browsers ask each time whether theirs is still the newest: none runs old beside new."""

    def file_response(self, *arguments: Any, **options: Any) -> Response:
        response = super().file_response(*arguments, **options)
        response.headers["Cache-Control"] = "no-cache"
        return response


def pages_router(engine: Engine, corpus_dir: Path) -> APIRouter:
    """The routes, reading from `engine`; original files come from `corpus_dir`."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    @router.get("/documents")
    def documents(q: Words = "") -> str:
        return render_documents(engine, q)

    @router.get("/documents/{doc_id}")
    def document(doc_id: str, q: Words = "") -> HTMLResponse:
        try:
            return HTMLResponse(render_document(engine, doc_id, q))
        except UnknownDocument:
            return missing("no_document")

    @router.get("/documents/{doc_id}/original")
    def original(doc_id: str) -> Response:
        try:
            return original_file(engine, doc_id, corpus_dir)
        except UnknownDocument:
            return missing("no_document", base="../../")

    @router.get("/compare")
    def compare(a: Named = "", b: Named = "", topic: Words = "") -> HTMLResponse:
        try:
            return HTMLResponse(render_compare(engine, a, b, topic))
        except (UnknownDocument, QuestionError):
            return missing("no_document", base="./")

    @router.get("/widget.js")
    async def widget(request: Request) -> Response:
        response = await OurFiles(directory=STATIC).get_response("widget.js", request.scope)
        response.headers["Content-Type"] = JAVASCRIPT  # Python 3.11 guesses its older name
        return response

    return router


def missing(key: str, base: str = "../") -> HTMLResponse:
    """The page for what is not there; `base` leads from its address to the chat page."""
    return HTMLResponse(render("missing.html", key=key, base=base), status_code=404)


def original_file(engine: Engine, doc_id: str, corpus_dir: Path) -> Response:
    """The file that the document was read from; where the server does not hold it, the text as it was indexed.

    Raises UnknownDocument. Only a file inside the corpus folder is ever sent.
    """
    document = document_of(engine, doc_id)
    folder = corpus_dir.resolve()
    path = (folder / document.path).resolve()
    if document.path and path.is_relative_to(folder) and path.is_file():
        return download(path.read_bytes(), ANY_FILE, path.name)
    return download(document.text.encode(), PLAIN_TEXT, f"{document.id}.txt")
