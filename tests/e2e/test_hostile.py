"""Documents that attack the reader: their title, text, headings and metadata show as text and do nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import yaml
from playwright.sync_api import Page, expect

from tests.e2e.browser import ask
from tests.e2e.conftest import application, build_index

ATTACK = (
    "<script>window.fired = 1</script><img src=x onerror='window.fired = 1'>"
    "</div><svg onload=window.fired=1> ${window.fired = 1} {{#with fired}} [x](javascript:window.fired=1)"
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The application over one document that is hostile wherever a document can speak."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "corpus").mkdir()
    fields = ("title", "title_en", "issuer", "region", "region_en", "document_number", "date", "kind", "source")
    head = yaml.safe_dump({"id": "evil", **{field: f"{field} {ATTACK}" for field in fields}}, allow_unicode=True)
    body = f"# 会议规则\n\n## 一、会议 {ATTACK}\n\n（一）{ATTACK}人大常委会主任列席同级党委常委会会议。{ATTACK}\n"
    (folder / "corpus" / "evil.md").write_text(f"---\n{head}---\n\n{body}", encoding="utf-8")
    build_index(folder / "index", folder / "corpus")
    with application(folder / "index", "") as address:
        yield address


def harmless(page: Page) -> None:
    page.wait_for_timeout(300)
    assert page.evaluate("window.fired") is None
    assert page.locator("#transcript, #sources, #documents, .page > main").locator("img, svg, script").count() == 0


@pytest.mark.parametrize("path", ["/", "/embed"])
def test_in_the_chat(page: Page, hostile: str, path: str):
    page.on("dialog", lambda dialog: pytest.fail("a dialog opened"))
    page.goto(hostile + path)
    page.wait_for_selector(".welcome")
    harmless(page)
    ask(page, "谁列席党委常委会会议？")
    page.locator("#current .cite").first.click()
    expect(page.locator(".source[open] .text").first).to_contain_text("<img src=x")
    harmless(page)


@pytest.mark.parametrize("path", ["/#documents", "/#evil:1.1", "/documents", "/documents/evil"])
def test_in_the_documents(page: Page, hostile: str, path: str):
    page.on("dialog", lambda dialog: pytest.fail("a dialog opened"))
    page.goto(hostile + path)
    expect(page.locator("main").last).to_contain_text("title <script>")
    harmless(page)
