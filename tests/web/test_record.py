"""What the browser keeps: written, read back the same, and refused where it is not ours."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import ValidationError

from index.errors import QuestionError
from qa.schema import Explanation, Hit
from qa.web.conversation import Turn, answering
from qa.web.record import KEPT_RETRIEVED, Kept, asked_of, record_of
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
