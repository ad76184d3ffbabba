"""The JSON API: `/api/v1/*`, `/healthz`, `/readyz`. Thin: the engine answers, this translates."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any, Literal

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from index.errors import QuestionError, TiaowenError, UnknownDocument
from index.schema import Article, Document
from qa.schema import Language
from qa.web.conversation import UNEXPECTED, Engine
from qa.web.suggestions import Suggestion, Suggestions

log = logging.getLogger(__name__)

MAX_HISTORY = 50
MAX_FILTERS = 100
EVENT_STREAM = "text/event-stream"


class Ask(BaseModel):
    """The body of `POST /api/v1/ask`."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(description="in Chinese or English")
    history: list[str] = Field([], max_length=MAX_HISTORY, description="earlier questions, oldest first")
    doc_ids: list[str] = Field([], max_length=MAX_FILTERS, description="answer from these documents only")
    regions: list[str] = Field([], max_length=MAX_FILTERS, description="answer from these regions only")
    answerer: Literal["extractive"] = Field("extractive", description="who words the answer")

    def asked(self) -> dict[str, Any]:
        """The engine's keyword arguments."""
        return {"history": self.history, "doc_ids": self.doc_ids, "regions": self.regions}


def document_json(document: Document, articles: int) -> dict[str, Any]:
    """A document's metadata, without its text."""
    names = ("id", "title", "title_en", "issuer", "region", "region_en", "province", "document_number", "date", "kind")
    return {**{name: getattr(document, name) for name in names}, "status": document.status, "articles": articles}


def article_json(article: Article) -> dict[str, Any]:
    """An article as `python -m index articles --json` prints it."""
    return {
        "id": article.id,
        "doc_id": article.doc_id,
        "label": article.label,
        "headings": list(article.headings),
        "title": article.title,
        "text": article.text,
    }


def api_router(engine: Engine, suggestions: Suggestions) -> APIRouter:
    """The routes, answering from `engine`."""
    router = APIRouter()

    @router.post("/api/v1/ask", response_model=None)
    def ask(body: Ask, request: Request) -> Response:
        """One answer, whole; or growing, one event each, when the client accepts an event stream."""
        if EVENT_STREAM in request.headers.get("accept", ""):
            return StreamingResponse(events(engine, body), media_type=EVENT_STREAM)
        return JSONResponse(engine.ask(body.question, **body.asked()).to_dict())

    @router.get("/api/v1/documents")
    def documents() -> list[dict[str, Any]]:
        """The documents held."""
        counts = {document.id: 0 for document in engine.documents}
        for article in engine.articles:
            counts[article.doc_id] += 1
        return [document_json(document, counts[document.id]) for document in engine.documents]

    @router.get("/api/v1/articles/{article_id}")
    def article(article_id: str) -> dict[str, Any]:
        """One article, whole."""
        return article_json(engine.article(article_id))

    @router.get("/api/v1/suggestions")
    def suggested(lang: Language | None = None) -> list[Suggestion]:
        """Questions to start with; each was answered from the article it names."""
        return [found for language in ((lang,) if lang else ("zh", "en")) for found in suggestions.of(language)]

    @router.get("/healthz")
    def healthz() -> dict[str, str]:
        """The process is alive."""
        return {"status": "ok"}

    @router.get("/readyz")
    def readyz() -> dict[str, Any]:
        """The index is loaded and questions can be asked."""
        return {"status": "ready", "documents": len(engine.documents), "articles": len(engine.articles)}

    return router


def events(engine: Engine, body: Ask) -> Iterator[str]:
    """Server-sent events: growing answers, or one `error` event with one clear line."""
    try:
        for answer in engine.stream(body.question, **body.asked()):
            yield event("answer", answer.to_dict())
    except TiaowenError as error:
        yield event("error", {"detail": str(error)})
    except Exception:
        log.exception("Answering failed")
        yield event("error", {"detail": UNEXPECTED})


def event(name: str, value: dict[str, Any]) -> str:
    """One server-sent event."""
    return f"event: {name}\ndata: {json.dumps(value, ensure_ascii=False)}\n\n"


def add_error_handlers(app: FastAPI) -> None:
    """Every error leaves as `{"detail": "one clear line"}`."""

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"] if part != "body") or "body"
        return JSONResponse({"detail": f"{where}: {first['msg']}"}, status_code=422)

    @app.exception_handler(TiaowenError)
    async def refused(request: Request, error: TiaowenError) -> JSONResponse:
        return JSONResponse({"detail": str(error)}, status_code=status_of(error))

    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> JSONResponse:
        log.error("Request failed: %s", request.url.path, exc_info=error)
        return JSONResponse({"detail": UNEXPECTED}, status_code=500)


def status_of(error: TiaowenError) -> int:
    """400 for a question that cannot be asked, 404 for what is not held, 500 for trouble of our own."""
    if isinstance(error, QuestionError):
        return 400
    return 404 if isinstance(error, UnknownDocument) else 500
