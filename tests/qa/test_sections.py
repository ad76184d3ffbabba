from dataclasses import replace

import pytest

from index.schema import Article
from qa.compose import select
from qa.schema import Evidence, Query, Quote
from qa.sections import counted_articles

HEADING = "二、坚持四个结合，发挥作用"


@pytest.fixture(scope="module")
def counting(small_index):
    """`jia` with two articles under a heading that counts, and one under another."""
    texts = {"2.1": HEADING, "2.2": HEADING, "3.1": "三、改善条件"}
    articles = tuple(
        Article(f"jia:{n}", "jia", f"（{n}）", (heading,), "规则", "要点。说明。", 0, 6) for n, heading in texts.items()
    )
    return replace(small_index, articles=articles)


def asked(text, language="zh", doc_ids=()):
    return Query(text, text, language, doc_ids=doc_ids)


@pytest.mark.parametrize("text", ["四个结合都有哪些？", "坚持的4个结合分别是什么？", "坚持哪四个结合？四结合包括什么"])
def test_what_a_heading_counts_is_all_under_it(text, counting):
    assert counted_articles(asked(text), (), counting) == ["jia:2.1", "jia:2.2"]


def test_in_english_by_the_number_and_the_words_that_the_thing_has_in_chinese(counting):
    query = asked("What are the four combinations?", "en")
    assert counted_articles(query, ["结合"], counting) == ["jia:2.1", "jia:2.2"]
    assert counted_articles(query, ["会议"], counting) == []
    assert counted_articles(asked("What are the three combinations?", "en"), ["结合"], counting) == []


@pytest.mark.parametrize("text", ["三个结合有哪些？", "四个会议有哪些？", "四个结合由谁提出？", "有哪些结合？"])
def test_another_number_or_thing_or_question_lists_nothing(text, counting):
    assert counted_articles(asked(text), (), counting) == []


def test_a_document_that_is_not_searched_lists_nothing(counting):
    assert counted_articles(asked("四个结合有哪些？", doc_ids=("yi",)), (), counting) == []


def test_the_answer_is_the_opening_sentence_of_each_in_the_documents_order(real_index):
    query = asked("攀枝花坚持的四个结合都有哪些？", doc_ids=("panzhihua",))
    far = Evidence("panzhihua:3.3", Quote(0, 2, "强化"), 9.0)
    chosen = select(query, [far], real_index)
    assert [found.article_id for found in chosen] == [f"panzhihua:2.{n}" for n in (1, 2, 3, 4)]
    assert all("相结合" in found.quote.text for found in chosen)
