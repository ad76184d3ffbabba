"""Numbers and addresses, on forms that officials, lawyers and this corpus write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.address import Address, article_range, find_addresses, matches
from index.numerals import format_chinese, parse_number
from index.schema import Article


def an_article(id: str, label: str, *headings: str, text: str = "") -> Article:
    text = text or f"{label}正文。"
    return Article(id, id.split(":")[0], label, headings, "题目", text, 0, len(text))


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("一百零三", 103),
        ("一百一十", 110),
        ("十五", 15),
        ("二十", 20),
        ("两百", 200),
        ("一千零一", 1001),
        ("二〇二四", 2024),
        ("一二六〇", 1260),
        ("１４", 14),
        ("12", 12),
        ("一万零三百", 10300),
        ("12万", 120000),
        ("零", 0),
    ],
)
def test_parse_number(printed: str, value: int) -> None:
    assert parse_number(printed) == value


@pytest.mark.parametrize("printed", ["", "条", "十四条", "1.5", "-3"])
def test_parse_number_refuses_what_is_no_numeral(printed: str) -> None:
    with pytest.raises(ValueError, match="not a numeral"):
        parse_number(printed)


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (0, "零"),
        (10, "十"),
        (14, "十四"),
        (20, "二十"),
        (103, "一百零三"),
        (110, "一百一十"),
        (1260, "一千二百六十"),
        (10010, "一万零一十"),
    ],
)
def test_format_chinese(value: int, printed: str) -> None:
    assert format_chinese(value) == printed


@given(st.integers(min_value=0, max_value=99999))
def test_numbers_survive_the_round_trip(value: int) -> None:
    assert parse_number(format_chinese(value)) == value
    assert parse_number(str(value)) == value


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("温州意见第（十四）条讲什么", [Address(article="14")]),
        ("民法典第一千零四十五条", [Address(article="1045")]),
        ("合肥意见第8条", [Address(article="8")]),
        ("广州第２１条", [Address(article="21")]),
        ("第 十二 条", [Address(article="12")]),
        ("刑法第十七条之一", [Address(article="17-1")]),
        ("第3条之一第二款第（一）项", [Address(article="3-1", paragraph=2, item=1)]),
        ("第二部分第（三）项", [Address(section="2", item=3, unit="部分")]),
        ("第三章第十四条", [Address(section="3", article="14", unit="章")]),
        ("一、（二）的内容", [Address(section="1", article="2", unit="部分")]),
        ("第十四条、第十五条", [Address(article="14"), Address(article="15")]),
        ("What does article 20 say?", [Address(article="20")]),
        ("Explain article 20.", [Address(article="20")]),
        ("介绍article 20", [Address(article="20")]),
        ("Article 12-1", [Address(article="12-1")]),
        ("section 2 of Beiliu", [Address(section="2", unit="section")]),
        ("the second section", [Address(section="2", unit="section")]),
        ("item 3 of section 2", [Address(section="2", item=3, unit="section")]),
        ("paragraph 2 of article 3", [Address(article="3", paragraph=2)]),
        ("第5点", []),
        ("第（5）点", [Address(item=5)]),
        ("合肥意见第5点", [Address(item=5)]),
        ("item 5 of the Hefei opinion", [Address(item=5)]),
        ("Wenzhou opinion, item 12: what is it about?", [Address(item=12)]),
        ("第二部分第5点", [Address(section="2", item=5, unit="部分")]),
        ("第（十四）", [Address(article="14")]),
        ("（十四）讲什么？", [Address(item=14)]),
        ("温州意见（十四）", [Address(item=14)]),
        ("温州（三）和（四）的内容", [Address(item=3), Address(item=4)]),
        ("第二部分（三）", [Address(section="2", item=3, unit="部分")]),
        ("合肥第9条（二）讲什么", [Address(article="9", item=2)]),
        ("（一）谁列席；（二）谁主持", []),
        ("第一项工作是什么", []),
        ("第二款怎么说", []),
        ("第一项目部", []),
        ("in the first place", []),
        ("第十四条之规定", [Address(article="14")]),
        ("第十二条之一般规定", [Address(article="12")]),
        ("第十二条之一的规定", [Address(article="12-1")]),
        ("找工作的第一条件是什么？", []),
        ("第一条例是哪一年的", []),
        ("第一条例外情形", [Address(article="1")]),
        ("怎样做红烧肉？第一点要注意什么", []),
        ("请问第一点，代表怎样联系选民？", []),
        ("What is the first item on the dinner menu?", []),
        ("What's the first point of contact for voters?", []),
        ("Must deputies take part 3 times a year?", []),
        ("How many deputies take part 30 days before the session?", []),
        ("What does part 3 say?", [Address(section="3", unit="part")]),
        ("第十一届全国人大第二次会议", []),
    ],
)
def test_find_addresses(question: str, expected: list[Address]) -> None:
    assert find_addresses(question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("温州意见第3-5条讲了什么？", [Address("3", last=5)]),
        ("What do articles 3-5 of the Wenzhou opinions say?", [Address("3", last=5)]),
        ("articles 3 through 5", [Address("3", last=5)]),
        ("第三条至第五条", [Address("3", last=5)]),
        ("第3至5条", [Address("3", last=5)]),
        ("第（三）至（五）条", [Address("3", last=5)]),
        ("第五条至第三条", [Address("5"), Address("3")]),
        ("第12-1条", [Address("12-1")]),
        ("articles 8 and 9 of Wenzhou", [Address("8"), Address("9")]),
        ("articles 3, 4 and 6-8", [Address("3"), Address("4"), Address("6", last=8)]),
        ("article 8 and 9 months", [Address("8")]),
        ("第三条、五条", [Address("3"), Address("5")]),
        ("第三条和两条建议", [Address("3")]),
        ("第八、九条", [Address("8"), Address("9")]),
        ("第八条、第九条之一", [Address("8"), Address("9-1")]),
        ("第八条第一、二款", [Address("8", paragraph=1), Address("8", paragraph=2)]),
        ("第八条第（一）至（三）项", [Address("8", item=1, last=3)]),
        ("第3-5条第二款", [Address("3", last=5)]),
        ("第二部分第（一）、（三）项", [Address(None, "2", item=n, unit="部分") for n in (1, 3)]),
        ("items 1 and 2 of section 2", [Address(None, "2", item=n, unit="section") for n in (1, 2)]),
        ("paragraphs 1 and 2 of article 3", [Address("3", paragraph=1), Address("3", paragraph=2)]),
        ("第一至三章", [Address(section="1", unit="章", last=3)]),
        ("第一、三产业", []),
    ],
)
def test_lists_and_ranges(question: str, expected: list[Address]) -> None:
    assert find_addresses(question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("第二编第三章第二节", Address(section="2", unit="节", outer=(("编", "2"), ("章", "3")))),
        ("第二章第二节第十四条", Address("14", "2", unit="节", outer=(("章", "2"),))),
        ("section 2 of chapter 3", Address(section="3", unit="chapter", outer=(("section", "2"),))),
    ],
)
def test_sections_inside_each_other_are_one_address(question: str, expected: Address) -> None:
    assert find_addresses(question) == [expected]


def test_no_two_addresses_share_a_character() -> None:
    question = "第八、九条和第三条至五条，articles 3, 4 and 5-7；第二编第二章"
    printed = [question[a.span.start : a.span.end] for a in find_addresses(question)]
    assert printed == ["第八", "九条", "第三条至五条", "articles 3", "4", "5-7", "第二编第二章"]


def test_the_span_is_what_was_written() -> None:
    question = "请问第二部分第（三）项和article 20"
    printed = [question[a.span.start : a.span.end] for a in find_addresses(question)]
    assert printed == ["第二部分第（三）项", "article 20"]


WENZHOU = an_article("wenzhou:4.14", "四、（十四）", "四、进一步支持人大及其常委会加强自身建设")
HEFEI = an_article("hefei:2.8", "8、", "二、支持和保证人大及其常委会依法行使职权")
PANZHIHUA = an_article("panzhihua:3.1", "三、（一）", "三、强化三个保障，为人大依法履职创造良好条件")
BEILIU = an_article("beiliu:2", "二、", text="二、我们的做法和经验\n人大代表与选民进行面对面的沟通。")
STATUTE = an_article("law:1.2.14", "第十四条", "第一编 总则", "第二章 自然人")
TWELVE_ONE = an_article("law:2.12-1", "第十二条之一", "第二章 权利")
SECTIONED = an_article("law:2.2.14", "第十四条", "第二章 自然人", "第二节 监护")
PREAMBLE = an_article("law:0", "前言")
LEAD = an_article("beijing:2.0", "二、", "二、主要任务")
WHOLE = an_article("notice:1", "全文")
PIECE = an_article("notice:3", "第3段")
REPEATED = an_article("law:7~2", "第七条")


@pytest.mark.parametrize(
    ("question", "article", "expected"),
    [
        ("第（十四）条", WENZHOU, True),
        ("（十四）讲什么", WENZHOU, True),
        ("（四）讲什么", WENZHOU, False),
        ("第四条", WENZHOU, False),
        ("第四部分", WENZHOU, True),
        ("第四部分第（十四）项", WENZHOU, True),
        ("第三部分第（十四）项", WENZHOU, False),
        ("第8条", HEFEI, True),
        ("article 8", HEFEI, True),
        ("第二条", HEFEI, False),
        ("第三部分第（一）项", PANZHIHUA, True),
        ("item 1 of section 3", PANZHIHUA, True),
        ("第一部分第（三）项", PANZHIHUA, False),
        ("第二部分", BEILIU, True),
        ("section 2", BEILIU, True),
        ("section 3", BEILIU, False),
        ("第十四条第二款", STATUTE, True),
        ("第二章第十四条", STATUTE, True),
        ("第一编", STATUTE, True),
        ("第二编", STATUTE, False),
        ("第一章第十四条", STATUTE, False),
        ("第（十四）项", STATUTE, False),
        ("第12条之一", TWELVE_ONE, True),
        ("第12条", TWELVE_ONE, False),
        ("第七条", REPEATED, True),
        ("第十三条至第十五条", STATUTE, True),
        ("第13-15条", TWELVE_ONE, False),
        ("articles 12-15", TWELVE_ONE, True),
        ("第十五至二十条", STATUTE, False),
        ("第一至三章", STATUTE, True),
        ("第三至五章", STATUTE, False),
        ("第三部分第（一）至（三）项", PANZHIHUA, True),
        ("第十三条第一至十五款", STATUTE, False),
        ("第二章第二节", SECTIONED, True),
        ("第一章第二节", SECTIONED, False),
        ("section 2 of chapter 2", SECTIONED, True),
        ("section 2 of chapter 1", SECTIONED, False),
        ("第一编第二章", STATUTE, True),
        ("第二编第二章", STATUTE, False),
        ("第0条", PREAMBLE, False),
        ("第二部分", LEAD, True),
        ("第0条", LEAD, False),
        ("第一条", WHOLE, False),
        ("第三条", PIECE, False),
        ("第（三）项", PIECE, False),
    ],
)
def test_matches(question: str, article: Article, expected: bool) -> None:
    (address,) = find_addresses(question)
    assert matches(address, article) is expected


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("第八条第一款和第二款", [Address("8", paragraph=1), Address("8", paragraph=2)]),
        ("第八条第一款第（一）项、第（三）项", [Address("8", paragraph=1, item=1), Address("8", paragraph=1, item=3)]),
        ("article 8, paragraph 1 and paragraph 2", [Address("8", paragraph=1), Address("8", paragraph=2)]),
        ("第八条和第二款", [Address("8")]),
        ("第八条第一款讲什么，第二款", [Address("8", paragraph=1)]),
    ],
)
def test_parts_in_a_row_are_of_one_article(text: str, found: list[Address]) -> None:
    assert find_addresses(text) == found


def test_article_range_speaks_the_documents_numbering() -> None:
    preamble = an_article("hefei:0", "前言")
    assert (
        article_range([preamble, an_article("hefei:1.1", "1、"), an_article("hefei:5.22", "22、")]) == "第1条至第22条"
    )
    assert (
        article_range([an_article("w:1.1", "一、（一）"), an_article("w:4.17", "四、（十七）")]) == "（一）至（十七）"
    )
    restarting = [
        an_article("p:1.1", "一、（一）"),
        an_article("p:2.1", "二、（一）"),
        an_article("p:3.3", "三、（三）"),
    ]
    assert article_range(restarting) == "一、（一）至三、（三）"
    assert article_range([an_article("b:1", "一、"), an_article("b:3", "三、")]) == "第一部分至第三部分"
    assert article_range([an_article("l:1.1", "第一条"), an_article("l:2.9", "第九条")]) == "第一条至第九条"
    assert article_range([preamble]) == ""
