"""`POST /api/v1/feedback`, and `python -m qa.web.feedback`, which prints what was said, one opinion a line."""

from __future__ import annotations

import json
import sys
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from index.cli import Parser, run
from qa.schema import Status
from qa.settings import load_settings
from qa.web.conversation import Engine
from qa.web.errors import problems
from qa.web.metrics import Metrics
from qa.web.schemas import SENDABLE, Name, Question
from qa.web.store.database import Database
from qa.web.store.feedback import MAX_COMMENT_CHARS, Feedback, Verdict

WHICH = {  # what JSON Schema can say of `Feedback.add`: whose citation is wrong must be said
    "if": {"properties": {"verdict": {"const": "wrong_article"}}},
    "then": {"properties": {"article_id": {"type": "string", "minLength": 1}}, "required": ["article_id"]},
}


class Opinion(BaseModel):
    """The body of `POST /api/v1/feedback`. Only what is here is kept."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=WHICH)

    verdict: Verdict = Field(description="`wrong_article`: the article `article_id` does not say what it is cited for")
    question: Question
    status: Status | None = Field(None, description="the answer's")
    article_id: Name | None = None
    comment: Annotated[str, Field(max_length=MAX_COMMENT_CHARS), SENDABLE] = ""


class Kept(BaseModel):
    """The opinion's number."""

    id: int


def feedback_router(engine: Engine, feedback: Feedback, metrics: Metrics) -> APIRouter:
    """The route, keeping in `feedback`."""
    router = APIRouter()

    @router.post("/api/v1/feedback", status_code=201, responses=problems(400, 404, 413, 422))
    def give(opinion: Opinion) -> Kept:
        """Keep what somebody thinks of an answer."""
        if opinion.article_id is not None:
            engine.article(opinion.article_id)  # raises where none is held
        number = feedback.add(**opinion.model_dump())
        metrics.feedback.labels(opinion.verdict).inc()
        return Kept(id=number)

    return router


def main(argv: list[str] | None = None) -> int:
    """0 done, 2 bad input (one line on stderr)."""
    return run(lambda: _run(argv))


def _run(argv: list[str] | None) -> int:
    Parser(prog="python -m qa.web.feedback", description="What people said of answers, as JSON lines.").parse_args(argv)
    for opinion in Feedback(Database(load_settings().data_dir)).all():
        print(json.dumps(opinion, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
