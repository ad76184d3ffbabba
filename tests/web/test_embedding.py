"""`/embed`: its page, its policy, cross-origin reading, and questions with and without a token."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from qa.settings import Settings
from qa.web.conversation import answering
from qa.web.embedding import Embedding, within
from qa.web.record import record_of
from qa.web.scope import Scope
from qa.web.server import create_app
from tests.web.conftest import PORTAL, open_settings
from tests.web.fakes import FakeEngine
from tests.web.test_tokens import OTHER, SECRET, signed

JOIN = {"data": ["谁列席？", None], "fn_index": 0, "session_hash": "s1"}
STRANGER = "https://stranger.example"


@pytest.fixture(scope="module")
def closed() -> Iterator[TestClient]:
    """The application that asks for tokens."""
    app = create_app(FakeEngine(), Settings(embed_origins=PORTAL, embed_secret=SECRET))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def join(client: TestClient, path: str, token: str | None = None) -> int:
    headers = {} if token is None else {"X-Tiaowen-Token": token}
    return client.post(path, json=JOIN, headers=headers).status_code


def test_the_page_asks_under_embed_and_knows_whom_it_talks_to(client, closed):
    html = client.get("/embed").text
    assert '"root":"http://testserver/embed"' in html
    assert f'id="tiaowen-embed">{{"origins": ["{PORTAL}"], "token": false}}</script>' in html
    assert '"token": true' in closed.get("/embed").text
    assert "tiaowen-embed" not in client.get("/").text


def test_the_secret_is_on_no_page(closed):
    assert SECRET not in closed.get("/embed").text + closed.get("/").text + repr(Settings(embed_secret=SECRET))


def test_a_page_of_a_gradio_that_names_no_root_is_not_shown():
    with pytest.raises(RuntimeError, match="names no root"):
        Embedding().page("<html><base href='./'></html>")


def test_what_the_page_is_told_cannot_end_its_script():
    page = Embedding(("</script><script>alert(1)</script>",)).page('<base href="./">{"root":"http://h"}')
    assert "</script><script>alert" not in page


@pytest.mark.parametrize(
    "path", ["/embed/", "/embed/documents", "/embed/embed", "/embed/api/v1/documents", "/embedded"]
)
def test_nothing_else_is_below_embed(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert PORTAL not in response.headers["content-security-policy"]


def test_without_a_secret_no_token_is_asked_for(client):
    assert join(client, "/embed/gradio_api/queue/join") == 200


@pytest.mark.parametrize(
    "token",
    [
        pytest.param(None, id="none"),
        pytest.param("nonsense", id="nonsense"),
        pytest.param(signed(OTHER), id="forged"),
        pytest.param(signed(exp=1), id="expired"),
        pytest.param(signed(aud="another"), id="wrong-audience"),
    ],
)
@pytest.mark.parametrize("path", ["gradio_api/queue/join", "gradio_api/run/predict", "gradio_api/cancel", "chat/turns"])
def test_with_a_secret_nothing_is_sent_in_without_a_valid_token(closed, path, token):
    assert join(closed, f"/embed/{path}", token) == 401


def test_with_a_valid_token_a_question_is_taken(closed):
    assert join(closed, "/embed/gradio_api/queue/join", signed()) == 200


def test_with_a_valid_token_a_kept_conversation_is_drawn(closed):
    kept = {"title": "", "turns": [], "first": 0}
    assert closed.post("/embed/chat/turns", json=kept, headers={"X-Tiaowen-Token": signed()}).status_code == 200


@pytest.mark.parametrize("chat_page", [True, False])
def test_answers_have_a_link_where_the_chat_page_is_there_to_follow_it(tmp_path, chat_page):
    client = TestClient(create_app(FakeEngine(), open_settings(tmp_path, chat_page=chat_page, embed_secret=SECRET)))
    headers = {"X-Tiaowen-Token": signed()}
    turn = record_of(list(answering(FakeEngine(), "谁列席？"))[-1])
    drawn = client.post("/embed/chat/turns", json={"title": "", "turns": [json.loads(turn)]}, headers=headers)
    assert drawn.status_code == 200
    assert ("copy-link" in drawn.text) == chat_page
    asked = {**JOIN, "fn_index": 0, "data": ["谁列席？", "{}", None]}
    with client:
        assert client.post("/embed/gradio_api/queue/join", json=asked, headers=headers).status_code == 200
        said = client.get("/embed/gradio_api/queue/data?session_hash=s1").text
    assert "process_completed" in said
    ended = {"data": ["", None], "fn_index": 1, "session_hash": "s1"}
    assert ("copy-link" in client.post("/embed/gradio_api/run/predict", json=ended, headers=headers).text) == chat_page


def test_with_a_secret_leaving_embed_out_of_the_address_opens_nothing(closed):
    assert join(closed, "/gradio_api/queue/join") == 401
    assert join(closed, "/gradio_api/queue/join", signed()) == 401


def test_a_token_in_the_address_is_not_read(closed):
    assert join(closed, f"/embed/gradio_api/queue/join?token={signed()}&x-tiaowen-token={signed()}") == 401


def test_listed_origins_may_read_and_send_and_no_cookie_goes_along(client):
    asked = {
        "origin": PORTAL,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
    }
    allowed = client.options("/api/v1/ask", headers=asked).headers
    assert allowed["access-control-allow-origin"] == PORTAL
    assert "access-control-allow-credentials" not in allowed
    answer = client.post("/api/v1/ask", json={"question": "谁列席？"}, headers={"origin": PORTAL})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, PORTAL)
    assert "origin" in answer.headers["vary"].lower()


@pytest.mark.parametrize("origin", [STRANGER, "null", PORTAL.upper(), PORTAL + ".stranger.example", PORTAL + ":444"])
@pytest.mark.parametrize("path", ["/api/v1/documents", "/gradio_api/info", "/embed", "/widget.js"])
def test_other_origins_may_not(client, origin, path):
    assert "access-control-allow-origin" not in client.get(path, headers={"origin": origin}).headers
    asked = {"origin": origin, "access-control-request-method": "POST"}
    assert "access-control-allow-origin" not in client.options(path, headers=asked).headers


def test_no_page_sets_a_cookie(client):
    for path in ("/", "/embed", "/widget.js", "/documents"):
        assert "set-cookie" not in client.get(path).headers


@pytest.mark.parametrize(
    ("chosen", "query", "left"),
    [
        (Scope(), {}, Scope()),
        (Scope(("a",), ("温州市",), True), {}, Scope(("a",), ("温州市",), True)),
        (Scope(), {"doc_ids": "a, b,,", "region": "温州市、合肥市"}, Scope(("a", "b"), ("温州市", "合肥市"))),
        (Scope(("b", "c")), {"doc_ids": "a,b"}, Scope(("b",))),
        (Scope(("c",), in_force=True), {"doc_ids": "a,b"}, Scope(("a", "b"), in_force=True)),
        (Scope(), {"doc_ids": ",".join("x" * 500)}, Scope(("x",) * 100)),
    ],
)
def test_a_question_stays_inside_what_the_address_names(chosen, query, left):
    assert within(chosen, query) == left
