"""Numbers that a Chinese text claims, with their units. Pure. Those of an English text: numbers_en.py."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from index.numerals import parse_number

_CN = "零〇○一二三四五六七八九十百千万两"
_UNIT = (
    "个月|个工作日|工作日|小时|分钟|周年|年度|季度|年|月|日|号|天|周|届|次|回|遍|名|人|位|个|件|条|款|项|章|节|篇|份|元|岁|级|类|种|"
    "家|处|户|倍|成|厅|代|期|批|轮|步|方面|部门|政府"
)
_SCALE = "万亿|[百千]?[万亿]|千(?![克瓦米])"
_SCALES = {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
NUMBER_ZH = re.compile(
    rf"(?<![\d/])(?P<over>[1-9]\d?)[/⁄](?P<under>[1-9]\d?)(?![\d/⁄])|"
    rf"每(?P<every>[{_CN}]*|\d*)个?(?P<period>季度|季|年度|年|月|周|星期|天|日|届)|"
    rf"百分之(?P<cent>[{_CN}]+|\d+(?:\.\d+)?)|(?P<below>[{_CN}]+|\d+)分之(?P<above>[{_CN}]+|\d+)|"
    rf"(?P<half>半)(?=数|年|月|天|个|届|以上)|过(?P<most>半)|"
    rf"(?P<digits>\d[\d,]*(?:\.\d+)?)\s*(?P<percent>%)?"
    rf"(?P<scale>{_SCALE}|(?=[-~—至到]\d[\d,.]*(?P<shared>{_SCALE})))?(?P<unit>{_UNIT})?|"  # 5-20万元: 5万 to 20万
    rf"(?P<ordinal>第)?(?P<han>[{_CN}]+)(?P<han_scale>亿)?(?P<han_unit>{_UNIT}|(?<=[万亿]))|第(?P<bare>[{_CN}]+)"
)
SAME_UNIT = {
    **{"个月": "月", "个工作日": "工作日", "天": "日", "周年": "年", "年度": "年"},
    **{"回": "次", "遍": "次", "名": "人", "位": "人", "个": ""},
}
IDIOMS = re.compile(
    "一府两院|一府一委两院|四大班子|三中、四中全会|一方面|一系列|一般|一律|一定|统一|一些|一致|一切|唯一|进一步|一并|一起|一经|一旦|"
    "万一|十分(?!之)|一线|一体|一把手|一票否决|千方百计|百花齐放|一心一意|五年规划|两个维护|四个意识|十七届|四自"
)
UNCLAIMED_ONE = {"", "种", "项", "条", "家", "处", "步", "代", "级", "期", "批", "方面", "部门", "政府"}


@dataclass(frozen=True, slots=True)
class Number:
    """A value with its unit, "" where none is printed; what names rather than counts is `ordinal`: 第…, a date, 5号."""

    value: Fraction
    unit: str = ""
    ordinal: bool = False

    def agrees(self, other: Number) -> bool:
        """The same value, of the same unit where both have one."""
        return self.value == other.value and (self.unit == other.unit or not self.unit or not other.unit)


def numbers_zh(text: str) -> list[tuple[Number, tuple[int, int]]]:
    """Every number of a normal Chinese text with its span, Chinese and arabic numerals alike."""
    hidden = IDIOMS.sub(lambda idiom: "□" * len(idiom[0]), text)
    return [(found, m.span()) for m in NUMBER_ZH.finditer(hidden) if (found := _number(m)) is not None]


def numerals(text: str) -> list[Number]:
    """Every numeral of a text, with no unit: 一、（六） holds 1 and 6."""
    return [Number(_value(printed)) for printed in re.findall(rf"\d+|[{_CN}]+", text) if printed != "万"]


def _number(m: re.Match[str]) -> Number | None:
    if m["period"]:
        return Number(_value(m["every"] or "1"), "每" + m["period"].removesuffix("度"))
    if m["cent"]:
        return Number(Fraction(_value(m["cent"])) / 100)
    if m["over"]:
        return Number(Fraction(int(m["over"]), int(m["under"])))
    if m["below"]:
        below = _value(m["below"])
        return Number(_value(m["above"]) / below) if below else None
    if m["half"] or m["most"]:
        return Number(Fraction(1, 2))
    printed = m["digits"] or m["han"] or m["bare"]
    if printed == "万":
        return None  # 万元 in a heading; a sum has a digit before it
    value = _value(printed) * prod(_SCALES[c] for c in m["scale"] or m["shared"] or m["han_scale"] or "")
    unit = m["unit"] or m["han_unit"] or ""
    day = unit == "号" and m.string[: m.start()].endswith("月")  # 5月6号, but 5号文件
    unit = "日" if day else SAME_UNIT.get(unit, unit)
    if m["percent"]:
        return Number(value / 100)
    if value == 1 and not m["ordinal"] and not m["digits"] and unit in UNCLAIMED_ONE:
        return None  # 一个, 一项: an article rather than a count
    return Number(value, unit, bool(m["ordinal"] or m["bare"]) or _names(m, value))


def _names(m: re.Match[str], value: Fraction) -> bool:
    """第5条, 2024年, 〔2024〕, 5月6日, and 5号 of a document; not 3年, 5个月, 6日内."""
    unit, before = m["unit"] or m["han_unit"] or "", m.string[: m.start()]
    if before.endswith("第") or unit in ("月", "号") or (unit == "日" and before.endswith("月")):
        return True
    return unit in ("年", "") and 1900 < value < 2100


def _value(printed: str) -> Fraction:
    plain = printed.replace(",", "")
    return Fraction(plain) if plain[0].isdecimal() else Fraction(parse_number(plain))  # ٣ and ３ as well as 3
