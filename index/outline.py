"""Which lines of a document open a numbered unit: 编 章 节 条, 一、 sections, （一） and 1、 items, annexes. Pure.

A mark's `level` orders the kinds from the outside in; what a line means depends on what is open above it:
（一） is an item of its own under a section heading, but only a part (项) of an open 第X条.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.numerals import NUMERAL, path_number

ANNEX, PART, SUBPART, CHAPTER, DIVISION, SECTION, SUBSECTION, ARTICLE, ITEM = range(9)
DIVISION_LEVELS = {"编": PART, "篇": PART, "部分": PART, "分编": SUBPART, "章": CHAPTER, "节": DIVISION}
MAX_HEADING_CHARS = 80
MAX_LEAD_CHARS = 30  # a section heading that ends with 。, as some print it
MAX_TITLES = 3  # headings in a row above an article
MAX_GAP = 3  # numbers that a list may skip before its next number is taken for something else

_BOLD = r"(?:\*\*)?"
_ZHI = rf"(?:之({NUMERAL}))?"
_DIVISION = re.compile(rf"{_BOLD}(第\s*({NUMERAL})\s*(分编|部分|[编篇章节]){_ZHI})(.*)")
_ARTICLE = re.compile(rf"{_BOLD}(第\s*({NUMERAL})\s*条{_ZHI}){_BOLD}(.*)")
_SECTION = re.compile(r"(([一二三四五六七八九十百]+)[、．])(?![一二三四五六七八九十]+、)")
_ITEMS = {
    "（一）": re.compile(r"([（(]\s*([一二三四五六七八九十百]+)\s*[）)])(?![、至和]|项(?!目))"),
    "1、": re.compile(r"(([0-9０-９]{1,3})[、．.])(?=[^0-9０-９]|[12][0-9]{3}年)"),  # not 1.5
    "（1）": re.compile(r"([（(]([0-9０-９]{1,3})[）)])(?![、至和]|项(?!目))"),
}
_DECIMAL_SECTION = re.compile(r"([0-9]{1,2})\s+\S.{0,30}$")
_DECIMAL_ITEM = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})(?![0-9.])")
_ANNEX = re.compile(rf"(附[件录表]?\s*({NUMERAL})?)(?:[\s：:]*$|(?:\s+|\s*[：:]\s*)(?![0-9０-９（(《则])\S.{{0,40}}$)")
_SUPPLEMENT = re.compile(r"(附\s*则)$")
_SENTENCE_END = re.compile(r"[。；：，！？;:,!?]$")
# What follows 第X条 in a reference ("第十四条规定的…"), never in a heading.
_REFERENCE = re.compile(
    r"[第的、，,。；和至或及与中所]|之?规定|修[改正]|改为|删[去除]|增加|作为|并入|相应|[各前本]款|[各前本]项(?!目)|但书"
)
# What of it still tells one where the very next number follows a whole sentence, as in 第五条中小学校应当….
_CLEAR_REFERENCE = re.compile(
    rf"[和至或及与中所]?(?:第\s*[（(]?{NUMERAL}[）)]?\s*[条款项章节编、]|[的、，,。；]|之?规定(?!本)|[各前本][款项](?!目))"
    r"|及[本其]|所[列称述指]|中[“关涉有]|修[改正]为|改为|删[去除]|增加[一二三第]|作为第|并入|相应|但书"
)
_WHOLE_END = re.compile(r"[。！？][”’）)]*$")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text, without the white space around it."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A line that opens a unit: `number` is its path component ("12-1"); a heading holds other units."""

    line: int
    level: int
    number: str
    label: str
    is_heading: bool = False
    style: str = ""


def lines_of(text: str) -> list[Line]:
    """The lines of a text that hold something, with their offsets."""
    lines = []
    for match in re.finditer(r"[^\n]+", text):
        stripped = match.group().strip()
        if stripped:
            start = match.start() + match.group().index(stripped)
            lines.append(Line(start, start + len(stripped), stripped))
    return lines


def marks_of(lines: list[Line]) -> list[Mark]:
    """Every line that opens a unit, in order, a table of contents included."""
    scan = _Scan(lines)
    for index in range(len(lines)):
        mark = scan.division(index) or scan.article(index) or scan.section(index)
        mark = mark or scan.subsection(index) or scan.item(index)
        if mark:
            scan.open(mark)
    return scan.marks


class _Scan:
    """What is open while the lines are read from top to bottom."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.marks: list[Mark] = []
        self.last: dict[str, str] = {}  # the last number of each style
        self.style = ""  # of the items under the open heading
        self.whole = False  # a text is open that keeps every list inside
        self.in_article = False  # and it is a 第X条

    def open(self, mark: Mark) -> None:
        self.marks.append(mark)
        self.last[mark.style] = mark.number
        self.in_article = mark.level == ARTICLE
        if mark.is_heading:
            self.style, self.whole = "", False
        elif mark.level == ITEM:
            self.style = mark.style
        else:
            self.whole = True

    def division(self, index: int) -> Mark | None:
        text = self.lines[index].text
        if match := _DIVISION.match(text):
            label, numeral, kind, zhi, rest = match.groups()
            if _is_title(text.removesuffix("。"), rest) and not _DIVISION.search(rest):
                return Mark(index, DIVISION_LEVELS[kind], path_number(numeral, zhi), label, True, kind)
        if (match := _SUPPLEMENT.match(text)) and self.in_article:
            return Mark(index, CHAPTER, "", match[1], True, "附则")
        if match := _ANNEX.match(text):
            is_last = index + 1 == len(self.lines)
            number = "a" + (path_number(match[2]) if match[2] else str(int(self.last.get("附件", "a0")[1:]) + 1))
            return None if is_last else Mark(index, ANNEX, number, match[1].strip(), True, "附件")
        return None

    def article(self, index: int) -> Mark | None:
        match = _ARTICLE.match(self.lines[index].text)
        if not match:
            return None
        label, numeral, zhi, rest = match.groups()
        number = path_number(numeral, zhi)
        follows = _follows(number, self.last.get("条", "0"), gap=1)
        if rest[:1].isspace() or rest[:1] in tuple("【［[") or not rest:
            is_heading = not re.match(r"\s*的" if follows else r"\s*(的|规定)", rest)
        else:
            is_due = number == str(int(self.last.get("条", "0").split("-")[0]) + 1) and self._opens_anew(index)
            is_heading = follows and not (_CLEAR_REFERENCE if is_due else _REFERENCE).match(rest)
        return Mark(index, ARTICLE, number, label, style="条") if is_heading else None

    def _opens_anew(self, index: int) -> bool:
        """Whether the line before ends a sentence or is a heading."""
        is_headed = any(mark.is_heading and mark.line == index - 1 for mark in self.marks[-1:])
        return is_headed or bool(_WHOLE_END.search(self._text(index - 1)))

    def section(self, index: int) -> Mark | None:
        text = self.lines[index].text
        match = _SECTION.match(text)
        if not match:
            return self._decimal_section(index)
        if not _follows(number := path_number(match[2]), self.last.get("一、", "0"), MAX_GAP):
            return None
        if self.in_article and not self._heads_an_article(index):
            return None
        is_lead = len(text) <= MAX_LEAD_CHARS and text.endswith("。") and self._starts_item(index + 1)
        return Mark(index, SECTION, number, match[1], is_lead or _is_title(text), "一、")

    def _decimal_section(self, index: int) -> Mark | None:
        """`1 总则` above `1.1 编制目的`, as emergency plans print it."""
        match = _DECIMAL_SECTION.match(self.lines[index].text)
        if match and not self.whole and self._text(index + 1).startswith(f"{match[1]}.1"):
            return Mark(index, SECTION, path_number(match[1]), match[1], True, "1")
        return None

    def subsection(self, index: int) -> Mark | None:
        """（一） above 第X条, as judicial interpretations print it."""
        match = _ITEMS["（一）"].match(self.lines[index].text)
        if match and self.last.get("一、") and self._heads_an_article(index):
            return Mark(index, SUBSECTION, path_number(match[2]), match[1], True, "（一）")
        return None

    def _heads_an_article(self, index: int) -> bool:
        """Whether nothing but titles stands between this line and the next 第X条."""
        for line in self.lines[index : index + MAX_TITLES]:
            if _ARTICLE.match(line.text):
                return True
            if not _is_title(line.text):
                return False
        return False

    def _starts_item(self, index: int) -> bool:
        return any(item.match(self._text(index)) for item in _ITEMS.values())

    def _text(self, index: int) -> str:
        return self.lines[index].text if 0 <= index < len(self.lines) else ""

    def item(self, index: int) -> Mark | None:
        text = self.lines[index].text
        if self.whole:
            return None
        if match := _DECIMAL_ITEM.match(text):
            return Mark(index, ITEM, match[2], match[0], style="1.1") if match[1] == self.last.get("1") else None
        for style, pattern in _ITEMS.items():
            match = pattern.match(text) if self.style in ("", style) else None
            if match and _follows(number := path_number(match[2]), self.last.get(style, "0"), MAX_GAP):
                self.whole = self._is_enumeration(index)
                return None if self.whole else Mark(index, ITEM, number, match[1], style=style)
        return None

    def _is_enumeration(self, index: int) -> bool:
        """Whether a section's first item goes on with the sentence above it: `下列人员：/（一）在校学生；`."""
        within_section = self.style == "" and "一、" in self.last
        return within_section and self._text(index - 1)[-1:] in ("：", ":") and self._text(index)[-1] in "；;"


def _follows(number: str, last: str, gap: int) -> bool:
    """Whether a list may go on with this number: it starts anew, repeats, goes on, or skips less than `gap`."""
    here, before = int(number.split("-")[0]), int(last.split("-")[0])
    return here == 1 or (before > 0 and before <= here <= before + gap)


def _is_title(text: str, rest: str = "") -> bool:
    """Whether a numbered line names what follows rather than saying it; `rest` follows its number."""
    if len(text) > MAX_HEADING_CHARS or "。" in text or _SENTENCE_END.search(text):
        return False
    return not rest or rest[0].isspace() or not (_REFERENCE.match(rest) or "，" in rest)
