"""What the widget remembers: the conversation, on the same site; and without storage, as long as the page lives. What
its readers copy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from qa.settings import Settings
from tests.e2e.browser import ANSWER_MS, CHROMIUM, FLAGS, ask
from tests.e2e.hosts import embedded, host
from tests.e2e.test_embed import Site, bubble, chat, embed_frame, opened
from tests.web.fakes import FakeEngine
from tests.web.test_tokens import SECRET, signed

KEPT = """() => Object.keys(localStorage).filter(key => key.startsWith("tiaowen-embed:c-"))
  .map(key => JSON.parse(localStorage[key]).turns.map(turn => turn.question)).sort()"""
STORAGE = "() => { try { return localStorage.length; } catch { return 'closed'; } }"


@pytest.fixture(scope="module")
def place() -> Iterator[Site]:
    engine = FakeEngine()
    with host() as portal, host() as other, embedded(Settings(embed_origins=portal.origin), engine) as address:
        yield Site(address, portal, other, engine)


@pytest.fixture
def ordinary(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """A page of a profile that leaves storage to frames of other sites: in Playwright's own contexts, private windows,
    Chromium closes it."""
    preferences = {"profile": {"cookie_controls_mode": 0, "block_third_party_cookies": False}}
    (tmp_path / "Default").mkdir()
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(preferences), encoding="utf-8")
    context = browser.browser_type.launch_persistent_context(
        tmp_path, executable_path=CHROMIUM, args=FLAGS, locale="zh-CN", viewport={"width": 1280, "height": 800}
    )
    yield context.new_page()
    context.close()


def test_the_conversation_is_there_again_on_the_next_page_of_the_site(ordinary: Page, place: Site):
    opened(ordinary, place.portal.page(place.widget()))
    ask(embed_frame(ordinary), "谁列席？")
    embed_frame(ordinary).wait_for_function("() => localStorage.length > 0")
    ordinary.goto(place.portal.page(place.widget(), path="/another"))
    bubble(ordinary).click()
    expect(chat(ordinary).locator("#transcript .turn .cite").first).to_be_visible(timeout=ANSWER_MS)
    expect(chat(ordinary).locator("#transcript .asked").first).to_contain_text("谁列席？")


def test_a_conversation_that_cannot_be_drawn_says_so_and_is_there_at_the_next_visit(ordinary: Page, place: Site):
    opened(ordinary, place.portal.page(place.widget()))
    ask(embed_frame(ordinary), "谁列席？")
    embed_frame(ordinary).wait_for_function("() => localStorage.length > 0")
    ordinary.route("**/embed/chat/turns", lambda route: route.fulfill(status=429, json={}))
    ordinary.goto(place.portal.page(place.widget(), path="/another"))
    bubble(ordinary).click()
    expect(chat(ordinary).locator("#asking .unopened")).to_be_visible(timeout=ANSWER_MS)
    ordinary.unroute("**/embed/chat/turns")
    ordinary.goto(place.portal.page(place.widget(), path="/third"))
    bubble(ordinary).click()
    expect(chat(ordinary).locator("#transcript .asked").first).to_contain_text("谁列席？", timeout=ANSWER_MS)
    expect(chat(ordinary).locator("#asking .unopened")).to_be_hidden()


def test_two_pages_that_go_on_with_one_conversation_lose_no_question(ordinary: Page, place: Site):
    opened(ordinary, place.portal.page(place.widget()))
    ask(embed_frame(ordinary), "一？")
    embed_frame(ordinary).wait_for_function("() => localStorage.length > 0")
    other = ordinary.context.new_page()
    other.goto(place.portal.page(place.widget(), path="/another"))
    bubble(other).click()
    expect(chat(other).locator("#past .turn")).to_have_count(1, timeout=ANSWER_MS)
    ask(embed_frame(ordinary), "二？")
    ask(embed_frame(other), "三？")
    ask(embed_frame(ordinary), "四？")
    assert embed_frame(other).evaluate(KEPT) == [["一？", "三？"], ["一？", "二？", "四？"]]


def test_where_the_browser_closes_storage_it_still_answers_and_follows_up(page: Page, place: Site):
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    opened(page, place.portal.page(place.widget()))
    assert embed_frame(page).evaluate(STORAGE) == "closed"
    ask(embed_frame(page), "谁列席？")
    bubble(page).click()
    bubble(page).click()
    ask(embed_frame(page), "每年几次？")
    expect(chat(page).locator("#transcript .turn")).to_have_count(2)
    assert ["谁列席？"] in place.engine.histories
    assert errors == []


def test_a_frame_that_may_not_use_the_clipboard_copies_all_the_same(page: Page, place: Site):
    page.context.grant_permissions(["clipboard-read"])
    page.goto(place.portal.page(f'<iframe src="{place.address}/embed?lang=zh" width="600" height="600"></iframe>'))
    page.frame_locator("iframe").locator(".welcome").wait_for(timeout=ANSWER_MS)
    frame = embed_frame(page)
    ask(frame, "谁列席？")
    copy = frame.locator("#current .copy")
    copy.click()
    expect(copy).to_have_text("已复制")
    copy.click()
    assert page.evaluate("navigator.clipboard.readText()").startswith("谁列席？")
    expect(copy).to_have_text("复制", use_inner_text=True)


def test_where_the_chat_page_is_closed_what_is_copied_has_no_link(page: Page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    with host() as portal:
        settings = Settings(embed_origins=portal.origin, embed_secret=SECRET, chat_page=False)
        with embedded(settings, FakeEngine()) as address:
            script = f'<script src="{address}/widget.js" data-lang="zh" data-token="{signed()}" defer></script>'
            opened(page, portal.page(script))
            ask(embed_frame(page), "谁列席？")
            expect(chat(page).locator("#current .copy-link")).to_have_count(0)
            chat(page).locator("#current .copy").click()
            expect(chat(page).locator("#current .copy")).to_have_text("已复制")
            copied = page.evaluate("navigator.clipboard.readText()")
            assert copied.startswith("谁列席？") and "?q=" not in copied
