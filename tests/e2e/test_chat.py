"""The chat page as a person meets it: asking, sources, what is said of them, the scope, the keyboard."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browser import ANSWER_MS, ask, in_view, open_page

CHINESE = "谁列席党委常委会会议？"
ENGLISH = "who attends the party standing committee meeting?"
BOX = "#question textarea"


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


def test_a_mark_shows_its_quote_when_pointed_at(chat: Page):
    ask(chat, CHINESE)
    line = chat.locator("#current .quoted", has_text="“").last
    mark = line.locator(".cite")
    mark.hover()
    quote = line.inner_text().split("”")[0].strip("“")
    expect(chat.locator("[role=tooltip]")).to_contain_text(quote)
    chat.keyboard.press("Escape")
    expect(chat.locator("[role=tooltip]")).to_have_count(0)


def test_a_quote_stays_while_the_page_moves_under_it(chat: Page):
    ask(chat, CHINESE)
    mark = chat.locator("#current .cite").last
    mark.focus()
    expect(chat.locator("[role=tooltip]")).to_have_count(1)
    chat.evaluate("document.dispatchEvent(new Event('scroll'))")
    expect(chat.locator("[role=tooltip]")).to_have_count(1)
    mark.evaluate("mark => mark.blur()")
    expect(chat.locator("[role=tooltip]")).to_have_count(0)


def test_english_readers_see_the_glossary_of_a_quote_and_chinese_readers_do_not(chat: Page):
    ask(chat, CHINESE)
    term = chat.locator("#current .answer .term", has_text="党委常委会").first
    term.hover()
    expect(chat.locator("[role=tooltip]")).to_have_count(0)
    chat.click("#language")
    term.hover()
    expect(chat.locator("[role=tooltip]")).to_contain_text("standing committee")


def test_the_sources_follow_the_answer_whose_mark_is_clicked(chat: Page):
    ask(chat, CHINESE)
    ask(chat, "人大代表如何向选民述职？")
    expect(chat.locator(".pane-question")).to_have_text("人大代表如何向选民述职？")
    chat.locator("#past .cite").first.click()
    expect(chat.locator(".pane-question")).to_have_text(CHINESE)


def test_a_suggested_question_is_answered_and_brings_new_ones(chat: Page):
    example = chat.locator(".welcome .example:visible").first
    question = example.inner_text()
    example.click()
    chat.wait_for_selector("#current .turn[data-state=done] .cite", timeout=ANSWER_MS)
    expect(chat.locator("#current .asked-text")).to_have_text(question)
    following = chat.locator("#current .follow-up").first
    following.wait_for(timeout=ANSWER_MS)
    asked = following.get_attribute("data-question")
    following.click()
    expect(chat.locator("#current .asked-text")).to_have_text(asked)
    chat.wait_for_selector("#current .turn[data-state=done] .cite", timeout=ANSWER_MS)
    expect(chat.locator("#transcript .turn")).to_have_count(2)


def test_a_follow_up_is_understood_through_what_was_asked_before(chat: Page):
    ask(chat, CHINESE)
    ask(chat, "那合肥呢？")
    chat.click("#current .why > summary")
    expect(chat.locator("#current .why")).to_contain_text(f"{CHINESE} 合肥")
    assert chat.locator("#current .why tbody tr").count() >= 5
    expect(chat.locator("#current .why tr.cited").first).to_contain_text("合肥")


def test_copying_takes_the_answer_its_sources_and_the_link(chat: Page):
    chat.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(chat, CHINESE)
    chat.click("#current .copy")
    expect(chat.locator("#current .copy")).to_have_text("已复制")
    copied = chat.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(CHINESE) and "列席" in copied and "[1]" in copied and "?q=" in copied
    assert "Source" not in copied


def test_a_question_the_documents_do_not_answer_is_refused(chat: Page):
    ask(chat, "今天天气怎么样？")
    expect(chat.locator("#current .refused")).to_be_visible()
    expect(chat.locator("#current .cite")).to_have_count(0)
    expect(chat.locator("#announce")).to_have_text("文件中未见")


def test_a_bad_question_is_answered_politely_and_kept_in_the_box(chat: Page):
    ask(chat, "问" * 10_000)
    expect(chat.locator("#current .notice.failed")).to_be_visible()
    expect(chat.locator(BOX)).to_have_value("问" * 10_000)


def test_an_empty_question_goes_nowhere(chat: Page):
    chat.fill(BOX, "  ")
    chat.press(BOX, "Enter")
    chat.click("#ask")
    chat.wait_for_timeout(500)
    expect(chat.locator("#transcript .turn")).to_have_count(0)


def test_shift_enter_is_a_new_line_and_up_edits_the_last_question(chat: Page):
    ask(chat, CHINESE)
    chat.focus(BOX)
    chat.keyboard.type("第一行")
    chat.keyboard.press("Shift+Enter")
    chat.keyboard.type("第二行")
    expect(chat.locator(BOX)).to_have_value("第一行\n第二行")
    chat.fill(BOX, "")
    chat.keyboard.press("ArrowUp")
    expect(chat.locator(BOX)).to_have_value(CHINESE)
    expect(chat.locator(".editing")).to_be_visible()
    ask(chat, "人大代表如何向选民述职？")
    expect(chat.locator("#transcript .turn")).to_have_count(1)
    expect(chat.locator("#current .asked-text")).to_have_text("人大代表如何向选民述职？")
    chat.keyboard.press("ArrowUp")
    chat.keyboard.press("Escape")
    expect(chat.locator(".editing")).to_be_hidden()
    expect(chat.locator(BOX)).to_have_value("")


def test_a_scope_holds_and_one_that_leaves_nothing_says_so(chat: Page):
    chat.click(".scope > summary")
    chat.check('.scope input[value="hefei"]')
    expect(chat.locator(".scope-said")).to_have_text("1 / 5 篇")
    chat.keyboard.press("Escape")
    ask(chat, CHINESE)
    expect(chat.locator("#current .asked-scope")).to_contain_text("合肥")
    cited = chat.locator("#current .source").evaluate_all("all => all.map(one => one.dataset.article.split(':')[0])")
    assert set(cited) == {"hefei"}
    chat.click(".scope > summary")
    expect(chat.locator(".scope input[name=in_force]")).to_be_disabled()  # no document of corpus/ states it
    expect(chat.locator(".scope-force")).to_contain_text("都没有注明效力")
    chat.check('.scope input[value="广州市"]')
    expect(chat.locator(".scope-empty")).to_be_visible()
    chat.keyboard.press("Escape")
    ask(chat, CHINESE)
    expect(chat.locator("#current .notice.failed")).to_contain_text("没有文件同时符合")


def test_feedback_is_sent_with_the_article_and_the_comment(chat: Page):
    sent: list[dict] = []

    def take(route):
        sent.append(route.request.post_data_json)
        route.fulfill(status=200, json={})

    chat.route("**/api/v1/feedback", take)
    ask(chat, CHINESE)
    chat.click("#current .rate[data-verdict=wrong_article]")
    chat.locator("#current .which input").nth(1).check()
    chat.fill("#current form.feedback textarea", "说的是另一件事")
    chat.click("#current form.feedback button[type=submit]")
    expect(chat.locator("#current .feedback-said")).to_have_text("已记下，谢谢。")
    wanted = chat.locator("#current .source").nth(1).get_attribute("data-article")
    body = {"question": CHINESE, "status": "answered", "verdict": "wrong_article", "comment": "说的是另一件事"}
    assert sent == [body | {"article_id": wanted}]
    chat.click("#current .rate[data-verdict=down]")  # of the whole answer, beside it
    expect(chat.locator("#current form.feedback textarea")).to_have_value("")
    chat.click("#current form.feedback button[type=submit]")
    expect(chat.locator("#current .rate:disabled")).to_have_count(2)  # useful or not is said once
    assert sent[1] == {"question": CHINESE, "status": "answered", "verdict": "down", "comment": ""}


def test_language_and_look_are_chosen_and_remembered(browser: Browser, address: str):
    context = browser.new_context(locale="en-GB", color_scheme="light")
    page = context.new_page()
    open_page(page, address)
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    expect(page.get_by_text("Documents held", exact=True)).to_be_visible()
    page.click("#language")
    expect(page.get_by_role("button", name="提问", exact=True)).to_be_visible()
    page.click("#look")
    page.click("#look")
    page.reload()
    expect(page.get_by_text("所藏文件", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="提问", exact=True)).to_be_visible()
    expect(page.locator("body")).to_have_css("background-color", "rgb(26, 25, 22)")
    context.close()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("path", ["/", "/embed", "/#wenzhou:1.2", "/documents", "/documents/wenzhou", "/compare"])
def test_a_narrow_screen_needs_no_sideways_scrolling(browser: Browser, address: str, path: str, dark: bool):
    context = browser.new_context(
        viewport={"width": 380, "height": 700}, locale="en-US", color_scheme="dark" if dark else "light"
    )
    page = context.new_page()
    page.goto(address + path)
    page.wait_for_selector("main")
    if path in ("/", "/embed"):
        page.wait_for_selector("html[data-ready]", state="attached")
        ask(page, CHINESE)
        page.locator("#current .cite").first.click()
        assert in_view(page.locator("#current .source[open] mark").first)
    width = page.evaluate("document.scrollingElement.scrollWidth")
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    context.close()
    assert width <= 380
    assert (background == "rgb(26, 25, 22)") == dark


def test_on_paper_an_answer_stands_with_its_sources_and_nothing_else(chat: Page):
    ask(chat, CHINESE)
    chat.emulate_media(media="print")
    chat.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(chat.locator("#current .source mark").first).to_be_visible()
    for hidden in ("#masthead", "#sidebar", "#composer", "#sources", "#current .actions"):
        expect(chat.locator(hidden)).to_be_hidden()
    chat.evaluate("dispatchEvent(new Event('afterprint'))")
    assert chat.locator("#current .source[open]").count() == 0


def test_no_request_leaves_this_host(browser: Browser, address: str):
    context = browser.new_context(locale="en-US")
    requested: list[str] = []
    context.on("request", lambda request: requested.append(request.url))
    page = context.new_page()
    open_page(page, address)
    ask(page, ENGLISH)
    page.locator("#current .cite").first.click()
    page.click("#language")
    page.locator("#current .follow-up").first.wait_for(timeout=ANSWER_MS)
    for path in ("/#documents", "/#hefei:5.19", "/#compare?a=hefei&b=wenzhou&topic=x", "/embed", "/documents/hefei"):
        page.goto(address + path)
        page.locator(":is(.document, .document-list, .compare, .turn, .welcome):visible").first.wait_for()
        page.wait_for_timeout(500)
    context.close()
    assert len(requested) > 20
    strangers = [url for url in requested if urlsplit(url).scheme in ("http", "https", "ws", "wss")]
    assert {urlsplit(url).hostname for url in strangers} == {"127.0.0.1"}


def test_from_a_source_to_the_whole_document_and_back(chat: Page):
    ask(chat, CHINESE)
    chat.locator(".pane .source a.article-link").first.click()
    expect(chat.locator("#documents .target")).to_be_visible()
    chat.go_back()
    expect(chat.locator("#current .answer")).to_be_visible()


@pytest.mark.parametrize("path", ["/#wenzhou:1.2", "/documents/wenzhou#wenzhou:1.2"])
def test_an_address_opens_the_documents_at_the_article(page: Page, address: str, path: str):
    page.goto(address + path)
    article = page.locator('[id="wenzhou:1.2"]')
    expect(article).to_be_visible()
    expect(article.locator(".text")).to_have_text(re.compile("^（二）切实完善党委领导人大工作的机制"))
    assert 0 <= article.bounding_box()["y"] < 200
