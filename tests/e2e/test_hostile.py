"""What attacks the reader: a question, a history, a document's text, title, file name and metadata, what a model wrote.
All of it shows as text and does nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
import yaml
from playwright.sync_api import Page, expect

from qa.schema import Answer, Citation, Quote, Statement
from qa.settings import Settings
from qa.web.conversation import Turn
from qa.web.record import record_of
from tests.e2e.browser import ask, open_page
from tests.e2e.conftest import application, build_index
from tests.e2e.hosts import embedded
from tests.web.fakes import QUOTE, FakeEngine, answer_to

FIRE = "window.fired=1"
PAYLOADS = (
    f"<script>{FIRE}</script>",
    f"<ScRiPt src=data:text/javascript,{FIRE}></sCrIpT>",
    f"<img src=x onerror='{FIRE}'>",
    f"<img/src/onerror={FIRE}>",
    f"<svg onload={FIRE}><circle/></svg>",
    f"<svg><animate onbegin={FIRE} attributeName=x dur=1s>",
    f"<svg><script href=data:,{FIRE} />",
    f"<math><mtext><img src onerror={FIRE}></math>",
    f"[click](javascript:{FIRE})",
    f"<a href='javascript:{FIRE}'>x</a>",
    "</div></section><iframe srcdoc='<script>parent.fired=1</script>'></iframe>",
    f"${{{FIRE}}} `${{{FIRE}}}` {{{{fired}}}} {{{{{{fired}}}}}} {{{{#with fired}}}}",
    f"{{% raw %}}{{{{ ''.__class__ }}}}<%= {FIRE} %>",
    f"\"><details open ontoggle='{FIRE}'>",
    f"' autofocus onfocus='{FIRE}' x='",
    f'" data-record="{{}}" onpointerover="{FIRE}" "',
    "<style>@import 'http://elsewhere.invalid/x.css';</style><base href='http://elsewhere.invalid/'>",
    f"<meta http-equiv=refresh content='0;url=javascript:{FIRE}'>",
    f"<template><img src=x onerror={FIRE}></template><noscript><p title='</noscript><img src=x onerror={FIRE}>'>",
    f"&lt;img src=x onerror={FIRE}&gt; &#60;script&#62;{FIRE}&#60;/script&#62; \\u003cscript\\u003e",
)
ATTACK = " ".join(PAYLOADS)
OURS = "#transcript, #sources, #documents, #sidebar, #asking, .tip, .page > main"
FOREIGN = "img, svg, iframe, style, script, base, meta, math, template, object, embed"


@pytest.fixture
def watched(page: Page) -> Page:
    """A page that fails the test when something is run or fetched that we did not write."""
    page.on("dialog", lambda dialog: pytest.fail("a dialog opened"))
    page.on("request", lambda request: "elsewhere" in request.url and pytest.fail("a request left"))
    return page


def harmless(page: Page) -> None:
    page.wait_for_timeout(300)
    assert page.evaluate("window.fired") is None
    assert page.locator(OURS).locator(FOREIGN).count() == 0


class Writing(FakeEngine):
    """What a model might write: payload number n, as an answer, a statement and the label of a source."""

    def stream(self, question: str, **options) -> Iterator[Answer]:
        yield written(PAYLOADS[int(question)] if question.isdigit() else ATTACK)


def written(payload: str) -> Answer:
    citation = Citation(1, "rules:1", "rules", payload, payload, (QUOTE,))
    text = f"{payload} [1]\n**{payload}** [1] [2]"
    return replace(answer_to("x"), text=text, statements=(Statement(payload, (1,)),), citations=(citation,))


@pytest.fixture(scope="module")
def writing() -> Iterator[str]:
    with embedded(Settings(rate_limit="100000/minute"), Writing()) as address:  # two questions a payload and page
        yield address


@pytest.mark.parametrize("path", ["/", "/embed"])
def test_a_model_and_a_question(watched: Page, writing: str, path: str):
    open_page(watched, writing + path)
    for n, payload in enumerate(PAYLOADS):
        ask(watched, str(n))
        expect(watched.locator("#current .answer")).to_contain_text(payload)
        watched.locator("#current .cite").first.hover()
        harmless(watched)
        ask(watched, f"问 {payload}")
        expect(watched.locator("#current .asked-text")).to_have_text(f"问 {payload}")
    watched.locator("#current .cite").first.click()
    harmless(watched)


def kept(payload: str) -> str:
    """A conversation that somebody planted in the browser's storage."""
    answer = written(payload)
    stale = replace(answer.citations[0], article_id=payload, doc_id=payload, quotes=(Quote(0, 5, payload),))
    turn = Turn(payload, replace(answer, citations=(stale,), status="answered"), state="done", index=payload)
    failed = Turn(payload, error=payload, state="failed")
    turns = [json.loads(record_of(t)) for t in (turn, failed)]
    return json.dumps({"title": payload, "named": True, "updated": 1, "turns": turns})


def test_a_planted_history(watched: Page, writing: str):
    open_page(watched, writing)
    planted = {f"c-{n}": kept(payload) for n, payload in enumerate(PAYLOADS)}
    put = "all => Object.entries(all).forEach(([id, text]) => localStorage.setItem(`tiaowen-chat:${id}`, text))"
    watched.evaluate(put, planted)
    open_page(watched, writing)
    for n in range(len(PAYLOADS)):
        watched.locator(f'#side [data-id="c-{n}"] .open').click()
        expect(watched.locator("#past .turn").first.locator(".answer")).to_contain_text(PAYLOADS[n])
        menu = watched.locator(f'#side [data-id="c-{n}"] .menu summary')
        menu.click()
        harmless(watched)
        menu.click()  # it would lie over the next one


@pytest.mark.parametrize("payload", PAYLOADS[:4] + PAYLOADS[11:14])
def test_a_link(watched: Page, writing: str, payload: str):
    watched.goto(writing)
    watched.evaluate(
        "([q, base]) => location.replace(`${base}/?${new URLSearchParams({ q, h: q, doc: q, place: q, i: q })}`)",
        [payload, writing],
    )
    watched.wait_for_selector("#current .turn:is([data-state=done], [data-state=failed])")
    harmless(watched)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The application over one document that is hostile wherever a document can speak, its file name among them."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "corpus").mkdir()
    fields = ("title", "title_en", "issuer", "region", "region_en", "document_number", "date", "kind", "source")
    head = yaml.safe_dump({"id": "evil", **{field: f"{field} {ATTACK}" for field in fields}}, allow_unicode=True)
    body = f"# 会议规则\n\n## 一、会议 {PAYLOADS[0]}\n\n（一）{ATTACK}人大常委会主任列席同级党委常委会会议。{ATTACK}\n"
    name = f"<img src=x onerror='{FIRE}'>.md"
    (folder / "corpus" / name).write_text(f"---\n{head}---\n\n{body}", encoding="utf-8")
    build_index(folder / "index", folder / "corpus")
    with application(folder / "index", "", corpus=folder / "corpus") as address:
        yield address


@pytest.mark.parametrize("path", ["/", "/embed"])
def test_a_document_in_the_chat(watched: Page, hostile: str, path: str):
    open_page(watched, hostile + path)
    harmless(watched)
    ask(watched, "第（一）项说的是什么？")  # by its address: what hardly reads as an answer is refused
    watched.locator("#current .cite").first.click()
    expect(watched.locator(".source[open] .text").first).to_contain_text("<img src=x")
    watched.click("#current .why > summary")
    harmless(watched)


@pytest.mark.parametrize(
    "path",
    [
        "/#documents",
        "/#evil:1.1",
        "/documents",
        "/documents/evil",
        "/documents?q=列席",
        "/compare?a=evil&b=evil&topic=列席",
    ],
)
def test_a_document_in_the_documents(watched: Page, hostile: str, path: str):
    watched.goto(hostile + path)
    expect(watched.locator("main").last).to_contain_text("title <script>")
    harmless(watched)


def test_a_file_name(watched: Page, hostile: str):
    watched.goto(f"{hostile}/documents/evil")
    with watched.expect_download() as downloading:
        watched.locator("a[download]").click()
    assert downloading.value.failure() is None
    harmless(watched)
