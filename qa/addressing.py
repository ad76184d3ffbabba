"""The addresses in a question, looked up in the documents it means. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.address import Address, article_range, find_addresses, matches
from index.parts import lacking, part_of
from index.schema import Article, Document, Span
from index.store import ArticleIndex
from qa.schema import Missing, Part

LAW_BEFORE_ADDRESS = re.compile(  # not 合肥的规定, 本法: those name none
    r"(?:请问)?(?:按照?|根据|依照|依据)?"
    r"((?:(?![和与跟及])[\u4e00-\u9fff]){1,16}?(?:(?<![的该本个述])(?:条例|办法|规定|细则)|法典|(?<![的该本个述办])法))》?$"
)


@dataclass(frozen=True, slots=True)
class Addressed:
    """The articles that a question addresses, and the parts of them that it does; addresses that do not exist; laws
    addressed that are not held."""

    article_ids: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    missing: tuple[Missing, ...] = ()
    laws: tuple[str, ...] = ()


def addressed(text: str, index: ArticleIndex, doc_ids: Sequence[str]) -> Addressed:
    """What the addresses in a text mean, in the documents given; () means all."""
    scope = [document for document in index.documents if not doc_ids or document.id in doc_ids]
    found: dict[str, list[Span]] = {}
    missing, laws = [], []
    end = 0
    for address in find_addresses(text):
        law, meant = _meant(text[end : address.span.start], index, scope)
        end = address.span.end
        if law and not meant:
            laws.append(law)
            continue
        own = [a for document in meant for a in index.articles_of_document[document.id] if matches(address, a)]
        parts = {article.id: span for article in own if (span := part_of(address, article))}
        for article_id, span in parts.items():
            found.setdefault(article_id, []).append(span)
        if not parts:
            printed = text[address.span.start : address.span.end]
            missing.append(_missing(printed, address, meant, own))
    narrow = tuple(part for article_id, spans in found.items() for part in _narrow(index.article(article_id), spans))
    return Addressed(tuple(found), narrow, tuple(missing), tuple(laws))


def _narrow(article: Article, spans: Sequence[Span]) -> list[Part]:
    """The parts of an article that are addressed; none where all of it is."""
    if Span(0, len(article.text)) in spans:
        return []
    return [Part(article.id, span.start, span.end) for span in spans]


def _meant(before: str, index: ArticleIndex, scope: Sequence[Document]) -> tuple[str, list[Document]]:
    """(the law that is named right before an address, or ""; the documents of the scope that the address means)."""
    law, in_scope = LAW_BEFORE_ADDRESS.search(before), {document.id for document in scope}
    titled = [document for document in index.titles.ending(before) if document.id in in_scope]
    return law[1] if law else "", titled[:1] or [d for d in scope if not law or law[1] in d.title]


def _missing(printed: str, address: Address, meant: Sequence[Document], own: Sequence[Article]) -> Missing:
    doc_ids = tuple(document.id for document in meant)
    if len(own) != 1:
        return Missing(printed, doc_ids)
    counted = article_range(own)
    label = counted if counted.startswith("第") else own[0].label
    return Missing(printed, doc_ids, label, *lacking(address, own[0]))
