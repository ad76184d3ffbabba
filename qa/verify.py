"""Where a citation is checked: every statement held against the articles it cites. Pure."""

from __future__ import annotations

from dataclasses import replace

from index.errors import UnknownDocument
from index.store import ArticleIndex
from qa.schema import Answer, Citation, Statement


def is_exact(citation: Citation, index: ArticleIndex) -> bool:
    """Whether the article exists and every quote equals the slice of its text, not empty, that it claims to be."""
    try:
        text = index.article(citation.article_id).text
    except UnknownDocument:
        return False
    return bool(citation.quotes) and all(
        0 <= quote.start < quote.end <= len(text) and text[quote.start : quote.end] == quote.text
        for quote in citation.quotes
    )


def is_supported(statement: Statement, citations: dict[int, Citation]) -> bool:
    """Whether a verbatim statement stands in a quote of every article it cites."""
    cited = [citations.get(n) for n in statement.citations]
    return bool(cited and statement.text.strip()) and all(
        citation is not None and any(statement.text in quote.text for quote in citation.quotes) for citation in cited
    )


def verify(answer: Answer, index: ArticleIndex) -> Answer | None:
    """The answer with every statement marked supported, or None when one is not: an extractive answer that its
    articles do not hold up word for word is not given."""
    exact = {citation.n: citation for citation in answer.citations if is_exact(citation, index)}
    statements = tuple(replace(s, supported=is_supported(s, exact)) for s in answer.statements)
    if len(exact) != len(answer.citations) or not statements or not all(s.supported for s in statements):
        return None
    return replace(answer, statements=statements)
