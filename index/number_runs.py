"""Several numbers under one unit: 第八、九条, 第三条至第五条, 第3-5条, articles 3, 4 and 5. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from index.numerals import NUMERAL, parse_number
from index.schema import Span

CHINESE_UNIT = r"部分|分编|[编章节款点]|条(?!件|例(?!外))|项(?!目)"
ENGLISH_UNIT = r"(?<![a-z])(?<!take )(?<!takes )(?<!taking )(?<!taken )(?<!took )" + (
    r"(section|chapter|part|article|paragraph|item|point)"  # none in: they take part 3 times
)
ZHI = rf"\s*之\s*(?!一[般些切定])(?P<zhi>{NUMERAL})"

_JOINT = r"\s*(?:以及|[、和与及至到\-－–—~～])\s*"
_ENGLISH_JOINT = r"\s*(?:,\s*(?:and|or)\b|,|\band\b|\bor\b|&|\bto\b|\bthrough\b|[-–—])\s*"
_UP_TO = re.compile(r"[至到\-－–—~～]|to|through", re.IGNORECASE)
_CHINESE = [
    re.compile(pattern + rf"(?!{ZHI})")
    for number in (NUMERAL, rf"[（(]\s*{NUMERAL}\s*[）)]")
    for pattern in (
        rf"第\s*{number}(?:{_JOINT}(?:第\s*)?{number})+\s*(?P<unit>{CHINESE_UNIT})",
        rf"第\s*{number}\s*(?P<unit>{CHINESE_UNIT})(?:{_JOINT}(?:第\s*|(?!两)){number}\s*(?P=unit)(?![件例目]))+",
    )
]
_ENGLISH = [
    re.compile(rf"{ENGLISH_UNIT}{number}(?![0-9]|\.[0-9])", re.IGNORECASE)
    for number in (
        rf"s\s+(?:nos?\.?\s*)?\(?[0-9]+\)?(?:{_ENGLISH_JOINT}\(?[0-9]+\)?)+",
        r"\s+(?:no\.?\s*)?[0-9]+\s?[-–—]\s?[0-9]+",
    )
]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number under a unit, as a path component; `last` where it opens a range (第3-5条)."""

    unit: str
    number: str
    last: int | None
    span: Span


def number_runs(text: str) -> list[tuple[Span, list[Numbered]]]:
    """Where two or more numbers stand under one unit, and these; a range is one."""
    matches = [(match, match["unit"], _JOINT) for style in _CHINESE for match in style.finditer(text)]
    matches += [(match, match[1].lower(), _ENGLISH_JOINT) for style in _ENGLISH for match in style.finditer(text)]
    return [(Span(*match.span()), list(_numbers(match, unit, joint))) for match, unit, joint in matches]


def _numbers(match: re.Match[str], unit: str, joint: str) -> Iterator[Numbered]:
    text, found = match.string, list(re.compile(NUMERAL).finditer(match.string, *match.span()))
    joints = [re.compile(joint, re.I).search(text, a.end(), b.start()) for a, b in pairwise(found)]
    starts = [match.start(), *(between.end() for between in joints)]
    ends = [*(between.start() for between in joints), match.end()]
    at = 0
    while at < len(found):
        value, first, last = parse_number(found[at][0]), starts[at], None
        number = str(value)
        if at < len(joints) and _UP_TO.search(joints[at][0]):
            after = parse_number(found[at + 1][0])
            if after > value:
                at, last = at + 1, after
            elif joints[at][0] in ("-", "－"):
                at, number = at + 1, f"{value}-{after}"
        yield Numbered(unit, number, last, Span(first, ends[at]))
        at += 1
