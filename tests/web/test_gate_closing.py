"""Ending a turn meets no rate, that none is left waiting; what is open there must be no way to ask."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from qa.web.server import create_app
from qa.web.store.database import Database
from qa.web.store.keys import Keys
from tests.web.conftest import open_settings
from tests.web.fakes import FakeEngine
from tests.web.test_gate import ASK, JOIN, OTHERS, OURS, bearer, client_of, status
from tests.web.test_tokens import SECRET, signed

END = {"data": ["", None], "fn_index": 1, "session_hash": "s1"}  # what ends a turn on the page, see qa/web/chat.py
CLOSE = "/gradio_api/run/predict"


def test_ending_a_turn_is_not_counted_and_asking_is(tmp_path):
    client = client_of(tmp_path, rate_limit="2/minute")
    assert [status(client, CLOSE, END) for _ in range(5)] == [200] * 5
    assert [status(client, "/gradio_api/queue/join", JOIN) for _ in range(3)] == [200, 200, 429]
    assert [status(client, CLOSE, END), status(client, f"/embed{CLOSE}", END)] == [200, 200]


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/run/end", "/gradio_api/run/predict/", "/gradio_api/run/predictor", "/gradio_api/api/predict",
        "/gradio_api/call/predict", "/gradio_api/run/ask", "/gradio_api/queue/join", "/gradio_api/cancel",
        "/gradio_api/upload", "/embed/gradio_api/queue/join",
    ],
)  # fmt: skip
def test_whatever_else_goes_to_gradio_is_counted(tmp_path, path):
    client = client_of(tmp_path, rate_limit="2/minute")
    for _ in range(2):
        client.post("/api/v1/ask", json=ASK)
    assert status(client, path, END) == 429


def test_ending_a_turn_asks_nothing_even_with_a_questions_number(tmp_path):
    """Every function that may be called there, with everything a question takes: the engine hears of none."""
    engine = FakeEngine()
    app = create_app(engine, open_settings(tmp_path))
    client = TestClient(app, raise_server_exceptions=False)
    for number, fn in app.routes[-1].app.get_blocks().fns.items():
        given = ["谁列席？", "{}", None, None][: len(fn.inputs)]
        status(client, CLOSE, {"data": given, "fn_index": number, "session_hash": "s1"})
    assert engine.histories == []


def test_ending_a_turn_is_as_closed_as_asking(tmp_path):
    client = client_of(tmp_path / "open")
    assert [status(client, CLOSE, END, headers) for headers in OTHERS] == [403] * len(OTHERS)
    client, keys = client_of(tmp_path, require_api_key=True), Keys(Database(tmp_path))
    assert status(client, CLOSE, END) == 401
    assert status(client, CLOSE, END, bearer(keys.add("reads", ("read",), "9/minute"))) == 401
    assert status(client, CLOSE, END, bearer(keys.add("asks", ("ask",), "9/minute"))) == 200
    client = client_of(tmp_path / "closed", chat_page=False, embed_secret=SECRET)
    assert [status(client, CLOSE, END, OURS[0]), status(client, f"/embed{CLOSE}", END)] == [401, 401]
    assert status(client, f"/embed{CLOSE}", END, {"x-tiaowen-token": signed()}) == 200
