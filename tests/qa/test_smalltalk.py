from dataclasses import replace

import pytest

from qa.schema import Query
from qa.smalltalk import intent_of, reply, without_greeting


@pytest.mark.parametrize(
    ("intent", "texts"),
    [
        ("greeting", "你好|您好！|嗨|早上好|在吗？|你好呀|你好，在吗|hello|Hi there!|good morning|How are you?"),
        (
            "thanks",
            "谢谢|谢谢你！|好的，谢谢|非常感谢|多谢啦|辛苦了|Thanks|thank you very much|OK, thanks!|great, thank you",
        ),
        ("farewell", "再见|拜拜！|bye|Good night|See you later"),
        (
            "help",
            "你能做什么？|你会做什么|你是谁？|你有什么功能|怎么使用|我可以问什么问题？|帮助|"
            "what can you do?|Who are you|How does this work?|help|What can I ask?",
        ),
        (
            "documents",
            "你有哪些文件？|收录了哪些文件|现在有多少份文件？|有哪些文件|列出所有文件|文件清单|你们收录了什么政策文件？|"
            "which documents do you have?|What documents are there?|list the documents|List all documents.|"
            "How many documents do you hold?",
        ),
    ],
)
def test_small_talk_is_told_by_the_whole_of_what_was_typed(intent, texts):
    assert {text: intent_of(text) for text in texts.split("|")} == dict.fromkeys(texts.split("|"), intent)


@pytest.mark.parametrize(
    "text",
    [
        "谁列席党委常委会会议？",
        "你好，谁列席会议？",
        "攀枝花市委和市政府给人大工作出过哪些文件？",
        "温州有哪些文件规定了述职？",
        "谢谢代表的建议怎么办理",
        "帮助代表履职的措施",
        "人大能做什么？",
        "代表可以做什么？",
        "早期的规定",
        "感谢信怎么写",
        "what can deputies do?",
        "Who are the deputies?",
        "help deputies how?",
        "which documents does Wenzhou implement?",
        "Hi, who attends the meeting?",
        "你好呀，今天有点无聊，陪我聊聊天",
    ],
)
def test_a_question_is_no_small_talk(text):
    assert intent_of(text) == "question"


def test_thanks_said_over_and_over_are_read_at_once():
    assert intent_of("谢谢" + "你的帮助" * 400) == "thanks"
    assert intent_of("谢谢" + "你的帮助" * 400 + "谁列席") == "question"


def test_no_question_of_the_gold_set_is_small_talk(dev_questions):
    assert [question for question in dev_questions if intent_of(question) != "question"] == []


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("你好，谁列席？", "谁列席？"),
        ("您好！请问谁列席？", "请问谁列席？"),
        ("Hello, who attends?", "who attends?"),
        ("Good morning. Who attends?", "Who attends?"),
        ("你好", "你好"),
        ("早期的规定", "早期的规定"),
        ("hit rate", "hit rate"),
    ],
)
def test_a_greeting_goes_before_a_question_alone(text, bare):
    assert without_greeting(text) == bare


def ask(intent, language, **changes):
    return replace(Query("问", "问", language, intent=intent), **changes)


def test_the_documents_are_listed_with_region_and_date(small_index):
    assert reply(ask("documents", "zh"), small_index).splitlines() == [
        "目前收录2份文件：",
        "1. 甲市 · 《甲市会议规则》（2020年1月2日）",
        "2. 乙市 · 《乙市学习办法》（2021年3月4日）",
    ]
    assert reply(ask("documents", "en"), small_index).splitlines() == [
        "2 documents are held:",
        "1. Jia: Rules of meetings of Jia City (2020-01-02)",
        "2. Yi: Study measures of Yi City (2021-03-04)",
    ]


def test_of_a_filter_only_its_documents_are_listed(small_index):
    listed = reply(ask("documents", "zh", doc_ids=("yi",)), small_index)
    assert "乙市" in listed
    assert "甲市" not in listed


def test_a_document_without_region_or_date_says_so(small_index):
    bare = replace(small_index.documents[0], region="", region_en="", date="", title_en="")
    index = replace(small_index, documents=(bare,))
    assert reply(ask("documents", "zh"), index).splitlines()[1] == "1. 《甲市会议规则》（日期未注明）"
    assert reply(ask("documents", "en"), index).splitlines()[1] == "1. 甲市会议规则 (no date given)"


@pytest.mark.parametrize("intent", ["greeting", "thanks", "farewell", "help"])
def test_the_rest_is_short_and_in_the_language_it_came_in(small_index, intent):
    zh, en = reply(ask(intent, "zh"), small_index), reply(ask(intent, "en"), small_index)
    assert "\n" not in zh + en
    assert zh.endswith(("。", "？"))
    assert en.isascii()
    assert "{" not in zh + en
    if intent == "help":
        assert "2份文件（甲市、乙市）" in zh
        assert "2 documents held here (Jia, Yi)" in en
