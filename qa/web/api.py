"""The JSON API: `/api/v1/*`, `/healthz`, `/readyz`. Thin: the engine answers, this translates."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from index.schema import Article, Document
from qa.schema import Language
from qa.web.conversation import Engine
from qa.web.errors import line_of, problems
from qa.web.schemas import Alive, AnswerJson, ArticleJson, Ask, DocumentJson, Ready
from qa.web.suggestions import Suggestion, Suggestions

EVENT_STREAM = "text/event-stream"
EVENT = {
    "type": "object",
    "properties": {"event": {"type": "string"}, "data": {"type": "string"}},
    "required": ["data"],
}
STREAMED = {"content": {EVENT_STREAM: {"schema": EVENT}}, "description": "the answer, whole or growing"}


def document_json(document: Document, articles: int) -> DocumentJson:
    """A document's metadata, without its text."""
    own = {name: getattr(document, name) for name in DocumentJson.model_fields if name != "articles"}
    return DocumentJson(**own, articles=articles)


def article_json(article: Article) -> ArticleJson:
    """An article as `python -m index articles --json` prints it."""
    own = {name: getattr(article, name) for name in ArticleJson.model_fields if name != "headings"}
    return ArticleJson(**own, headings=list(article.headings))


def api_router(engine: Engine, suggestions: Suggestions) -> APIRouter:
    """The routes, answering from `engine`."""
    router = APIRouter()
    bad_question = {200: {"model": AnswerJson, **STREAMED}, **problems(400, 404, 413, 422)}

    @router.post("/api/v1/ask", response_model=None, responses=bad_question)
    def ask(body: Ask, request: Request) -> Response:
        """One answer, whole; or growing, one event each, when the client accepts an event stream."""
        if EVENT_STREAM in request.headers.get("accept", ""):
            return StreamingResponse(events(engine, body), media_type=EVENT_STREAM)
        return JSONResponse(engine.ask(body.question, **body.asked()).to_dict())

    @router.get("/api/v1/documents", responses=problems())
    def documents() -> list[DocumentJson]:
        """The documents held."""
        counts = {document.id: 0 for document in engine.documents}
        for article in engine.articles:
            counts[article.doc_id] += 1
        return [document_json(document, counts[document.id]) for document in engine.documents]

    @router.get("/api/v1/articles/{article_id}", responses=problems(404))
    def article(article_id: str) -> ArticleJson:
        """One article, whole."""
        return article_json(engine.article(article_id))

    @router.get("/api/v1/suggestions", responses=problems(422))
    def suggested(lang: Language | None = None) -> list[Suggestion]:
        """Questions to start with; each was answered from the article it names."""
        return [found for language in ((lang,) if lang else ("zh", "en")) for found in suggestions.of(language)]

    # Neither waits for a thread: questions may hold them all.
    @router.get("/healthz")
    async def healthz() -> Alive:
        """The process is alive."""
        return Alive(status="ok")

    @router.get("/readyz")
    async def readyz() -> Ready:
        """The index is loaded and questions can be asked."""
        return Ready(status="ready", documents=len(engine.documents), articles=len(engine.articles))

    return router


def events(engine: Engine, body: Ask) -> Iterator[str]:
    """Server-sent events: growing answers, or one `error` event with one clear line."""
    try:
        for answer in engine.stream(body.question, **body.asked()):
            yield event("answer", answer.to_dict())
    except Exception as error:
        yield event("error", {"detail": line_of(error)})


def event(name: str, value: dict[str, Any]) -> str:
    """One server-sent event."""
    return f"event: {name}\ndata: {json.dumps(value, ensure_ascii=False)}\n\n"
