"""Asking until the rate limit strikes: what was begun ends, what is refused stays in the box, with why."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from qa.settings import Settings
from tests.e2e.browser import ANSWER_MS, open_page
from tests.e2e.hosts import embedded
from tests.web.fakes import FakeEngine

MAX_ASKED = 10


@pytest.mark.parametrize("limit", [7, 8, 9])  # it strikes a question, the end of a turn, what to ask next
def test_every_turn_begun_is_finished_and_the_refused_question_stays(page: Page, limit: int):
    refused: list[str] = []
    page.on("response", lambda response: response.status == 429 and refused.append(response.url))
    with embedded(Settings(rate_limit=f"{limit}/minute"), FakeEngine()) as address:
        open_page(page, address)
        begun = 0
        while begun < MAX_ASKED:
            page.fill("#question textarea", f"第{begun + 1}问，谁列席？")
            with page.expect_response("**/gradio_api/queue/join**") as joined:
                page.press("#question textarea", "Enter")
            if joined.value.status == 429:
                break
            begun += 1
            expect(page.locator("#transcript .turn[data-state=done]")).to_have_count(begun, timeout=ANSWER_MS)
        assert 0 < begun < limit
        expect(page.locator("#question textarea")).to_have_value(f"第{begun + 1}问，谁列席？")
        expect(page.locator(".toast-body")).to_contain_text("请求过于频繁")
        expect(page.locator("#transcript .turn")).to_have_count(begun)
        expect(page.locator("#transcript .turn[data-state=done]")).to_have_count(begun)
        expect(page.locator("#ask")).to_be_visible()
        assert refused and not [url for url in refused if "/run/predict" in url]
