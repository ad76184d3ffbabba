"""The widget on pages of another origin, over the fake engine: attributes, focus, weight, what it refuses to hear."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from qa.settings import Settings
from tests.e2e.browser import ANSWER_MS, ask
from tests.e2e.hosts import Host, embedded, host
from tests.web.fakes import HOSTILE, FakeEngine

MAX_CLOSED_BYTES = 15_000
STRICT = "default-src 'none'; script-src {0}; frame-src {0}; require-trusted-types-for 'script'; trusted-types"


@dataclass(frozen=True)
class Site:
    """A portal that may embed, a stranger that may not, and the application between them."""

    address: str
    portal: Host
    stranger: Host
    engine: FakeEngine

    def widget(self, attributes: str = "") -> str:
        return f'<script src="{self.address}/widget.js" data-lang="zh" {attributes} defer></script>'


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    engine = FakeEngine()
    with host() as portal, host() as stranger, embedded(Settings(embed_origins=portal.origin), engine) as address:
        yield Site(address, portal, stranger, engine)


def bubble(page: Page):
    return page.locator("tiaowen-widget .bubble")


def chat(page: Page):
    return page.frame_locator("tiaowen-widget iframe")


def embed_frame(page: Page):
    return next(frame for frame in page.frames if "/embed" in frame.url)


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    bubble(page).click()
    expect(chat(page).locator(".welcome")).to_be_visible(timeout=ANSWER_MS)
    return page


# ---- weight


def test_a_closed_widget_loads_its_script_only(page: Page, site: Site):
    ours: list[tuple[str, int]] = []
    page.on("response", lambda r: r.url.startswith(site.address) and ours.append((r.url, len(r.body()))))
    page.goto(site.portal.page(site.widget()))
    expect(bubble(page)).to_be_visible()
    page.wait_for_timeout(500)
    assert [url for url, _ in ours] == [f"{site.address}/widget.js"]
    assert 0 < sum(size for _, size in ours) < MAX_CLOSED_BYTES


def test_no_cookie_is_set_or_needed(page: Page, site: Site):
    opened(page, site.portal.page(site.widget()))
    ask(embed_frame(page), "谁列席？")
    assert page.context.cookies() == []


def test_under_the_strictest_policy_nothing_of_ours_is_refused(page: Page, site: Site):
    refused: list[str] = []
    page.on("console", lambda message: message.type == "error" and refused.append(message.text))
    address = site.portal.page(site.widget('data-color="#27496d"'), STRICT.format(site.address), "/strict")
    opened(page, address)
    assert bubble(page).evaluate("b => getComputedStyle(b).backgroundColor") == "rgb(39, 73, 109)"
    assert [line for line in refused if site.address in line or "widget" in line] == []


# ---- opening, closing, focus


def test_opening_puts_the_focus_in_the_question_and_escape_gives_it_back(page: Page, site: Site):
    opened(page, site.portal.page(site.widget()))
    box = chat(page).locator("#question textarea")
    expect(box).to_be_focused()
    box.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(bubble(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="文件问答")).to_be_visible()
    expect(box).to_be_focused()


def test_escape_outside_closes_and_leaves_the_focus_where_a_person_types(page: Page, site: Site):
    opened(page, site.portal.page(site.widget()))
    page.focus("#box")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("#box")).to_be_focused()


def test_the_cross_closes(page: Page, site: Site):
    opened(page, site.portal.page(site.widget('data-title="问一问"')))
    page.get_by_role("dialog", name="问一问").get_by_role("button", name="关闭").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(bubble(page)).to_be_focused()
    expect(bubble(page)).to_have_attribute("aria-expanded", "false")


def test_a_composition_that_escape_ends_keeps_the_widget_open(page: Page, site: Site):
    opened(page, site.portal.page(site.widget()))
    press = "box => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true, isComposing: true}))"
    chat(page).locator("#question textarea").evaluate(press)
    page.wait_for_timeout(300)
    expect(page.get_by_role("dialog")).to_be_visible()


def test_opened_by_the_page_it_leaves_the_focus_alone(page: Page, site: Site):
    page.goto(site.portal.page("<script>box.focus()</script>" + site.widget("data-open")))
    expect(chat(page).locator(".welcome")).to_be_visible(timeout=ANSWER_MS)
    page.wait_for_timeout(300)
    expect(page.locator("#box")).to_be_focused()


# ---- attributes


@pytest.mark.parametrize(
    ("position", "sides"),
    [("", ("bottom", "right")), ("left", ("bottom", "left")), ("top-right", ("top", "right")), ("</style>", None)],
)
def test_the_position_is_one_of_four_corners(page: Page, site: Site, position: str, sides: tuple[str, str] | None):
    page.goto(site.portal.page(site.widget(f'data-position="{position}"')))
    box = bubble(page).bounding_box()
    row = "top" if box["y"] < 100 else "bottom"
    side = "left" if box["x"] < 100 else "right"
    assert (row, side) == (sides or ("bottom", "right"))


@pytest.mark.parametrize(("color", "sign"), [("#ffee88", "rgb(35, 33, 28)"), ("navy", "rgb(251, 248, 241)")])
def test_the_sign_on_the_bubble_can_be_read_on_any_color(page: Page, site: Site, color: str, sign: str):
    page.goto(site.portal.page(site.widget(f'data-color="{color}"')))
    assert bubble(page).evaluate("b => getComputedStyle(b).color") == sign


def test_documents_and_regions_are_those_the_page_names(page: Page, site: Site):
    opened(page, site.portal.page(site.widget('data-doc-ids="rules, evil" data-region="某市"')))
    ask(embed_frame(page), "谁列席？")
    assert (["rules", "evil"], ["某市"]) in site.engine.filters
    expect(chat(page).locator("#asking .scope")).to_be_hidden()


def test_the_greeting_stands_in_the_empty_conversation_only(page: Page, site: Site):
    opened(page, site.portal.page(site.widget('data-greeting="您好，问人大工作。"')))
    expect(chat(page).get_by_text("您好，问人大工作。")).to_be_visible()
    ask(embed_frame(page), "谁列席？")
    expect(chat(page).get_by_text("您好，问人大工作。")).to_be_hidden()


def test_a_greeting_is_not_shown_outside_a_frame(page: Page, site: Site):
    page.goto(f"{site.address}/embed?greeting=请拨打诈骗电话")
    page.wait_for_selector(".welcome")
    expect(page.locator("body")).not_to_contain_text("诈骗")


def test_inline_it_stands_in_its_place_and_answers(page: Page, site: Site):
    place = '<div id="here" style="height: 520px; width: 600px"></div>'
    page.goto(site.portal.page(place + site.widget('data-target="#here"')))
    ask_in(page)
    box = page.locator("#here tiaowen-widget iframe").bounding_box()
    assert (box["width"], box["height"]) == (600, 520)
    expect(bubble(page)).to_have_count(0)


def test_a_place_that_is_not_there_is_said_and_the_bubble_shown(page: Page, site: Site):
    lines: list[str] = []
    page.on("console", lambda message: lines.append(message.text))
    page.goto(site.portal.page(site.widget('data-target="#nowhere"')))
    expect(bubble(page)).to_be_visible()
    assert any("#nowhere" in line for line in lines)


def test_a_plain_frame_answers_with_citations(page: Page, site: Site):
    frame = (
        f'<iframe src="{site.address}/embed?lang=zh&doc_ids=rules" title="文件问答" width="400" height="600"></iframe>'
    )
    page.goto(site.portal.page(frame))
    page.frame_locator("iframe").locator(".welcome").wait_for(timeout=ANSWER_MS)
    ask_in(page)
    expect(page.frame_locator("iframe").locator("#current .cite").first).to_be_visible()


def ask_in(page: Page) -> None:
    """Ask in the page's one frame, once it is drawn."""
    page.frame_locator("iframe").locator(".welcome").wait_for(timeout=ANSWER_MS)
    ask(embed_frame(page), "谁列席？")


def test_hostile_attributes_are_text(page: Page, site: Site):
    page.on("dialog", lambda dialog: pytest.fail("a dialog opened"))
    names = ("title", "lang", "position", "color", "doc-ids", "region", "greeting", "token-url", "token", "target")
    attack = (HOSTILE + "\"'><script>fire()</script>javascript:fire()").replace("&", "&amp;").replace('"', "&quot;")
    attributes = " ".join(f'data-{name}="{attack}"' for name in names)
    script = "<script>window.fire = () => { window.fired = 1 }</script>"
    widget = f'<script src="{site.address}/widget.js" {attributes} defer></script>'
    opened(page, site.portal.page(script + widget))
    expect(page.get_by_role("dialog")).to_contain_text("<script>fire()")
    frame = embed_frame(page)
    frame.evaluate("() => { window.fire = () => { window.fired = 1 } }")
    expect(chat(page).locator(".greeting")).to_contain_text("<img src=x")
    page.wait_for_timeout(300)
    assert page.evaluate("window.fired") is None and frame.evaluate("window.fired") is None
    assert chat(page).locator(".greeting > *").count() == 0


# ---- messages of others


CLOSE = "{type: 'tiaowen:close'}"


def test_the_page_hears_the_frame_of_the_application_only(page: Page, site: Site):
    """Not itself, and not a stranger's frame: neither with the right words nor from inside."""
    stranger = site.stranger.page(f"<script>setInterval(() => parent.postMessage({CLOSE}, '*'), 50)</script>")
    address = site.portal.page(f'<iframe src="{stranger}"></iframe>' + site.widget(), path="/beside")
    opened(page, address)
    page.evaluate(f"window.postMessage({CLOSE}, '*')")
    page.wait_for_timeout(500)
    expect(page.get_by_role("dialog")).to_be_visible()
    embed_frame(page).evaluate(f"parent.postMessage({CLOSE}, '{site.portal.origin}')")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_the_frame_tells_a_stranger_nothing(page: Page, site: Site):
    """An address that names a stranger as host: the frame believes the browser, and speaks to the portal alone."""
    source = f"{site.address}/embed?host={site.stranger.origin}"
    heard = "<script>window.heard = []; addEventListener('message', e => heard.push([e.origin, e.data.type]))</script>"
    page.goto(site.portal.page(f'{heard}<iframe src="{source}"></iframe>'))
    page.frame_locator("iframe").locator(".welcome").wait_for(timeout=ANSWER_MS)
    page.wait_for_function("() => heard.length > 0")
    page.wait_for_timeout(300)
    assert page.evaluate("heard") == [[site.address, "tiaowen:ready"]]


def test_a_stranger_may_not_frame_it(page: Page, site: Site):
    refusals: list[str] = []
    page.on("console", lambda message: "frame-ancestors" in message.text and refusals.append(message.text))
    page.goto(site.stranger.page(site.widget()))
    bubble(page).click()
    page.wait_for_timeout(1_000)
    assert refusals and not [frame for frame in page.frames if frame.url.startswith(f"{site.address}/embed")]


def test_a_stranger_between_the_portal_and_the_frame_is_refused_too(page: Page, site: Site):
    middle = site.stranger.page(f'<iframe src="{site.address}/embed"></iframe>', path="/middle")
    page.goto(site.portal.page(f'<iframe src="{middle}"></iframe>'))
    page.wait_for_timeout(1_000)
    assert not [frame for frame in page.frames if frame.url.startswith(f"{site.address}/embed")]
