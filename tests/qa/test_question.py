from dataclasses import replace

import pytest

from index.errors import QuestionError, UnknownDocument
from index.schema import Document
from qa.question import (
    MAX_QUESTION_CHARS,
    analyse,
    clean,
    language_of,
    named_documents,
    unheld_law,
    unheld_places,
)
from qa.schema import Missing

JIA = Document(
    "jia",
    "甲州市会议规则",
    "",
    region="甲州市",
    region_en="Jiazhou",
    province="丙省",
    document_number="甲发〔2020〕1号",
)
YI = Document("yi", "乙州市学习办法", "", region="乙州市", region_en="Yizhou", province="丁省")


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


# --- documents named


@pytest.mark.parametrize(
    "text",
    [
        "甲州市谁列席？",
        "甲州的规定",
        "丙省怎么说？",
        "Who attends in Jiazhou?",
        "in JIAZHOU",
        "《甲州市会议规则》",
        "《会议规则》",
    ],
)
def test_a_document_is_named_by_region_province_or_title(text):
    assert named_documents(text, (JIA, YI)) == ("jia",)


@pytest.mark.parametrize("text", ["谁列席？", "Jiazhouese", "《规则》", "会议规则", ""])
def test_a_part_of_a_name_is_no_name(text):
    assert named_documents(text, (JIA, YI)) == ()


def test_documents_named_keep_the_order_of_the_index():
    assert named_documents("乙州和甲州", (JIA, YI)) == ("jia", "yi")


def test_a_document_without_region_is_not_named_by_everything():
    assert named_documents("谁列席？", (Document("doc", "某某规则", ""),)) == ()


# --- places and laws that are not held


def test_a_place_that_no_document_mentions(small_index):
    assert unheld_places("北京谁列席？", small_index) == ("北京",)
    assert unheld_places("Who attends in Beijing?", small_index) == ("Beijing",)
    assert unheld_places("谁列席？", small_index) == ()


def test_a_place_that_a_document_mentions_is_no_place_unheld(small_index):
    mentions = replace(small_index.documents[0], text="参照北京的做法。")
    assert unheld_places("北京谁列席？", replace(small_index, documents=(mentions,))) == ()


@pytest.mark.parametrize(
    ("text", "law"),
    [
        ("代表法规定了什么？", "代表法"),
        ("《监督法》对公开有什么要求？", "监督法"),
        ("根据选举法，代表怎么选？", "选举法"),
        ("粤发〔2005〕17号文件对编制怎么定？", "粤发〔2005〕17号文件"),
    ],
)
def test_a_law_that_is_the_subject_and_not_held(text, law):
    assert unheld_law(text, (JIA, YI)) == (law,)


@pytest.mark.parametrize(
    "text",
    [
        "代表法对甲州市有什么要求？",  # what a held document makes of it
        "乙州市学习办法规定了什么？",
        "甲发〔2020〕1号规定了什么？",
        "怎样保证依法行使职权？",
        "如何落实代表法？",
    ],
)
def test_a_law_that_is_held_or_not_the_subject(text):
    assert unheld_law(text, (JIA, YI)) == ()


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


def test_a_document_named_outside_the_filter_is_not_held(small_index):
    query = analyse("乙市怎么说？", small_index, doc_ids=["jia"])
    assert (query.doc_ids, query.unheld) == (("jia",), ("乙市",))


def test_it_is_named_in_the_language_of_the_question(small_index):
    assert analyse("What does Yi say?", small_index, doc_ids=["jia"]).unheld == ("Yi",)


def test_an_address_is_looked_for_inside_the_filter(small_index):
    query = analyse("第一条", small_index, doc_ids=["jia"])
    assert query.addresses == ("jia:1",)
    assert analyse("第五条", small_index, regions=["甲市"]).missing == (Missing("第五条", ("jia",)),)


# --- analyse: follow-ups


@pytest.mark.parametrize(
    ("question", "history", "text"),
    [
        ("那乙市呢？", ["甲市谁列席会议？"], "谁列席会议？ 乙市"),
        ("乙市呢？", ["甲市谁列席会议？"], "谁列席会议？ 乙市"),
        ("那北京呢？", ["甲市谁列席会议？"], "谁列席会议？ 北京"),
        ("第二条呢？", ["甲市第一条写什么？"], "甲市写什么？ 第二条"),
        ("多久一次呢？", ["甲市谁列席会议？"], "甲市谁列席会议？ 多久一次"),
        ("它由谁主持？", ["乙市多久学习一次？"], "乙市多久学习一次？ 它由谁主持"),
        ("And in Yi?", ["Who attends?"], "Who attends? in Yi"),
        ("What about Yi?", ["Who attends?"], "Who attends? Yi"),
        ("那第二条呢？", ["乙市第一条写什么？", "那甲市呢？"], "写什么？ 甲市 第二条"),
        ("那乙市呢？", ["谁主持？", "谁列席会议？"], "谁列席会议？ 乙市"),
    ],
)
def test_a_follow_up_takes_what_it_leaves_out_from_before(small_index, question, history, text):
    query = analyse(question, small_index, history)
    assert (query.text, query.question) == (text, question)


@pytest.mark.parametrize(
    ("question", "history"),
    [
        ("学习由谁主持？", ["甲市谁列席会议？"]),
        ("Who presides over study?", ["Who attends in Jia?"]),
        ("那乙市呢？", []),
        ("那乙市呢？", ["", "  "]),
        ("也就是说，如果书记不在，那么乙市的学习应该由哪一位同志来主持？", ["甲市谁列席会议？"]),
    ],
)
def test_a_question_that_stands_alone_stays_as_it_is(small_index, question, history):
    assert analyse(question, small_index, history).text == question


def test_a_follow_up_asks_the_document_it_names(small_index):
    assert analyse("那乙市呢？", small_index, ["甲市谁列席会议？"]).doc_ids == ("yi",)
    assert analyse("多久一次呢？", small_index, ["甲市谁列席会议？"]).doc_ids == ("jia",)


@pytest.mark.parametrize("odd", ["？？？", "\u200b", "问" * 3000, "\x00", "<>"])
def test_an_earlier_question_that_could_not_be_asked_is_passed_over(small_index, odd):
    query = analyse("那乙市呢？", small_index, ["甲市谁列席会议？", odd])
    assert query.text == "谁列席会议？ 乙市"


def test_a_long_conversation_of_follow_ups_is_resolved(small_index):
    query = analyse("那乙市呢？", small_index, ["甲市谁列席会议？"] + ["那甲市呢？", "那乙市呢？"] * 1000)
    assert query.doc_ids == ("yi",)
    assert len(query.text) < 50 * len("那甲市呢？")


def test_an_address_after_a_title_means_that_document(small_index):
    jia, yi = (replace(document, title="中华人民共和国学习法", region="") for document in small_index.documents)
    held = replace(small_index, documents=(jia, yi))  # two versions of one law
    query = analyse("民法商法学习法第二条的内容是什么？", held)
    assert (query.addresses, query.unheld, query.missing) == (("yi:1.2",), (), ())
    assert analyse("2020年学习法第二条", held).addresses == ("jia:2",)
