import pytest

from index.schema import Document
from index.titles import Titles, core_name

OLD = Document("gs18", "中华人民共和国公司法", "", date="2018-10-26")
NEW = Document("gs23", "中华人民共和国公司法", "", date="2023年12月29日")
CRIMINAL = Document("xf", "中华人民共和国刑法", "")
PROCEDURE = Document("xs", "中华人民共和国刑事诉讼法", "")
READING = Document("js", "最高人民法院关于适用《中华人民共和国刑事诉讼法》的解释（三）", "")
TITLES = Titles([OLD, NEW, CRIMINAL, PROCEDURE, READING])


def ids(text):
    return [document.id for document in TITLES.ending(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("刑法", ["xf"]),
        ("请问《中华人民共和国刑法》", ["xf"]),
        ("诉讼与非诉讼程序法刑事诉讼法", ["xs"]),  # a category before the title
        ("最高人民法院关于适用<刑事诉讼法>的解释(三)", ["js"]),
        ("刑法的", ["xf"]),
        ("合同法", []),
        ("法", []),
        ("", []),
    ],
)
def test_a_document_is_found_by_the_end_of_a_text(text, found):
    assert ids(text) == found


def test_the_latest_version_comes_first():
    assert ids("公司法") == ["gs23", "gs18"]


@pytest.mark.parametrize("text", ["2018年公司法", "公司法（2018年修正）", "公司法2018"])
def test_a_version_is_meant_by_its_year(text):
    assert ids(text) == ["gs18", "gs23"]


def test_a_repealed_version_comes_last():
    repealed = Document("gs24", "公司法", "", date="2024-01-01", status="repealed")
    assert [d.id for d in Titles([repealed, OLD]).ending("公司法")] == ["gs18", "gs24"]


def test_a_title_is_compared_without_the_state_and_marks():
    assert core_name("《中华人民共和国公司法》") == "公司法"
    assert core_name("公司法（２０１８）") == "公司法(2018)"
