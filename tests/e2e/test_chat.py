"""The chat page as a person meets it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browser import ask, in_view

CHINESE = "谁列席党委常委会会议？"
ENGLISH = "who attends the party standing committee meeting?"
PAYLOADS = (
    "<script>window.fired = 1</script>",
    "<img src=x onerror='window.fired = 1'>",
    "<svg onload=window.fired=1><circle/></svg>",
    "[click](javascript:window.fired=1)",
    "</div></section><iframe srcdoc='<script>parent.fired = 1</script>'></iframe>",
    "${window.fired = 1} `${window.fired = 1}` {{fired}} {{{fired}}} {{#with fired}}",
    "\"><details open ontoggle='window.fired = 1'>",
    "<style>@import 'http://elsewhere.invalid/x.css';</style><base href='http://elsewhere.invalid/'>",
)


@pytest.fixture
def chat(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector(".welcome")
    return page


@pytest.mark.parametrize("question", [CHINESE, ENGLISH], ids=["zh", "en"])
def test_a_citation_opens_the_article_at_the_highlighted_sentence(chat: Page, question: str):
    ask(chat, question)
    cited = set(chat.locator("#current .sources .source").evaluate_all("all => all.map(one => one.dataset.article)"))
    assert {"wenzhou:1.2", "guangzhou:2.5", "hefei:5.19"} <= cited
    source = chat.locator('.pane .source[data-article="wenzhou:1.2"]')
    number = source.get_attribute("data-n")
    chat.locator(f'#current .cite[data-n="{number}"]').first.click()
    mark = source.locator("mark").first
    expect(mark).to_contain_text("列席")
    assert in_view(mark)


def test_citations_are_reached_and_opened_by_keyboard(chat: Page):
    ask(chat, CHINESE)
    mark = chat.locator("#current .cite").last
    mark.focus()
    chat.keyboard.press("Enter")
    number = mark.get_attribute("data-n")
    expect(chat.locator(f'.pane .source[data-n="{number}"] > summary')).to_be_focused()


def test_the_sources_follow_the_answer_whose_mark_is_clicked(chat: Page):
    ask(chat, CHINESE)
    ask(chat, "人大代表如何向选民述职？")
    expect(chat.locator(".pane-question")).to_have_text("人大代表如何向选民述职？")
    chat.locator("#past .cite").first.click()
    expect(chat.locator(".pane-question")).to_have_text(CHINESE)


def test_a_follow_up_an_example_and_clearing(chat: Page):
    example = chat.locator(".example:visible").first
    question = example.inner_text()
    example.click()
    chat.wait_for_selector("#current .turn[data-state=done]")
    expect(chat.locator("#current .asked")).to_contain_text(question)
    chat.click("#clear")
    expect(chat.locator(".welcome")).to_be_visible()
    expect(chat.locator(".turn")).to_have_count(0)
    expect(chat.locator(".pane .source")).to_have_count(0)


def test_copying_takes_the_answer_and_its_sources(chat: Page):
    chat.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(chat, CHINESE)
    chat.click("#current .copy")
    expect(chat.locator("#current .copy")).to_have_text("已复制")
    copied = chat.evaluate("navigator.clipboard.readText()")
    assert "列席" in copied and "[1]" in copied and "来源" not in copied


def test_a_question_the_documents_do_not_answer_is_refused(chat: Page):
    ask(chat, "今天天气怎么样？")
    expect(chat.locator("#current .refused")).to_be_visible()
    expect(chat.locator("#current .cite")).to_have_count(0)


def test_a_bad_question_is_answered_politely_and_kept_in_the_box(chat: Page):
    ask(chat, "问" * 10_000)
    expect(chat.locator("#current .notice.failed")).to_be_visible()
    expect(chat.locator("#question textarea")).to_have_value("问" * 10_000)


def test_language_follows_the_browser_and_a_switch_that_is_remembered(browser: Browser, address: str):
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    expect(page.get_by_text("Documents held")).to_be_visible()
    page.click("#language")
    expect(page.get_by_role("button", name="提问", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_text("所藏文件")).to_be_visible()
    expect(page.get_by_role("button", name="提问", exact=True)).to_be_visible()
    context.close()


@pytest.mark.parametrize("path", ["/#wenzhou:1.2", "/documents/wenzhou#wenzhou:1.2"])
def test_an_address_opens_the_documents_at_the_article(page: Page, address: str, path: str):
    page.goto(address + path)
    article = page.locator('[id="wenzhou:1.2"]')
    expect(article).to_be_visible()
    expect(article.locator(".text")).to_have_text(re.compile("^（二）切实完善党委领导人大工作的机制"))
    assert 0 <= article.bounding_box()["y"] < 200


def test_from_a_source_to_the_whole_document_and_back(chat: Page):
    ask(chat, CHINESE)
    link = chat.locator(".pane .source a.article-link").first
    link.click()
    expect(chat.locator("#documents .target")).to_be_visible()
    chat.go_back()
    expect(chat.locator("#current .answer")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("path", ["/", "/embed", "/#wenzhou:1.2", "/documents", "/documents/wenzhou"])
def test_a_narrow_screen_needs_no_sideways_scrolling(browser: Browser, address: str, path: str, dark: bool):
    context = browser.new_context(
        viewport={"width": 380, "height": 700}, locale="en-US", color_scheme="dark" if dark else "light"
    )
    page = context.new_page()
    page.goto(address + path)
    page.wait_for_selector("main")
    if path in ("/", "/embed"):
        ask(page, CHINESE)
        page.locator("#current .cite").first.click()
        assert in_view(page.locator("#current .source[open] mark").first)
    width = page.evaluate("document.scrollingElement.scrollWidth")
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    context.close()
    assert width <= 380
    assert (background == "rgb(26, 25, 22)") == dark


def test_no_request_leaves_this_host(browser: Browser, address: str):
    context = browser.new_context(locale="en-US")
    requested: list[str] = []
    context.on("request", lambda request: requested.append(request.url))
    page = context.new_page()
    page.goto(address)
    ask(page, ENGLISH)
    page.locator("#current .cite").first.click()
    page.click("#language")
    for path in ("/#documents", "/#hefei:5.19", "/embed", "/documents", "/documents/hefei"):
        page.goto(address + path)
        page.locator(".document, .document-list, .welcome").first.wait_for()
        page.wait_for_timeout(500)
    context.close()
    assert len(requested) > 20
    strangers = [url for url in requested if urlsplit(url).scheme in ("http", "https", "ws", "wss")]
    assert {urlsplit(url).hostname for url in strangers} == {"127.0.0.1"}


def test_markup_in_questions_does_nothing_but_show(chat: Page):
    requested: list[str] = []
    chat.on("request", lambda request: requested.append(request.url))
    chat.on("dialog", lambda dialog: pytest.fail("a dialog opened"))
    for payload in PAYLOADS:
        ask(chat, CHINESE + payload)
        expect(chat.locator("#current .asked")).to_contain_text(payload)
        assert chat.evaluate("window.fired") is None
    assert chat.locator("#transcript").locator("img, svg, iframe, style, script, base").count() == 0
    assert not [url for url in requested if "elsewhere" in url]
