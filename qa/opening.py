"""Questions about a document as such (what it is based on, whom it is addressed to, its number, its date): what opens
it tells. Pure."""

from __future__ import annotations

import re

from index.store import ArticleIndex
from qa.schema import Query

_PAPER = "(?:文件|意见|通知|决定|讲话|发言|材料|办法|规定|条例|规则|方案)"
_MADE = "(?:写|制定|出台|起草|印发|下发|发布)"
_BASIS = "(?:根据|依据|按照|照着|遵照|为了?|目的|贯彻)"
ABOUT_ZH = re.compile(
    rf"{_MADE}[的了这那份该此本]{{0,3}}{_PAPER}.{{0,12}}{_BASIS}|"
    rf"{_PAPER}[的是又，,]{{0,2}}{_BASIS}.{{0,16}}(?:{_MADE}|来的|什么|哪)|"
    rf"{_PAPER}的?(?:{_MADE}的?)?(?:依据|目的|背景)|"
    rf"{_PAPER}.{{0,6}}(?:落款|发文|[文字]号|编号|主送|写给|发给|印给)"
)
_PAPER_EN = r"\b(?:opinion|document|speech|report|notice|decision|text)\b"
ABOUT_EN = re.compile(
    rf"{_PAPER_EN}.{{0,20}}\b(?:based|addressed|basis|purpose|numbered|dated)\b|"
    rf"\b(?:basis|purpose|addressees?|document number|number|date) (?:of|for) [^,]{{0,30}}{_PAPER_EN}",
    re.IGNORECASE,
)


def openings(query: Query, index: ArticleIndex) -> tuple[str, ...]:
    """Ids of what opens the documents searched, where the question is about them as such; else ()."""
    asks = ABOUT_EN if query.language == "en" else ABOUT_ZH
    if query.addresses or not asks.search(query.text):
        return ()
    searched = query.doc_ids or tuple(document.id for document in index.documents)
    first = (index.articles_of_document[doc_id][0].id for doc_id in searched)
    return tuple(article_id for article_id in first if article_id.endswith(":0"))
