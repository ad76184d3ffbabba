import pytest

from qa.opening import openings
from qa.schema import Query


def of(text, index, language="zh", doc_ids=("wenzhou",), addresses=()):
    return openings(Query(text, text, language, doc_ids=doc_ids, addresses=addresses), index)


@pytest.mark.parametrize(
    "text",
    [
        "温州出台这份意见，是为了贯彻哪些会议和文件？",
        "温州的意见是根据省里哪份文件制定的？",
        "温州这份意见的制定依据是什么？",
        "温州意见的发文字号是什么？",
        "温州市委这份文件开头是写给哪些单位的？",
        "温州意见的落款日期是哪一天？",
    ],
)
def test_what_a_document_is_based_on_addressed_to_or_dated_stands_in_its_opening(text, real_index):
    assert of(text, real_index) == ("wenzhou:0",)


@pytest.mark.parametrize(
    "text",
    [
        "On which higher-level documents is the Wenzhou opinion based?",
        "Who is the Wenzhou opinion addressed to?",
        "What is the document number of the Wenzhou opinion?",
    ],
)
def test_in_english_too(text, real_index):
    assert of(text, real_index, "en") == ("wenzhou:0",)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("落实这份意见要做什么？", "zh"),
        ("代表提出的意见由谁办理？", "zh"),
        ("人大根据什么决定重大事项？", "zh"),
        ("What does the Wenzhou opinion say about deputies?", "en"),
    ],
)
def test_what_a_document_rules_does_not(text, language, real_index):
    assert of(text, real_index, language) == ()


def test_with_no_document_named_each_that_has_an_opening(real_index):
    found = of("这份意见的制定依据是什么？", real_index, doc_ids=())
    assert len(found) > 1
    assert all(article_id.endswith(":0") for article_id in found)


def test_an_address_goes_before(real_index):
    assert of("意见第三条的制定依据是什么？", real_index, addresses=("wenzhou:1.3",)) == ()


def test_the_opening_comes_first_and_as_near_as_any(tiaowen):
    answer = tiaowen.ask("合肥的意见是根据省里哪份文件制定的？")
    assert answer.retrieved[0] == "hefei:0"
    assert any("皖发" in statement.text for statement in answer.statements)
