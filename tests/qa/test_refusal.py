from dataclasses import replace

import pytest

from qa.refusal import refusal_text
from qa.schema import Missing, Query

HELD_ZH = "目前收录的文件有：《甲市会议规则》、《乙市学习办法》。"
HELD_EN = "the documents held are: Rules of meetings of Jia City; Study measures of Yi City."
ASKED = Query("问", "问", "zh")


@pytest.mark.parametrize(
    ("changes", "zh", "en"),
    [
        ({}, "所收录的文件没有回答这个问题", "The documents held do not answer this question"),
        ({"unheld": ("北京",)}, "所收录的文件中没有“北京”的规定", "None of the documents held covers 北京"),
        (
            {"unheld": ("北京", "代表法")},
            "所收录的文件中没有“北京、代表法”的规定",
            "None of the documents held covers 北京, 代表法",
        ),
        (
            {"missing": (Missing("第九条", ("jia",)),)},
            "所收录的文件中没有“第九条”（现有第一条至第二条）",
            "There is no “第九条” in the documents held (there is 第一条至第二条)",
        ),
        (
            {"missing": (Missing("第九条", ("yi",)),)},
            "所收录的文件中没有“第九条”（现有一、（一）至二、（一））",
            "There is no “第九条” in the documents held (there is 一、（一）至二、（一）)",
        ),
        (
            {"missing": (Missing("第九条", ("jia", "yi")), Missing("第十条", ("jia",)))},
            "所收录的文件中没有“第九条”",
            "There is no “第九条” in the documents held",
        ),
        (
            {"missing": (Missing("第一条第九款", ("jia",), "第一条", "paragraph", 1),)},
            "所收录的文件中没有“第一条第九款”（第一条共1款）",
            "There is no “第一条第九款” in the documents held (第一条 has 1 paragraph)",
        ),
        (
            {"missing": (Missing("第一条第三项", ("jia",), "第一条", "item", 2),)},
            "所收录的文件中没有“第一条第三项”（第一条共2项）",
            "There is no “第一条第三项” in the documents held (第一条 has 2 items)",
        ),
        (
            {"missing": (Missing("第一条第三项", ("jia",), "第一条", "item", 0),)},
            "所收录的文件中没有“第一条第三项”（第一条没有分项）",
            "There is no “第一条第三项” in the documents held (第一条 has no items)",
        ),
        (
            {"left_out": ("yi",)},
            "《乙市学习办法》已收录，但不在本次所选的范围内，取消筛选即可查询",
            "“Study measures of Yi City” is held but left out by the filter that was chosen: ask again without it",
        ),
        (
            {"unheld_years": (2019,)},
            "所收录的文件中没有2019年的文件（注明日期的有：甲市2020年1月2日、乙市2021年3月4日）",
            "None of the documents held is of 2019 (those with a date: Jia 2020-01-02; Yi 2021-03-04)",
        ),
        (
            {"unheld": ("北京",), "missing": (Missing("第九条", ("jia",)),)},
            "所收录的文件中没有“北京”的规定",
            "None of the documents held covers 北京",
        ),
    ],
)
def test_a_refusal_says_why_and_what_is_held(small_index, changes, zh, en):
    query = replace(ASKED, **changes)
    assert refusal_text(query, small_index) == f"{zh}；{HELD_ZH}"
    assert refusal_text(replace(query, language="en"), small_index) == f"{en}; {HELD_EN}"


def test_a_county_is_refused_with_what_is_held_of_its_city(small_index):
    wenzhou = replace(small_index.documents[0], region="温州市", region_en="Wenzhou")
    index = replace(small_index, documents=(wenzhou, small_index.documents[1]))
    query = replace(ASKED, unheld=("乐清市",))
    assert refusal_text(query, index).startswith(
        "所收录的文件中没有“乐清市”的规定（所属的市收录有：温州市《甲市会议规则》）；"
    )
    assert refusal_text(replace(query, unheld=("Yueqing",), language="en"), index).startswith(
        "None of the documents held covers Yueqing (held of the city it belongs to: Wenzhou: Rules of meetings of "
    )


def test_a_document_without_an_english_title_goes_by_its_own(small_index):
    untitled = replace(small_index, documents=(replace(small_index.documents[0], title_en=""),))
    assert refusal_text(replace(ASKED, language="en"), untitled).endswith("are: 甲市会议规则.")


def test_of_many_documents_the_first_are_named_and_the_rest_counted(small_index):
    many = replace(small_index, documents=small_index.documents * 4)
    assert refusal_text(ASKED, many).endswith("《甲市会议规则》等8份。")
    assert refusal_text(replace(ASKED, language="en"), many).endswith("Rules of meetings of Jia City; and 3 more.")
