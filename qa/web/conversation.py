"""A conversation as a value: turns that an engine answers. No HTML, no Gradio."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol, TypedDict, Unpack

from index.errors import UnknownDocument
from index.gloss import Term
from index.schema import Article, Document
from qa.schema import Answer
from qa.web.errors import line_of
from qa.web.scope import EVERYTHING, Scope, filters

INDEX_DIGITS = 12  # of the corpus hash, enough to tell two states of the documents apart


class Within(TypedDict, total=False):
    """What a question may be asked with."""

    history: Sequence[str]
    doc_ids: Sequence[str]
    regions: Sequence[str]
    answerer: str | None


class Engine(Protocol):
    """What the web application asks of `qa.engine.Tiaowen`."""

    documents: tuple[Document, ...]
    articles: tuple[Article, ...]
    terms: tuple[Term, ...]
    manifest: Mapping[str, Any]

    def ask(self, question: str, **within: Unpack[Within]) -> Answer: ...

    def stream(self, question: str, **within: Unpack[Within]) -> Iterator[Answer]: ...

    def article(self, article_id: str) -> Article: ...


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what came of it; `error` is one line for a person, set when state is "failed".

    `history` holds the earlier questions it was asked after, `index` the state of the documents that answered it.
    """

    question: str
    answer: Answer | None = None
    error: str = ""
    state: Literal["waiting", "growing", "done", "stopped", "failed"] = "waiting"
    history: tuple[str, ...] = ()
    scope: Scope = EVERYTHING
    index: str = ""


def index_state(engine: Engine) -> str:
    """A short name of the state the documents are in: it changes when a word of any article does."""
    return str(engine.manifest.get("corpus_hash", ""))[:INDEX_DIGITS]


def held(article_id: str, engine: Engine) -> Article | None:
    """The article, or None where it is no longer held."""
    try:
        return engine.article(article_id)
    except UnknownDocument:
        return None


def answering(engine: Engine, question: str, history: Sequence[str] = (), scope: Scope = EVERYTHING) -> Iterator[Turn]:
    """The turn as `question` is answered, the last one complete. Never raises: a failure is a turn that says so.

    Every answer of the engine's stream replaces the one before it, also a complete one.
    """
    turn = Turn(question, history=tuple(history), scope=scope, index=index_state(engine))
    yield turn
    try:
        within = filters(turn.scope, engine.documents)
        for answer in engine.stream(question, history=list(history), **within):
            turn = replace(turn, answer=answer, state="growing")
            yield turn
        yield replace(turn, state="done")
    except Exception as error:
        yield replace(turn, answer=None, error=line_of(error), state="failed")


def under_way(turn: Turn | None) -> bool:
    """Whether the turn is still being answered."""
    return turn is not None and turn.state in ("waiting", "growing")


def stopped(turn: Turn | None) -> Turn | None:
    """The turn marked as stopped if it was still being answered."""
    return replace(turn, state="stopped") if turn is not None and under_way(turn) else turn
