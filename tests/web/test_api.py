"""`/api/v1`: the answer as the contract has it, and one clear line for anything else."""

from __future__ import annotations

import json

import pytest

from qa.web.conversation import UNEXPECTED
from tests.web.fakes import FIRST, answer_to


def ask(client, **body):
    return client.post("/api/v1/ask", json=body)


def test_an_answer(client):
    response = ask(client, question="谁列席？")
    assert response.status_code == 200
    assert response.json() == answer_to("谁列席？").to_dict()


def test_history_and_filters_reach_the_engine(client, engine):
    ask(client, question="谁列席？", history=["a", "b"], doc_ids=["rules"], regions=["某市"])
    assert engine.histories[-1] == ["a", "b"]
    assert engine.filters[-1] == (["rules"], ["某市"])


def test_an_event_stream_grows_to_the_same_answer(client):
    response = client.post("/api/v1/ask", json={"question": "谁列席？"}, headers={"accept": "text/event-stream"})
    assert response.headers["content-type"].startswith("text/event-stream")
    events = response.text.strip().split("\n\n")
    assert [event.splitlines()[0] for event in events] == ["event: answer", "event: answer"]
    assert json.loads(events[-1].splitlines()[1].removeprefix("data: ")) == answer_to("谁列席？").to_dict()


@pytest.mark.parametrize(("question", "line"), [("", "The question is empty 问题是空的"), ("boom", UNEXPECTED)])
def test_a_stream_that_fails_says_so_in_one_event(client, question, line):
    response = client.post("/api/v1/ask", json={"question": question}, headers={"accept": "text/event-stream"})
    assert response.text == f'event: error\ndata: {{"detail": "{line}"}}\n\n'


@pytest.mark.parametrize(
    ("body", "status", "line"),
    [
        ({"question": " "}, 400, "The question is empty 问题是空的"),
        ({"question": "？！"}, 400, "请用中文或英文提问。Ask in Chinese or English"),
        ({}, 422, "question: Field required"),
        ({"question": 5}, 422, "question: Input should be a valid string"),
        ({"question": "x", "history": "y"}, 422, "history: Input should be a valid list"),
        (
            {"question": "x", "answerer": "magic"},
            422,
            "answerer: Input should be 'extractive', 'transformers' or 'openai'",
        ),
        ({"question": "x", "colour": "red"}, 422, "colour: Extra inputs are not permitted"),
        ({"question": "x", "history": ["y"] * 51}, 422, "history: List should have at most 50 items"),
        ({"question": "x", "answerer": "openai"}, 404, "The answerer openai is not set up here"),
        ({"question": "boom"}, 500, UNEXPECTED),
    ],
)
def test_bad_input_is_one_clear_line(client, body, status, line):
    response = ask(client, **body)
    assert response.status_code == status
    assert response.json()["detail"].startswith(line)
    assert "\n" not in response.json()["detail"]


def test_a_body_that_is_not_json(client):
    response = client.post("/api/v1/ask", content=b"{", headers={"content-type": "application/json"})
    assert response.status_code == 422
    assert "JSON decode error" in response.json()["detail"]


def test_documents_carry_metadata_and_counts_but_no_text(client):
    rules, evil = client.get("/api/v1/documents").json()
    assert (rules["id"], rules["title"], rules["articles"]) == ("rules", "会议规则", 2)
    assert evil["articles"] == 1
    assert "text" not in rules


def test_an_article(client):
    assert client.get("/api/v1/articles/rules:1").json() == {
        "id": "rules:1",
        "doc_id": "rules",
        "label": "第一条",
        "headings": ["总则"],
        "title": "会议规则",
        "text": FIRST.text,
    }


def test_an_unknown_article_is_not_found(client):
    response = client.get("/api/v1/articles/rules:99")
    assert (response.status_code, response.json()) == (404, {"detail": "No article 'rules:99' 没有这一条"})


def test_health(client):
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready", "documents": 2, "articles": 3}
    assert "/api/v1/ask" in client.get("/openapi.json").json()["paths"]
