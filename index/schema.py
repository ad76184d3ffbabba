"""The values that flow through the index: Document, Article, Sentence. Frozen; change with replace()."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

STATUSES = ("in force", "amended", "repealed", "unknown")


@dataclass(frozen=True, slots=True)
class Document:
    """One policy document: its metadata as printed and its whole text.

    `text` is what every offset counts in: characters, from 0, no markup.
    """

    id: str
    title: str
    text: str
    title_en: str = ""
    issuer: str = ""
    region: str = ""
    region_en: str = ""
    province: str = ""
    document_number: str = ""
    date: str = ""
    kind: str = ""
    status: str = "unknown"
    source: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters [start, end) of a text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """Characters [start, end) of an article's text; `text` equals that slice."""

    article_id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Article:
    """The citable unit: `text` equals `document.text[start:end]`, printed label included.

    `id` is `<doc id>:<path>`; `label` is the number as printed; `headings` are the section headings
    above it, outermost first; `title` is the document's title.
    """

    id: str
    doc_id: str
    label: str
    headings: tuple[str, ...]
    title: str
    text: str
    start: int
    end: int

    @property
    def content_hash(self) -> str:
        """Hex digest of everything that is embedded or indexed for this article."""
        joined = "\x1f".join((self.title, *self.headings, self.label, self.text))
        return hashlib.sha256(joined.encode()).hexdigest()[:32]
