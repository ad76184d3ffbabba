"""Conversations and documents as HTML. Jinja2 escapes everything; no other code here writes markup."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from index.errors import UnknownDocument
from index.schema import Article, Document
from qa.schema import Answer, Citation, Quote
from qa.web.conversation import Engine, Turns
from qa.web.texts import EXAMPLES, TEXTS

MARK = re.compile(r"(\[\d+\])")
NO_BREAK_SPACE = "\u00a0"
NEAREST_SHOWN = 3

ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
ENVIRONMENT.globals["texts"] = TEXTS


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, highlighted or not."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Source:
    """A cited article as it is shown: who says it, where, and its whole text with the evidence marked."""

    citation: Citation
    title_en: str
    headings: tuple[str, ...]
    pieces: tuple[Piece, ...]


def render(template: str, **values: Any) -> str:
    """The HTML of a template in `templates/`, every value escaped."""
    return ENVIRONMENT.get_template(template).render(**values)


def highlight(text: str, quotes: Sequence[Quote]) -> tuple[Piece, ...]:
    """`text` cut where highlighting starts and stops; overlapping quotes are one run."""
    marked = [False] * len(text)
    for quote in quotes:
        for i in range(max(quote.start, 0), min(quote.end, len(text))):
            marked[i] = True
    runs = groupby(range(len(text)), key=marked.__getitem__)
    return tuple(Piece("".join(text[i] for i in run), flag) for flag, run in runs)


def answer_lines(answer: Answer) -> list[list[str | Citation]]:
    """The answer's lines, each a list of text and citations; blank lines are left out."""
    citations = {f"[{citation.n}]": citation for citation in answer.citations}
    return [_split_marks(line, citations) for line in answer.text.splitlines() if line.strip()]


def _split_marks(line: str, citations: dict[str, Citation]) -> list[str | Citation]:
    """The line cut at its marks, each held to the words before it by a no-break space."""
    held = line.replace(" [", f"{NO_BREAK_SPACE}[")
    return [citations.get(part, part) for part in MARK.split(held) if part]


def sources(answer: Answer, engine: Engine) -> list[Source]:
    """The answer's citations with the articles they point at."""
    titles_en = {document.id: document.title_en for document in engine.documents}
    return [
        Source(
            citation,
            titles_en.get(citation.doc_id, ""),
            article.headings,
            highlight(article.text, citation.quotes),
        )
        for citation in answer.citations
        for article in [engine.article(citation.article_id)]
    ]


def nearest(answer: Answer, engine: Engine) -> list[Article]:
    """The articles that came closest, for an answer that found nothing."""
    if answer.status == "answered":
        return []
    return [engine.article(article_id) for article_id in answer.retrieved[:NEAREST_SHOWN]]


def render_turns(turns: Turns, engine: Engine, first: int = 0) -> str:
    """The turns as HTML, numbered from `first`."""
    views = [
        {
            "number": first + i,
            "turn": turn,
            "lines": answer_lines(turn.answer) if turn.answer else [],
            "sources": sources(turn.answer, engine) if turn.answer else [],
            "nearest": nearest(turn.answer, engine) if turn.answer else [],
        }
        for i, turn in enumerate(turns)
    ]
    return render("turns.html", turns=views)


def render_welcome(engine: Engine) -> str:
    """The empty conversation: what this is, what it holds, what to ask."""
    return render("welcome.html", documents=engine.documents, examples=EXAMPLES)


def render_documents(engine: Engine) -> str:
    """The page that lists the documents."""
    counts = {document.id: 0 for document in engine.documents}
    for article in engine.articles:
        counts[article.doc_id] += 1
    return render("documents.html", documents=engine.documents, counts=counts)


def render_document(engine: Engine, doc_id: str) -> str:
    """The page of one whole document, articles as anchors. Raises UnknownDocument."""
    for document in engine.documents:
        if document.id == doc_id:
            articles = [article for article in engine.articles if article.doc_id == doc_id]
            return render("document.html", document=document, parts=document_parts(document, articles))
    raise UnknownDocument(f"No document {doc_id!r} is held 没有这份文件")


def document_parts(document: Document, articles: Sequence[Article]) -> list[str | Article]:
    """The document from start to end: articles, and as plain lines whatever stands between them but the title."""
    parts: list[str | Article] = []
    end = 0
    for article in sorted(articles, key=lambda article: article.start):
        parts += [*_lines(document.text[end : article.start], document.title), article]
        end = article.end
    return [*parts, *_lines(document.text[end:], document.title)]


def _lines(text: str, title: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip() and line.strip() not in title]
