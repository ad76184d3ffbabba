"""`/metrics`: requests by route and answers by status, and nothing that anybody asked."""

from __future__ import annotations

import re

from fastapi.testclient import TestClient

from qa.web.server import create_app
from tests.web.conftest import open_settings
from tests.web.fakes import FakeEngine


def counted(client: TestClient) -> dict[str, float]:
    """Every counter: `name{labels}` -> value."""
    lines = client.get("/metrics").text.splitlines()
    return {name: float(value) for line in lines if line[0] != "#" for name, value in [line.rsplit(" ", 1)]}


def test_requests_answers_and_feedback_are_counted(tmp_path):
    client = TestClient(create_app(FakeEngine(), open_settings(tmp_path)))
    client.post("/api/v1/ask", json={"question": "谁列席？"})
    client.post("/api/v1/ask", json={"question": "谁列席？"}, headers={"accept": "text/event-stream"})
    client.post("/v1/chat/completions", json={"messages": [{"role": "user", "content": "none"}]})
    client.get("/api/v1/articles/rules:1")
    client.get("/api/v1/articles/rules:99")
    client.post("/api/v1/feedback", json={"verdict": "down", "question": "谁列席？"})
    seen = counted(client)
    assert seen['tiaowen_answers_total{answerer="extractive",language="zh",status="answered"}'] == 2
    assert seen['tiaowen_answers_total{answerer="extractive",language="zh",status="not_found"}'] == 1
    assert seen['tiaowen_answer_seconds_count{answerer="extractive"}'] == 3
    assert seen['tiaowen_requests_total{method="POST",route="/api/v1/ask",status="200"}'] == 2
    assert seen['tiaowen_requests_total{method="GET",route="/api/v1/articles/{article_id}",status="404"}'] == 1
    assert seen['tiaowen_feedback_total{verdict="down"}'] == 1
    assert (seen["tiaowen_documents"], seen["tiaowen_articles"]) == (2, 3)


def test_no_question_address_or_made_up_path_is_a_label(tmp_path):
    client = TestClient(create_app(FakeEngine(), open_settings(tmp_path)))
    client.post("/api/v1/ask", json={"question": "秘密"})
    client.get("/api/v1/secret-path")
    client.request("SECRET", "/secret-path")
    text = client.get("/metrics").text
    assert "秘密" not in text and "secret" not in text.lower() and "testclient" not in text
    assert set(re.findall(r'method="(\w+)"', text)) <= {"GET", "POST", "other"}
