"""Counties, districts and county-level cities of China, with the city each belongs to, as CC-CEDICT has them.

Too many, and too often named like ordinary words (和平区), to be places that a slip is mended towards or a statement is
searched for: they only tell that a question is about one of them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from index.gloss import cedict_text

RANKS = ("县", "区", "市", "旗")
MIN_ENGLISH = 5  # letters: Long, Fang and Song are no counties when they stand alone; nor are these:
ENGLISH_WORDS = frozenset("bordered boxing guide guiding islands jingle lakeside national north plain".split())
_MARKS = ("ounty", "istrict", "banner")
_SENSE = re.compile(
    r"(?P<english>[A-Z][a-z]+(?:['’][a-z]+)?)(?: or \w+)?(?: [A-Z]\w+)*,? (?:autonomous |rural |inner |suburban )*"
    r"(?:[Cc]ounty|[Dd]istrict|banner)\b(?P<where>.*)"
)
_WITHIN = re.compile(r"\b(?:in|of) [A-Z][^\u4e00-\u9fff]*(?:[\u4e00-\u9fff]+\|)?([\u4e00-\u9fff]+)")
_ENGLISH_NAME = re.compile(r"\b([a-z]+(?:['’][a-z]+)?)\b(\s+(?:county|district|city)\b)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class County:
    """A county, district or county-level city; `within`: the cities that have one of this name, as far as known."""

    chinese: str
    english: str
    within: tuple[str, ...] = ()


@functools.cache
def counties() -> dict[str, County]:
    """By Chinese name, with its rank (乐清市) and, where the rest is no other word, without (乐清)."""
    lines = cedict_text().splitlines()
    found: dict[str, County] = {}
    for line in lines:
        if any(mark in line for mark in _MARKS):
            _, name, rest = line.split(" ", 2)
            for sense in rest.partition("/")[2].split("/"):
                if match := _SENSE.match(sense):
                    found[name] = _with(found.get(name) or County(name, match["english"].replace("’", "'")), match)
    words = (line.split(" ", 2) for line in lines if not line.startswith("#"))
    ordinary = {name for _, name, rest in words if name in found and not rest.partition("/")[2][:1].isupper()}
    # 和县 is a county, and "and counties"
    unlike = (name for name in found if len(name) > 2 or (len(name) == 2 and not name.endswith(RANKS)))
    return {name: found[name] for name in unlike if name not in ordinary}


def _with(county: County, sense: re.Match[str]) -> County:
    parent = _WITHIN.search(sense["where"])
    return replace(county, within=tuple(dict.fromkeys((*county.within, *(parent.groups() if parent else ())))))


@functools.cache
def _by_english() -> dict[str, County]:
    return {county.english.lower(): county for county in counties().values()}


def counties_in(text: str, words: Collection[str]) -> dict[str, County]:
    """{name as the text has it: the county} of those that a text names; `words` are its Chinese words."""
    known = counties()
    ranked = [word + rank for word in words for rank in RANKS if word + rank in known and word + rank in text]
    ranked += [word for word in words if word in known and word.endswith(RANKS)]
    short = [word for word in words if word in known]
    names = [name for name in (*ranked, *short) if not any(name in other and name != other for other in ranked)]
    found = {name: known[name] for name in names}
    for match in _ENGLISH_NAME.finditer(text):
        county = _by_english().get(match[1].lower())
        if county and (match[2] or _stands_alone(match[1])):
            found[match[1]] = county
    return found


def _stands_alone(name: str) -> bool:
    return name[0].isupper() and len(name) >= MIN_ENGLISH and name.lower() not in ENGLISH_WORDS
