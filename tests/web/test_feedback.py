"""Feedback: what is kept, what is not, and what is refused."""

from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient

from qa.web import feedback as command
from qa.web.errors import UNEXPECTED
from qa.web.server import create_app
from qa.web.store.database import Database
from qa.web.store.feedback import Feedback
from tests.web.conftest import open_settings
from tests.web.fakes import FakeEngine

UP = {"verdict": "up", "question": "谁列席？"}


@pytest.fixture
def kept(tmp_path):
    return Feedback(Database(tmp_path))


@pytest.fixture
def client(tmp_path):
    return TestClient(create_app(FakeEngine(), open_settings(tmp_path)), raise_server_exceptions=False)


def test_an_opinion_is_kept_with_nothing_about_its_author(client, kept):
    wrong = {"verdict": "wrong_article", "question": "谁列席？", "status": "answered", "article_id": "rules:1"}
    response = client.post("/api/v1/feedback", json={**wrong, "comment": " 应为第二条 "}, headers={"user-agent": "x/1"})
    assert (response.status_code, response.json()) == (201, {"id": 1})
    (opinion,) = kept.all()
    assert opinion.pop("made_at").endswith("Z")
    assert opinion == {"id": 1, **wrong, "comment": "应为第二条"}


@pytest.mark.parametrize(
    ("body", "status", "line"),
    [
        ({}, 422, "verdict: Field required"),
        ({**UP, "verdict": "great"}, 422, "verdict: Input should be 'up', 'down' or 'wrong_article'"),
        ({**UP, "question": " "}, 400, "请输入问题。"),
        ({**UP, "question": "x" * 2001}, 400, "问题太长"),
        ({**UP, "comment": "x" * 2001}, 422, "comment: String should have at most 2000 characters"),
        ({**UP, "answer": "…"}, 422, "answer: Extra inputs are not permitted"),
        ({**UP, "verdict": "wrong_article"}, 400, "article_id: say which cited article is wrong."),
        ({**UP, "article_id": "rules:99"}, 404, "No article 'rules:99'"),
    ],
)
def test_what_is_no_opinion_is_one_clear_line_and_is_not_kept(client, kept, body, status, line):
    response = client.post("/api/v1/feedback", json=body)
    assert response.status_code == status
    assert response.json()["detail"].startswith(line)
    assert list(kept.all()) == []


def test_where_nothing_can_be_kept_only_the_log_says_where(tmp_path, caplog):
    taken = tmp_path / "taken"
    taken.write_text("a file, no folder")
    client = TestClient(create_app(FakeEngine(), open_settings(taken)), raise_server_exceptions=False)
    response = client.post("/api/v1/feedback", json=UP)
    assert (response.status_code, response.json()) == (500, {"detail": UNEXPECTED})
    assert f"Cannot keep anything in {taken}" in caplog.text


def test_the_command_line_prints_one_a_line(tmp_path, kept, monkeypatch, capsys):
    kept.add("up", "谁列席？")
    kept.add("down", "谁主持？", status="not_found", comment="不对")
    monkeypatch.setenv("TIAOWEN_DATA_DIR", str(tmp_path))
    assert command.main([]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["verdict"], line["comment"]) for line in lines] == [("up", ""), ("down", "不对")]
