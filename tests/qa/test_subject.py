import pytest

from index.schema import Document
from qa.subject import without_names

HEFEI = Document("hefei", "意见", "", region="合肥市")
BEILIU = Document("beiliu", "材料", "", region="北留镇")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("合肥市委的意见是什么时候定的？", "市委的意见是什么时候定的？"),
        ("合肥市人大常委会主任由谁担任？", "人大常委会主任由谁担任？"),
        ("在合肥，代表怎么培训？", "代表怎么培训？"),
        ("合肥的代表和北留镇的代表", "代表和代表"),
        ("让代表述职，在北留收到了哪些好处？", "让代表述职，收到了哪些好处？"),
        ("温州怎么规定？", "温州怎么规定？"),
        ("合肥？", "合肥？"),
    ],
)
def test_the_names_of_the_documents_searched_tell_nothing(text, left):
    assert without_names(text, [HEFEI, BEILIU]) == left


def test_a_document_without_a_region_has_no_name():
    assert without_names("代表怎么培训？", [Document("doc", "意见", "")]) == "代表怎么培训？"


def test_no_document_leaves_the_text():
    assert without_names("合肥？", []) == "合肥？"
