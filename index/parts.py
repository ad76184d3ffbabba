"""The paragraphs (款) and items (项) of an article as it prints them: whether there is a 第二款, and where. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from index.address import Address
from index.numerals import parse_number
from index.schema import Article, Span

Level = Literal["paragraph", "item"]

_NUMBER = "([一二三四五六七八九十]+|[0-9０-９]{1,3})"
_LISTED = re.compile(rf"(?m)^\s*(?:[（(]\s*{_NUMBER}\s*[）)]|{_NUMBER}[、．.](?![0-9０-９]))")  # a line of its own
_INLINE = re.compile(rf"(?<!第)[（(]\s*{_NUMBER}\s*[）)]")
_SPOKEN = re.compile(r"(?:(?<=[，。；：])|^)([一二三四五六七八九十])是")
_SENTENCE_END = tuple("。；：！？;:!?")


def part_of(address: Address, article: Article) -> Span | None:
    """Where the article prints the paragraph or item that the address names; all of it where it names none; None where
    there is no such part. An item that names no article is itself one (第三部分第（一）项)."""
    whole = Span(0, len(article.text))
    part = _nth(address.paragraph, paragraphs(article), whole, address.last if address.item is None else None)
    if part is None or address.article is None:
        return part
    return _nth(address.item, items(article, part), part, address.last)


def lacking(address: Address, article: Article) -> tuple[Level, int]:
    """(the level of an address at which `part_of` finds nothing, how many of them the article has there)."""
    whole, own = Span(0, len(article.text)), paragraphs(article)
    within = _nth(address.paragraph, own, whole)
    return ("paragraph", len(own)) if within is None else ("item", len(items(article, within)))


def _nth(number: int | None, parts: list[Span], whole: Span, last: int | None = None) -> Span | None:
    """The part with this number, or those up to the last."""
    if number is None:
        return whole
    if not 0 < number <= len(parts):
        return None
    return Span(parts[number - 1].start, parts[min(last or number, len(parts)) - 1].end)


def paragraphs(article: Article) -> list[Span]:
    """The article's paragraphs in order, each with the items listed under it; a line that is only a heading is none."""
    text = article.text
    starts = [line.start() for line in re.finditer(r"(?m)^.*\S.*$", text)]
    opening = [start for start in starts if start == starts[0] or not _LISTED.match(text, start)]
    if len(opening) > 1 and starts[1] == opening[1] and not text[: starts[1]].rstrip().endswith(_SENTENCE_END):
        opening = opening[1:]
    return [Span(start, end) for start, end in zip(opening, [*opening[1:], len(text)], strict=True)]


def items(article: Article, within: Span) -> list[Span]:
    """The items numbered from 1 inside a part of the article: on lines of their own, in brackets, or as 一是…二是…."""
    for style in (_LISTED, _INLINE, _SPOKEN):
        starts = list(_counting(style, article.text, within))
        if starts:
            return [Span(start, end) for start, end in zip(starts, [*starts[1:], within.end], strict=True)]
    return []


def _counting(style: re.Pattern[str], text: str, within: Span) -> Iterator[int]:
    """Where 1, 2, 3 … stand, one after another; what opens the text is the article's own number."""
    due = 1
    for match in style.finditer(text, within.start, within.end):
        number = next(group for group in match.groups() if group)
        if match.start() > 0 and parse_number(number) == due:
            due += 1
            yield match.start()
