"""Feedback on answers: what was asked, whether it was answered, and what somebody thought of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, get_args

from sqlalchemy import select

from index.errors import QuestionError
from qa.question import clean
from qa.schema import Status
from qa.web.store.database import Database, FeedbackRow

Verdict = Literal["up", "down", "wrong_article"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
MAX_COMMENT_CHARS = 2000


class Feedback:
    """The feedback in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        verdict: Verdict,
        question: str,
        *,
        status: Status | None = None,
        article_id: str | None = None,
        comment: str = "",
    ) -> int:
        """Keep one opinion; its number. Raises QuestionError for what cannot be one."""
        if verdict not in VERDICTS:
            raise QuestionError(f"verdict: {verdict!r} is none of {', '.join(VERDICTS)}")
        if verdict == "wrong_article" and not article_id:
            raise QuestionError("article_id: say which cited article is wrong. 请指明哪一条引用有误。")
        if len(comment) > MAX_COMMENT_CHARS:
            raise QuestionError(
                f"comment: at most {MAX_COMMENT_CHARS} characters. 意见请勿超过 {MAX_COMMENT_CHARS} 字。"
            )
        row = FeedbackRow(
            verdict=verdict,
            question=clean(question),
            status=status,
            article_id=article_id,
            comment=comment.strip(),
        )
        with self._database.session() as session, session.begin():
            session.add(row)
            session.flush()
            return row.id

    def all(self) -> Iterator[dict[str, Any]]:
        """Everything kept, oldest first, as JSON values."""
        with self._database.session() as session:
            for row in session.scalars(select(FeedbackRow).order_by(FeedbackRow.id)):
                kept = {column.name: getattr(row, column.name) for column in FeedbackRow.__table__.columns}
                yield {**kept, "made_at": row.made_at.isoformat() + "Z"}
