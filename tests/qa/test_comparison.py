from dataclasses import replace

import pytest

from qa.comparison import MAX_COMPARED, by_document, compared_documents, notes
from qa.question import analyse
from qa.schema import Missing, Query


@pytest.mark.parametrize(
    ("text", "named", "unheld", "compared"),
    [
        ("比较甲市和乙市的会议", ("jia", "yi"), (), ("jia", "yi")),
        ("甲市和乙市谁列席？", ("jia", "yi"), (), ("jia", "yi")),
        ("各地谁列席会议？", (), (), ("jia", "yi")),
        ("哪些城市规定了旁听？", (), (), ("jia", "yi")),
        ("两地的规定有什么差别？", (), (), ()),
        ("三地的规定有什么差别？", (), (), ("jia", "yi")),
        ("differences between the cities on funds", (), (), ("jia", "yi")),
        ("Which cities let citizens sit in?", (), (), ("jia", "yi")),
        ("甲市和北京有什么不同？", ("jia",), ("北京",), ("jia",)),
        ("Compare Jia with Beijing", ("jia",), ("Beijing",), ("jia",)),
        ("甲市和北京谁列席？", ("jia",), ("北京",), ("jia",)),
        ("北京市与甲市谁列席？", ("jia",), ("北京",), ("jia",)),
        ("Who attends in Jia and Beijing?", ("jia",), ("Beijing",), ("jia",)),
        ("What of Beijing and the province does Jia follow?", ("jia",), ("Beijing",), ()),
        ("甲市学北京吗？", ("jia",), ("北京",), ()),
        ("甲市谁列席？", ("jia",), (), ()),
        ("谁列席？", (), (), ()),
        ("盗窃和诈骗有什么区别？", (), (), ()),
        ("各地和北京谁列席？", (), ("北京",), ()),
    ],
)
def test_which_documents_are_compared(small_index, text, named, unheld, compared):
    assert compared_documents(text, named, small_index.documents, unheld) == compared


def test_too_many_documents_or_one_are_not_set_side_by_side(small_index):
    document = small_index.documents[0]
    many = [replace(document, id=str(i)) for i in range(MAX_COMPARED + 1)]
    assert compared_documents("各地谁列席？", (), many[:-1], ()) == tuple(map(str, range(MAX_COMPARED)))
    assert compared_documents("各地谁列席？", (), many, ()) == ()
    assert compared_documents("各地谁列席？", (), many[:1], ()) == ()


@pytest.mark.parametrize(
    ("question", "speaking", "silent"),
    [
        ("各地谁列席党委常委会会议？", {"guangzhou", "hefei", "panzhihua", "wenzhou"}, {"beiliu"}),
        ("比较温州、广州和合肥的代表活动经费", {"wenzhou", "guangzhou", "hefei"}, set()),
        ("Who attends the Party standing committee meeting in Hefei and in Beiliu?", {"hefei"}, {"beiliu"}),
    ],
)
def test_each_document_speaks_or_is_silent(tiaowen, question, speaking, silent):
    query = analyse(question, tiaowen.index)
    encoded = tiaowen.retriever.encode(query)
    evidence, quiet = by_document(query, encoded, tiaowen.retriever, tiaowen.models, tiaowen.reader)
    assert set(quiet) == silent
    assert {found.article_id.split(":")[0] for found in evidence} == speaking


def test_the_lines_below_an_answer(small_index):
    query = Query(
        "问", "问", "zh", compared=("jia",), left_out=("yi",), unheld=("北京",), missing=(Missing("第9条", ("jia",)),)
    )
    assert notes(query, ("jia",), small_index) == [
        "未见相关规定：甲市《甲市会议规则》。",
        "未查（不在所选范围内）：乙市《乙市学习办法》。",
        "未收录：北京。",
        "文件中没有：第9条。",
    ]
    assert notes(replace(query, language="en"), ("jia",), small_index) == [
        "No provision on this was found in: Jia.",
        "Left out by the filter: Yi.",
        "Not among the documents held: 北京.",
        "The documents have no 第9条.",
    ]
    assert notes(replace(query, left_out=(), unheld=(), missing=()), (), small_index) == []
