"""The documents as HTML: listed, searched, read whole, two of them side by side on one topic."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from index.errors import QuestionError, UnknownDocument
from index.schema import Article, Document
from qa.schema import Quote
from qa.web.conversation import Engine
from qa.web.render import Piece, glossed, highlight, render

MAX_FOUND = 100  # articles a search lists
MAX_WORDS = 20
NEAR_SHOWN = 5  # articles nearest in meaning, where none says it word for word
SIDE_BY_SIDE = 3  # articles a side of a comparison shows


@dataclass(frozen=True, slots=True)
class Found:
    """An article that a search found, its text with the words marked."""

    article: Article
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """What one document has on a topic; `silent` where it does not answer it and these are only the nearest."""

    document: Document
    articles: tuple[Found, ...]
    silent: bool


def render_documents(engine: Engine, searched: str = "") -> str:
    """The page that lists the documents, or what a search in all of them found."""
    counts = {document.id: 0 for document in engine.documents}
    for article in engine.articles:
        counts[article.doc_id] += 1
    found = search(searched, engine.articles)
    near = () if found or not searched.strip() else nearest(searched, engine)
    documents = sorted(engine.documents, key=lambda document: (document.region, document.title))
    return render(
        "documents.html", documents=documents, counts=counts, searched=searched.strip(), found=found, near=near,
        limit=MAX_FOUND,
    )  # fmt: skip


def search(words: str, articles: Sequence[Article]) -> tuple[Found, ...]:
    """Articles that hold every one of the words, letter for letter but for case and width, in the documents' order."""
    wanted = words.split()[:MAX_WORDS]
    places = ((article, occurrences(wanted, article.text)) for article in articles if wanted)
    found = (Found(article, highlight(article.text, marked)) for article, marked in places if marked)
    return tuple(islice(found, MAX_FOUND))


def occurrences(words: Sequence[str], text: str) -> list[Quote]:
    """Where the words stand in `text`, whatever the case and the width of either; [] unless every one of them does."""
    folded, origin = folded_with_origin(text)
    places: list[Quote] = []
    for word in words:
        sought, _ = folded_with_origin(word)
        at = folded.find(sought) if sought else -1
        if at < 0:
            return []
        while at >= 0:
            start, end = origin[at], origin[at + len(sought) - 1] + 1
            places.append(Quote(start, end, text[start:end]))
            at = folded.find(sought, at + len(sought))
    return places


def folded_with_origin(text: str) -> tuple[str, list[int]]:
    """(the text with width and case folded, for each of its characters the place it comes from)."""
    folded = [unicodedata.normalize("NFKC", character).casefold() for character in text]
    return "".join(folded), [i for i, part in enumerate(folded) for _ in part]


def nearest(words: str, engine: Engine, doc_ids: Sequence[str] = ()) -> tuple[Found, ...]:
    """The articles nearest in meaning, what answers them marked; () where the words cannot be asked."""
    try:
        answer = engine.ask(words, doc_ids=doc_ids, answerer="extractive")
    except QuestionError:
        return ()
    quotes: Mapping[str, Sequence[Quote]] = {citation.article_id: citation.quotes for citation in answer.citations}
    ids = dict.fromkeys([*quotes, *answer.retrieved])
    own = [article for article in map(engine.article, ids) if not doc_ids or article.doc_id in doc_ids]
    return tuple(Found(article, highlight(article.text, quotes.get(article.id, ()))) for article in own[:NEAR_SHOWN])


def render_document(engine: Engine, doc_id: str, searched: str = "") -> str:
    """The page of one whole document, articles as anchors, searched words marked. Raises UnknownDocument."""
    document = document_of(engine, doc_id)
    articles = [article for article in engine.articles if article.doc_id == doc_id]
    found = {hit.article.id: hit for hit in search(searched, articles)}
    parts = [
        part if isinstance(part, str) else found.get(part.id) or Found(part, (Piece(part.text, False),))
        for part in document_parts(document, articles)
    ]
    return render(
        "document.html", document=document, parts=parts, searched=searched.strip(), found=list(found.values()),
        words=lambda text: glossed(text, engine.terms), others=len(engine.documents) > 1,
    )  # fmt: skip


def document_of(engine: Engine, doc_id: str) -> Document:
    """Raises UnknownDocument."""
    for document in engine.documents:
        if document.id == doc_id:
            return document
    raise UnknownDocument(f"No document {doc_id!r} is held 没有这份文件")


def render_compare(engine: Engine, first: str = "", second: str = "", topic: str = "") -> str:
    """The page that sets two documents' articles on one topic side by side. Raises UnknownDocument, QuestionError."""
    chosen = [document_of(engine, doc_id) for doc_id in (first, second) if doc_id]
    sides = [side(engine, document, topic) for document in chosen] if topic.strip() and len(chosen) == 2 else []
    return render(
        "compare.html", documents=engine.documents, first=first, second=second, topic=topic.strip(), sides=sides,
        words=lambda text: glossed(text, engine.terms),
    )  # fmt: skip


def side(engine: Engine, document: Document, topic: str) -> Side:
    """The articles of one document that answer the topic, or those nearest to it. Raises QuestionError."""
    answer = engine.ask(topic, doc_ids=[document.id], answerer="extractive")
    quotes = {c.article_id: c.quotes for c in answer.citations if c.doc_id == document.id}
    silent = answer.status != "answered" or not quotes
    ids = [i for i in answer.retrieved if engine.article(i).doc_id == document.id] if silent else list(quotes)
    articles = [engine.article(article_id) for article_id in ids[:SIDE_BY_SIDE]]
    return Side(document, tuple(Found(a, highlight(a.text, quotes.get(a.id, ()))) for a in articles), silent)


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
