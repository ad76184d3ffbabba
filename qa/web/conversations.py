"""What the chat page asks beside Gradio: a kept conversation drawn again, what to ask next, a file to keep."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, ConfigDict

from qa.schema import Language
from qa.web.conversation import Engine
from qa.web.export import markdown
from qa.web.followups import follow_ups
from qa.web.record import Kept, KeptTurn
from qa.web.render import render
from qa.web.transcript import render_turns
from qa.web.word import DOCX, word

MARKDOWN = "text/markdown; charset=utf-8"


class Answered(BaseModel):
    """The body of `POST /chat/follow-ups`: the turn that was answered."""

    model_config = ConfigDict(extra="forbid")

    turn: KeptTurn


class Exported(Kept):
    """The body of `POST /chat/export.*`: a conversation and the language of what frames it."""

    language: Language = "zh"


def conversations_router(engine: Engine, linked: bool = True) -> APIRouter:
    """The routes, `linked` as `render_turns` has it. What the browser sends is its own copy: drawn, never trusted,
    never stored."""
    router = APIRouter(include_in_schema=False)

    @router.post("/chat/turns", response_class=HTMLResponse)
    def turns(kept: Kept) -> str:
        return render_turns(kept.turns, engine, kept.first, linked)

    @router.post("/chat/follow-ups", response_class=HTMLResponse)
    def next_questions(answered: Answered) -> str:
        return render("followups.html", questions=follow_ups(engine, answered.turn))

    @router.post("/chat/export.md")
    def export_markdown(kept: Exported) -> Response:
        return download(markdown(kept, engine, kept.language).encode(), MARKDOWN, f"{kept.title}.md")

    @router.post("/chat/export.docx")
    def export_word(kept: Exported) -> Response:
        return download(word(kept, engine, kept.language), DOCX, f"{kept.title}.docx")

    return router


def download(content: bytes, media_type: str, name: str) -> Response:
    """A file to keep, never to show: whatever it holds, the browser does not run it."""
    disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return Response(content, media_type=media_type, headers={"Content-Disposition": disposition})
