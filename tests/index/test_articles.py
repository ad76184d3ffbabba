"""How documents are split. Excerpts are printed text, cut short; `parts` shows (path, label, first words)."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.articles import MAX_WHOLE_CHARS, split_articles
from index.schema import Article, Document


def split(*lines: str, title: str = "题目") -> list[Article]:
    return split_articles(Document(id="doc", title=title, text="\n".join(lines)))


def parts(articles: list[Article]) -> list[tuple[str, str, str]]:
    return [(article.id.removeprefix("doc:"), article.label, article.text[:6]) for article in articles]


# Policy documents


def test_bracketed_items_number_straight_through_the_sections() -> None:
    articles = split(
        "各县（市、区）委：",
        "一、进一步加强党对人大工作的领导",
        "（一）充分认识重要意义。人民代表大会制度是我国的根本政治制度。",
        "（二）切实完善机制。",
        "二、进一步支持和保证人大及其常委会依法行使职权",
        "（三）支持和保证行使监督权。",
    )
    assert parts(articles) == [
        ("0", "前言", "各县（市、区"),
        ("1.1", "一、（一）", "（一）充分认"),
        ("1.2", "一、（二）", "（二）切实完"),
        ("2.3", "二、（三）", "（三）支持和"),
    ]
    assert articles[3].headings == ("二、进一步支持和保证人大及其常委会依法行使职权",)


def test_items_restart_in_each_section_and_the_closing_paragraph_stays_with_the_last() -> None:
    articles = split(
        "一、狠抓三个关键",
        "（一）狠抓思想认识。",
        "二、坚持四个结合",
        "（一）坚持相结合。",
        "近年来，我们做了一些工作。",
    )
    assert [article.id for article in articles] == ["doc:1.1", "doc:2.1"]
    assert articles[1].text == "（一）坚持相结合。\n近年来，我们做了一些工作。"


@pytest.mark.parametrize("mark", ["．", "、", "."])
def test_arabic_items_keep_their_printed_label(mark: str) -> None:
    articles = split("一、重要意义", f"１{mark}坚持制度。", "（一）其中一点。", "二、加强领导", f"２{mark}改进方式。")
    assert parts(articles) == [("1.1", f"１{mark}", f"１{mark}坚持制度"), ("2.2", f"２{mark}", f"２{mark}改进方式")]
    assert articles[0].text.endswith("（一）其中一点。")


def test_a_document_without_items_is_cited_by_section() -> None:
    articles = split("一、基本情况", "XX镇地处东部。", "二、我们的做法和经验", "组织述职。")
    assert parts(articles) == [("1", "一、", "一、基本情况"), ("2", "二、", "二、我们的做")]
    assert articles[1].text == "二、我们的做法和经验\n组织述职。"
    assert articles[1].headings == ()


def test_a_section_that_is_a_sentence_keeps_its_lists() -> None:
    articles = split(
        "一、废止《北京市社会治安综合治理条例》。",
        "二、首次授予现役警官警衔的批准权限：",
        "(一)中将、少将、大校、上校，由国务院批准授予；",
        "(二)中校、少校，由司令员批准授予；",
        "三、本决定自公布之日起施行。",
    )
    assert [article.id for article in articles] == ["doc:1", "doc:2", "doc:3"]
    assert articles[1].text.endswith("由司令员批准授予；")


def test_a_section_heading_may_end_with_a_full_stop() -> None:
    assert [a.id for a in split("一、总体要求。", "（一）指导思想。", "（二）基本原则。")] == ["doc:1.1", "doc:1.2"]


def test_text_between_a_heading_and_its_first_item_is_its_own_article() -> None:
    articles = split("一、主要任务", "各区要统筹推进。", "（一）扩大供给。", "（二）拓展内涵。")
    assert parts(articles)[0] == ("1.0", "一、", "各区要统筹推")
    assert articles[0].headings == ("一、主要任务",)


def test_an_enumeration_that_goes_on_with_a_sentence_is_not_articles() -> None:
    articles = split(
        "一、参保范围",
        "未参加职工医保或未按照规定享有其他保障的下列人员：",
        "（一）本市行政区域内的中小学校在校学生；",
        "（二）本市户籍人员；",
        "二、缴费标准",
        "（一）在校学生：个人缴费标准为每人413元。",
        "（二）其他参保人员：个人缴费标准为每人549元。",
    )
    assert [article.id for article in articles] == ["doc:1", "doc:2.1", "doc:2.2"]
    assert articles[0].text.endswith("（二）本市户籍人员；")


def test_lists_that_start_over_inside_one_section_are_its_text() -> None:
    steps = ("第一步：", "1.生僻字。", "2.方括号。", "第二步：", "1.代办。", "2.着急。")
    articles = split("一、申领对象", "本市户籍人员。", "二、申领方法", *steps)
    assert [article.id for article in articles] == ["doc:1", "doc:2"]


def test_items_without_sections() -> None:
    articles = split(
        "1.2025年度积分制入户指标有多少个？", "答：根据年度人口迁入计划。", "2.需要具备哪些条件？", "答：需同时符合。"
    )
    assert parts(articles) == [("1", "1.", "1.2025"), ("2", "2.", "2.需要具备")]


def test_decimals_and_ordinals_in_prose_open_nothing() -> None:
    articles = split(
        "一、标准", "（一）全市标准为每人每月1309元。", "1.5倍的，按规定执行。", "一是提高认识。", "（二）其他标准。"
    )
    assert [article.id for article in articles] == ["doc:1.1", "doc:1.2"]


def test_several_sections_in_a_row_are_a_phrase() -> None:
    assert [a.id for a in split("一、发展", "一、二、三产业协调。", "二、改革", "深化改革。")] == ["doc:1", "doc:2"]


def test_a_reference_to_items_opens_nothing() -> None:
    articles = split("一、范围", "（一）在校学生。", "（一）、（二）项所列人员不得参加。", "（二）其他人员。")
    assert [article.id for article in articles] == ["doc:1.1", "doc:1.2"]


def test_parts_above_sections() -> None:
    articles = split("第一部分：合法缴纳", "一、办理条件", "用人单位。", "第二部分：违规补缴", "一、提醒", "请谨记。")
    assert parts(articles) == [("1.1", "一、", "一、办理条件"), ("2.1", "一、", "一、提醒\n请")]
    assert articles[0].headings == ("第一部分：合法缴纳",)


def test_decimal_headings_of_an_emergency_plan() -> None:
    articles = split(
        "1 总则", "1.1 编制目的", "为提高能力。", "1.2 编制依据", "2 组织体系", "2.1 领导机构", "设立指挥部。"
    )
    assert parts(articles) == [("1.1", "1.1", "1.1 编制"), ("1.2", "1.2", "1.2 编制"), ("2.1", "2.1", "2.1 领导")]
    assert articles[2].headings == ("2 组织体系",)


# Statutes


def test_chapters_sections_and_articles() -> None:
    articles = split(
        "2018年10月26日 通过",
        "第一章 总　则",
        "第一条　为了保护和改善环境，制定本法。",
        "前款规定的税收。",
        "（一）大气污染物；",
        "第二章 计税依据",
        "第一节 一般规定",
        "第二条　本法所称应税污染物。",
    )
    assert parts(articles) == [
        ("0", "前言", "2018年1"),
        ("1.1", "第一条", "第一条　为了"),
        ("2.1.2", "第二条", "第二条　本法"),
    ]
    assert articles[1].text.endswith("（一）大气污染物；")
    assert articles[2].headings == ("第二章 计税依据", "第一节 一般规定")


def test_books_and_parts_of_the_civil_code() -> None:
    articles = split("第二编 物权", "第一分编  通则", "第一章 一般规定", "第二百零五条 本编调整民事关系。")
    assert articles[0].id == "doc:2.1.1.205"


@pytest.mark.parametrize(
    ("line", "path", "label"),
    [
        ("第十七条之一 已满七十五周岁的人故意犯罪的，可以从轻。", "17-1", "第十七条之一"),
        ("第一千二百六十条　本法自2021年1月1日起施行。", "1260", "第一千二百六十条"),
        ("第一百〇三条 公民享有权利。", "103", "第一百〇三条"),
        ("第１４条 公民享有权利。", "14", "第１４条"),
        ("第14条 公民享有权利。", "14", "第14条"),
        ("第十四条【告知义务】公民享有权利。", "14", "第十四条"),
        ("**第十四条** 公民享有权利。", "14", "第十四条"),
        ("第一百二十八 条 侦查人员应当进行勘验。", "128", "第一百二十八 条"),
        ("第十四条 中国公民、第三人享有权利。", "14", "第十四条"),
    ],
)
def test_article_numbers(line: str, path: str, label: str) -> None:
    articles = split("第一条 为了保护。", line)
    assert [(a.id, a.label) for a in articles] == [("doc:1", "第一条"), (f"doc:{path}", label)]


def test_articles_without_a_space_are_known_by_their_sequence() -> None:
    articles = split("第一条为完善本市住房保障体系。", "第二条本办法所称住房。", "第三条本市规划。")
    assert [article.id for article in articles] == ["doc:1", "doc:2", "doc:3"]


@pytest.mark.parametrize(
    "line",
    [
        "第二条中华人民共和国境内适用本法。",  # 环境保护法
        "第二条中小学校应当开展教育。",
        "第二条所有权人应当履行义务。",
        "第二条与会人员应当签到。",
        "第二条及时公开信息。",
        "第二条和谐社区建设应当坚持。",
        "第二条至少每季度召开一次。",
        "第二条第三人造成损害的，应当赔偿。",
        "第二条规定本行政区域特别重大事项的法规，应当通过。",  # 立法法
        "第二条修改总体规划，应当报告。",
    ],
)
@pytest.mark.parametrize("above", ["为了保护环境。", "下列环境：\n（一）大气（含噪声。）", "为了。\n第二章 范围"])
def test_the_due_article_without_a_space_may_begin_with_a_word_of_reference(line: str, above: str) -> None:
    articles = split("第一章 总则", f"第一条{above}", line, "第三条国家保护环境。")
    assert [article.id.split(".")[-1] for article in articles] == ["1", "2", "3"]


@pytest.mark.parametrize(
    "reference",
    [
        "第二条中的环境，是指大气。",
        "第二条中“环境”是指大气。",
        "第二条所称环境，是指大气。",
        "第二条和第三条规定的情形除外。",
        "第二条至第四条的规定适用于本章。",
        "第二条及本法规定的情形除外。",
        "第二条第二款规定的情形除外。",
        "第二条第（一）项规定的情形除外。",
        "第二条、第三条规定的禁止行为。",
        "第二条规定的情形除外。",
        "第二条之规定适用于本章。",
        "第二条各款适用于本章。",
        "第二条修改为：“公民享有权利。”",
    ],
)
def test_a_clear_reference_to_the_due_article_is_text(reference: str) -> None:
    articles = split("第一条 依照本法。", reference, "第二条 公民享有权利。")
    assert [article.id for article in articles] == ["doc:1", "doc:2"]


@pytest.mark.parametrize(
    "reference",
    [
        "第一条规定的专项附加扣除。",
        "第二条第二款规定的情形除外。",
        "第二条、第三条规定的禁止行为。",
        "第二条的规定适用于本章。",
        "第二条 的规定适用于本章。",
        "第三十一条的决定》第一次修正",
        "第二条修改为：“公民享有权利。”",
        "第二章规定的罪行。",
    ],
)
def test_a_reference_at_the_start_of_a_line_is_text(reference: str) -> None:
    articles = split("第一条 依照本法", reference, "第二条 公民享有权利。")
    assert [article.id for article in articles] == ["doc:1", "doc:2"]
    assert articles[0].text == f"第一条 依照本法\n{reference}"


def test_an_article_may_begin_with_a_word_of_reference() -> None:
    # 立法法第七十六条
    articles = split("第七十五条 依照当地民族的特点。", "第七十六条 规定本行政区域特别重大事项的地方性法规，应当通过。")
    assert [article.id for article in articles] == ["doc:75", "doc:76"]


def test_a_table_of_contents_opens_nothing() -> None:
    contents = ("目　录", "第一章 总则", "第二章 计税依据")
    articles = split("通过", *contents, "第一章 总　则", "第一条 为了。", "第二章 计税依据", "第二条 本法。")
    assert parts(articles) == [
        ("0", "前言", "通过"),
        ("1.1", "第一条", "第一条 为了"),
        ("2.2", "第二条", "第二条 本法"),
    ]


def test_a_table_of_contents_without_a_name_but_with_page_numbers() -> None:
    articles = split(
        "一、总体要求……1",
        "二、主要任务……3",
        "一、总体要求",
        "坚持领导。",
        "二、主要任务",
        "（一）扩大。",
        "（二）拓展。",
    )
    assert [article.id for article in articles] == ["doc:1", "doc:2.1", "doc:2.2"]


def test_same_section_titles_in_several_chapters_are_no_table_of_contents() -> None:
    articles = split(
        "第一章 合同", "第一节 一般规定", "第一条 合同。", "第二章 物权", "第一节 一般规定", "第二条 物权。"
    )
    assert [article.id for article in articles] == ["doc:1.1.1", "doc:2.1.2"]


def test_sections_above_the_articles_of_a_judicial_interpretation() -> None:
    # 民法典担保制度的解释
    articles = split(
        "一、关于一般规定",
        "第一条 因抵押发生的纠纷。",
        "二、关于担保物权",
        "（一）担保合同与担保物权的效力",
        "第二条 当事人约定。",
        "（二）不动产抵押",
        "第三条 不动产。",
    )
    assert [article.id for article in articles] == ["doc:1.1", "doc:2.1.2", "doc:2.2.3"]
    assert articles[0].text == "第一条 因抵押发生的纠纷。"
    assert articles[2].headings == ("二、关于担保物权", "（二）不动产抵押")


def test_old_statutes_number_their_items_like_sections() -> None:
    # 劳动保险条例
    articles = split("第十二条 待遇规定如下：", "一、完全丧失劳动力者。", "二、部分丧失劳动力者。", "第十三条 工人。")
    assert [article.id for article in articles] == ["doc:12", "doc:13"]


def test_supplementary_provisions_without_a_number() -> None:
    # 刑事诉讼法
    articles = split("第五编 特别程序", "第三百零七条 监督。", "附　则", "第三百零八条 军队保卫部门。")
    assert articles[0].text == "第三百零七条 监督。"
    assert (articles[1].id, articles[1].headings[-1]) == ("doc:5.308", "附　则")


def test_annexes() -> None:
    # 香港特别行政区基本法
    articles = split(
        "第一百六十条 香港原有法律。",
        "附件一：香港特别行政区行政长官的产生办法",
        "一、行政长官由选举委员会选出。",
        "二、选举委员会任期五年。",
        "附表",
        "税率表",
    )
    assert parts(articles) == [
        ("160", "第一百六十条", "第一百六十条"),
        ("a1.1", "一、", "一、行政长官"),
        ("a1.2", "二、", "二、选举委员"),
        ("a2", "附表", "附表\n税率表"),
    ]


def test_a_list_of_attachments_is_text() -> None:
    articles = split("一、总体要求", "坚持。", "二、组织实施", "抓好落实。", "附件：1.工作方案", "2.任务分工")
    assert [article.id for article in articles] == ["doc:1", "doc:2"]
    assert articles[1].text.endswith("附件：1.工作方案\n2.任务分工")


# Anything else


def test_repeated_numbers_are_told_apart() -> None:
    articles = split("第一条 为了。", "第二条 本法。", "第二条 印错的号。", "第三条 施行。")
    assert [article.id for article in articles] == ["doc:1", "doc:2", "doc:2~2", "doc:3"]


def test_a_document_without_numbers_is_one_article() -> None:
    (article,) = split("关于放假的通知", "十月一日放假。")
    assert (article.id, article.label, article.text) == ("doc:1", "全文", "关于放假的通知\n十月一日放假。")


def test_a_long_document_without_numbers_is_cut_into_paragraphs() -> None:
    paragraph = "政策解读。" * 100
    articles = split("小标题", paragraph, paragraph, *[paragraph] * (MAX_WHOLE_CHARS // len(paragraph)))
    assert (articles[0].id, articles[0].label) == ("doc:1", "第1段")
    assert articles[0].text == f"小标题\n{paragraph}"
    assert articles[1].text == paragraph


def test_the_title_is_no_preamble() -> None:
    articles = split(
        "关于加强工作", "的意见", "各区委：", "一、要求", "做好。", "二、落实", "抓实。", title="关于加强工作的意见"
    )
    assert (articles[0].id, articles[0].text) == ("doc:0", "各区委：")
    assert split("意见", "一、要求", "做好。", "二、落实", "抓实。", title="意见")[0].id == "doc:1"


def test_an_empty_document_has_no_articles() -> None:
    assert split("") == []


PRINTED = """
目录|第一编 总则|第一章 总则|第二章 分则|第一节 通则|第一条 为了。|第二条 本法。|第二条之一 增加。|第1百条 怪。
一、总体要求|二、主要任务|二、废止本法。|（一）提高。|（二）加强；|1．一点。|２、两点。|（1）小点。
附件1|附 则|附件：说明|1 总则|1.1 目的|各区：|  正文。|
"""
LINES = st.sampled_from(PRINTED.replace("\n", "|").split("|"))


@example(["目录", "各区：", "第二条 本法。", "", "第二条 本法。"])  # sentences under 目录 are no entries of it
@example(["附 则", "目录", "  正文。", "第二章 分则", "第二章 分则"])
@given(st.lists(LINES, max_size=14))
def test_any_document_is_covered_once_by_articles_with_distinct_ids(lines: list[str]) -> None:
    text = "\n".join(lines)
    articles = split(*lines)
    assert len({article.id for article in articles}) == len(articles)
    end, gaps = 0, ""
    for article in articles:
        assert article.text == text[article.start : article.end] != ""
        assert article.start >= end
        gaps, end = gaps + text[end : article.start], article.end
    gaps += text[end:]
    allowed = {heading for article in articles for heading in article.headings}
    left = [line.strip() for line in gaps.split("\n") if line.strip() and line.strip() not in allowed]
    assert all(line == "目录" or line[0] in "第一二1（附" for line in left)
    assert "".join(left).count("正文") == 0
