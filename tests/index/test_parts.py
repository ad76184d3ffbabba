"""Paragraphs and items, on texts as statutes and opinions print them."""

import pytest

from index.address import find_addresses
from index.parts import items, lacking, paragraphs, part_of
from index.schema import Article, Span

STATUTE = Article(  # 地方组织法 2022, 第十二条, cut
    "law:2.12",
    "law",
    "第十二条",
    (),
    "法",
    "第十二条　乡、民族乡、镇的人民代表大会行使下列职权：\n（一）保证宪法的遵守和执行；\n（二）通过和发布决议；\n"
    "（三）依照前款第（一）项办理。\n少数民族聚居的乡可以依照法律规定采取适合民族特点的具体措施。",
    0,
    109,
)


def an_article(text: str, label: str = "第一条") -> Article:
    return Article("a:1", "a", label, (), "题", text, 0, len(text))


def texts(article: Article, spans: list[Span]) -> list[str]:
    return [article.text[span.start : span.end].strip() for span in spans]


def test_a_paragraph_holds_the_items_listed_under_it():
    first, second = texts(STATUTE, paragraphs(STATUTE))
    assert first.startswith("第十二条") and first.endswith("第（一）项办理。")
    assert second.startswith("少数民族")


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("第一条　甲。", ["第一条　甲。"]),
        ("（二）甲。乙。", ["（二）甲。乙。"]),
        ("一、基本情况\n甲。\n乙。", ["甲。", "乙。"]),
        ("第一条\n甲。\n乙。", ["甲。", "乙。"]),
        ("一、下列事项\n（一）甲；\n（二）乙。", ["一、下列事项\n（一）甲；\n（二）乙。"]),
        ("甲：\n1．乙；\n2．丙。\n丁。", ["甲：\n1．乙；\n2．丙。", "丁。"]),
        ("甲。\n\n2024年的乙。", ["甲。", "2024年的乙。"]),
    ],
)
def test_a_line_is_a_paragraph_but_for_headings_and_items(text, begins):
    article = an_article(text)
    assert texts(article, paragraphs(article)) == begins


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("甲：\n（一）乙；\n（二）丙。", 2),
        ("甲：（1）乙；（2）丙；（3）丁。", 3),
        ("做到：一是甲。二是乙。", 2),
        ("（一）甲。", 0),  # its own number
        ("依照第（一）项办理，其（二）不用。", 0),
        ("甲。", 0),
    ],
)
def test_items_count_from_one(text, count):
    article = an_article(text)
    assert len(items(article, Span(0, len(text)))) == count


@pytest.mark.parametrize(
    ("address", "begins"),
    [
        ("第十二条", "第十二条"),
        ("第十二条第一款", "第十二条"),
        ("第十二条第二款", "少数民族"),
        ("第十二条第（二）项", "（二）通过"),
        ("第十二条第一款第三项", "（三）依照"),
        ("article 12, paragraph 2", "少数民族"),
    ],
)
def test_a_part_that_is_there(address, begins):
    (found,) = find_addresses(address)
    part = part_of(found, STATUTE)
    assert STATUTE.text[part.start : part.end].strip().startswith(begins)


@pytest.mark.parametrize(
    ("address", "begins", "ends"),
    [
        ("第十二条第（一）至（二）项", "（一）", "（三）"),
        ("第十二条第一款第（二）至（九）项", "（二）", "少数民族"),
        ("第十二条第一至二款", "第十二条", ""),
        ("第十一至十三条", "第十二条", ""),
    ],
)
def test_a_range_of_parts_goes_up_to_its_last(address, begins, ends):
    (found,) = find_addresses(address)
    part = part_of(found, STATUTE)
    assert STATUTE.text[part.start :].strip().startswith(begins)
    assert STATUTE.text[part.end :].strip().startswith(ends) if ends else part.end == len(STATUTE.text)


@pytest.mark.parametrize(
    ("address", "lacks"),
    [
        ("第十二条第三款", ("paragraph", 2)),
        ("第十二条第（四）项", ("item", 3)),
        ("第十二条第二款第（一）项", ("item", 0)),
    ],
)
def test_a_part_that_is_not_there(address, lacks):
    (found,) = find_addresses(address)
    assert part_of(found, STATUTE) is None
    assert lacking(found, STATUTE) == lacks
