"""Stopping and failing half-way, with an engine slow enough to be caught at it."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from qa.schema import Answer
from qa.settings import Settings
from qa.web.errors import UNEXPECTED
from tests.e2e.browser import ask, open_page
from tests.e2e.hosts import embedded
from tests.web.fakes import FakeEngine

PAUSE_S = 1.0


class SlowEngine(FakeEngine):
    """Takes a second before the first piece of an answer and another before the rest."""

    def stream(self, question: str, **options) -> Iterator[Answer]:
        for answer in super().stream(question, **options):
            time.sleep(PAUSE_S)
            yield answer


@pytest.fixture(scope="module")
def slow() -> Iterator[str]:
    with embedded(Settings(), SlowEngine()) as address:
        yield address


@pytest.fixture
def chat(page: Page, slow: str) -> Page:
    open_page(page, slow)
    return page


def start(chat: Page, question: str) -> None:
    chat.fill("#question textarea", question)
    chat.press("#question textarea", "Enter")


@pytest.mark.parametrize("caught", ["waiting", "growing"])
@pytest.mark.parametrize("how", ["button", "Escape"])
def test_stop_keeps_what_was_said_and_the_next_question_is_answered(chat: Page, caught: str, how: str):
    start(chat, "谁列席？")
    chat.wait_for_selector(f"#current .turn[data-state={caught}]")
    expect(chat.locator("#ask")).to_be_hidden()
    chat.click("#stop") if how == "button" else chat.keyboard.press(how)
    turn = chat.locator("#current .turn")
    expect(turn).to_have_attribute("data-state", "stopped")
    chat.wait_for_timeout(2_500 * PAUSE_S)
    expect(turn).to_have_attribute("data-state", "stopped")
    assert chat.locator("#current .answer").count() == (caught == "growing")
    ask(chat, "谁列席会议？")
    expect(chat.locator("#transcript .turn")).to_have_count(2)


def test_a_new_conversation_half_way_leaves_an_empty_conversation(chat: Page):
    start(chat, "谁列席？")
    chat.wait_for_selector("#current .turn[data-state=growing]")
    chat.click("#new")
    chat.wait_for_timeout(2_000 * PAUSE_S)
    expect(chat.locator(".welcome")).to_be_visible()
    expect(chat.locator("#transcript .turn")).to_have_count(0)


def test_a_broken_answer_is_one_polite_line_and_the_question_stays(chat: Page):
    ask(chat, "boom")
    expect(chat.locator("#current .notice.failed")).to_contain_text(UNEXPECTED)
    expect(chat.locator("#question textarea")).to_have_value("boom")
    expect(chat.locator("body")).not_to_contain_text("secret detail")
