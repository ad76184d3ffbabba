"""The SQLite file behind feedback and API keys: opened on first use, in WAL mode, so that readers never wait."""

from __future__ import annotations

import functools
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import JSON, Engine, String, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from index.errors import SettingsError

FILE = "tiaowen.db"
BUSY_MS = 5000  # how long a writer waits for another one
PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", f"busy_timeout={BUSY_MS}", "secure_delete=ON")


def now() -> datetime:
    """The time, in UTC, to the second: no finer is needed."""
    return datetime.now(UTC).replace(microsecond=0, tzinfo=None)


class Base(DeclarativeBase):
    """Every table."""


class FeedbackRow(Base):
    """What somebody thought of one answer: no name, no address, not the answer's text."""

    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime] = mapped_column(default=now)
    verdict: Mapped[str] = mapped_column(String(20))
    question: Mapped[str]
    status: Mapped[str | None] = mapped_column(String(20))
    article_id: Mapped[str | None]
    comment: Mapped[str]


class KeyRow(Base):
    """An API key; its secret is kept as a digest only."""

    __tablename__ = "api_key"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    scopes: Mapped[list[str]] = mapped_column(JSON)
    rate: Mapped[str] = mapped_column(String(50))
    made_at: Mapped[datetime] = mapped_column(default=now)
    revoked_at: Mapped[datetime | None]


class Database:
    """Sessions on the file in `data_dir`; nothing is written before the first one."""

    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / FILE

    def session(self) -> Session:
        """A session to use in a `with` block. Raises SettingsError when the file cannot be opened."""
        return Session(self._engine)

    @functools.cached_property
    def _engine(self) -> Engine:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.path.touch(mode=0o600)  # and SQLite gives the files beside it the same mode
            engine = create_engine(f"sqlite:///{self.path}")
            event.listen(engine, "connect", _prepare)
            Base.metadata.create_all(engine)
        except (OSError, SQLAlchemyError) as error:
            line = str(error).splitlines()[0]
            raise SettingsError(f"Cannot keep anything in {self.path} ({line}). Set TIAOWEN_DATA_DIR") from error
        return engine


def _prepare(connection, _record) -> None:
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
