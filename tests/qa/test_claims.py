"""Numbers, modality and quotes as documents and people print them."""

from fractions import Fraction

import pytest

from qa.claims import (
    NEGATED,
    OBLIGED,
    PERMITTED,
    PROHIBITED,
    modals,
    negatives,
    normal,
    quoted,
)
from qa.numbers import Number, numbers_zh, numerals
from qa.numbers_en import numbers_en


def values(text):
    return [(number.value, number.unit) for number, _ in numbers_zh(normal(text))]


@pytest.mark.parametrize(
    ("printed", "found"),
    [
        ("每季度召开一次", [(1, "每季"), (1, "次")]),
        ("每两年２次", [(2, "每年"), (2, "次")]),
        ("不得少于三分之二", [(Fraction(2, 3), "")]),
        ("百分之十以上", [(Fraction(1, 10), "")]),
        ("10%以上", [(Fraction(1, 10), "")]),
        ("过半数", [(Fraction(1, 2), "")]),
        ("二〇二四年五月六日", [(2024, "年"), (5, "月"), (6, "日")]),
        ("2024年5月6日", [(2024, "年"), (5, "月"), (6, "日")]),
        ("第十四条", [(14, "条")]),
        ("一百零三名", [(103, "人")]),
        ("20个工作日", [(20, "工作日")]),
        ("20天", [(20, "日")]),
        ("5月6号印发的5号文件", [(5, "月"), (6, "日"), (5, "号")]),
        ("处5万元以上20万元以下罚款", [(50_000, "元"), (200_000, "元")]),
        ("5-20万元", [(50_000, ""), (200_000, "元")]),
        ("五万元、五亿元、2万亿元", [(50_000, "元"), (5 * 10**8, "元"), (2 * 10**12, "元")]),
        ("3千名代表，三十万以上", [(3000, "人"), (300_000, "")]),
        ("不能超过1/3", [(Fraction(1, 3), "")]),
        ("2024/5/6", [(2024, ""), (5, ""), (6, "")]),
        ("每年召开٣次", [(1, "每年"), (3, "次")]),
        ("百分之१०", [(Fraction(1, 10), "")]),
        ("一府两院进一步统一", []),  # words, not counts
        ("建立一个制度", []),
        ("万元", []),
    ],
)
def test_numbers_are_values_with_units(printed, found):
    assert values(printed) == found


def test_numbers_in_two_scripts_agree_and_other_units_do_not():
    assert Number(Fraction(2), "次").agrees(Number(Fraction(2), ""))
    assert not Number(Fraction(2), "次").agrees(Number(Fraction(2), "年"))
    assert not Number(Fraction(2), "次").agrees(Number(Fraction(3), "次"))


def test_digits_of_any_script_are_claims():
    """A model's draft may hold any of them, and one that is not read would not be held against the articles."""
    assert [n.value for n in numbers_en("They meet ٣ times, ２５ of them.")] == [3, 25]
    assert [n.value for n in numerals("（٣）（三）")] == [3, 3]


def test_english_numbers():
    text = "At least twenty-five deputies meet twice a year, on May 6, 2024; one of them may speak; 50% attend."
    assert [n.value for n in numbers_en(text)] == [25, 2, 5, 6, 2024, Fraction(1, 2)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a three-year term", [3]),
        (
            "must not exceed two-thirds, one third or a quarter of them",
            [Fraction(2, 3), Fraction(1, 3), Fraction(1, 4)],
        ),
        ("must not exceed 1/3", [Fraction(1, 3)]),
        ("ten-day and twenty-first", [10, 21]),
        ("the fifth meeting of the 21st term", [5, 21]),
        ("5 million to 20 million yuan", [5 * 10**6, 20 * 10**6]),
        ("5 to 20 thousand yuan", [5000, 20_000]),
        ("50,000 to two hundred thousand yuan", [50_000, 200_000]),
        ("a hundred and three deputies, eighty percent", [103, Fraction(4, 5)]),
        ("five ten-day leaves", [5, 10]),
        ("once a year, at least once", [1, 1]),
        ("Once a deputy is dissatisfied, the first one speaks", []),
        ("Third, a two-way talk every quarter", []),
    ],
)
def test_english_numbers_in_words(text, found):
    assert [n.value for n in numbers_en(text)] == found


def test_what_names_is_told_from_what_counts():
    named = "第五条、第5条、2024年5月6日、〔2024〕5号"
    assert all(number.ordinal for number, _ in numbers_zh(named))
    assert not any(number.ordinal for number, _ in numbers_zh("5条、3年、5个月、6日内"))
    assert [n.ordinal for n in numbers_en("Item (6), the fifth term, May 6, 2010; 11 days, 3 months")] == [True] * 5 + [
        False
    ] * 2


def test_each_negation_counts():
    assert negatives("任期未满半届的一般不得调整") == 2
    assert negatives("应当不断加强") == 0


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("不得低于规定比例", {PROHIBITED}),
        ("可以列席会议", {PERMITTED}),
        ("应当不断加强", {OBLIGED}),
        ("不是党委委员的", {NEGATED}),
        ("要求各级认真对待", set()),
        ("可能出现", set()),
        ("应邀参加重要会议", set()),
    ],
)
def test_modality(text, kinds):
    assert modals(text) == kinds


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("They must not attend.", {PROHIBITED}),
        ("They may attend in May 2024.", {PERMITTED}),
        ("Held on May 6, it is not open.", {NEGATED}),
        ("Deputies shall report.", {OBLIGED}),
        ("It is not only open but free.", set()),
    ],
)
def test_modality_in_english(text, kinds):
    assert modals(text, english=True) == kinds


def test_what_is_quoted():
    assert quoted('依照《代表法》和“述职办法”，按 "the rule"') == ["代表法", "述职办法", "the rule"]
