"""Turns: growing, failing politely, stopped, and the history they hand on."""

from __future__ import annotations

from qa.web.conversation import UNEXPECTED, Turn, converse, stopped, unanswered
from tests.web.fakes import FakeEngine


def last(question: str, turns: tuple[Turn, ...] = (), engine: FakeEngine | None = None) -> tuple[Turn, ...]:
    return list(converse(engine or FakeEngine(), question, turns))[-1]


def test_a_turn_waits_grows_and_is_done():
    states = [turns[-1].state for turns in converse(FakeEngine(), "谁列席？", ())]
    assert states == ["waiting", "growing", "growing", "done"]


def test_earlier_questions_are_the_history_oldest_first():
    engine = FakeEngine()
    turns = last("third", last("second", last("first", (), engine), engine), engine)
    assert engine.histories == [[], ["first"], ["first", "second"]]
    assert [turn.question for turn in turns] == ["first", "second", "third"]


def test_a_question_error_is_a_polite_turn_and_the_question_is_kept():
    turns = last("  ")
    assert (turns[-1].state, turns[-1].error) == ("failed", "The question is empty 问题是空的")
    assert unanswered(turns) == "  "


def test_an_unexpected_error_is_logged_and_shows_one_line_without_detail(caplog):
    turns = last("boom")
    assert turns[-1].error == UNEXPECTED
    assert "secret detail" in caplog.text
    assert unanswered(turns) == "boom"


def test_a_failed_turn_leaves_with_the_next_question_and_is_no_history():
    engine = FakeEngine()
    turns = last("谁列席？", last("boom", (), engine), engine)
    assert [turn.question for turn in turns] == ["谁列席？"]
    assert engine.histories[-1] == []


def test_stopping_marks_only_a_turn_that_is_under_way():
    growing = list(converse(FakeEngine(), "谁列席？", ()))[1]
    assert stopped(growing)[-1].state == "stopped"
    done = last("谁列席？")
    assert stopped(done) == done
    assert stopped(()) == ()
    assert unanswered(done) == ""
