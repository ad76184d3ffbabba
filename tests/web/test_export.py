"""A conversation taken along: Markdown and Word, every source a footnote, nothing taken as markup."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import docx
import pytest
from lxml import etree

from qa.schema import Quote
from qa.web.conversation import Turn, answering
from qa.web.export import markdown
from qa.web.record import Kept
from qa.web.scope import EVERYTHING, Scope
from qa.web.word import word
from tests.web.fakes import HOSTILE, FakeEngine

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def turn(question: str) -> Turn:
    return list(answering(FakeEngine(), question))[-1]


def kept(*turns: Turn, title: str = "会议") -> Kept:
    return Kept(title=title, turns=list(turns))


def test_markdown_numbers_its_footnotes_through_the_conversation():
    text = markdown(kept(turn("谁列席？"), turn("谁主持？")), FakeEngine(), "zh")
    assert text.startswith("# 会议\n\n## 谁列席？\n\n*依据充分*\n")
    assert "主任列席会议。[^1] 见\\[2\\]" in text
    assert "主任列席会议。[^2] 见" in text
    assert text.endswith("[^1]: 《会议规则》第一条 “主任列席会议。”\n[^2]: 《会议规则》第一条 “主任列席会议。”\n")


def test_markdown_says_refusals_leaves_failures_out_and_marks_what_no_longer_stands():
    moved = turn("谁列席？")
    citation = replace(moved.answer.citations[0], quotes=(Quote(0, 4, "别的话语"),))
    moved = replace(moved, answer=replace(moved.answer, citations=(citation,)))
    text = markdown(kept(turn("none"), turn("boom"), moved), FakeEngine(), "en")
    assert "*Not in the documents*" in text and "boom" not in text
    assert "[^1]: 《会议规则》第一条 \\[No longer stands as quoted\\] “别的话语”" in text


@pytest.mark.parametrize(("scope", "remark"), [(EVERYTHING, None), (Scope(("rules",)), "限于：《会议规则》")])
def test_a_greeting_is_no_refusal(scope, remark):
    greeted = replace(turn("none"), scope=scope)
    query = replace(greeted.answer.query, intent="greeting")
    greeted = kept(replace(greeted, answer=replace(greeted.answer, query=query)))
    remarks = [f"*{remark}*", ""] if remark else []
    assert markdown(greeted, FakeEngine(), "zh").splitlines() == ["# 会议", "", "## none", "", *remarks, "没有找到。"]
    paragraphs = docx.Document(io.BytesIO(word(greeted, FakeEngine(), "zh"))).paragraphs
    assert [p.text for p in paragraphs] == ["会议", "none", *([remark] if remark else []), "没有找到。"]


def test_markup_stays_text_in_markdown():
    text = markdown(kept(turn(f"evil {HOSTILE}"), title=HOSTILE), FakeEngine(), "zh")
    assert not re.search(r"(?<!\\)<", text)


def footnotes(file: bytes) -> list[str]:
    """The texts of a file's footnotes, the two separators left out."""
    root = etree.fromstring(zipfile.ZipFile(io.BytesIO(file)).read("word/footnotes.xml"))
    own = [note for note in root if note.get(f"{W}type") is None]
    assert [note.get(f"{W}id") for note in own] == [str(i) for i in range(1, len(own) + 1)]
    return ["".join(note.itertext()).strip() for note in own]


def test_word_has_real_footnotes_each_referred_to_once():
    again = turn("谁列席？")
    again = replace(again, answer=replace(again.answer, text="一 [1]\n二 [1]"))
    file = word(kept(again, turn("谁主持？")), FakeEngine(), "zh")
    body = docx.Document(io.BytesIO(file)).element.body
    ids = [reference.get(f"{W}id") for reference in body.iter(f"{W}footnoteReference")]
    assert ids == ["1", "2", "3"]
    source = "《会议规则》第一条 “主任列席会议。”"
    assert footnotes(file) == [source, "同注 1。", source]


def test_word_opens_and_says_what_was_said():
    document = docx.Document(io.BytesIO(word(kept(turn("谁列席？")), FakeEngine(), "zh")))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[:3] == ["会议", "谁列席？", "依据充分"]
    assert any("主任列席会议。" in text for text in texts)


def test_characters_that_xml_cannot_hold_are_left_out():
    file = word(kept(turn("谁\x00列\x0b席？"), title="\x1b"), FakeEngine(), "zh")
    assert any(paragraph.text == "谁列席？" for paragraph in docx.Document(io.BytesIO(file)).paragraphs)


@pytest.mark.parametrize(("format_", "media_type"), [("md", "text/markdown"), ("docx", "application/vnd.openxml")])
def test_the_routes_send_a_file_to_keep(client, format_, media_type):
    body = {"title": '会议"\r\n', "turns": [], "language": "en"}
    response = client.post(f"/chat/export.{format_}", json=body)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith(media_type)
    assert response.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%E4%BC%9A")
