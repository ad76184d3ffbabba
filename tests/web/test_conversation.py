"""Turns: growing, failing politely, stopped, within a scope, and the history they carry."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.errors import QuestionError
from qa.web.conversation import Turn, answering, held, stopped
from qa.web.errors import UNEXPECTED
from qa.web.scope import EVERYTHING, Scope, described, filters
from tests.web.fakes import EVIL, RULES, FakeEngine


def last(question: str, *history: str, engine: FakeEngine | None = None, scope: Scope = EVERYTHING) -> Turn:
    return list(answering(engine or FakeEngine(), question, history, scope))[-1]


def test_a_turn_waits_grows_and_is_done():
    states = [turn.state for turn in answering(FakeEngine(), "谁列席？")]
    assert states == ["waiting", "growing", "growing", "done"]


def test_a_turn_knows_what_it_was_asked_after_and_of_which_documents():
    engine = FakeEngine()
    turn = last("third", "first", "second", engine=engine)
    assert engine.histories == [["first", "second"]]
    assert (turn.history, turn.index) == (("first", "second"), "c0ffee")


def test_a_question_error_is_a_polite_turn_and_the_question_is_kept():
    turn = last("  ")
    assert (turn.state, turn.error, turn.question) == ("failed", "The question is empty 问题是空的", "  ")


@pytest.mark.parametrize("question", ["boom", "damaged"])
def test_trouble_of_our_own_is_logged_and_shows_one_line_without_detail(caplog, question):
    turn = last(question)
    assert turn.error == UNEXPECTED
    assert "secret detail" in caplog.text


def test_stopping_marks_only_a_turn_that_is_under_way():
    growing = list(answering(FakeEngine(), "谁列席？"))[1]
    assert stopped(growing).state == "stopped"
    done = last("谁列席？")
    assert stopped(done) == done
    assert stopped(None) is None


def test_an_article_that_is_gone_is_none():
    assert held("rules:1", FakeEngine()).label == "第一条"
    assert held("rules:99", FakeEngine()) is None


def test_a_scope_reaches_the_engine():
    engine = FakeEngine()
    last("谁列席？", engine=engine, scope=Scope(("rules",), ("某市",)))
    assert engine.filters == [(["rules"], ["某市"])]


def test_in_force_leaves_only_documents_that_say_so():
    valid = replace(RULES, status="in force")
    assert filters(Scope(in_force=True), (valid, EVIL)) == {"doc_ids": ("rules",), "regions": ()}
    assert filters(Scope(("evil", "rules"), in_force=True), (valid, EVIL))["doc_ids"] == ("rules",)
    with pytest.raises(QuestionError, match="No document is within this scope"):
        filters(Scope(("evil",), in_force=True), (valid, EVIL))


def test_nothing_in_force_is_a_polite_turn_that_asks_nobody():
    engine = FakeEngine()
    assert last("谁列席？", engine=engine, scope=Scope(in_force=True)).state == "failed"
    assert engine.filters == []


def test_a_scope_in_words():
    assert described(Scope(("rules", "gone"), ("某市",)), (RULES, EVIL)) == ["某市", "《会议规则》", "《gone》"]
    assert not Scope() and Scope(in_force=True)
