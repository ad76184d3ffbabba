"""Numbers, modality and quotes as documents and people print them."""

from fractions import Fraction

import pytest

from qa.claims import (
    NEGATED,
    OBLIGED,
    PERMITTED,
    PROHIBITED,
    Number,
    modals,
    normal,
    numbers_en,
    numbers_zh,
    numerals,
    quoted,
)


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
        ("20个工作日", [(20, "日")]),
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
    ],
)
def test_modality_in_english(text, kinds):
    assert modals(text, english=True) == kinds


def test_what_is_quoted():
    assert quoted('依照《代表法》和“述职办法”，按 "the rule"') == ["代表法", "述职办法", "the rule"]
