"""HTML from values: highlighting, citation marks, and nothing that a person wrote taken as markup."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from index.errors import UnknownDocument
from qa.schema import Quote
from qa.web.conversation import Turn, converse
from qa.web.render import (
    Piece,
    answer_lines,
    document_parts,
    highlight,
    render_document,
    render_documents,
    render_turns,
    render_welcome,
)
from tests.web.fakes import FIRST, HOSTILE, RULES, SECOND, FakeEngine, answer_to

ALLOWED = frozenset(
    "a article base body br button dd details div dl dt h1 h2 h3 head header html li link main mark meta nav p script "
    "section span strong summary title ul".split()
)


class Tags(HTMLParser):
    """Collects tags and attribute names, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.text += data


def done(question: str) -> tuple[Turn, ...]:
    return list(converse(FakeEngine(), question, ()))[-1]


@pytest.mark.parametrize(
    ("quotes", "pieces"),
    [
        ((), [("abcdef", False)]),
        (((1, 3),), [("a", False), ("bc", True), ("def", False)]),
        (((1, 3), (2, 5)), [("a", False), ("bcde", True), ("f", False)]),
        (((1, 3), (3, 5)), [("a", False), ("bcde", True), ("f", False)]),
        (((4, 6), (0, 1)), [("a", True), ("bcd", False), ("ef", True)]),
        (((-2, 1), (5, 99)), [("a", True), ("bcde", False), ("f", True)]),
    ],
)
def test_highlight(quotes, pieces):
    found = highlight("abcdef", [Quote(start, end, "") for start, end in quotes])
    assert list(found) == [Piece(*piece) for piece in pieces]


def test_marks_of_known_citations_only_are_split_out():
    answer = answer_to("谁列席？")
    assert answer_lines(answer) == [["会议规则："], ["主任列席会议。", answer.citations[0], " 见", "[2]"]]


def test_a_mark_stays_on_the_line_of_what_it_proves():
    answer = replace(answer_to("谁列席？"), text="“列席” [1]")
    assert answer_lines(answer) == [["“列席”\u00a0", answer.citations[0]]]


def test_a_turn_shows_question_answer_and_the_highlighted_source():
    html = render_turns(done("谁列席？"), FakeEngine(), first=4)
    assert 'data-turn="4" data-state="done"' in html
    assert '<a class="cite" data-n="1" href="documents/rules#rules%3A1">' in html
    assert "第一条 <mark>主任列席会议。</mark>其他人不列席。" in html
    assert 'href="documents/rules#rules%3A1"' in html


def test_a_refusal_names_the_nearest_articles_and_has_no_citation():
    html = render_turns(done("none"), FakeEngine())
    assert "没有找到。" in html
    assert html.index("rules%3A2") < html.index("rules%3A1")
    assert 'class="cite"' not in html


@pytest.mark.parametrize(
    "html",
    [
        render_turns(done("evil " + HOSTILE), FakeEngine()),
        render_turns((Turn(HOSTILE, error=HOSTILE, state="failed"),), FakeEngine()),
        render_welcome(FakeEngine()),
        render_documents(FakeEngine()),
        render_document(FakeEngine(), "evil"),
    ],
)
def test_what_people_and_documents_wrote_stays_text(html):
    tags = Tags(html)
    assert set(tags.tags) <= ALLOWED
    assert not [name for name in tags.attributes if name.startswith("on")]
    assert "fire()</script>" not in html
    assert HOSTILE in tags.text


def test_document_parts_keep_every_line_in_order():
    assert document_parts(RULES, [SECOND, FIRST]) == ["总则", FIRST, SECOND]
    html = render_document(FakeEngine(), "rules")
    assert html.index("总则</h2>") < html.index('id="rules:1"') < html.index('id="rules:2"')


def test_an_unknown_document_is_refused():
    with pytest.raises(UnknownDocument, match="nowhere"):
        render_document(FakeEngine(), "nowhere")
