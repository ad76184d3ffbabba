from dataclasses import replace

import pytest

from qa.addressing import addressed


@pytest.mark.parametrize(
    ("text", "doc_ids", "found"),
    [
        ("第十四条", (), ("guangzhou:4.14", "hefei:4.14", "wenzhou:4.14")),
        ("温州意见第（十四）条", ("wenzhou",), ("wenzhou:4.14",)),
        ("合肥第8条", ("hefei",), ("hefei:2.8",)),
        ("article 20 of the Guangzhou opinion", ("guangzhou",), ("guangzhou:5.20",)),
        ("item (6) of the Wenzhou opinion", ("wenzhou",), ("wenzhou:2.6",)),
        ("攀枝花第二部分第（三）项", ("panzhihua",), ("panzhihua:2.3",)),
        ("合肥第8条第二款", ("hefei",), ("hefei:2.8",)),
    ],
)
def test_an_address_is_its_article(real_index, text, doc_ids, found):
    assert addressed(text, real_index, doc_ids) == (found, (), ())


def test_of_laws_with_like_titles_the_exact_one_is_meant(small_index):
    jia, yi = small_index.documents
    index = replace(
        small_index, documents=(replace(jia, title="中华人民共和国劳动合同法"), replace(yi, title="合同法"))
    )
    assert addressed("合同法第二条", index, ())[0] == ("yi:1.2",)
    assert addressed("劳动合同法第二条", index, ())[0] == ("jia:2",)
    assert addressed("中华人民共和国劳动合同法第二条", index, ())[0] == ("jia:2",)


@pytest.mark.parametrize("text", ["宪法第五十七条第二款", "民法典第三条", "《民法典》第三条"])
def test_a_law_that_is_not_held_is_told_by_name(small_index, text):
    found, missing, laws = addressed(text, small_index, ())
    assert (found, missing) == ((), ())
    assert laws in (("宪法",), ("民法典",))
