"""Conversations kept in the browser: several, renamed, deleted, taken along, reopened; and permanent links."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import ANSWER_MS, ask

FIRST = "谁列席党委常委会会议？"
SECOND = "人大代表如何向选民述职？"

PLANT = "all => Object.entries(all).forEach(([id, text]) => localStorage.setItem(`tiaowen-chat:${id}`, text))"


def titles(chat: Page) -> list[str]:
    return chat.locator("#side .open").all_inner_texts()


def menu(chat: Page, title: str, choice: str) -> None:
    entry = chat.locator("#side .conversation", has_text=title)
    entry.locator(".menu > summary").click()
    entry.get_by_role("button", name=choice).click()


def test_a_conversation_survives_a_reload_and_goes_on(chat: Page):
    ask(chat, FIRST)
    ask(chat, "那合肥呢？")
    answer = chat.locator("#current .answer").inner_text()
    chat.reload()
    expect(chat.locator("#past .turn")).to_have_count(2, timeout=ANSWER_MS)
    assert chat.locator("#past .turn").last.locator(".answer").inner_text() == answer
    chat.locator("#past .cite").first.click()
    expect(chat.locator(".pane .source mark").first).to_contain_text("列席")
    ask(chat, "那广州呢？")
    chat.click("#current .why > summary")
    expect(chat.locator("#current .why")).to_contain_text(f"{FIRST} 广州")
    assert titles(chat) == [FIRST]


def test_several_conversations_are_opened_renamed_and_deleted(chat: Page):
    ask(chat, FIRST)
    chat.click("#new")
    expect(chat.locator(".welcome")).to_be_visible()
    expect(chat.locator(".pane .source")).to_have_count(0)
    ask(chat, SECOND)
    assert titles(chat) == [SECOND, FIRST]
    chat.locator("#side .open", has_text=FIRST).click()
    expect(chat.locator("#past .asked-text")).to_have_text(FIRST)
    menu(chat, FIRST, "改名")
    chat.locator("#side input.rename").fill("列席")
    chat.keyboard.press("Enter")
    assert "列席" in titles(chat)
    ask(chat, "那合肥呢？")
    assert titles(chat) == ["列席", SECOND]
    menu(chat, "列席", "删除")
    chat.locator("#side .sure .danger").click()
    assert titles(chat) == [SECOND]
    expect(chat.locator("#transcript .turn")).to_have_count(0)
    chat.click("#forget")
    chat.locator("#side .sure .danger").click()
    assert titles(chat) == []
    assert chat.evaluate("Object.keys(localStorage).filter(key => key.includes(':c-'))") == []


def test_renaming_on_a_phone_leaves_the_conversations_where_they_are(chat: Page):
    chat.set_viewport_size({"width": 390, "height": 844})
    ask(chat, FIRST)
    chat.click("#menu")
    menu(chat, FIRST, "改名")
    chat.locator("#side input.rename").fill("列席")
    chat.keyboard.press("Enter")  # ends the name; it does not press the button that has the focus next
    expect(chat.locator("#side .open", has_text="列席")).to_be_visible()
    expect(chat.locator("html")).to_have_attribute("data-side", "open")


@pytest.mark.parametrize(("choice", "suffix"), [("导出 Markdown", ".md"), ("导出 Word", ".docx")])
def test_a_conversation_is_taken_along_with_its_sources(chat: Page, tmp_path: Path, choice: str, suffix: str):
    ask(chat, FIRST)
    with chat.expect_download() as downloading:
        menu(chat, FIRST, choice)
    file = tmp_path / "taken"
    downloading.value.save_as(file)
    assert downloading.value.suggested_filename.endswith(suffix)
    if suffix == ".md":
        text = file.read_text(encoding="utf-8")
    else:
        text = zipfile.ZipFile(file).read("word/footnotes.xml").decode()
    assert "《中共温州市委关于进一步加强人大工作推进社会主义民主政治建设的若干意见》一、（二）" in text


def test_a_phone_finds_its_conversations_in_a_drawer(chat: Page):
    chat.set_viewport_size({"width": 390, "height": 780})
    ask(chat, FIRST)
    expect(chat.locator("#side .open")).to_be_hidden()
    chat.click("#menu")
    expect(chat.locator("#side .open")).to_be_visible()
    chat.keyboard.press("Escape")
    expect(chat.locator("#side .open")).to_be_hidden()
    expect(chat.locator("#menu")).to_be_focused()


def test_what_another_page_wrote_into_the_storage_breaks_nothing(chat: Page):
    bad = {
        "c-1": "{",
        "c-2": json.dumps({"title": 5, "turns": []}),
        "c-3": json.dumps({"title": "破损", "turns": [{"question": "x", "state": "done", "answer": {}}], "updated": 1}),
    }
    chat.evaluate(
        "bad => Object.entries(bad).forEach(([id, text]) => localStorage.setItem(`tiaowen-chat:${id}`, text))", bad
    )
    chat.reload()
    chat.locator("#side .open", has_text="破损").click()
    expect(chat.locator("#announce")).not_to_have_text("")
    ask(chat, FIRST)
    expect(chat.locator("#current .cite").first).to_be_visible()


def test_a_permanent_link_asks_again_in_its_scope(chat: Page, address: str):
    chat.click(".scope > summary")
    chat.check('.scope input[value="hefei"]')
    chat.keyboard.press("Escape")
    ask(chat, FIRST)
    link = chat.locator("#current .copy-link").get_attribute("href")
    answer = chat.locator("#current .answer").inner_text()
    other = chat.context.browser.new_context(locale="zh-CN").new_page()
    other.goto(f"{address}/{link}")
    other.wait_for_selector("#current .turn[data-state=done]", timeout=ANSWER_MS)
    expect(other.locator("#current .notice.linked")).to_contain_text("同一批文件")
    assert other.locator("#current .answer").inner_text() == answer
    assert "?q=" not in other.url
    other.goto(f"{address}/{link[: link.index('&i=')]}&i=0123456789ab")
    other.wait_for_selector("#current .turn[data-state=done]", timeout=ANSWER_MS)
    expect(other.locator("#current .notice.linked")).to_contain_text("链接生成后文件有过变动")
    other.context.close()


def test_the_link_of_a_follow_up_carries_what_was_asked_before(chat: Page, address: str):
    ask(chat, FIRST)
    ask(chat, "那合肥呢？")
    link = chat.locator("#current .copy-link").get_attribute("href")
    cited = chat.locator("#current .source").evaluate_all("all => all.map(one => one.dataset.article)")
    other = chat.context.browser.new_context(locale="zh-CN").new_page()
    other.goto(f"{address}/{link}")
    other.wait_for_selector("#current .turn[data-state=done]", timeout=ANSWER_MS)
    expect(other.locator("#current .notice.linked")).to_contain_text(FIRST)
    assert other.locator("#current .source").evaluate_all("all => all.map(one => one.dataset.article)") == cited
    other.context.close()
