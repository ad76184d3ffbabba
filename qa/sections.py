"""A question about what a heading counts (四个结合, the three guarantees): the articles under that heading. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from index.store import ArticleIndex
from qa.expected import expected
from qa.schema import Query

NUMBERS = {
    "二": "two", "两": "two", "三": "three", "四": "four", "五": "five",
    "六": "six", "七": "seven", "八": "eight", "九": "nine", "十": "ten",
}  # fmt: skip
COUNTED = re.compile(rf"([{''.join(NUMBERS)}])[个大项条点]([\u4e00-\u9fff]{{2}})")
_DIGITS = str.maketrans("23456789", "二三四五六七八九")


def counted_articles(query: Query, words: Sequence[str], index: ArticleIndex) -> list[str]:
    """Ids of the articles under the heading whose counted things the question asks to list, in the document's order;
    [] where it asks for none. `words` are an English question's in Chinese."""
    if "list" not in expected(query.text):
        return []
    for heading, ids in _headings(query, index).items():
        if any(_asks_for(query, words, *found.groups()) for found in COUNTED.finditer(heading)):
            return ids
    return []


def _headings(query: Query, index: ArticleIndex) -> dict[str, list[str]]:
    """{heading: ids of the articles under it} of the documents searched."""
    found: dict[str, list[str]] = {}
    for article in index.articles:
        for heading in article.headings:
            if not query.doc_ids or article.doc_id in query.doc_ids:
                found.setdefault(f"{article.doc_id} {heading}", []).append(article.id)
    return found


def _asks_for(query: Query, words: Sequence[str], number: str, thing: str) -> bool:
    if query.language == "en":
        return thing in words and NUMBERS[number] in re.findall("[a-z]+", query.text.lower())
    folded = unicodedata.normalize("NFKC", query.text).translate(_DIGITS)
    return bool(re.search(rf"{number}(?:个|大|项|条|点|方面的?)?{thing}", folded))
