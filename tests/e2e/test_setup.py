"""`/embed/setup` in the browser: the snippet follows the form, hostile words stay text, and the preview works."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from qa.settings import Settings
from tests.e2e.browser import ANSWER_MS
from tests.e2e.hosts import embedded, host
from tests.web.fakes import FakeEngine


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with embedded(Settings(), FakeEngine()) as address:
        yield address


def test_the_snippet_follows_the_form_and_the_preview_opens(page: Page, address: str):
    page.goto(f"{address}/embed/setup?lang=zh")
    snippet = page.locator("#snippet")
    expect(snippet).to_have_text(f'<script src="{address}/widget.js" defer></script>')
    page.fill("[name=title]", '"><img src=x onerror=alert(1)>')
    page.check("[name=doc][value=rules]")
    expect(snippet).to_contain_text('data-doc-ids="rules"')
    expect(snippet).to_contain_text('data-title="&quot;')  # the rest as this browser's serializer has it
    preview = page.frame_locator("#preview")
    preview.locator("tiaowen-widget .bubble").click()
    inside = preview.frame_locator("tiaowen-widget iframe")
    expect(inside.locator(".welcome")).to_be_visible(timeout=ANSWER_MS)
    page.check("[value=iframe]")
    expect(snippet).to_contain_text(f'<iframe src="{address}/embed?doc_ids=rules"')


def test_a_pasted_snippet_works_on_the_portal(page: Page):
    with host() as portal, embedded(Settings(embed_origins=portal.origin), FakeEngine()) as address:
        page.goto(f"{address}/embed/setup?lang=zh")
        page.check("[value=inline]")
        expect(page.locator("#snippet")).to_contain_text("data-target")
        page.goto(portal.page(page.locator("#snippet").inner_text()))
        inside = page.frame_locator("#tiaowen tiaowen-widget iframe")
        expect(inside.locator(".welcome")).to_be_visible(timeout=ANSWER_MS)
