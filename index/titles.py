"""Documents by what people call them: 民法典 for 中华人民共和国民法典; of several versions, the one meant. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cached_property

from index.schema import Document

MIN_NAME_CHARS = 2  # 刑法
STATE = "中华人民共和国"
_MARKS = re.compile(r"[《》〈〉<>“”\"\s]")
_EDITION = re.compile(r"(?:\([^()]*\)|(?<![0-9])[12][0-9]{3}年?(?:版|修[正订])?|的)$")  # 公司法(2018年修正), 公司法的
_YEAR = re.compile(r"(?<![0-9])[12][0-9]{3}(?![0-9])")


def core_name(title: str) -> str:
    """A title without the state's name, title marks and white space; full-width and half-width alike."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", title)).replace(STATE, "")


class Titles:
    """Finds documents by their titles, in time that does not grow with how many there are."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = tuple(documents)

    @cached_property
    def _named(self) -> dict[str, list[Document]]:
        named: dict[str, list[Document]] = {}
        for document in self._documents:
            name = core_name(document.title)
            if len(name) >= MIN_NAME_CHARS:
                named.setdefault(name, []).append(document)
        return named

    @cached_property
    def _lengths(self) -> list[int]:
        return sorted({len(name) for name in self._named}, reverse=True)

    def ending(self, text: str) -> tuple[Document, ...]:
        """The documents whose title the text ends with, the longest title wins; () where it ends with none.

        Versions of one document come latest first, those of a year that the text names before all others.
        """
        asked = core_name(text)
        years = set(_YEAR.findall(text))
        found = self._longest(asked) or self._longest(_EDITION.sub("", asked))
        return tuple(sorted(found, key=lambda d: (_year(d) in years, *_in_time(d)), reverse=True))

    def _longest(self, asked: str) -> list[Document]:
        endings = (asked[-length:] for length in self._lengths if length <= len(asked))
        return next((self._named[ending] for ending in endings if ending in self._named), [])


def _year(document: Document) -> str:
    match = _YEAR.search(unicodedata.normalize("NFKC", document.date))
    return match.group() if match else ""


def _in_time(document: Document) -> tuple[bool, tuple[int, ...]]:
    """What orders versions: those in force before those repealed, then by date; 2024年5月6日 and 2024-05-06 alike."""
    numbers = re.findall(r"[0-9]+", unicodedata.normalize("NFKC", document.date))
    return document.status != "repealed", tuple(int(number) for number in numbers)
