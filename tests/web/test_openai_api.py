"""`/v1`: what OpenAI's own client reads, whole and streamed, and errors it can show."""

from __future__ import annotations

import json
from dataclasses import replace

import openai
import pytest
from fastapi.testclient import TestClient

from index.errors import IndexCorrupt
from qa.web.errors import UNEXPECTED
from qa.web.openai_api import chunks
from qa.web.server import create_app
from tests.web.conftest import open_settings
from tests.web.fakes import FakeEngine, answer_to


@pytest.fixture(scope="module")
def official(client) -> openai.OpenAI:
    """OpenAI's client, its requests carried to the application in this process."""
    return openai.OpenAI(base_url="http://testserver/v1", api_key="none", http_client=client, max_retries=0)


def said(question: str, *earlier: str) -> list[dict[str, str]]:
    """The messages of a conversation, each earlier question answered."""
    before = [m for q in earlier for m in ({"role": "user", "content": q}, {"role": "assistant", "content": "…"})]
    return [{"role": "system", "content": "Be brief."}, *before, {"role": "user", "content": question}]


def test_an_answer_with_its_citations(official):
    completion = official.chat.completions.create(model="tiaowen", messages=said("谁列席？"), temperature=0)
    whole = answer_to("谁列席？").to_dict()
    assert completion.choices[0].message.content == whole["text"]
    assert completion.choices[0].message.citations == whole["citations"]
    assert completion.choices[0].finish_reason == "stop"
    assert completion.tiaowen == whole


def test_a_stream_adds_up_to_the_same_answer_and_ends_with_its_citations(official):
    stream = list(official.chat.completions.create(model="tiaowen", messages=said("谁列席？"), stream=True))
    deltas = [chunk.choices[0].delta.content for chunk in stream]
    assert len([delta for delta in deltas if delta]) == 2
    assert "".join(delta or "" for delta in deltas) == answer_to("谁列席？").text
    assert stream[-1].choices[0].finish_reason == "stop"
    assert stream[-1].choices[0].delta.citations == answer_to("谁列席？").to_dict()["citations"]
    assert stream[-1].tiaowen["status"] == "answered"


def test_earlier_questions_are_the_history_and_filters_ride_in_the_body(official, engine):
    extra = {"doc_ids": ["rules"], "regions": ["某市"]}
    official.chat.completions.create(model="tiaowen", messages=said("third", "first", "second"), extra_body=extra)
    assert engine.histories[-1] == ["first", "second"]
    assert engine.filters[-1] == (["rules"], ["某市"])


def test_parts_of_a_message_are_read_as_text(official):
    parts = [{"type": "text", "text": "谁"}, {"type": "image_url", "image_url": {}}, {"type": "text", "text": "列席？"}]
    completion = official.chat.completions.create(model="tiaowen", messages=[{"role": "user", "content": parts}])
    assert completion.tiaowen["question"] == "谁\n列席？"


def test_the_question_is_the_last_message_in_which_a_user_asks_something(official, engine):
    messages = [*said("谁列席？", "first"), {"role": "user", "content": "！"}, {"role": "assistant", "content": "…"}]
    assert official.chat.completions.create(model="tiaowen", messages=messages).tiaowen["question"] == "谁列席？"
    assert engine.histories[-1] == ["first"]


def test_the_models(official):
    assert [model.id for model in official.models.list()] == ["tiaowen"]
    assert official.models.retrieve("tiaowen").owned_by == "tiaowen"


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("question", "model", "error", "line"),
    [
        (" ", "tiaowen", openai.BadRequestError, "`messages` holds no question"),
        ("谁列席？", "gpt-9", openai.NotFoundError, "There is no model 'gpt-9' here"),
        ("boom", "tiaowen", openai.InternalServerError, UNEXPECTED),
        ("damaged", "tiaowen", openai.InternalServerError, UNEXPECTED),
    ],
)
def test_errors_in_openais_shape(official, stream, question, model, error, line):
    with pytest.raises(error) as raised:
        official.chat.completions.create(model=model, messages=said(question), stream=stream)
    assert raised.value.body["message"].startswith(line)


@pytest.mark.parametrize(
    ("body", "status", "line"),
    [
        ({"messages": []}, 422, "messages: List should have at least 1 item"),
        ({"messages": [{"role": "assistant", "content": "x"}]}, 400, "`messages` holds no question"),
        ({"messages": [{"role": "user", "content": "！"}]}, 400, "`messages` holds no question"),
        ({"messages": [{"role": "user", "content": "x" * 2001}]}, 422, "messages.0.user.content: String should"),
        ({"messages": [{"role": "wizard", "content": "x"}]}, 422, "messages.0: Input tag 'wizard'"),
        ({"messages": said("x") * 101}, 422, "messages: List should have at most 200 items"),
    ],
)
def test_bad_messages_are_one_clear_line(client, body, status, line):
    response = client.post("/v1/chat/completions", json=body)
    assert response.status_code == status
    assert response.json()["error"]["message"].startswith(line)


def test_an_end_that_does_not_continue_what_was_shown_is_said_whole():
    whole = answer_to("谁列席？")
    shown = list(chunks(answer_to("none"), iter([whole])))
    assert [json.loads(line[6:])["choices"][0]["delta"].get("content") for line in shown[:-1]] == [
        "",
        "没有找到。",
        f"\n\n{whole.text}",
        None,
    ]
    assert shown[-1] == "data: [DONE]\n\n"


def test_where_a_chat_model_words_the_answer_only_what_it_wrote_is_sent(tmp_path, monkeypatch):
    extractive = answer_to("谁列席？")
    written = replace(extractive, answerer="openai", text="列席的是主任[1]。")

    def stream(self, question, **asked):
        yield from (replace(extractive, text="会议规则："), extractive, written)

    monkeypatch.setattr(FakeEngine, "stream", stream)
    settings = open_settings(tmp_path, answerer="openai", llm_model="m", llm_url="http://127.0.0.1:1/v1")
    body = {"messages": said("谁列席？"), "stream": True}
    response = TestClient(create_app(FakeEngine(), settings)).post("/v1/chat/completions", json=body)
    *sent, end = [line.removeprefix("data: ") for line in response.text.strip().split("\n\n")]
    deltas = [json.loads(line)["choices"][0]["delta"] for line in sent]
    assert [delta.get("content") for delta in deltas] == ["", written.text, None]
    assert json.loads(sent[-1])["tiaowen"]["text"] == written.text
    assert end == "[DONE]"


@pytest.mark.parametrize("kind", [RuntimeError, IndexCorrupt])
def test_a_stream_that_fails_midway_says_so(official, engine, monkeypatch, caplog, kind):
    def breaking(question, **asked):
        yield answer_to("谁列席？")
        raise kind("secret detail")

    monkeypatch.setattr(engine, "stream", breaking)
    with pytest.raises(openai.APIError, match=UNEXPECTED[:10]):
        list(official.chat.completions.create(model="tiaowen", messages=said("谁列席？"), stream=True))
    assert "secret detail" in caplog.text
