"""Suggestions: made from the articles, shown only when the engine answered them from that article."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from index.articles import split_articles
from index.gloss import Term
from index.schema import Document
from qa.settings import Settings
from qa.web.server import create_app
from qa.web.suggestions import SHOWN, Suggestion, Suggestions, answers, candidates
from tests.web.fakes import FakeEngine

TEXT = (
    "一、进一步加强会议管理工作。各科室要按时到会。主任列席常务会议。\n"
    "二、学习。各级党组每年至少学习两次文件并作记录。各级党组要坚持每季度一次的例会制度。"
)
CITY = Document("jia", "会议办法", TEXT, region="甲市", region_en="Jia")
TERMS = (Term("会议管理", ("meeting management", "meetings")), Term("会议", ("meeting",)))


def made(language: str, document: Document = CITY, terms=TERMS) -> list[tuple[str, str]]:
    found = candidates(language, [document], split_articles(document), terms)
    return [(suggestion.question, suggestion.article_id) for suggestion in found]


def test_chinese_questions_ask_how_often_who_attends_and_about_the_subject():
    assert made("zh") == [
        ("谁列席常务会议？", "jia:1"),
        ("各级党组多久学习一次文件？", "jia:2"),
        ("甲市对加强会议管理工作有什么规定？", "jia:1"),
    ]


def test_english_questions_quote_the_glossary():
    assert made("en") == [
        ("Who attends the meeting in Jia?", "jia:1"),
        ("What does Jia say about “meeting management”?", "jia:1"),
    ]
    assert made("en", terms=()) == []


def test_a_numbered_article_that_opens_with_no_subject_is_asked_about_by_its_number():
    law = Document("fa", "会议条例", "第一条　为了规范会议，制定本条例。\n第二条　会议公开。")
    assert made("zh", law) == [("《会议条例》第一条说了什么？", "fa:1"), ("《会议条例》第二条说了什么？", "fa:2")]


def test_documents_take_turns():
    other = Document("yi", "乙市办法", "一、进一步加强经费管理工作。\n二、附则。", region="乙市")
    articles = [*split_articles(CITY), *split_articles(other)]
    found = candidates("zh", [CITY, other], articles, ())
    assert [suggestion.doc_id for suggestion in found] == ["jia", "yi", "jia", "jia"]


def test_what_is_not_answered_from_its_article_is_not_shown():
    engine = FakeEngine()
    assert answers(engine, Suggestion("谁列席？", "zh", "rules:1", "rules"))
    assert not answers(engine, Suggestion("谁列席？", "zh", "rules:2", "rules"))
    assert not answers(engine, Suggestion("none", "zh", "rules:1", "rules"))
    assert not answers(engine, Suggestion(" ", "zh", "rules:1", "rules"))


def test_what_the_engine_is_not_sure_of_is_not_shown():
    class Unsure(FakeEngine):
        def ask(self, question, **options):
            return replace(super().ask(question, **options), assertive=False)

    assert not answers(Unsure(), Suggestion("谁列席？", "zh", "rules:1", "rules"))


def test_a_failing_engine_costs_suggestions_not_the_server(caplog):
    class Broken(FakeEngine):
        def ask(self, question, **options):
            raise RuntimeError("broken")

    suggestions, kept = Suggestions(Broken()), []
    suggestions.start(then=kept.extend).join(10)
    assert (suggestions.all(), kept) == ((), [])
    assert "Suggestions could not be made" in caplog.text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_suggestion_over_the_real_corpus_is_answered_with_its_article(tiaowen, language):
    suggestions = Suggestions(tiaowen)
    suggestions.prepare((language,))
    shown = suggestions.of(language)
    assert len(shown) == SHOWN == len({suggestion.question for suggestion in shown})
    assert len({suggestion.doc_id for suggestion in shown}) >= 3
    for suggestion in shown[:3]:
        answer = tiaowen.ask(suggestion.question)
        assert (answer.status, answer.language, answer.assertive) == ("answered", language, True)
        assert suggestion.article_id in {citation.article_id for citation in answer.citations}


def test_the_api_lists_them_by_language():
    engine = FakeEngine()
    suggestions = Suggestions(engine)
    client = TestClient(create_app(engine, Settings(), suggestions))
    assert client.get("/api/v1/suggestions").json() == []
    suggestions.prepare()
    first = {"question": "《会议规则》第一条说了什么？", "language": "zh", "article_id": "rules:1", "doc_id": "rules"}
    assert client.get("/api/v1/suggestions").json() == [first]
    assert client.get("/api/v1/suggestions?lang=zh").json() == [first]
    assert client.get("/api/v1/suggestions?lang=en").json() == []
    assert client.get("/api/v1/suggestions?lang=fr").status_code == 422
