from dataclasses import replace

import pytest

from index.schema import Document
from qa.naming import city_documents, date_en, named_documents, of_years, unheld_law, unheld_places, years_of

JIA = Document(
    "jia",
    "甲州市会议规则",
    "",
    region="甲州市",
    region_en="Jiazhou",
    province="丙省",
    document_number="甲发〔2020〕1号",
    title_en="Rules of meetings of Jiazhou",
    date="２０２０年１月２日",
)
YI = Document("yi", "乙州市学习办法", "", region="乙州市", region_en="Yizhou", province="丁省")


@pytest.fixture
def held(small_index):
    """An index that holds the two documents, without their articles."""
    return replace(small_index, documents=(JIA, YI))


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
        "甲发〔2020〕1号规定了什么？",
        "甲发[2020]1号规定了什么？",
        "甲发（2020）第1号",
        "What do the rules of meetings of jiazhou require?",
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


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("乐清市的代表", "乐清市"),
        ("瓯海区谁列席？", "瓯海区"),
        ("朝阳区有什么规定？", "朝阳区"),  # not the city of 朝阳
        ("What does Yueqing say?", "Yueqing"),
    ],
)
def test_a_county_that_no_document_mentions(held, text, place):
    assert unheld_places(text, held) == (place,)


def test_a_county_that_a_document_mentions_or_is_of_is_held(held):
    mentions = replace(held, documents=(replace(JIA, text="乐清市正在试点。"), YI))
    assert unheld_places("乐清人大有什么规定？", mentions) == ()
    of_it = replace(held, documents=(replace(JIA, region="乐清市", region_en="Yueqing"), YI))
    assert unheld_places("乐清人大有什么规定？ Yueqing?", of_it) == ()


def test_an_english_name_beside_chinese_characters_is_found(held):
    assert unheld_places("在Shanghai有什么规定？", held) == ("Shanghai",)
    assert named_documents("Jiazhou的规定", held.documents) == ("jia",)


def test_a_province_is_named_in_either_language(held):
    in_zhejiang = replace(JIA, province="浙江省")
    for text in ("浙江谁列席？", "What does Zhejiang province require?", "zhejiang的规定"):
        assert named_documents(text, (in_zhejiang, YI)) == ("jia",)
        assert unheld_places(text, replace(held, documents=(in_zhejiang, YI))) == ()


def test_the_documents_of_a_countys_city(held):
    wenzhou = replace(JIA, region="温州市")
    index = replace(held, documents=(wenzhou, YI))
    for name in ("乐清市", "乐清", "Yueqing", "瓯海区"):
        assert city_documents(name, index) == (wenzhou,)
    for name in ("庐江县", "北京", "无此地"):
        assert city_documents(name, index) == ()


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
        ("按照宪法规定，代表的任期是多久？", "宪法"),
        ("根据宪法，谁选举？", "宪法"),
        ("刑法规定贪污怎么处罚？", "刑法"),
        ("民法典规定的合同是什么？", "民法典"),
        ("立法法对备案审查有什么规定？", "立法法"),
        ("What does article 12 of the Supervision Law provide?", "Supervision Law"),
        ("Under the Law on Deputies, who may resign?", "Law on Deputies"),
        ("What does the Legislation Law of the People's Republic say?", "Legislation Law of the People's Republic"),
    ],
)
def test_a_law_that_is_the_subject_and_not_held(held, text, law):
    assert unheld_law(text, held) == (law,)


@pytest.mark.parametrize(
    "text",
    [
        "代表法对甲州市有什么要求？",  # what a held document makes of it
        "乙州市学习办法规定了什么？",
        "甲发〔2020〕1号规定了什么？",
        "怎样保证依法行使职权？",
        "如何落实代表法？",
        "按甲州的看法，关键看什么？",  # a view, no law
        "科学立法中人大怎么做？",
        "行政执法上怎么监督？",
        "公正司法对人大的要求是什么？",
        "搞普法，是要提高什么？",
        "人大依法对政府监督吗？",
        "决定违法，怎么办？",
        "宪法宣誓怎么组织？",
        "依照法律规定谁列席？",
        "What does Jiazhou say about the Supervision Law?",
    ],
)
def test_a_law_that_is_held_or_not_the_subject(held, text):
    assert unheld_law(text, held) == ()


def test_a_document_is_named_by_its_issuer():
    law = Document("law", "代表法", "", issuer="中共某某委员会")
    assert named_documents("某某委员会怎么规定？", (law, YI)) == ("law",)


def test_a_title_may_leave_words_out():
    document = Document("doc", "中共甲州市委关于进一步加强人大工作的意见", "")
    assert named_documents("《关于加强人大工作的意见》说什么？", (document, YI)) == ("doc",)
    assert named_documents("《关于加强消防工作的意见》说什么？", (document, YI)) == ()


# --- years


def test_years_come_from_date_and_number():
    assert years_of(JIA) == {2020}
    assert years_of(YI) == set()


@pytest.mark.parametrize(
    ("text", "named", "found"),
    [
        ("谁列席？", (), (None, ())),
        ("2020年的文件", (), (("jia",), ())),
        ("2020年印发的文件", (), (("jia",), ())),
        ("2019年出台的规定", (), ((), (2019,))),
        ("乙州2019年的办法", ("yi",), (("yi",), ())),  # it has no date: nobody can say that it is not of that year
        ("甲州2019年的规则", ("jia",), ((), (2019,))),
        ("rules issued in 2020", (), (("jia",), ())),
        ("the 2019 opinion", (), ((), (2019,))),
        ("2020年的会议", (), (None, ())),
    ],
)
def test_documents_of_the_years_asked_for(text, named, found):
    assert of_years(text, (JIA, YI), named) == found


def test_a_date_in_english():
    assert (date_en(JIA), date_en(YI)) == ("2020-01-02", "")
    assert date_en(replace(JIA, date="2020年春")) == "2020年春"
