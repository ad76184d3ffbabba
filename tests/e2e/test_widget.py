"""The widget on a page of another origin: shown where it is allowed, refused elsewhere."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import ANSWER_MS, ask
from tests.e2e.conftest import application


def bubble(page: Page):
    return page.locator("tiaowen-widget .bubble")


@pytest.fixture
def framed(page: Page) -> list[str]:
    """Addresses of documents loaded in frames."""
    addresses: list[str] = []
    page.on("request", lambda r: r.resource_type == "document" and "/embed" in r.url and addresses.append(r.url))
    return addresses


def refusals_of(page: Page) -> list[str]:
    """Fills with what the browser refuses because of a content security policy."""
    lines: list[str] = []
    page.on("console", lambda message: "Content Security Policy" in message.text and lines.append(message.text))
    return lines


@pytest.mark.parametrize("host", ["loose", "strict"])
def test_the_widget_answers_on_an_allowed_page(page: Page, framed: list[str], address: str, portal: str, host: str):
    page.goto(f"{portal}/{host}?{address}")
    expect(bubble(page)).to_be_visible()
    refusals = refusals_of(page)
    assert framed == []
    expect(bubble(page)).to_have_attribute("aria-expanded", "false")
    bubble(page).click()
    expect(page.get_by_role("dialog", name="文件问答")).to_be_visible()
    chat = page.frame_locator("tiaowen-widget iframe")
    expect(chat.locator(".welcome")).to_be_visible(timeout=ANSWER_MS)
    frame = next(frame for frame in page.frames if "/embed" in frame.url)
    ask(frame, "谁列席党委常委会会议？")
    chat.locator("#current .cite").first.click()
    expect(chat.locator("#current .source[open] mark").first).to_contain_text("列席")
    assert len(framed) == 1 and refusals == []


def test_escape_closes_from_inside_and_outside_and_keeps_the_conversation(
    page: Page, framed: list[str], address: str, portal: str
):
    page.goto(f"{portal}/loose?{address}")
    bubble(page).click()
    dialog = page.get_by_role("dialog", name="文件问答")
    box = page.frame_locator("tiaowen-widget iframe").locator("#question textarea")
    box.fill("半句话")
    box.press("Escape")
    expect(dialog).to_be_hidden()
    expect(bubble(page)).to_be_focused()
    bubble(page).click()
    expect(box).to_have_value("半句话")
    page.locator("h1").click()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(bubble(page)).to_be_focused()
    assert len(framed) == 1


def test_a_page_that_is_not_listed_is_refused(page: Page, index_dir, portal: str):
    refusals = refusals_of(page)
    with application(index_dir, "https://portal.example") as address:
        page.goto(f"{portal}/loose?{address}")
        bubble(page).click()
        page.wait_for_timeout(2_000)
        assert "frame-ancestors" in refusals[0]
        assert not [frame for frame in page.frames if frame.url.startswith(f"{address}/embed")]


def test_the_chat_page_itself_cannot_be_framed_elsewhere(page: Page, address: str, portal: str):
    refusals = refusals_of(page)
    page.goto(f"{portal}/loose?{address}")
    page.evaluate("src => document.body.append(Object.assign(document.createElement('iframe'), { src }))", address)
    page.wait_for_timeout(1_000)
    assert "frame-ancestors" in refusals[0]
