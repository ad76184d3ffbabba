"""One question through every way in: chat, command line, API, OpenAI's client, MCP client; whole and streamed."""

from __future__ import annotations

import json

import httpx
import openai
import pytest

from qa.__main__ import main
from qa.engine import Tiaowen
from qa.web.conversation import answering
from qa.web.server import create_app
from tests.web.mcp_client import call
from tests.web.serving import serving

QUESTIONS = [
    "谁列席党委常委会会议？",
    "Who attends the party standing committee meeting?",
    "今天天气怎么样？",
    "What is the price of a train ticket to Paris?",
]
FOLLOW_UP = ("那广州呢？", ["谁列席党委常委会会议？"])
CASES = [pytest.param(question, [], id=question) for question in QUESTIONS] + [pytest.param(*FOLLOW_UP, id="follow-up")]


@pytest.fixture(scope="module")
def address(tiaowen, settings):
    with serving(create_app(tiaowen, settings)) as address:
        yield address


def through_the_chat(tiaowen, question, history):
    *_, turn = answering(tiaowen, question, history)
    return turn.answer.to_dict()


def through_the_api(address, question, history):
    body = {"question": question, "history": history}
    return httpx.post(f"{address}/api/v1/ask", json=body, timeout=60).json()


def through_the_api_streamed(address, question, history):
    body = {"question": question, "history": history}
    headers = {"accept": "text/event-stream"}
    streamed = httpx.post(f"{address}/api/v1/ask", json=body, headers=headers, timeout=60)
    return json.loads(streamed.text.strip().split("\n\n")[-1].split("data: ", 1)[1])


def through_openai(address, question, history, stream=False):
    """The answer that rides along, its text and citations replaced by those that any client of OpenAI's reads."""
    messages = [{"role": "user", "content": asked} for asked in [*history, question]]
    with openai.OpenAI(base_url=f"{address}/v1", api_key="none", timeout=60) as client:
        if not stream:
            completion = client.chat.completions.create(model="tiaowen", messages=messages)
            message = completion.choices[0].message
            return {**completion.tiaowen, "text": message.content, "citations": message.citations}
        growing = list(client.chat.completions.create(model="tiaowen", messages=messages, stream=True))
        text = "".join(chunk.choices[0].delta.content or "" for chunk in growing)
        return {**growing[-1].tiaowen, "text": text, "citations": growing[-1].choices[0].delta.citations}


def through_mcp(address, question, history):
    (content,) = call(address, "ask", question=question, history=history).content
    return json.loads(content.text)


def through_the_command_line(tiaowen, question, history, monkeypatch, capsys):
    monkeypatch.setattr(Tiaowen, "load", lambda settings: tiaowen)
    earlier = [word for asked in history for word in ("--history", asked)]
    assert main(["ask", question, "--json", *earlier]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(("question", "history"), CASES)
def test_every_way_in_gives_the_same_answer(tiaowen, address, question, history, monkeypatch, capsys):
    whole = tiaowen.ask(question, history=history).to_dict()
    answers = {
        "chat": through_the_chat(tiaowen, question, history),
        "command line": through_the_command_line(tiaowen, question, history, monkeypatch, capsys),
        "api": through_the_api(address, question, history),
        "api, streamed": through_the_api_streamed(address, question, history),
        "openai": through_openai(address, question, history),
        "openai, streamed": through_openai(address, question, history, stream=True),
        "mcp": through_mcp(address, question, history),
    }
    for way, answer in answers.items():
        for part in ("text", "citations", "status", "statements", "confidence", "retrieved"):
            assert answer[part] == whole[part], f"{way}: {part}"


def test_the_questions_are_answered_and_refused(tiaowen):
    assert [tiaowen.ask(question).status for question in QUESTIONS] == ["answered"] * 2 + ["not_found"] * 2
