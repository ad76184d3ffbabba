"""Turns as JSON: what the browser keeps of a conversation and hands back. Nothing in it is trusted."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from index.errors import QuestionError
from qa.web.conversation import Turn
from qa.web.schemas import NO_CHARACTER
from qa.web.scope import EVERYTHING, Scope

MAX_TURNS = 200
MAX_HISTORY = 50
MAX_TITLE_CHARS = 200
KEPT_RETRIEVED = 10  # article ids of `retrieved` that are kept

_TURN = TypeAdapter(Turn)
_FORBID = ConfigDict(extra="forbid")


def writable(turn: Turn) -> Turn:
    """The turn itself. Raises ValueError where a text in it holds half a surrogate pair, which no page can show."""
    try:
        _TURN.dump_json(turn)
    except ValueError as error:
        raise ValueError(NO_CHARACTER) from error
    return turn


KeptTurn = Annotated[Turn, AfterValidator(writable)]


class Asked(BaseModel):
    """What the browser sends beside a question: its number, the questions before it, the scope."""

    model_config = _FORBID

    number: int = Field(0, ge=0, le=100_000)
    history: list[str] = Field([], max_length=MAX_HISTORY)
    scope: Scope = EVERYTHING


class Kept(BaseModel):
    """A conversation as the browser kept it."""

    model_config = _FORBID

    title: Annotated[str, Field(max_length=MAX_TITLE_CHARS)] = ""
    turns: list[KeptTurn] = Field(max_length=MAX_TURNS)
    first: int = Field(0, ge=0, le=100_000)


def asked_of(text: str) -> Asked:
    """What came with a question. Raises QuestionError where it is not what our page sends."""
    try:
        return Asked.model_validate_json(text or "{}")
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        line = f"The question's context cannot be used ({where}: {first['msg']}). Reload the page"
        raise QuestionError(line) from error


def record_of(turn: Turn) -> str:
    """The turn as one line of JSON, as `Kept` reads it back."""
    answer = turn.answer and replace(turn.answer, retrieved=turn.answer.retrieved[:KEPT_RETRIEVED])
    return _TURN.dump_json(replace(turn, answer=answer)).decode()
