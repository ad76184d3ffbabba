"""Which lines of a document open a numbered unit: 编 章 节 条, 一、 sections, （一） and 1、 items, annexes. Pure.

A mark's `level` orders the kinds from the outside in; what a line means depends on what is open above it:
（一） is an item of its own under a section heading, but only a part (项) of an open 第X条.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from index.address import NUMERAL, parse_number

ANNEX, PART, SUBPART, CHAPTER, DIVISION, SECTION, ARTICLE, ITEM = range(8)
DIVISION_LEVELS = {"编": PART, "篇": PART, "部分": PART, "分编": SUBPART, "章": CHAPTER, "节": DIVISION}
MAX_HEADING_CHARS = 80
MAX_GAP = 3  # numbers that a list may skip before its next number is taken for something else

_BOLD = r"(?:\*\*)?"
_ZHI = rf"(?:之({NUMERAL}))?"
_DIVISION = re.compile(rf"{_BOLD}(第\s*({NUMERAL})\s*(分编|部分|[编篇章节]){_ZHI})(.*)")
_ARTICLE = re.compile(rf"{_BOLD}(第\s*({NUMERAL})\s*条{_ZHI}){_BOLD}(.*)")
_SECTION = re.compile(r"(([一二三四五六七八九十百]+)[、．])(?![一二三四五六七八九十]+、)")
_ITEMS = {
    "（一）": re.compile(r"([（(]\s*([一二三四五六七八九十百]+)\s*[）)])(?![、至和]|项(?!目))"),
    "1、": re.compile(r"(([0-9０-９]{1,3})[、．.])(?![0-9０-９])"),
    "（1）": re.compile(r"([（(]([0-9０-９]{1,3})[）)])(?![、至和]|项(?!目))"),
}
_ANNEX = re.compile(rf"(附[件录表]\s*({NUMERAL})?)(?:[\s：:]*$|\s+\S.{{0,40}}$)")
_SUPPLEMENT = re.compile(r"(附\s*则)$")
_CONTENTS = re.compile(r"目\s*[录次]$")
_SENTENCE_END = re.compile(r"[。；：，！？;:,!?]$")
# What follows 第X条 in a reference ("第十四条规定的…"), never in a heading.
_REFERENCE = re.compile(
    r"[第的、，,。；和至或及与中所]|之?规定|修[改正]|改为|删[去除]|增加|作为|并入|相应|[各前本]款|[各前本]项(?!目)|但书"
)


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
        mark = scan.division(index) or scan.article(index) or scan.section(index) or scan.item(index)
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
        self.whole = False  # an article is open that keeps every list inside

    def open(self, mark: Mark) -> None:
        self.marks.append(mark)
        self.last[mark.style] = mark.number
        if mark.is_heading:
            self.style, self.whole = "", False
            if mark.level < SECTION:
                self.last.pop("一、", None)
        elif mark.level == ITEM:
            self.style = mark.style
        else:
            self.whole = True

    def division(self, index: int) -> Mark | None:
        text = self.lines[index].text
        if match := _DIVISION.match(text):
            label, numeral, kind, zhi, rest = match.groups()
            if _is_title(text, rest) and not _DIVISION.search(rest):
                return Mark(index, DIVISION_LEVELS[kind], _number(numeral, zhi), label, True, kind)
        if match := _ANNEX.match(text):
            is_last = index + 1 == len(self.lines)
            number = "a" + (_number(match[2]) if match[2] else str(int(self.last.get("附件", "a0")[1:]) + 1))
            return None if is_last else Mark(index, ANNEX, number, match[1].strip(), True, "附件")
        if (match := _SUPPLEMENT.match(text)) and self.whole:
            return Mark(index, CHAPTER, "", match[1], True, "附则")
        return None

    def article(self, index: int) -> Mark | None:
        match = _ARTICLE.match(self.lines[index].text)
        if not match:
            return None
        label, numeral, zhi, rest = match.groups()
        number = _number(numeral, zhi)
        if rest[:1].isspace() or rest[:1] in tuple("【［[") or not rest:
            is_heading = not re.match(r"\s*的?规定", rest) and not re.match(r"\s+的", rest)
        else:
            is_heading = not _REFERENCE.match(rest) and _follows(number, self.last.get("条", "0"), gap=1)
        return Mark(index, ARTICLE, number, label, style="条") if is_heading else None

    def section(self, index: int) -> Mark | None:
        text = self.lines[index].text
        match = _SECTION.match(text)
        if not match or not _follows(number := _number(match[2]), self.last.get("一、", "0"), MAX_GAP):
            return None
        following = self.lines[index + 1].text if index + 1 < len(self.lines) else ""
        is_heading = _is_title(text, " ") or (
            text.endswith("。") and len(text) <= 30 and any(item.match(following) for item in _ITEMS.values())
        )
        if self.whole and self.last.get("条") and not (is_heading and re.match(_ARTICLE, following)):
            return None
        return Mark(index, SECTION, number, match[1], is_heading, "一、")

    def item(self, index: int) -> Mark | None:
        if self.whole:
            return None
        for style, pattern in _ITEMS.items():
            match = pattern.match(self.lines[index].text) if self.style in ("", style) else None
            if match and _follows(number := _number(match[2]), self.last.get(style, "0"), MAX_GAP):
                return Mark(index, ITEM, number, match[1], style=style)
        return None


def _number(numeral: str, zhi: str | None = None) -> str:
    return str(parse_number(numeral)) + (f"-{parse_number(zhi)}" if zhi else "")


def _follows(number: str, last: str, gap: int) -> bool:
    """Whether a list may go on with this number: it starts anew, repeats, goes on, or skips less than `gap`."""
    here, before = int(number.split("-")[0]), int(last.split("-")[0])
    return here == 1 or (before > 0 and before <= here <= before + gap)


def _is_title(text: str, rest: str) -> bool:
    """Whether a numbered line names what follows rather than saying it."""
    if len(text) > MAX_HEADING_CHARS or _SENTENCE_END.search(text) or "。" in text:
        return False
    return not rest or rest[0].isspace() or not (_REFERENCE.match(rest) or "，" in rest)


def contents_lines(lines: list[Line], marks: list[Mark]) -> set[int]:
    """The lines of a printed table of contents: 目录 and the run of headings that the text then repeats."""
    found: set[int] = set()
    for run in _runs(marks):
        title = next((i for i in range(max(run[0].line - 2, 0), run[0].line) if _CONTENTS.match(lines[i].text)), None)
        keys = [_key(mark, lines, named=title is not None) for mark in run]
        if keys[0] in keys[1:]:
            size = keys.index(keys[0], 1)
        elif any(_key(m, lines, title is not None) == keys[0] for m in marks if m.line > run[-1].line):
            size = len(run)
        else:
            continue
        if title is not None or (size > 1 and _has_siblings(run[:size])):
            found.update(range(run[0].line if title is None else title, run[size - 1].line + 1))
    return found


def _runs(marks: list[Mark]) -> list[list[Mark]]:
    """Marks on consecutive lines, grouped."""
    runs: list[list[Mark]] = []
    for mark in marks:
        if runs and runs[-1][-1].line + 1 == mark.line:
            runs[-1].append(mark)
        else:
            runs.append([mark])
    return runs


def _has_siblings(run: list[Mark]) -> bool:
    return any(a.level == b.level and a.is_heading for a, b in pairwise(run))


def _key(mark: Mark, lines: list[Line], named: bool) -> tuple[object, ...]:
    """What a heading and its line in the table of contents share: its text, or only its number under 目录."""
    text = re.sub(r"[\s.…·\-—0-9]+$", "", lines[mark.line].text)
    return (mark.level, mark.number) if named else (mark.level, "".join(text.split()))
