import pytest

from qa.followup import is_follow_up, resolve
from qa.question import analyse


@pytest.mark.parametrize(
    ("question", "history", "text"),
    [
        # a place stands in for the place
        ("那乙市呢？", ["甲市谁列席会议？"], "乙市谁列席会议？"),
        ("乙市呢？", ["甲市谁列席会议？"], "乙市谁列席会议？"),
        ("乙市？", ["甲市谁列席会议？"], "乙市谁列席会议？"),
        ("乙市是怎么规定的？", ["甲市谁列席会议？"], "乙市谁列席会议？"),
        ("那北京呢？", ["甲市谁列席会议？"], "北京谁列席会议？"),
        ("那甲市和乙市呢？", ["北京谁列席会议？"], "甲市、乙市谁列席会议？"),
        ("那北京呢？", ["甲市和乙市谁列席会议？"], "北京谁列席会议？"),
        ("那乙市呢？", ["谁列席会议？"], "谁列席会议？ 乙市"),
        ("And in Yi?", ["Who attends in Jia?"], "Who attends in Yi?"),
        ("And in Yi?", ["Who attends?"], "Who attends? in Yi"),
        ("What about Yi?", ["Who attends in Jia?"], "Who attends in Yi?"),
        ("Yi?", ["Who attends in Jia?"], "Who attends in Yi?"),
        ("What does Yi say?", ["Who attends in Jia?"], "Who attends in Yi?"),
        ("And Beijing?", ["Who attends in Jia?"], "Who attends in Beijing?"),
        # another number of the same document
        ("第二条呢？", ["甲市第一条写什么？"], "甲市写什么？ 第二条"),
        ("第二条？", ["甲市第一条写什么？"], "甲市写什么？ 第二条"),
        ("And article 2?", ["What does article 1 of Jia say?"], "What does of Jia say? article 2"),
        ("那第二条呢？", ["乙市第一条写什么？", "那甲市呢？"], "甲市写什么？ 第二条"),
        # another part of the same article
        ("那第二款呢？", ["甲市第一条写什么？"], "甲市第一条第二款写什么？"),
        ("第二款讲什么？", ["甲市第一条第一款写什么？"], "甲市第一条第二款写什么？"),
        ("第（二）项呢？", ["谁主持？"], "谁主持？ 第（二）项"),
        ("它的第二款讲什么？", ["甲市第一条写什么？"], "甲市第一条第二款写什么？"),
        ("第（二）项呢？", ["甲市第一条第一款第（一）项写什么？"], "甲市第一条第一款第（二）项写什么？"),
        (
            "And the second paragraph?",
            ["What does article 1 of Jia say?"],
            "What does article 1, second paragraph of Jia say?",
        ),
        (
            "Paragraph 2?",
            ["What does article 1, paragraph 1 of Jia say?"],
            "What does article 1, Paragraph 2 of Jia say?",
        ),
        # another year, another law, a place in place of a law
        ("那2020年的文件呢？", ["2023年的文件讲什么？"], "2020年的文件讲什么？"),
        ("那2024年的呢？", ["2020年的意见讲什么？"], "2024年的意见讲什么？"),
        ("And the 2020 opinion?", ["What does the 2023 opinion say?"], "What does the 2020 opinion say?"),
        ("代表法呢？", ["监督法对述职有什么规定？"], "代表法对述职有什么规定？"),
        ("那甲市呢？", ["代表法第三十六条规定了什么？"], "甲市规定了什么？"),
        ("甲市呢？", ["《代表法》对会议有什么规定？"], "甲市对会议有什么规定？"),
        # a place beside the one before
        ("和乙市比呢？", ["甲市谁列席会议？"], "甲市、乙市谁列席会议？"),
        ("跟乙市一样吗？", ["甲市谁列席会议？"], "甲市、乙市谁列席会议？"),
        ("Compare it with Yi", ["Who attends in Jia?"], "Who attends in Jia and Yi?"),
        # something else asked of the same: what the question before it asked for goes
        ("多久一次呢？", ["甲市谁列席会议？"], "甲市 列席会议 多久一次"),
        ("多久一次？", ["甲市谁列席会议？"], "甲市 列席会议 多久一次"),
        ("它由谁主持？", ["乙市多久学习一次？"], "乙市 学习一次 它由谁主持"),
        ("How often do they meet?", ["Who attends in Jia?"], "attends in Jia How often do they meet"),
        # another case of the same
        ("没有固定收入的呢？", ["代表有补贴吗？"], "代表有补贴吗？ 没有固定收入"),
        (
            "And those without a fixed income?",
            ["Are deputies paid?"],
            "Are deputies paid? those without a fixed income",
        ),
        # the question just before, through other follow-ups
        ("那乙市呢？", ["谁主持？", "谁列席会议？"], "谁列席会议？ 乙市"),
        ("那乙市呢？", ["甲市谁列席会议？", "那北京呢？"], "乙市谁列席会议？"),
    ],
)
def test_a_follow_up_takes_what_it_leaves_out_from_before(small_index, question, history, text):
    assert resolve(question, history, small_index) == text


def test_an_address_in_a_place_that_is_named_is_a_question_of_its_own(real_index):
    for asked in ("温州第十四条", "温州一、（三）规定了什么？", "What does article 6 of Guangzhou say?"):
        assert len(analyse(asked, real_index, ["预算监督谁来做？"]).addresses) == 1
    assert analyse("那温州第十四条呢？", real_index, ["合肥第三条写什么？"]).addresses == ("wenzhou:4.14",)


@pytest.mark.parametrize(
    ("question", "before", "addresses"),
    [
        ("那（三）呢？", "温州一、（二）讲什么", ("wenzhou:1.3",)),
        ("那（三）呢？", "温州第（十四）条讲什么", ("wenzhou:1.3",)),
        ("那（一）呢？", "温州四、（十四）讲什么", ("wenzhou:1.1",)),  # Wenzhou counts on from section to section
        ("那第二点呢", "攀枝花第二部分第一点讲什么", ("panzhihua:2.2",)),
        ("第（三）项呢？", "攀枝花第二部分第（一）项讲什么", ("panzhihua:2.3",)),
        ("And item 2?", "What does item 1 of section 2 of Panzhihua say?", ("panzhihua:2.2",)),
        ("And the second paragraph?", "What does article 9 of the Hefei opinion say?", ()),  # it has one
        ("What about paragraph 2?", "What does article 8 of the Guangzhou opinion say?", ("guangzhou:3.8",)),
    ],
)
def test_another_number_stands_in_the_same_place(real_index, question, before, addresses):
    query = analyse(question, real_index, [before])
    assert query.addresses == addresses
    assert bool(query.missing) == (not addresses)


@pytest.mark.parametrize(
    ("question", "before", "text"),
    [
        ("广州的呢？", "合肥市委的意见是什么时候定的？", "广州市委的意见是什么时候定的？"),
        ("那合肥呢？", "温州和广州的代表怎么述职？", "合肥的代表怎么述职？"),
        ("那重庆呢？", "合肥代表对建议办理结果不满意怎么办？", "重庆代表对建议办理结果不满意怎么办？"),
        ("第9条呢？", "合肥意见第12条讲什么？", "合肥意见讲什么？ 第9条"),
        ("合肥呢，也是书记亲自管吗？", "攀枝花是谁联系人大工作？", "是 联系人大工作 合肥呢，也是书记亲自管吗"),
        ("And in Guangzhou?", "Who attends in Wenzhou?", "Who attends in Guangzhou?"),
    ],
)
def test_follow_ups_over_the_real_documents(real_index, question, before, text):
    assert resolve(question, [before], real_index) == text


@pytest.mark.parametrize(
    "question",
    [
        "这个怎么办？",
        "那里有多少人？",
        "该市谁列席？",
        "上述人员列席吗？",
        "合肥呢，也是书记管吗？",
        "乙市有类似的要求吗？",
        "该意见什么时候出台？",
        "What does it say?",
        "Do they attend?",
        "Are the meetings shown online as well?",
        "And who chairs?",
        "Is that required?",
        "Why?",
        "为什么？",
        "谁？",
    ],
)
def test_what_points_back_is_a_follow_up(small_index, question):
    assert is_follow_up(question, small_index)


@pytest.mark.parametrize(
    "question",
    [
        "谁应该列席会议？",
        "党委该怎么处理？",
        "甲市和乙市的要求一样吗？",
        "甲市这份意见什么时候出台？",
        "甲市谁列席会议？",
        "其他人员能列席吗？",
        "学习由谁主持？",
        "Who attends in Jia?",
        "Are there places for people without a party?",
        "Do Jia and Yi ask for the same share of full-time members in the standing committee?",
    ],
)
def test_what_stands_alone_is_none(small_index, question):
    assert not is_follow_up(question, small_index)


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
    assert query.text == "乙市谁列席会议？"


def test_a_long_conversation_of_follow_ups_is_resolved(small_index):
    query = analyse("那乙市呢？", small_index, ["甲市谁列席会议？"] + ["那甲市呢？", "那乙市呢？"] * 1000)
    assert query.doc_ids == ("yi",)
    assert len(query.text) < 50 * len("那甲市呢？")
