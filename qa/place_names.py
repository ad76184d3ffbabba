"""Where a text names places, held or not. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.places import english_name
from index.schema import Document
from index.store import ArticleIndex
from qa.naming import names_of, unheld_places

JOINTS = r"(?:\s*(?:、|和|与|及|跟|以及|,|，|and|&)\s*)"


def mentions(text: str, index: ArticleIndex) -> list[str]:
    """Names of places in a text as they stand there, held or not, in reading order, the longest of each."""
    found = [match[0] for match in _names_pattern(index.documents).finditer(text)]
    return list(dict.fromkeys([*found, *unheld_places(text, index)]))


def place_runs(text: str, index: ArticleIndex) -> list[tuple[int, int]]:
    """Where names of places stand, those joined by 和 or a comma together; 合肥市委 is 合肥 and 市委."""
    name = rf"(?:{_names_pattern(index.documents, unheld_places(text, index)).pattern})(?![委人政])"
    return [match.span() for match in re.finditer(rf"{name}(?:{JOINTS}{name})*", text, re.IGNORECASE)]


def without_places(text: str, index: ArticleIndex) -> str:
    """合肥市委的意见 -> 市委的意见; only whole names go."""
    for start, end in reversed(place_runs(text, index)):
        text = text[:start] + text[end:].removeprefix("的")
    return " ".join(text.split())


def _names_pattern(documents: Sequence[Document], others: Sequence[str] = ()) -> re.Pattern[str]:
    names = {name for document in documents for own in names_of(document) for name in own} | set(others)
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    patterns = [english_name(name) if name.isascii() else re.escape(name) for name in longest_first]
    return re.compile("|".join(patterns) or r"(?!)", re.IGNORECASE)
