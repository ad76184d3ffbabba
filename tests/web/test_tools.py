"""The MCP server, asked by the official client over HTTP."""

from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient

from qa.settings import Settings
from qa.web.errors import UNEXPECTED
from qa.web.server import create_app
from qa.web.tools import ELSEWHERE, TOOLS
from tests.web.conftest import open_settings
from tests.web.fakes import FIRST, FakeEngine, answer_to
from tests.web.mcp_client import call, tools_of
from tests.web.serving import serving


@pytest.fixture(scope="module")
def fake() -> FakeEngine:
    return FakeEngine()


@pytest.fixture(scope="module")
def address(fake):
    with serving(create_app(fake, Settings())) as address:
        yield address


def text_of(result) -> str:
    (content,) = result.content
    return content.text


def test_three_tools_that_say_what_they_take(address):
    tools = {tool.name: tool for tool in tools_of(address)}
    assert sorted(tools) == ["ask", "get_article", "search_articles"]
    asked = tools["ask"].inputSchema
    assert asked["required"] == ["question"]
    assert set(asked["properties"]) == {"question", "history", "doc_ids", "regions"}
    assert all(tool.description and all(p["description"] for p in tool.inputSchema["properties"].values())
               for tool in tools.values())  # fmt: skip


def test_ask(address, fake):
    result = call(address, "ask", question="谁列席？", history=["a"], doc_ids=["rules"])
    assert not result.isError
    assert json.loads(text_of(result)) == answer_to("谁列席？").to_dict()
    assert (fake.histories[-1], fake.filters[-1]) == (["a"], (["rules"], []))


def test_search_and_get(address):
    found = json.loads(text_of(call(address, "search_articles", query="谁列席？", limit=1)))
    assert [article["id"] for article in found] == ["rules:2"]
    assert json.loads(text_of(call(address, "get_article", article_id="rules:1")))["text"] == FIRST.text


@pytest.mark.parametrize(
    ("tool", "arguments", "line"),
    [
        ("ask", {"question": " "}, "The question is empty 问题是空的"),
        ("ask", {"question": "x", "history": ["y"] * 51}, "history: at most 50 questions"),
        ("ask", {"question": "x", "doc_ids": ["y"] * 101}, "doc_ids, regions: at most 100 each"),
        ("ask", {"question": "boom"}, UNEXPECTED),
        ("ask", {"question": "damaged"}, UNEXPECTED),
        ("ask", {}, "Input validation error: 'question' is a required property"),
        ("get_article", {"article_id": "rules:99"}, "No article 'rules:99'"),
    ],
)
def test_errors_are_one_clear_line(address, tool, arguments, line):
    result = call(address, tool, **arguments)
    assert result.isError
    assert line in text_of(result)
    assert "secret detail" not in text_of(result)


def numbers_of_tools(app) -> dict[str, int]:
    """What Gradio numbers the tools' functions."""
    fns = app.routes[-1].app.get_blocks().fns.items()
    unqueued = {fn.fn.__name__: number for number, fn in fns if fn.fn and not fn.queue}  # the chat's `ask` is queued
    return {tool: unqueued[tool] for tool in TOOLS}


@pytest.mark.parametrize("path", ["run/predict", "run/nothing", "api/predict", "run/search_articles"])
@pytest.mark.parametrize("headers", [{}, {"host": "x/gradio_api/mcp?"}], ids=["plain", "lying host"])
@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("ask", ["谁列席？", None, None, None]),
        ("search_articles", ["谁列席？", 9, None, None]),
        ("get_article", ["rules:1"]),
    ],
)
def test_a_tool_answers_nobody_who_calls_it_by_its_number(tmp_path, path, headers, tool, given):
    engine = FakeEngine()
    app = create_app(engine, open_settings(tmp_path))
    body = {"data": given, "fn_index": numbers_of_tools(app)[tool]}
    refused = TestClient(app).post(f"/gradio_api/{path}", json=body, headers=headers)
    assert (refused.status_code, refused.json()["error"]) == (500, ELSEWHERE)
    assert engine.histories == []


def test_a_tool_answers_nobody_through_the_queue_either(tmp_path):
    engine = FakeEngine()
    app = create_app(engine, open_settings(tmp_path))
    body = {"data": ["谁列席？", None, None, None], "fn_index": numbers_of_tools(app)["ask"], "session_hash": "s"}
    with TestClient(app) as client:
        assert client.post("/gradio_api/queue/join", json=body).status_code == 200
        said = client.get("/gradio_api/queue/data?session_hash=s").text
    assert ELSEWHERE in said
    assert engine.histories == []
