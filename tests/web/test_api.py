"""`/api/v1`: the answer as the contract has it, and one clear line for anything else."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from qa.schema import Correction, ShortAnswer
from qa.web.errors import UNEXPECTED
from qa.web.schemas import AnswerJson
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


@pytest.mark.parametrize(
    ("question", "line"),
    [("", "The question is empty 问题是空的"), ("boom", UNEXPECTED), ("damaged", UNEXPECTED)],
)
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
        ({"question": "damaged"}, 500, UNEXPECTED),
    ],
)
def test_bad_input_is_one_clear_line(client, body, status, line):
    response = ask(client, **body)
    assert response.status_code == status
    assert response.json()["detail"].startswith(line)
    assert "\n" not in response.json()["detail"]


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
@pytest.mark.parametrize("question", ["boom", "damaged"])
def test_trouble_of_our_own_is_logged(client, caplog, question, accept):
    client.post("/api/v1/ask", json={"question": question}, headers={"accept": accept})
    assert "secret detail" in caplog.text


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


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_needs_no_thread_of_those_that_answer(client, monkeypatch, path):
    async def taken(*call):
        raise AssertionError("waits for a thread")

    monkeypatch.setattr("fastapi.routing.run_in_threadpool", taken)
    assert client.get(path).status_code == 200
    assert client.get("/api/v1/documents").status_code == 500  # does wait for one: the test can fail


def keys_of(model: type[BaseModel]) -> dict[str, Any]:
    """The fields of a documented model, those of the models within it too."""
    inner = {name: get_args(field.annotation) or (field.annotation,) for name, field in model.model_fields.items()}
    models = {
        name: [m for m in kinds if isinstance(m, type) and issubclass(m, BaseModel)] for name, kinds in inner.items()
    }
    return {name: keys_of(found[0]) if found else {} for name, found in models.items()}


def keys_in(value: Any) -> dict[str, Any]:
    """The same of a JSON value; of a list, what its first element has."""
    first = value[0] if isinstance(value, list) and value else value
    return {name: keys_in(own) for name, own in first.items()} if isinstance(first, dict) else {}


def test_the_documented_answer_has_every_field_of_an_answer():
    query = replace(answer_to("谁？").query, corrections=(Correction("列系", "列席"),))
    answer = replace(answer_to("谁？"), query=query, short=(ShortAnswer(1, 4, 6, "主任"),), timings_ms={})
    assert keys_of(AnswerJson) == keys_in(answer.to_dict())
    AnswerJson.model_validate(answer.to_dict(), strict=True)
