"""The addresses in a question, looked up in the documents it means. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.address import find_addresses, matches
from index.store import ArticleIndex
from qa.schema import Missing

LAW_BEFORE_ADDRESS = re.compile(  # not 合肥的规定, 本法: those name none
    r"(?:请问)?(?:按照?|根据|依照|依据)?"
    r"([\u4e00-\u9fff]{1,16}?(?:(?<![的该本个述])(?:条例|办法|规定|细则)|法典|(?<![的该本个述办])法))》?$"
)


def addressed(
    text: str, index: ArticleIndex, doc_ids: Sequence[str]
) -> tuple[tuple[str, ...], tuple[Missing, ...], tuple[str, ...]]:
    """(article ids addressed, addresses that do not exist, laws addressed that are not held)."""
    found: dict[str, None] = {}
    missing, laws = [], []
    scope = [document for document in index.documents if not doc_ids or document.id in doc_ids]
    in_scope = {document.id for document in scope}
    for address in find_addresses(text):
        printed = text[address.span.start : address.span.end]
        before = text[: address.span.start]
        law = LAW_BEFORE_ADDRESS.search(before)
        titled = [document for document in index.titles.ending(before) if document.id in in_scope]
        meant = titled[:1] or [document for document in scope if not law or law[1] in document.title]
        if law and not meant:
            laws.append(law[1])
            continue
        own = [a.id for document in meant for a in index.articles_of_document[document.id] if matches(address, a)]
        found |= dict.fromkeys(own)
        if not own:
            missing.append(Missing(printed, tuple(document.id for document in meant)))
    return tuple(found), tuple(missing), tuple(laws)
