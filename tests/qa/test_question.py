from dataclasses import replace

import pytest

from index.errors import QuestionError, UnknownDocument
from qa.followup import language_of
from qa.question import MAX_QUESTION_CHARS, analyse, clean
from qa.schema import Correction, Missing

# --- clean


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("谁列席？", "谁列席？"),
        ("  谁\t列席 \r\n？ ", "谁 列席 ？"),
        ("谁\x00列席\x1b？", "谁 列席 ？"),
        ("谁　列席", "谁 列席"),
        ("谁\ue000列席\ud800？", "谁 列席 ？"),
        ("<b>谁</b>", "<b>谁</b>"),
    ],
)
def test_control_characters_and_white_space_fold(question, asked):
    assert clean(question) == asked


@pytest.mark.parametrize("invisible", ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202e"])
def test_characters_without_width_vanish(invisible):
    assert clean(f"温{invisible}州") == "温州"


@pytest.mark.parametrize("question", ["", "  \n", "\u200b", "\x00\x07", "？？？", "……", "<>", "😀"])
def test_a_question_of_nothing_is_refused_with_an_example(question):
    with pytest.raises(QuestionError, match=r"请输入问题。The question is empty: .*谁列席党委常委会会议？") as refused:
        clean(question)
    assert "\n" not in str(refused.value)


def test_the_longest_question_is_taken():
    assert clean("问" * MAX_QUESTION_CHARS) == "问" * 2000


def test_a_question_that_is_too_long_is_refused_with_both_lengths():
    with pytest.raises(QuestionError, match=r"（10000 字）.*2000 字以内.*10000 characters; the limit is 2000\.$"):
        clean("问" * 10_000)


# --- language


@pytest.mark.parametrize("text", ["谁列席？", "who 列席会议？", "温州 and 广州 的规定", "123", "", "Кто", "x 是什么"])
def test_chinese_is_what_has_chinese_characters_or_no_latin_words(text):
    assert language_of(text) == "zh"


@pytest.mark.parametrize("text", ["Who attends?", "what does 列席 mean here?", "Qui assiste ?"])
def test_english_is_what_has_more_latin_words(text):
    assert language_of(text) == "en"


# --- analyse: addresses


def test_an_address_of_a_document_named(small_index):
    query = analyse("甲市第一条", small_index)
    assert (query.doc_ids, query.regions, query.addresses) == (("jia",), ("甲市",), ("jia:1",))
    assert (query.missing, query.unheld) == ((), ())


def test_an_address_means_every_document_that_numbers_it(small_index):
    assert analyse("第二条规定了什么？", small_index).addresses == ("jia:2", "yi:1.2")


def test_an_address_with_its_section(small_index):
    assert analyse("乙市二、（一）说什么？", small_index).addresses == ("yi:2.1",)


def test_an_address_that_does_not_exist_is_missing_as_asked(small_index):
    assert analyse("甲市第五条", small_index).missing == (Missing("第五条", ("jia",)),)
    assert analyse("第五条", small_index).missing == (Missing("第五条", ("jia", "yi")),)


def test_of_two_addresses_one_may_exist(small_index):
    query = analyse("甲市第一条和第九条", small_index)
    assert (query.addresses, query.missing) == (("jia:1",), (Missing("第九条", ("jia",)),))


@pytest.mark.parametrize(
    "text",
    [
        "代表法第三十六条",
        "《代表法》第三十六条",
        "根据代表法第三十六条，能罢免吗？",
        "请问按照代表法第三十六条，能罢免吗？",
    ],
)
def test_an_address_of_a_law_that_is_not_held(small_index, text):
    query = analyse(text, small_index)
    assert (query.unheld, query.addresses, query.missing) == (("代表法",), (), ())


@pytest.mark.parametrize("text", ["甲市第一条和代表法第十条有什么不同？", "甲市第一条和代表法第十条讲什么？"])
def test_an_address_that_is_held_is_answered_beside_a_law_that_is_not(small_index, text):
    query = analyse(text, small_index)
    assert (query.addresses, query.unheld, query.compared) == (("jia:1",), ("代表法",), ("jia",))
    assert not query.is_unheld


def test_a_document_is_compared_with_a_law_that_is_not_held(small_index):
    query = analyse("甲市的规则和代表法第十条有什么不同？", small_index)
    assert (query.unheld, query.compared) == (("代表法",), ("jia",))


def test_an_address_of_a_document_named_by_title(small_index):
    assert analyse("学习办法第一条", small_index).addresses == ("yi:1.1", "yi:2.1")  # not of jia
    assert analyse("《乙市学习办法》第一条", small_index).addresses == ("yi:1.1", "yi:2.1")


@pytest.mark.parametrize(
    "text", ["甲市的规定第一条", "甲市：该规定第一条", "甲市的规则，本法第一条", "甲市，上述办法第一条"]
)
def test_what_only_points_at_a_document_is_no_law(small_index, text):
    query = analyse(text, small_index)
    assert (query.addresses, query.unheld) == (("jia:1",), ())


# --- analyse: filters


@pytest.mark.parametrize(
    ("filters", "doc_ids"),
    [
        ({}, ()),
        ({"doc_ids": ["yi"]}, ("yi",)),
        ({"doc_ids": ["yi", "jia", "yi"]}, ("jia", "yi")),
        ({"regions": ["甲市"]}, ("jia",)),
        ({"regions": ["Jia"]}, ("jia",)),
        ({"regions": ["jia"]}, ("jia",)),
        ({"regions": ["甲市", "乙市"]}, ("jia", "yi")),
        ({"doc_ids": ["jia", "yi"], "regions": ["乙市"]}, ("yi",)),
        ({"doc_ids": ["jia", "yi"], "regions": ["甲市", "乙市"]}, ("jia", "yi")),
        ({"doc_ids": ["jia"], "regions": ["甲市", "乙市"]}, ("jia",)),
    ],
)
def test_filters_leave_documents_in_the_order_of_the_index(small_index, filters, doc_ids):
    assert analyse("谁列席？", small_index, **filters).doc_ids == doc_ids


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        ({"doc_ids": ["bing"]}, "No document 'bing' in the index. Held: jia yi"),
        ({"doc_ids": [""]}, "No document '' in the index. Held: jia yi"),
        ({"regions": ["北京"]}, "No document of region '北京' in the index. Held: 甲市、乙市"),
        ({"regions": [""]}, "No document of region '' in the index. Held: 甲市、乙市"),
        ({"doc_ids": ["jia"], "regions": ["乙市"]}, "The document and region filters leave no document. Loosen one"),
    ],
)
def test_a_filter_that_leaves_nothing_is_an_error(small_index, filters, said):
    with pytest.raises(UnknownDocument, match=said.replace(".", r"\.")):
        analyse("谁列席？", small_index, **filters)


def test_no_region_is_not_the_region_of_a_document_without_one(small_index):
    nowhere = replace(small_index.documents[0], region="", region_en="")
    with pytest.raises(UnknownDocument):
        analyse("谁列席？", replace(small_index, documents=(nowhere,)), regions=[""])


def test_a_document_named_narrows_the_filter(small_index):
    assert analyse("乙市怎么说？", small_index, doc_ids=["jia", "yi"]).doc_ids == ("yi",)


def test_a_document_named_outside_the_filter_is_held_but_left_out(small_index):
    query = analyse("乙市怎么说？", small_index, doc_ids=["jia"])
    assert (query.doc_ids, query.left_out, query.unheld) == (("jia",), ("yi",), ())
    assert query.is_unheld


def test_of_two_documents_named_the_one_inside_the_filter_answers(small_index):
    query = analyse("甲市和乙市怎么说？", small_index, doc_ids=["jia"])
    assert (query.doc_ids, query.left_out, query.compared) == (("jia",), ("yi",), ("jia",))
    assert not query.is_unheld


def test_a_place_that_is_not_held_is_none_left_out(small_index):
    query = analyse("北京怎么说？", small_index, doc_ids=["jia"])
    assert (query.left_out, query.unheld) == ((), ("北京",))


def test_an_address_is_looked_for_inside_the_filter(small_index):
    query = analyse("第一条", small_index, doc_ids=["jia"])
    assert query.addresses == ("jia:1",)
    assert analyse("第五条", small_index, regions=["甲市"]).missing == (Missing("第五条", ("jia",)),)


# --- analyse: years


@pytest.mark.parametrize(
    ("text", "doc_ids", "unheld_years"),
    [
        ("2020年的规则说什么？", ("jia",), ()),
        ("2021年3月4日的办法说什么？", ("yi",), ()),
        ("2019年的文件说什么？", (), (2019,)),
        ("甲市2021年的规则说什么？", (), (2021,)),
        ("What do the 2020 rules say?", ("jia",), ()),
        ("the documents issued in 2021", ("yi",), ()),
        ("2020年的经费是多少？", (), ()),  # the year of something else
    ],
)
def test_a_year_restricts_to_the_documents_of_it(small_index, text, doc_ids, unheld_years):
    query = analyse(text, small_index)
    assert (query.doc_ids, query.unheld_years) == (doc_ids, unheld_years)


def test_a_year_of_none_inside_the_filter_is_left_out(small_index):
    assert analyse("2020年的规则说什么？", small_index, doc_ids=["yi"]).left_out == ("jia",)


# --- analyse: small talk, slips, variants


def test_small_talk_keeps_the_filter_and_searches_nothing(small_index):
    query = analyse("你有哪些文件？", small_index, doc_ids=["jia"])
    assert (query.intent, query.doc_ids, query.text) == ("documents", ("jia",), "你有哪些文件？")


def test_a_greeting_before_a_question_is_no_part_of_it(small_index):
    query = analyse("你好，谁列席会议？", small_index)
    assert (query.intent, query.text, query.question) == ("question", "谁列席会议？", "你好，谁列席会议？")


def test_what_was_mended_is_explained(small_index):
    query = analyse("誰列習会议，第１条", small_index)
    assert query.text == "谁列席会议，第1条"
    assert query.corrections == (Correction("列习", "列席"),)
    assert query.question == "誰列習会议，第１条"


def test_a_slip_in_the_question_before_is_mended_in_the_follow_up(small_index):
    query = analyse("那乙市呢？", small_index, ["甲市谁列习会议？"])
    assert (query.text, query.corrections) == ("乙市谁列席会议？", (Correction("列习", "列席"),))


def test_another_rewrite_may_stand_in_for_the_rules(small_index):
    seen = []

    def rewrite(text, history, index):
        seen.append((text, history))
        return "乙市谁列席会议？"

    query = analyse("那边呢？", small_index, ["甲市谁列席会议？", "谢谢"], rewrite=rewrite)
    assert seen == [("那边呢？", ["甲市谁列席会议？"])]
    assert (query.text, query.doc_ids, query.is_follow_up) == ("乙市谁列席会议？", ("yi",), True)


def test_an_address_after_a_title_means_that_document(small_index):
    jia, yi = (replace(document, title="中华人民共和国学习法", region="") for document in small_index.documents)
    held = replace(small_index, documents=(jia, yi))  # two versions of one law
    query = analyse("民法商法学习法第二条的内容是什么？", held)
    assert (query.addresses, query.unheld, query.missing) == (("yi:1.2",), (), ())
    assert analyse("2020年学习法第二条", held).addresses == ("jia:2",)
