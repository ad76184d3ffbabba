"""What the widget remembers: the conversation, on the same site; and without storage, as long as the page lives."""

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
