"""The documents in the browser: searched, read, set side by side, taken along; in the chat's tab and on their own."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import open_page

ROOT = Path(__file__).resolve().parents[2]


def test_words_are_found_in_all_documents_and_lead_to_the_article(page: Page, address: str):
    open_page(page, f"{address}/#documents")
    page.fill("#documents input[type=search]", "列席 同级党委常委会")
    page.keyboard.press("Enter")
    expect(page.locator("#documents .found h2")).to_contain_text("逐字见于")
    page.locator("#documents .extract a").first.click()
    expect(page.locator("#documents .target mark").first).to_be_visible()
    assert ":" in unquote(page.url.split("#")[1])
    page.go_back()
    expect(page.locator("#documents .found")).to_be_visible()


def test_what_stands_nowhere_is_answered_with_the_nearest(page: Page, address: str):
    page.goto(f"{address}/documents?q=谁可以旁听常委会的会议")
    expect(page.get_by_text("没有哪一条逐字这样写。")).to_be_visible()
    assert page.locator(".extract").count() >= 3


@pytest.mark.parametrize("path", ["/#compare", "/compare"])
def test_two_documents_are_set_side_by_side(page: Page, address: str, path: str):
    open_page(page, address + path) if "#" in path else page.goto(address + path)
    form = page.locator(".compare-form")
    form.locator("select").nth(0).select_option("wenzhou")
    form.locator("select").nth(1).select_option("hefei")
    form.locator("input").fill("人大代表的活动经费")
    form.locator("button").click()
    expect(page.locator(".side-of")).to_have_count(2)
    for side in range(2):
        marks = page.locator(".side-of").nth(side).locator("mark")
        expect(marks.filter(has_text="经费").first).to_be_visible()


def test_the_original_is_downloaded(page: Page, address: str):
    page.goto(f"{address}/documents/wenzhou")
    with page.expect_download() as downloading:
        page.get_by_role("link", name="下载原件").click()
    assert Path(downloading.value.path()).read_bytes() == (ROOT / "corpus" / "wenzhou.md").read_bytes()


def test_one_language_at_a_time_on_the_documents_own_pages(page: Page, address: str):
    page.goto(f"{address}/documents")
    expect(page.get_by_role("heading", name="文件")).to_be_visible()
    page.click("#language")
    expect(page.get_by_role("heading", name="Documents")).to_be_visible()
    expect(page.locator("input[type=search]")).to_have_attribute("placeholder", "Find words in all documents")
