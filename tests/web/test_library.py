"""The documents: found word for word or by meaning, read whole, side by side, as the original file."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.errors import UnknownDocument
from qa.web import library
from qa.web.library import (
    MAX_FOUND,
    folded_with_origin,
    occurrences,
    render_compare,
    render_document,
    render_documents,
    search,
    side,
)
from qa.web.pages import original_file
from tests.web.fakes import FIRST, HOSTILE, RULES, SECOND, FakeEngine


@pytest.mark.parametrize(
    ("word", "text", "places"),
    [
        ("ab", "xabab", [(1, 3), (3, 5)]),
        ("AB", "xａｂ", [(1, 3)]),
        ("５", "第5条", [(1, 2)]),
        ("ss", "ß", [(0, 1)]),
        ("", "x", []),
    ],
)
def test_words_are_found_whatever_their_case_and_width(word, text, places):
    assert [(quote.start, quote.end) for quote in occurrences([word], text)] == places


def test_a_search_wants_every_word_and_marks_them():
    (found,) = search("列席 主任", [FIRST, SECOND])
    assert found.article == FIRST
    assert [piece.text for piece in found.pieces if piece.marked] == ["主任列席", "列席"]
    assert search("列席 每年", [FIRST, SECOND]) == ()
    assert search("  ", [FIRST, SECOND]) == ()


def test_a_search_folds_an_article_once_and_none_after_the_last_it_lists(monkeypatch):
    folded = []

    def watched(text):
        folded.append(text)
        return folded_with_origin(text)

    monkeypatch.setattr(library, "folded_with_origin", watched)
    articles = [replace(FIRST, id=f"rules:{i}") for i in range(MAX_FOUND + 50)]
    found = search("列席 主任", [SECOND, *articles])
    assert [hit.article.id for hit in found] == [f"rules:{i}" for i in range(MAX_FOUND)]
    assert (folded.count(SECOND.text), folded.count(FIRST.text)) == (1, MAX_FOUND)


def test_what_no_article_says_is_answered_with_the_nearest():
    html = render_documents(FakeEngine(), "谁可以旁听")
    assert "没有哪一条逐字这样写" in html and "意思最近的条文" in html
    assert "<mark>主任列席会议。</mark>" in html


def test_a_document_is_listed_with_its_metadata_and_file(client):
    html = client.get("/documents").text
    assert "某市 · 某市委 · 2024年1月1日" in html
    assert 'href="documents/rules/original"' in html


def test_words_are_marked_in_the_whole_document():
    html = render_document(FakeEngine(), "rules", "列席")
    assert html.count("<mark>列席</mark>") == 2
    assert 'href="documents/rules?q=%E5%88%97%E5%B8%AD#rules%3A1"' in html


def test_two_documents_side_by_side_and_one_that_is_silent():
    engine = FakeEngine()
    answered = side(engine, RULES, "谁列席")
    assert ([found.article.id for found in answered.articles], answered.silent) == (["rules:1"], False)
    quiet = side(engine, RULES, "none")
    assert ([found.article.id for found in quiet.articles], quiet.silent) == (["rules:2", "rules:1"], True)
    html = render_compare(engine, "rules", "evil", "谁列席")
    assert html.index("会议规则") < html.index("这份文件没有回答这个主题")
    assert HOSTILE not in html
    with pytest.raises(UnknownDocument):
        render_compare(engine, "rules", "nowhere", "x")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/compare", 200),
        ("/compare?a=rules&b=evil&topic=x", 200),
        ("/compare?a=x&b=evil&topic=x", 404),
        ("/documents?q=" + "x" * 201, 422),
    ],
)
def test_the_routes(client, path, status):
    assert client.get(path).status_code == status


def engine_with(path: str) -> FakeEngine:
    engine = FakeEngine()
    engine.documents = (replace(RULES, path=path),)
    return engine


def test_the_original_is_the_file_itself_to_keep(tmp_path):
    (tmp_path / "规则.md").write_bytes("# 原件".encode())
    response = original_file(engine_with("规则.md"), "rules", tmp_path)
    assert response.body.decode() == "# 原件"
    assert response.headers["content-disposition"] == "attachment; filename*=UTF-8''%E8%A7%84%E5%88%99.md"
    assert response.media_type == "application/octet-stream"


@pytest.mark.parametrize("path", ["", "gone.md", "../secret.md", "link.md"])
def test_no_file_but_those_of_the_corpus_is_ever_sent(tmp_path, path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (tmp_path / "secret.md").write_text("secret", encoding="utf-8")
    (corpus / "link.md").symlink_to(tmp_path / "secret.md")
    response = original_file(engine_with(path), "rules", corpus)
    assert response.body.decode() == RULES.text
