"""Where a secret is set: questions of the widget with a token, without one, with an expired one and a stranger's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from qa.settings import Settings
from tests.e2e.browser import ANSWER_MS, ask
from tests.e2e.hosts import Host, embedded, host
from tests.e2e.test_embed import chat, embed_frame, opened
from tests.web.fakes import FakeEngine
from tests.web.test_tokens import SECRET, signed


@dataclass(frozen=True)
class Closed:
    address: str
    portal: Host
    stranger: Host

    def widget(self, attributes: str) -> str:
        return f'<script src="{self.address}/widget.js" data-lang="zh" {attributes} defer></script>'


@pytest.fixture(scope="module")
def closed() -> Iterator[Closed]:
    with host() as portal, host() as stranger:
        settings = Settings(embed_origins=portal.origin, embed_secret=SECRET)
        with embedded(settings, FakeEngine()) as address:
            yield Closed(address, portal, stranger)


def refused(page: Page, question: str = "谁列席？") -> None:
    """Ask, and see the question stay where it is, with a line that says why."""
    frame = embed_frame(page)
    frame.fill("#question textarea", question)
    frame.press("#question textarea", "Enter")
    expect(chat(page).locator("#embed-notice")).to_contain_text("登录凭证", timeout=ANSWER_MS)
    expect(chat(page).locator("#question textarea")).to_have_value(question)
    expect(chat(page).locator("#current .answer")).to_have_count(0)


def test_with_a_token_of_the_page_it_answers_and_the_token_is_in_no_address(page: Page, closed: Closed):
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    token = signed()
    opened(page, closed.portal.page(closed.widget(f'data-token="{token}"')))
    ask(embed_frame(page), "谁列席？")
    expect(chat(page).locator("#current .cite").first).to_be_visible()
    expect(chat(page).locator("#embed-notice")).to_be_hidden()
    assert not [address for address in addresses if token in address]


@pytest.mark.parametrize(
    "attributes", ["", f'data-token="{signed(exp=1)}"', f'data-token="{signed(aud="another")}"'], ids=str.__len__
)
def test_without_a_valid_token_the_question_stays(page: Page, closed: Closed, attributes: str):
    opened(page, closed.portal.page(closed.widget(attributes)))
    refused(page)


def test_a_token_that_expires_is_fetched_anew_from_the_portal(page: Page, closed: Closed):
    closed.portal.text(signed(exp=1), "/token")
    opened(page, closed.portal.page(closed.widget('data-token-url="/token"')))
    refused(page)
    closed.portal.text(signed(), "/token")
    ask(embed_frame(page), "谁列席？")
    expect(chat(page).locator("#embed-notice")).to_be_hidden()


def test_a_strangers_token_url_is_not_asked(page: Page, closed: Closed):
    closed.stranger.text(signed(), "/token")
    opened(page, closed.portal.page(closed.widget(f'data-token-url="{closed.stranger.origin}/token"')))
    refused(page)


def test_a_token_that_a_stranger_beside_sends_is_not_taken(page: Page, closed: Closed):
    """The stranger's frame reaches ours through `parent.frames`; its words are right, its origin and window are not."""
    message = json.dumps({"type": "tiaowen:token", "token": signed()})
    script = f"setInterval(() => parent.frames.ours?.postMessage({message}, '*'), 50)"
    stranger = closed.stranger.page(f"<script>{script}</script>")
    ours = f'<iframe name="ours" src="{closed.address}/embed?lang=zh" width="400" height="600"></iframe>'
    page.goto(closed.portal.page(f'{ours}<iframe name="theirs" src="{stranger}"></iframe>'))
    frame = embed_frame(page)
    frame.wait_for_selector(".welcome", timeout=ANSWER_MS)
    frame.fill("#question textarea", "谁列席？")
    frame.press("#question textarea", "Enter")
    expect(page.frame_locator("[name=ours]").locator("#embed-notice")).to_contain_text("登录凭证", timeout=ANSWER_MS)


def test_a_page_without_the_script_can_send_the_token_itself(page: Page, closed: Closed):
    """What docs/widget.md shows for a plain frame."""
    script = f"""<script>addEventListener('message', ({{origin, source, data}}) => {{
        if (origin === '{closed.address}' && data.type === 'tiaowen:token-wanted')
          source.postMessage({{type: 'tiaowen:token', token: '{signed()}'}}, origin);
    }})</script>"""
    page.goto(closed.portal.page(f'{script}<iframe src="{closed.address}/embed?lang=zh" height="600"></iframe>'))
    page.frame_locator("iframe").locator(".welcome").wait_for(timeout=ANSWER_MS)
    ask(embed_frame(page), "谁列席？")
