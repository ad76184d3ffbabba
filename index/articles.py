"""Document -> Articles: the citable units as the document itself numbers them. Pure; offsets are exact."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import groupby

from index.contents import contents_lines
from index.outline import ITEM, SECTION, Line, Mark, lines_of, marks_of
from index.schema import Article, Document

PREAMBLE_LABEL = "前言"
WHOLE_LABEL = "全文"
MAX_WHOLE_CHARS = 2000  # a document without numbers is cut into paragraphs beyond this
MIN_PARAGRAPH_CHARS = 50  # a shorter paragraph is taken for the heading of the next


def split_articles(document: Document) -> list[Article]:
    """The articles of a document in reading order: every character but headings and white space, once.

    Ids follow the printed numbering (`wenzhou:4.17`); a number that repeats gets `~2`. Text before the first
    unit is article 0, text between a heading and its first unit is `<heading>.0`.
    """
    lines = lines_of(document.text)
    marks = marks_of(lines)
    contents = contents_lines(lines, marks)
    marks = _without_sublists([mark for mark in marks if mark.line not in contents])
    if len([mark for mark in marks if not mark.is_heading]) < 2 and not any(mark.is_heading for mark in marks):
        return _unnumbered(document, lines)
    return _unique(_numbered(document, lines, marks, contents))


def _numbered(document: Document, lines: list[Line], marks: list[Mark], contents: set[int]) -> list[Article]:
    articles = []

    def add(path: str, label: str, first: int, last: int, headings: list[Mark]) -> None:
        while last > first and last - 1 in contents:
            last -= 1
        if last > first:
            above = tuple(lines[heading.line].text for heading in headings)
            articles.append(_article(document, path, label, lines[first].start, lines[last - 1].end, above))

    add("0", PREAMBLE_LABEL, _title_lines(document, lines), marks[0].line, [])
    repeated = _repeated_labels(marks)
    above: list[Mark] = []
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        end = following.line if following else len(lines)
        above = [heading for heading in above if heading.level < mark.level]
        path = ".".join(m.number for m in [*above, mark] if m.number)
        label = _label(mark, above, repeated)
        if not mark.is_heading:
            add(path, label, mark.line, end, above)
        elif following and following.level > mark.level:
            above.append(mark)
            add(f"{path}.0".removeprefix("."), label, mark.line + 1, end, above)
        else:
            add(path or "0", label, mark.line, end, above)
    return articles


def _article(
    document: Document, path: str, label: str, start: int, end: int, headings: tuple[str, ...] = ()
) -> Article:
    text = document.text[start:end]
    return Article(f"{document.id}:{path}", document.id, label, headings, document.title, text, start, end)


def _label(mark: Mark, above: list[Mark], repeated: set[str]) -> str:
    """`一、（二）` for bracketed items; arabic items and 第X条 stand alone unless the document repeats them."""
    if not above or mark.level != ITEM or (mark.style != "（一）" and mark.label not in repeated):
        return mark.label
    parent = above[-1]
    return f"{parent.label}{'' if parent.level == SECTION else ' '}{mark.label}"


def _without_sublists(marks: list[Mark]) -> list[Mark]:
    """Marks without the items that one heading starts over: lists inside its text, not its articles."""
    kept: list[Mark] = []
    for _, group in groupby(marks, key=lambda mark: mark.level == ITEM):
        items = list(group)
        starts = [mark for mark in items if mark.level == ITEM and mark.number == "1"]
        if len(starts) < 2 or not kept or not kept[-1].is_heading:
            kept += items
    return kept


def _repeated_labels(marks: list[Mark]) -> set[str]:
    counts = Counter(mark.label for mark in marks if mark.level == ITEM)
    return {label for label, count in counts.items() if count > 1}


def _title_lines(document: Document, lines: list[Line]) -> int:
    """How many lines at the top print the document's title and nothing else."""
    title, count = "".join(document.title.split()), 0
    for line in lines:
        squeezed = "".join(line.text.split())
        if not title.startswith(squeezed):
            break
        title, count = title.removeprefix(squeezed), count + 1
    return count


def _unnumbered(document: Document, lines: list[Line]) -> list[Article]:
    """One article, or one a paragraph when the document is long."""
    if not lines:
        return []
    start, end = lines[0].start, lines[-1].end
    if end - start <= MAX_WHOLE_CHARS:
        return [_article(document, "1", WHOLE_LABEL, start, end)]
    articles, start = [], None
    for line in lines:
        start = line.start if start is None else start
        if line.end - start >= MIN_PARAGRAPH_CHARS or line is lines[-1]:
            number = str(len(articles) + 1)
            articles.append(_article(document, number, f"第{number}段", start, line.end))
            start = None
    return articles


def _unique(articles: list[Article]) -> list[Article]:
    seen: Counter[str] = Counter()
    unique = []
    for article in articles:
        seen[article.id] += 1
        repeat = seen[article.id]
        unique.append(article if repeat == 1 else replace(article, id=f"{article.id}~{repeat}"))
    return unique
