from dataclasses import replace

import pytest

from qa.addressing import Addressed, addressed
from qa.naming import named_documents
from qa.schema import Missing


@pytest.mark.parametrize(
    ("text", "doc_ids", "found"),
    [
        ("第十四条", (), ("guangzhou:4.14", "hefei:4.14", "wenzhou:4.14")),
        ("温州意见第（十四）条", ("wenzhou",), ("wenzhou:4.14",)),
        ("合肥第8条", ("hefei",), ("hefei:2.8",)),
        ("article 20 of the Guangzhou opinion", ("guangzhou",), ("guangzhou:5.20",)),
        ("item (6) of the Wenzhou opinion", ("wenzhou",), ("wenzhou:2.6",)),
        ("攀枝花第二部分第（三）项", ("panzhihua",), ("panzhihua:2.3",)),
    ],
)
def test_an_address_is_its_article(real_index, text, doc_ids, found):
    assert addressed(text, real_index, doc_ids) == Addressed(found)


@pytest.mark.parametrize(
    ("text", "article_id", "begins"),
    [
        ("广州第8条第二款", "guangzhou:3.8", "市人大及其常委会要坚持科学立"),
        ("paragraph 2 of article 9 of the Guangzhou opinion", "guangzhou:3.9", "各级人大常委会要认真履行宪法"),
        ("北留第三部分第二款", "beiliu:3", "为了把人大代表向选民述职这项"),
    ],
)
def test_a_paragraph_is_part_of_its_article(real_index, text, article_id, begins):
    found = addressed(text, real_index, named_documents(text, real_index.documents))
    (part,) = found.parts
    assert (found.article_ids, part.article_id, found.missing) == ((article_id,), article_id, ())
    assert real_index.article(article_id).text[part.start : part.end].startswith(begins)


def test_two_paragraphs_of_one_article(real_index):
    found = addressed("广州第8条第一款和第二款", real_index, ("guangzhou",))
    assert found.article_ids == ("guangzhou:3.8",)
    first, second = found.parts
    assert (first.start, first.end, second.end) == (0, second.start, len(real_index.article("guangzhou:3.8").text))


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("温州意见第一条第九款", Missing("第一条第九款", ("wenzhou",), "一、（一）", "paragraph", 1)),
        ("合肥第8条第二款", Missing("第8条第二款", ("hefei",), "第8条", "paragraph", 1)),
        ("合肥第8条第一款第（三）项", Missing("第8条第一款第（三）项", ("hefei",), "第8条", "item", 0)),
        ("广州第8条第三款", Missing("第8条第三款", ("guangzhou",), "第8条", "paragraph", 2)),
        ("合肥第30条第二款", Missing("第30条第二款", ("hefei",))),
    ],
)
def test_a_part_that_its_article_has_not_is_missing(real_index, text, missing):
    found = addressed(text, real_index, named_documents(text, real_index.documents))
    assert found == Addressed(missing=(missing,))


def test_of_several_articles_those_that_have_the_part_are_meant(real_index):
    assert addressed("第8条第二款", real_index, ()).article_ids == ("guangzhou:3.8",)
    everywhere = tuple(document.id for document in real_index.documents)
    assert addressed("第8条第七款", real_index, ()).missing == (Missing("第8条第七款", everywhere),)


def test_of_laws_with_like_titles_the_exact_one_is_meant(small_index):
    jia, yi = small_index.documents
    index = replace(
        small_index, documents=(replace(jia, title="中华人民共和国劳动合同法"), replace(yi, title="合同法"))
    )
    assert addressed("合同法第二条", index, ()).article_ids == ("yi:1.2",)
    assert addressed("劳动合同法第二条", index, ()).article_ids == ("jia:2",)
    assert addressed("中华人民共和国劳动合同法第二条", index, ()).article_ids == ("jia:2",)


@pytest.mark.parametrize(
    "text", ["第一条和代表法第十条", "代表法第十条、第一条", "第一条与代表法第三条第二款有什么不同"]
)
def test_a_law_is_told_by_its_own_name_beside_another_address(small_index, text):
    found = addressed(text, small_index, ("jia",))
    assert (found.laws, found.missing) == (("代表法",), ())


@pytest.mark.parametrize("text", ["宪法第五十七条第二款", "民法典第三条", "《民法典》第三条"])
def test_a_law_that_is_not_held_is_told_by_name(small_index, text):
    found = addressed(text, small_index, ())
    assert found == Addressed(laws=found.laws)
    assert found.laws in (("宪法",), ("民法典",))
