"""A question about what a heading counts (四个结合, the three guarantees): the articles under that heading. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.numerals import NUMERAL, parse_number
from index.store import ArticleIndex
from qa.expected import expected
from qa.schema import Query

NUMBERS_EN = {word: n for n, word in enumerate("two three four five six seven eight nine ten".split(), 2)}
COUNTED = re.compile(rf"({NUMERAL})[个大项条点]([\u4e00-\u9fff]{{2}})")


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
    counted = parse_number(number)
    if query.language == "en":
        return thing in words and counted in map(NUMBERS_EN.get, re.findall("[a-z]+", query.text.lower()))
    asked = re.findall(rf"({NUMERAL})(?:个|大|项|条|点|方面的?)?{thing}", query.text)
    return counted in map(parse_number, asked)
