"""API keys: made once, shown once, kept as a digest; each with scopes and a rate of its own.

A key's secret holds 256 random bits, so a plain SHA-256 of it cannot be guessed back and needs no slow hash
(NIST SP 800-63B, 5.1.1.2, asks for those where people choose the secret).
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from limits import parse_many
from sqlalchemy import select

from index.errors import SettingsError
from qa.settings import RATE_FORM
from qa.web.store.database import Database, KeyRow, now

Scope = Literal["ask", "read", "feedback", "metrics"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
PREFIX = "tw"
KEY = re.compile(rf"{PREFIX}_([0-9a-f]{{8}})_([\w-]{{43}})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is known once it was made: never its secret."""

    id: str
    name: str
    scopes: tuple[Scope, ...]
    rate: str
    made_at: datetime
    revoked_at: datetime | None = None


class Keys:
    """The API keys in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, name: str, scopes: tuple[Scope, ...], rate: str) -> str:
        """A new key, whole: the only time that it is known. Raises SettingsError for a name that is taken."""
        check_rate(rate)
        key_id, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
        with self._database.session() as session, session.begin():
            if session.scalar(select(KeyRow).where(KeyRow.name == name)):
                raise SettingsError(f"There is a key {name!r} already. Choose another name")
            session.add(KeyRow(id=key_id, name=name, digest=_digest(secret), scopes=list(scopes), rate=rate))
        return f"{PREFIX}_{key_id}_{secret}"

    def all(self) -> list[Key]:
        """Every key, oldest first, the revoked ones too."""
        with self._database.session() as session:
            return [_key(row) for row in session.scalars(select(KeyRow).order_by(KeyRow.made_at, KeyRow.name))]

    def revoke(self, name: str) -> None:
        """From now on the key opens nothing. Raises SettingsError when there is none of that name or id."""
        with self._database.session() as session, session.begin():
            row = session.scalar(select(KeyRow).where((KeyRow.name == name) | (KeyRow.id == name)))
            if row is None:
                raise SettingsError(f"There is no key {name!r}. Run: python -m qa.web.keys list")
            row.revoked_at = row.revoked_at or now()

    def find(self, presented: str) -> Key | None:
        """The key that somebody presents; None when it is none of ours, or revoked."""
        parts = KEY.fullmatch(presented)
        if parts is None:
            return None
        with self._database.session() as session:
            row = session.get(KeyRow, parts[1])
            # compared either way, so that the time does not tell which ids exist
            right = hmac.compare_digest(row.digest if row else "", _digest(parts[2]))
            return _key(row) if row is not None and right and row.revoked_at is None else None


def is_ours(presented: str) -> bool:
    """Whether it has the form of our keys: clients of open servers present any word where they must present one."""
    return KEY.fullmatch(presented) is not None


def check_rate(rate: str) -> str:
    """The rate itself. Raises SettingsError for what `limits` does not read."""
    try:
        parse_many(rate)
    except ValueError as error:
        raise SettingsError(f"{rate!r} is no rate; write {RATE_FORM}") from error
    return rate


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _key(row: KeyRow) -> Key:
    return Key(row.id, row.name, tuple(row.scopes), row.rate, row.made_at, row.revoked_at)
