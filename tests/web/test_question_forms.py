"""Questions made from a sentence: each form from the words it is made of, and none where they are missing."""

from __future__ import annotations

import pytest

from index.gloss import Term
from qa.web.question_forms import FORMS, chinese_forms, english_forms

TERMS = tuple(
    Term(chinese, (english,))
    for chinese, english in {
        "理事会": "council", "常务会议": "executive meeting", "监事": "supervisor", "公司": "company",
        "培训": "training", "通报会": "briefing", "误工补贴": "compensation for lost wages",
        "活动经费": "funds for activities", "监督权": "power of supervision", "履职": "perform one's duties",
        "年度报告": "annual report", "会员代表": "delegate of the members",
    }.items()
)  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "form", "question"),
    [
        ("监事列席常务会议。", "who attends", "Who attends the executive meeting in Jia?"),
        ("监事列席理事会。", "who attends", "Who attends the council meeting in Jia?"),
        ("集团下设3个公司。", "how many", "How many companies are there in Jia?"),
        ("理事会设监事2－3名，任期三年。", "how many", "How many supervisors are there in Jia?"),
        ("大会选举二十名会员代表。", "how many", "How many delegates of the members are there in Jia?"),
        ("理事会每季度召开一次通报会。", "how often", "How often is there a briefing in Jia?"),
        ("每年对监事进行一次培训。", "how often", "How often is there training in Jia?"),
        ("没有工资的监事给予误工补贴。", "who receives", "Who receives compensation for lost wages in Jia?"),
        ("活动经费应列入预算。", "how funded", "How are funds for activities provided for in Jia?"),
        ("保证监事依法行使监督权。", "how done", "How is the power of supervision guaranteed in Jia?"),
        ("理事会应当在三月前公布年度报告。", "what must", "What must the council do about the annual report in Jia?"),
    ],
)
def test_each_form_in_english(sentence, form, question):
    assert (form, question) in english_forms(sentence, TERMS, "Jia")


@pytest.mark.parametrize(
    "sentence",
    [
        "监事列席。",
        "第3个公司成立。",
        "设一个公司。",
        "定期培训。",
        "支持公司的重要会议。",
        "支持监事履职。",
        "理事会要求年度报告公开。",
    ],
)
def test_no_question_in_english_where_the_words_are_missing(sentence):
    assert english_forms(sentence, TERMS, "Jia") == []


def test_without_a_place_and_without_a_glossary():
    assert english_forms("监事列席理事会。", TERMS, "") == [("who attends", "Who attends the council meeting?")]
    assert english_forms("监事列席理事会。", (), "Jia") == []
    assert set(FORMS) == {"who attends", "how many", "how often", "who receives", "how funded", "how done", "what must"}


@pytest.mark.parametrize(
    ("sentence", "questions"),
    [
        ("各级党组每年至少学习两次文件并作记录。", ["各级党组多久学习一次文件？"]),
        ("主任列席常务会议。", ["谁列席常务会议？"]),
        ("市协会设立3个分会和2个办事处。", ["甲市协会设立多少个分会？"]),
        ("协会可设专职监事1－2名，不得兼职。", ["甲协会可设专职监事多少名？"]),
        ("专职理事的比例要达到50%以上。", ["甲专职理事的比例是多少？"]),
        ("会员活动经费应列入本级预算。", ["甲会员活动经费怎样保障？"]),
        ("没有固定收入的会员要给予误工补贴。", ["甲给予谁误工补贴？"]),
        ("各科室要按时到会。", []),
    ],
)
def test_forms_in_chinese(sentence, questions):
    assert chinese_forms(sentence, "甲") == questions
