"""A conversation as a value: turns that an engine answers. No HTML, no Gradio."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from index.errors import TiaowenError
from index.gloss import Term
from index.schema import Article, Document
from qa.schema import Answer
from qa.web.texts import TEXTS

log = logging.getLogger(__name__)

UNEXPECTED = " ".join(TEXTS["unexpected"])


class Engine(Protocol):
    """What the web application asks of `qa.engine.Tiaowen`."""

    documents: tuple[Document, ...]
    articles: tuple[Article, ...]
    terms: tuple[Term, ...]

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        doc_ids: Sequence[str] = (),
        regions: Sequence[str] = (),
        answerer: str | None = None,
    ) -> Answer: ...

    def stream(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        doc_ids: Sequence[str] = (),
        regions: Sequence[str] = (),
        answerer: str | None = None,
    ) -> Iterator[Answer]: ...

    def article(self, article_id: str) -> Article: ...


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what came of it; `error` is one line for a person, set when state is "failed"."""

    question: str
    answer: Answer | None = None
    error: str = ""
    state: Literal["waiting", "growing", "done", "stopped", "failed"] = "waiting"


Turns = tuple[Turn, ...]


def converse(engine: Engine, question: str, turns: Turns) -> Iterator[Turns]:
    """The conversation as `question` is answered, the last one complete.

    Earlier answered questions are the history. Never raises: a failure is a turn that says so, and is
    left out of the conversation when the next question is asked.
    """
    earlier = tuple(turn for turn in turns if turn.state != "failed")
    history = [turn.question for turn in earlier if turn.answer is not None]
    for turn in _answering(engine, question, history):
        yield (*earlier, turn)


def _answering(engine: Engine, question: str, history: list[str]) -> Iterator[Turn]:
    turn = Turn(question)
    yield turn
    try:
        for answer in engine.stream(question, history=history):
            turn = replace(turn, answer=answer, state="growing")
            yield turn
        yield replace(turn, state="done")
    except TiaowenError as error:
        yield Turn(question, error=str(error), state="failed")
    except Exception:
        log.exception("Answering failed")
        yield Turn(question, error=UNEXPECTED, state="failed")


def under_way(turns: Turns) -> bool:
    """Whether the last turn is still being answered."""
    return bool(turns) and turns[-1].state in ("waiting", "growing")


def stopped(turns: Turns) -> Turns:
    """The conversation with the turn that was still being answered marked as stopped."""
    return (*turns[:-1], replace(turns[-1], state="stopped")) if under_way(turns) else turns


def unanswered(turns: Turns) -> str:
    """The question of the last turn if it failed, else nothing: what belongs back in the box."""
    return turns[-1].question if turns and turns[-1].state == "failed" else ""
