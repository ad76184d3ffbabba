"""HTML from values: highlighting, citation marks, and nothing that a person wrote taken as markup."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from index.gloss import Term
from qa.schema import Explanation, Hit, Quote
from qa.trust import load_levels
from qa.web.conversation import Turn, answering
from qa.web.library import document_parts, render_compare, render_document, render_documents
from qa.web.render import Piece, Strong, Word, answer_lines, glossed, highlight, render
from qa.web.scope import EVERYTHING, Scope
from qa.web.transcript import link, render_turns, render_welcome, trust
from tests.web.fakes import FIRST, HOSTILE, RULES, SECOND, FakeEngine, answer_to

ALLOWED = frozenset(
    "a article base body br button dd details div dl dt fieldset form h1 h2 h3 head header html input label legend li "
    "link main mark meta nav option p script section select span strong summary table tbody td textarea th thead title "
    "tr ul".split()
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


def done(question: str, *history: str, scope: Scope = EVERYTHING) -> Turn:
    return list(answering(FakeEngine(), question, history, scope))[-1]


def html_of(*turns: Turn, first: int = 0) -> str:
    return render_turns(turns, FakeEngine(), first=first)


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


def test_bold_is_what_stands_between_two_stars():
    answer = replace(answer_to("谁列席？"), text="**每年**一次 [1]\n2 ** 3 与 **")
    assert answer_lines(answer) == [[Strong("每年"), "一次\u00a0", answer.citations[0]], ["2 ** 3 与 **"]]


def test_terms_carry_their_english_the_longest_first():
    terms = (Term("人大", ("congress",)), Term("人大代表", ("deputy", "delegate")))
    assert glossed("人大代表与人大", terms) == [
        Word("人大代表", "deputy; delegate"),
        Word("与"),
        Word("人大", "congress"),
    ]
    assert glossed("x", ()) == [Word("x")]


def test_a_turn_shows_question_answer_and_the_highlighted_source():
    html = html_of(done("谁列席？"), first=4)
    assert 'data-turn="4" data-state="done"' in html
    assert '<a class="cite" data-n="1" href="documents/rules#rules%3A1">' in html
    assert "第一条 <mark>主任列席会议。</mark>其他人不列席。" in html
    assert 'href="documents/rules#rules%3A1"' in html


def test_a_refusal_names_the_nearest_articles_and_has_no_citation():
    html = html_of(done("none"))
    assert "没有找到。" in html
    assert html.index("rules%3A2") < html.index("rules%3A1")
    assert 'class="cite"' not in html


@pytest.mark.parametrize("language", ["zh", "en"])
def test_confidence_in_words(language):
    strong, fair, _ = load_levels()[language]
    answer = replace(answer_to("谁？"), language=language)
    for confidence, words in (
        (1.0, "trust_strong"),
        (strong.starts_at, "trust_strong"),
        (fair.starts_at, "trust_fair"),
        (0.3, "trust_weak"),
    ):
        assert trust(replace(answer, confidence=confidence)) == words


def test_a_refusal_has_no_confidence_to_speak_of():
    assert trust(answer_to("none")) == ""


def test_why_shows_what_was_understood_considered_and_weighed():
    turn = done("谁列席？", "前一问")
    query = replace(
        turn.answer.query, text="前一问 谁列席？", doc_ids=("rules",), unheld=("北京",), addresses=("rules:2",)
    )
    why = Explanation((Hit("rules:1", 1.0, {"article_words": 7}), Hit("gone:1", 0.5)), {"cosine": 0.93}, 0.24)
    html = html_of(replace(turn, answer=replace(turn.answer, query=query, explanation=why)))
    text = Tags(html).text
    for shown in ("前一问 谁列席？", "北京", "整条用词", "7", "90%", "24%", "0.93", "第二条"):
        assert shown in text
    assert html.count("<tr") == 1 + 1  # the head, and the one article that is still held


def test_an_answer_from_other_documents_says_so_and_shows_what_was_quoted():
    turn = done("谁列席？")
    assert 'class="notice changed"' not in html_of(turn)
    same_words = html_of(replace(turn, index="0ld"))
    assert "所引条文仍与原文一致" in same_words and "stale" not in same_words
    citation = replace(turn.answer.citations[0], quotes=(Quote(0, 3, "旧的话"),))
    gone = replace(citation, n=2, article_id="gone:1")
    old = replace(turn, index="0ld", answer=replace(turn.answer, citations=(citation, gone)))
    assert html_of(old).count('<details class="source stale"') == 2
    assert "<mark>旧的话\n</mark>" in html_of(old)


def test_a_link_asks_again_with_its_scope_and_only_the_history_it_needs():
    plain = link(done("谁列席？", "前一问"))
    assert plain == "?q=%E8%B0%81%E5%88%97%E5%B8%AD%EF%BC%9F&i=c0ffee"
    turn = done("b", "a", scope=Scope(("rules",), ("r",)))
    followed = replace(turn, answer=replace(turn.answer, query=replace(turn.answer.query, is_follow_up=True)))
    assert link(followed) == "?q=b&h=a&doc=rules&place=r&i=c0ffee"


def test_without_a_chat_page_to_lead_to_there_is_no_link():
    assert 'class="copy-link" href="?q=' in html_of(done("谁列席？"))
    assert "copy-link" not in render_turns([done("谁列席？")], FakeEngine(), linked=False)


@pytest.mark.parametrize(("intent", "shown"), [("question", True), ("greeting", False), ("documents", False)])
def test_only_a_question_is_refused(intent, shown):
    turn = done("none")
    turn = replace(turn, answer=replace(turn.answer, query=replace(turn.answer.query, intent=intent)))
    assert ("文件中未见" in html_of(turn)) == shown


def test_the_scope_a_question_was_asked_in_is_shown():
    assert "《会议规则》" in Tags(html_of(done("谁列席？", scope=Scope(("rules",))))).text


@pytest.mark.parametrize(
    "html",
    [
        html_of(done("evil " + HOSTILE)),
        html_of(Turn(HOSTILE, error=HOSTILE, state="failed", history=(HOSTILE,), scope=Scope((HOSTILE,), (HOSTILE,)))),
        render_welcome(FakeEngine()),
        render_documents(FakeEngine()),
        render_documents(FakeEngine(), HOSTILE),
        render_document(FakeEngine(), "evil"),
        render_document(FakeEngine(), "evil", "fire"),
        render_compare(FakeEngine(), "evil", "rules", HOSTILE + " evil"),
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


@pytest.mark.parametrize(("status", "disabled"), [("in force", False), ("unknown", True)])
def test_only_what_is_in_force_can_be_chosen_where_a_document_states_it(status, disabled):
    html = render("composer.html", documents=[replace(RULES, status=status)], regions=[])
    assert ('name="in_force" disabled' in html, "都没有注明效力" in html) == (disabled, disabled)
