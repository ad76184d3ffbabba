"""Accessibility, as axe-core measures it: nothing serious on any page, light and dark."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.e2e.browser import ask, open_page

SERIOUS = ("serious", "critical")


def faults(page: Page) -> list[str]:
    """What axe finds that keeps people out: rule and where."""
    found = Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {node['target']}" for fault in found if fault["impact"] in SERIOUS for node in fault["nodes"]
    ]


@pytest.fixture(params=["light", "dark"])
def reader(browser: Browser, request: pytest.FixtureRequest):
    context = browser.new_context(
        locale="zh-CN", viewport={"width": 1280, "height": 900}, color_scheme=request.param, reduced_motion="reduce"
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", ["/", "/embed"])
def test_the_chat_before_and_after_questions(reader: Page, address: str, path: str):
    open_page(reader, address + path)
    reader.wait_for_timeout(1000)
    assert faults(reader) == []
    ask(reader, "谁列席党委常委会会议？")
    reader.locator("#current .follow-up").first.wait_for(timeout=60_000)
    reader.click("#current .why > summary")
    reader.click("#current .rate[data-verdict=wrong_article]")
    reader.click(".scope > summary")
    assert faults(reader) == []
    ask(reader, "今天天气怎么样？")
    assert faults(reader) == []


@pytest.mark.parametrize(
    "path",
    ["/documents", "/documents?q=代表", "/documents/wenzhou?q=代表", "/compare?a=wenzhou&b=hefei&topic=代表述职",
     "/documents/nowhere", "/#documents", "/#wenzhou:1.2"],
)  # fmt: skip
def test_the_documents(reader: Page, address: str, path: str):
    reader.goto(address + path)
    reader.wait_for_timeout(1500)
    assert faults(reader) == []
