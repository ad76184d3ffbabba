"""What the browser keeps: written, read back the same, and refused where it is not ours."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from pydantic import ValidationError

from index.errors import QuestionError
from qa.schema import Explanation, Hit
from qa.settings import Settings
from qa.web.conversation import Turn, answering
from qa.web.pages import STATIC
from qa.web.record import KEPT_RETRIEVED, MAX_HISTORY, MAX_TURNS, Kept, asked_of, record_of
from qa.web.scope import Scope
from tests.web.fakes import FakeEngine, answer_to


def read_back(turn: Turn) -> Turn:
    return Kept.model_validate_json(f'{{"turns": [{record_of(turn)}]}}').turns[0]


@pytest.mark.parametrize("question", ["谁列席？", "none", "boom", "evil"])
def test_a_record_reads_back_as_the_same_turn(question):
    turn = list(answering(FakeEngine(), question, ["earlier"], Scope(("rules",), ("某市",))))[-1]
    assert read_back(turn) == turn


def test_the_explanation_is_kept_and_a_long_ranking_is_cut():
    why = Explanation((Hit("rules:1", 0.5, {"article_words": 1}),), {"cosine": 0.9}, 0.2)
    answer = replace(answer_to("谁？"), explanation=why, retrieved=tuple(f"rules:{i}" for i in range(100)))
    kept = read_back(Turn("谁？", answer, state="done")).answer
    assert kept.explanation == why
    assert kept.retrieved == answer.retrieved[:KEPT_RETRIEVED]


@pytest.mark.parametrize("body", ['{"turns": [{"state": "done"}]}', '{"turns": "x"}', '{"turns": [], "more": 1}'])
def test_what_is_no_conversation_is_refused(body):
    with pytest.raises(ValidationError):
        Kept.model_validate_json(body)


def test_what_comes_with_a_question():
    asked = asked_of('{"number": 2, "history": ["a"], "scope": {"doc_ids": ["rules"], "in_force": true}}')
    assert (asked.number, asked.history, asked.scope) == (2, ["a"], Scope(("rules",), in_force=True))
    assert asked_of("").history == []


@pytest.mark.parametrize("text", ["{", '{"history": "x"}', '{"number": -1}', '{"other": 1}'])
def test_a_context_that_our_page_did_not_send_is_one_clear_line(text):
    with pytest.raises(QuestionError, match="Reload the page") as refused:
        asked_of(text)
    assert "\n" not in str(refused.value)


def sent(client, path: str, turn: dict[str, object]):
    body = {"turn": turn} if path == "/chat/follow-ups" else {"turns": [turn]}
    return client.post(path, content=json.dumps(body), headers={"content-type": "application/json"})


PATHS = ["/chat/turns", "/chat/follow-ups", "/chat/export.md", "/chat/export.docx"]
ANSWERED = json.loads(record_of(list(answering(FakeEngine(), "谁列席？"))[-1]))


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "damaged",
    [
        {"question": "\ud800"},
        {"history": ["\udfff"]},
        {"scope": {"regions": ["\ud800"]}},
        {"answer": ANSWERED["answer"] | {"text": "\ud800[1]"}},
    ],
)
def test_half_a_character_anywhere_in_a_record_is_refused_in_one_line(client, path, damaged):
    response = sent(client, path, ANSWERED | damaged)
    assert response.status_code == 422
    assert response.json()["detail"].endswith("Value error, holds half a character (a lone surrogate)")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "damaged",
    [
        {"confidence": -1},
        {"confidence": float("nan")},
        {"citations": [ANSWERED["answer"]["citations"][0] | {"article_id": "rules:99"}]},
    ],
)
def test_what_no_engine_answers_breaks_nothing(client, path, damaged):
    assert sent(client, path, ANSWERED | {"answer": ANSWERED["answer"] | damaged}).status_code == 200


def test_the_page_posts_no_more_turns_at_once_than_are_taken():
    script = (STATIC / "conversations.js").read_text(encoding="utf-8")
    written = {name: int(number.replace("_", "")) for name, number in re.findall(r"const (\w+) = ([\d_]+);", script)}
    assert (written["MAX_TURNS"], written["MAX_HISTORY"]) == (MAX_TURNS, MAX_HISTORY)
    assert written["SLICE_BYTES"] < 0.9 * Settings.model_fields["max_body_bytes"].default
