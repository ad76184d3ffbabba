"""A printed table of contents looks like the headings it lists: find its lines, so that they open nothing. Pure."""

from __future__ import annotations

import re
from itertools import pairwise

from index.outline import Line, Mark

_CONTENTS = re.compile(r"目\s*[录次]$")
_SENTENCE_END = re.compile(r"[。；：;:]\s*$")  # what ends so is text, not an entry of a table of contents
_PAGE_NUMBER = re.compile(r"[\s.…·\-—0-9]+$")


def contents_lines(lines: list[Line], marks: list[Mark]) -> set[int]:
    """The lines of a printed table of contents: 目录 and the run of headings that the text then repeats."""
    found: set[int] = set()
    for run in _runs([mark for mark in marks if not _SENTENCE_END.search(lines[mark.line].text)]):
        title = _title_line(run[0].line, lines)
        if title is None and not _has_siblings(run):
            continue
        size = _repeated(run, marks, lines, named=title is not None)
        if size and (title is not None or _has_siblings(run[:size])):
            found.update(range(run[0].line if title is None else title, run[size - 1].line + 1))
    return found


def _title_line(first: int, lines: list[Line]) -> int | None:
    """The line of 目录 right before line `first`, or with one line between that is no sentence."""
    for i in range(first - 1, max(first - 3, -1), -1):
        if _CONTENTS.match(lines[i].text):
            return i
        if _SENTENCE_END.search(lines[i].text):
            return None
    return None


def _repeated(run: list[Mark], marks: list[Mark], lines: list[Line], named: bool) -> int:
    """How many marks of a run come again: up to where the run itself starts over, or all, or none."""
    first, *others = [_key(mark, lines, named) for mark in run]
    if first in others:
        return others.index(first) + 1
    later = (_key(mark, lines, named) for mark in marks if mark.line > run[-1].line)
    return len(run) if first in later else 0


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
    text = _PAGE_NUMBER.sub("", lines[mark.line].text)
    return (mark.level, mark.number) if named else (mark.level, "".join(text.split()))
