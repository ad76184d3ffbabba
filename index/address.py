"""Addresses as people write them: 第十四条, 第3条之一第二款第（一）项, 一、（二）, article 20, section 2. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from index.articles import WHOLE_LABEL
from index.number_runs import CHINESE_UNIT, ENGLISH_UNIT, ZHI, number_runs
from index.numerals import NUMERAL, path_number
from index.schema import Article, Span


@dataclass(frozen=True, slots=True)
class Address:
    """A place that a text names. Numbers are path components ("14", "12-1"); `unit` is what `section` counts (章).

    last: where a range of its innermost level ends (第3-5条); outer: (unit, number) of sections around the section.
    """

    article: str | None = None
    section: str | None = None
    paragraph: int | None = None
    item: int | None = None
    unit: str = ""
    last: int | None = None
    outer: tuple[tuple[str, str], ...] = ()
    span: Span = field(default=Span(0, 0), compare=False)


# What each unit names, and which printed units answer to it: a policy's 一、 is its 部分, a statute's section its 节.
_SECTIONS = {
    "编": ("编",), "分编": ("分编",), "章": ("章",), "节": ("节",), "部分": ("部分", "编"),
    "section": ("部分", "节"), "chapter": ("章",), "part": ("部分", "编"),
}  # fmt: skip
_KINDS = dict.fromkeys(_SECTIONS, "section") | {
    "条": "article", "article": "article", "款": "paragraph", "paragraph": "paragraph",
    "项": "item", "点": "item", "item": "item", "point": "item",
}  # fmt: skip
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_LEVELS = ("section", "article", "paragraph", "item")
_SMALL = "[一二三四五六七八九十]+"

_CHINESE = re.compile(
    rf"第\s*(?P<bracket>[（(])?\s*(?P<n>{NUMERAL}(?:-[0-9]+)?)\s*[）)]?\s*"
    rf"(?P<unit>{CHINESE_UNIT})?(?:{ZHI})?"
)
_PRINTED = re.compile(rf"(?P<section>{_SMALL})、[（(](?P<n>{_SMALL})[）)]")
_BARE = re.compile(  # 温州（十四）讲什么, not a list in a question: （一）谁列席
    rf"(?<![第、])[（(]\s*(?P<n>{_SMALL})\s*[）)][项条]?(?=\s*(?:$|[？?,，、。的里中和与及呢]|[讲说写是有]|规定|要求|什么|怎么|如何|内容))"
)
_ENGLISH = re.compile(
    rf"{ENGLISH_UNIT}s?\s+(?:no\.?\s*)?\(?([0-9]+(?:-[0-9]+)?)(?![0-9]|\.[0-9])",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    rf"(?<![a-z0-9])({'|'.join(_ORDINALS)}|[0-9]+(?=st|nd|rd|th))(?:st|nd|rd|th)?\s+{ENGLISH_UNIT}(?![a-z])", re.I
)
_JOINT = re.compile(r"(?:[\s,，的]|of|in|under|the)*", re.IGNORECASE)
_LISTED = re.compile(r"\s*(?:[、，,和及与]|and|or)\s*(?:the\s+)?", re.IGNORECASE)
_OF_PAPER = re.compile(  # \0 is the item: 合肥意见第5点, item 5 of the Hefei opinion
    r"(?:意见|文件|材料|发言|opinions?|document|speech)》?[\s,，的中里]*\0"
    r"|\0\s+(?:of|in)\s+(?:the\s+)?(?:\w+\s+){0,2}(?:opinions?|document|speech)\b",
    re.IGNORECASE,
)
_HEADING = re.compile(rf"第\s*({NUMERAL})\s*(分编|部分|[编篇章节])|([一二三四五六七八九十百]+)[、．]|([0-9]+)\s")


def find_addresses(text: str) -> list[Address]:
    """The addresses in a question, in order; neighbours that name one place are joined (第二部分第（三）项)."""
    found: list[Address] = []
    for piece in address_pieces(text):
        joined = _join(found[-1], piece, text) if found else None
        if joined:
            found[-1] = joined
        elif not found or piece.span.start >= found[-1].span.end:
            found.append(_also(found[-1], piece, text) if found else piece)
    for at in reversed(range(len(found) - 1)):  # paragraphs 1 and 2 of article 3
        if text[found[at].span.start : found[at + 1].span.start].isascii():
            found[at] = _also(found[at + 1], found[at], text)
    return [address for address in found if not _is_vague(address, text)]


def address_pieces(text: str) -> list[Address]:
    """What each number in a text names, in order, not joined: 第8条 and 第二款 of 第8条第二款. Some may overlap."""
    return sorted(_pieces(text), key=lambda piece: piece.span.start)


def _pieces(text: str) -> Iterator[Address]:
    runs = number_runs(text)
    for _, numbers in runs:
        for each in numbers:
            yield replace(_piece(each.unit, each.number, each.span), last=each.last)
    yield from (piece for piece in _single_pieces(text) if not any(_overlap(piece.span, run) for run, _ in runs))


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _single_pieces(text: str) -> Iterator[Address]:
    for match in _CHINESE.finditer(text):
        unit = match["unit"] or ("条" if match["bracket"] else "")
        if unit:
            yield _piece(unit, path_number(match["n"], match["zhi"]), Span(*match.span()))
    for match in _PRINTED.finditer(text):
        yield Address(path_number(match["n"]), path_number(match["section"]), unit="部分", span=Span(*match.span()))
    for match in _BARE.finditer(text):
        yield Address(item=int(path_number(match["n"])), span=Span(*match.span()))
    for match in _ENGLISH.finditer(text):
        yield _piece(match[1].lower(), match[2], Span(*match.span()))
    for match in _ORDINAL.finditer(text):
        word = match[1].lower()
        number = str(_ORDINALS.index(word) + 1) if word in _ORDINALS else word
        yield _piece(match[2].lower(), number, Span(*match.span()))


def _piece(unit: str, number: str, span: Span) -> Address:
    kind = _KINDS[unit]
    if kind == "section":
        return Address(section=number, unit=unit, span=span)
    if kind == "article":
        return Address(article=number, span=span)
    count = int(number.split("-")[0])
    return Address(paragraph=count, span=span) if kind == "paragraph" else Address(item=count, span=span)


def _join(left: Address, right: Address, text: str) -> Address | None:
    """One address of two that stand side by side and name different levels, or sections of different units."""
    gap = text[left.span.end : right.span.start]
    mine, other = _levels(left), _levels(right)
    same = mine.keys() & other.keys()
    is_nested = same == {"section"} and left.unit != right.unit
    if right.span.start < left.span.end or not _JOINT.fullmatch(gap) or (same and not is_nested):
        return None
    innermost = max(*mine, *other, key=_LEVELS.index)
    if any(piece.last and (is_nested or innermost not in _levels(piece)) for piece in (left, right)):
        return None
    outer = (*left.outer, (left.unit, str(left.section))) if is_nested else left.outer
    span = Span(left.span.start, right.span.end)
    return replace(left, **other, unit=right.unit or left.unit, last=left.last or right.last, outer=outer, span=span)


def _also(full: Address, part: Address, text: str) -> Address:
    """第二款 of 第八条第一款和第二款 is of 第八条 as well; another address as it is."""
    own = _levels(part)
    is_part = own.keys() <= {"paragraph", "item"} & _levels(full).keys()
    if not (full.article or full.section) or not is_part:
        return part
    listed = _LISTED.fullmatch(text[min(full.span.end, part.span.end) : max(full.span.start, part.span.start)])
    return replace(full, **own, last=part.last, span=part.span) if listed else part


def _levels(address: Address) -> dict[str, str | int]:
    levels = {name: getattr(address, name) for name in _LEVELS}
    return {name: value for name, value in levels.items() if value is not None}


def _is_vague(address: Address, text: str) -> bool:
    """第二款 alone names no place, and 第一项工作 or the first point is no address; 第（一）项 is."""
    if address.article or address.section:
        return False
    printed = text[address.span.start : address.span.end]
    if address.item is None or re.search("[（(]", printed):
        return address.item is None
    around = f"{text[: address.span.start]}\0{text[address.span.end :]}"
    return printed.endswith("项") or not _OF_PAPER.search(around)


def matches(address: Address, article: Article) -> bool:
    """Whether the address means this article: its own number, and the section it stands in where one is named.

    An item without an article (第三部分第（一）项) is an article of a policy document, never part of a statute's.
    """
    *_, own = article.id.partition(":")[2].split("~")[0].split(".")
    number = address.article
    if number is None and address.item is not None and "条" not in article.label:
        number = str(address.item)
    if number is None and (address.item is not None or address.section is None):
        return False
    last = None if address.article and (address.paragraph or address.item) else address.last
    if number is not None and (_is_unnumbered(own, article.label) or not _is_among(own, number, last)):
        return False
    sections = [*address.outer, (address.unit, address.section)] if address.section else []
    return all(_stands_in(unit, section, None if number else last, article) for unit, section in sections)


def _is_among(own: str, number: str, last: int | None) -> bool:
    main = own.split("-")[0]
    return own == number if last is None else main.isdigit() and int(number) <= int(main) <= last


def _is_unnumbered(own: str, label: str) -> bool:
    """Whether the document prints no number for the article: a preamble, a text without numbers or a piece of one."""
    return own == "0" or bool(re.fullmatch(f"{WHOLE_LABEL}|第[0-9]+段", label))


def _stands_in(unit_named: str, number_named: str, last: int | None, article: Article) -> bool:
    lines = [*article.headings, article.text.split("\n", 1)[0]] if _is_section(article) else article.headings
    units = _SECTIONS.get(unit_named, _SECTIONS["section"])
    for line in lines:
        if match := _HEADING.match(line):
            number, unit, section, decimal = match.groups()
            unit = {"篇": "编"}.get(unit, unit) or "部分"
            if unit in units and _is_among(path_number(number or section or decimal), number_named, last):
                return True
    return False


def _is_section(article: Article) -> bool:
    """Whether the article is a whole section, as in a document without items."""
    return article.label.endswith(("、", "章", "节", "部分")) and not article.label[0].isdigit()


def article_range(articles: Sequence[Article]) -> str:
    """What a document's numbering holds, for a refusal: 第1条至第22条, （一）至（十七）, 一、（一）至三、（三）."""
    numbered = [article for article in articles if article.id.split(":")[-1].split(".")[-1] != "0"]
    if not numbered:
        return ""
    own = [article.id.split(":")[-1].split(".")[-1] for article in numbered]
    restarts = len(set(own)) < len(own)
    first, last = (_printed(article, restarts) for article in (numbered[0], numbered[-1]))
    return first if first == last else f"{first}至{last}"


def _printed(article: Article, restarts: bool) -> str:
    label, own = article.label, article.id.split(":")[-1].split("~")[0].split(".")[-1]
    if re.fullmatch(r"[0-9０-９]+[、．.]", label):
        return f"第{own}条"
    if re.fullmatch(rf"{_SMALL}[、．]", label):
        return f"第{label[:-1]}部分"
    return label if restarts else label.split("、")[-1]
