"""The MCP server's tools, served by Gradio under `/gradio_api/mcp/`: an assistant asks, searches and reads articles."""

from __future__ import annotations

import functools
import inspect
import json
from collections.abc import Callable
from typing import Any

import gradio as gr
from starlette.requests import Request

from index.errors import QuestionError
from qa.question import MAX_HISTORY, MAX_QUESTION_CHARS
from qa.web.api import article_json
from qa.web.conversation import Engine
from qa.web.errors import line_of
from qa.web.schemas import MAX_FILTERS

MAX_FOUND = 50
TOOLS = ("ask", "search_articles", "get_article")
MCP = "/gradio_api/mcp"  # where a caller was asked for a key and counted, see gate.py
ELSEWHERE = "The tools answer to MCP clients only. Ask POST /api/v1/ask"


def add_tools(engine: Engine) -> None:
    """Declare the tools in the Gradio page under construction."""

    def ask(
        question: str,
        history: list[str] | None = None,
        doc_ids: list[str] | None = None,
        regions: list[str] | None = None,
    ) -> str:
        """Answer a question about the policy documents held, in Chinese or English, with verbatim quotes and citations.

        The answer is JSON: `text` with [n] marks, `status` ("answered" or "not_found"), `citations`, `confidence`.

        Args:
            question: the question, in Chinese or English
            history: earlier questions of the conversation, oldest first
            doc_ids: answer from these documents only
            regions: answer from these regions only
        """
        return _json(engine.ask(question, **_asked(history, doc_ids, regions)).to_dict())

    def search_articles(
        query: str, limit: int = 10, doc_ids: list[str] | None = None, regions: list[str] | None = None
    ) -> str:
        """Find the articles nearest to a query, best first, as a JSON list with their whole text.

        Args:
            query: what to look for, in Chinese or English
            limit: how many articles at most, 1 to 50
            doc_ids: search these documents only
            regions: search these regions only
        """
        asked = _asked(None, doc_ids, regions)
        found = engine.ask(query, **asked, answerer="extractive").retrieved[: max(1, min(limit, MAX_FOUND))]
        return _json([article_json(engine.article(article_id)).model_dump() for article_id in found])

    def get_article(article_id: str) -> str:
        """One article, whole, as JSON.

        Args:
            article_id: an id as citations and searches give it, for example wenzhou:1.2
        """
        return _json(article_json(engine.article(article_id)).model_dump())

    for tool in (ask, search_articles, get_article):
        gr.api(_in_one_line(tool), api_name=tool.__name__, queue=False)


def _asked(history: list[str] | None, doc_ids: list[str] | None, regions: list[str] | None) -> dict[str, list[str]]:
    """The engine's keyword arguments. Raises QuestionError for lists that are too long."""
    earlier = history or []
    if len(earlier) > MAX_HISTORY or any(len(question) > MAX_QUESTION_CHARS for question in earlier):
        raise QuestionError(f"history: at most {MAX_HISTORY} questions of {MAX_QUESTION_CHARS} characters")
    if max(len(doc_ids or []), len(regions or [])) > MAX_FILTERS:
        raise QuestionError(f"doc_ids, regions: at most {MAX_FILTERS} each")
    return {"history": earlier, "doc_ids": doc_ids or [], "regions": regions or []}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()


def _in_one_line(tool: Callable[..., str]) -> Callable[..., str]:
    """The tool, whose errors are one clear line to the client.

    Gradio also takes any function by its number, at paths that are there for the chat page: a tool refuses those.
    """

    @functools.wraps(tool)
    def careful(request: gr.Request, *arguments: Any) -> str:
        if not _path_of(request).startswith(MCP):
            raise gr.Error(ELSEWHERE, print_exception=False)
        try:
            return tool(*arguments)
        except Exception as error:
            raise gr.Error(line_of(error), print_exception=False) from error

    asked = inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=gr.Request)
    signature = inspect.signature(tool)
    careful.__signature__ = signature.replace(parameters=[asked, *signature.parameters.values()])
    careful.__annotations__ = {"request": gr.Request, **tool.__annotations__}
    return careful


def _path_of(request: gr.Request | Request) -> str:
    """The path that was asked, as the gate saw it: `url` has the Host header in it. MCP hands over Starlette's own."""
    return (request.request if isinstance(request, gr.Request) else request).scope["path"]
