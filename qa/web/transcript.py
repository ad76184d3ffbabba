"""Turns of a conversation as HTML, each with its sources, its confidence in words and why it was answered so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from index.schema import Article
from qa.schema import Answer, Citation, Quote
from qa.trust import level_of, load_levels
from qa.web.conversation import Engine, Turn, held, index_state
from qa.web.record import record_of
from qa.web.render import Piece, answer_lines, glossed, highlight, render
from qa.web.scope import described
from qa.web.why import why

NEAREST_SHOWN = 3
LINKED_HISTORY = 5  # earlier questions that a link carries


@dataclass(frozen=True, slots=True)
class Source:
    """A cited article as it is shown: who says it, where, and its whole text with the evidence marked. `stale` is set
    where the quotes no longer stand in the article, or the article is gone: then only the quotes are shown."""

    citation: Citation
    title_en: str
    headings: tuple[str, ...]
    pieces: tuple[Piece, ...]
    stale: bool = False


def sources(answer: Answer, engine: Engine) -> list[Source]:
    """The answer's citations with the articles they point at."""
    titles_en = {document.id: document.title_en for document in engine.documents}
    return [_source(citation, titles_en.get(citation.doc_id, ""), engine) for citation in answer.citations]


def _source(citation: Citation, title_en: str, engine: Engine) -> Source:
    article = held(citation.article_id, engine)
    if article is None or not all(_stands(quote, article) for quote in citation.quotes):
        quotes = tuple(Piece(f"{quote.text}\n", True) for quote in citation.quotes)
        return Source(citation, title_en, (), quotes, stale=True)
    return Source(citation, title_en, article.headings, highlight(article.text, citation.quotes))


def _stands(quote: Quote, article: Article) -> bool:
    return 0 <= quote.start < quote.end and article.text[quote.start : quote.end] == quote.text


def nearest(answer: Answer, engine: Engine) -> list[Article]:
    """The articles that came closest, for an answer that found nothing."""
    if answer.status == "answered":
        return []
    found = (held(article_id, engine) for article_id in answer.retrieved[:NEAREST_SHOWN])
    return [article for article in found if article is not None]


def trust(answer: Answer) -> str:
    """The name of the words for how sure an answer is: trust_strong, trust_fair or trust_weak; "" for a refusal."""
    level = level_of(answer, load_levels())
    return f"trust_{level.step}" if level else ""


def refused(answer: Answer) -> bool:
    """Whether the documents do not answer what was asked; a greeting or a list of documents is no such thing."""
    return answer.status == "not_found" and answer.query.intent == "question"


def link(turn: Turn) -> str:
    """The address that asks the turn again, relative to the chat page: `?q=…&h=…&doc=…&place=…&in_force=1&i=…`.

    The earlier questions come along only where the question was understood through them.
    """
    followed = turn.answer is not None and turn.answer.query.is_follow_up
    fields: list[tuple[str, str]] = [("q", turn.question)]
    fields += [("h", question) for question in turn.history[-LINKED_HISTORY:] if followed]
    fields += [("doc", doc_id) for doc_id in turn.scope.doc_ids] + [("place", name) for name in turn.scope.regions]
    fields += [("in_force", "1")] * turn.scope.in_force + [("i", turn.index)]
    return f"?{urlencode(fields)}"


def render_turns(turns: Sequence[Turn], engine: Engine, first: int = 0, linked: bool = True) -> str:
    """The turns as HTML, numbered from `first`; with their links where there is a chat page for these to lead to."""
    views = [_view(turn, engine, linked) | {"number": first + i, "turn": turn} for i, turn in enumerate(turns)]
    return render("turns.html", turns=views, words=lambda text: glossed(text, engine.terms))


def _view(turn: Turn, engine: Engine, linked: bool) -> dict[str, Any]:
    """What the template needs of a turn beside itself."""
    ended = turn.state in ("done", "stopped", "failed")
    common = {"scope": described(turn.scope, engine.documents), "record": record_of(turn) if ended else ""}
    if turn.answer is None:
        return common | {"lines": [], "sources": [], "nearest": [], "changed": ""}
    cited = sources(turn.answer, engine)
    moved = turn.index != index_state(engine)
    return common | {
        "lines": answer_lines(turn.answer),
        "sources": cited,
        "nearest": nearest(turn.answer, engine),
        "changed": moved and ("changed" if any(source.stale for source in cited) else "updated"),
        "refused": refused(turn.answer),
        "trust": trust(turn.answer),
        "link": link(turn) if linked else "",
        "why": why(turn, engine) if ended else None,
    }


def render_welcome(engine: Engine) -> str:
    """The empty conversation: what this is, what it holds, what to ask."""
    return render("welcome.html", documents=engine.documents)
