from dataclasses import replace

import pytest

from index.passages import article_passage, english_context, sentence_passage
from index.schema import Article, Document, Sentence

ARTICLE = Article("doc:2.1", "doc", "二、（一）", ("总则", "二、会议"), "会议规则", "（一）每年一次。", 0, 8)
PREAMBLE = replace(ARTICLE, id="doc:0", headings=())


def sentence(text):
    return Sentence("doc:2.1", 0, len(text), text)


def test_an_article_goes_with_its_title_and_headings():
    assert article_passage(ARTICLE) == "会议规则\n总则\n二、会议\n（一）每年一次。"


def test_a_sentence_goes_alone():
    assert sentence_passage(ARTICLE, sentence("每年一次。")) == "每年一次。"


@pytest.mark.parametrize("date", ["2020年1月2日", "（２０２０年１１月２２日）", "(2020年1月2日)"])
def test_a_date_in_the_head_says_what_it_dates(date):
    assert sentence_passage(PREAMBLE, sentence(date)) == f"会议规则成文日期、印发发布时间：{date}"


@pytest.mark.parametrize("number", ["甲发〔2020〕1号", "甲办发［２０２０］１２号", "甲发[2020]3号"])
def test_a_number_in_the_head_says_whose_it_is(number):
    assert sentence_passage(PREAMBLE, sentence(number)) == f"会议规则发文字号、文号：{number}"


@pytest.mark.parametrize(
    "text", ["各县（市、区）委：", "根据甲发〔2020〕1号文件，制定本规则。", "自2020年1月2日起施行。"]
)
def test_a_sentence_of_the_head_goes_alone(text):
    assert sentence_passage(PREAMBLE, sentence(text)) == text


def test_a_date_elsewhere_goes_alone():
    tenth = replace(ARTICLE, id="doc:10")
    assert sentence_passage(tenth, sentence("2020年1月2日")) == "2020年1月2日"


def test_english_names_of_a_document():
    document = Document("doc", "会议规则", "", title_en="Rules of meetings", region_en="Jia")
    assert english_context(document) == "Rules of meetings Jia"
