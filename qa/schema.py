"""The values that flow from a question to an answer. Frozen; `Answer.to_dict()` is the public JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import numpy as np

from index.parts import Level

Language = Literal["zh", "en"]
Status = Literal["answered", "not_found"]
Intent = Literal["question", "greeting", "thanks", "farewell", "help", "documents"]


@dataclass(frozen=True, slots=True)
class Missing:
    """An address, as asked, that none of these documents has. Where one article has not the part asked for: its
    `label`, and how many (`count`) of that `part` it has."""

    printed: str
    doc_ids: tuple[str, ...]
    label: str = ""
    part: Level = "paragraph"
    count: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """Characters [start, end) of an article: the paragraph or item of it that a question names."""

    article_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Correction:
    """What was typed, and the corpus's word that it was taken for."""

    typed: str
    meant: str


@dataclass(frozen=True, slots=True)
class Query:
    """What was understood of a question: what is searched, and where.

    `text` stands alone: follow-ups resolved, variants and slips mended. `doc_ids` () means every document; `addresses`
    are article ids, `parts` what of them is meant where a paragraph or item is named; `compared` the documents of which
    each is to answer. What cannot be answered: `unheld` names places and laws asked about that no document covers,
    `unheld_years` years of which there is no document, `left_out` documents that the question names and the caller's
    filter excludes, `missing` addresses that do not exist.
    """

    question: str
    text: str
    language: Language
    doc_ids: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    unheld: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()
    intent: Intent = "question"
    compared: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    unheld_years: tuple[int, ...] = ()
    corrections: tuple[Correction, ...] = ()
    is_follow_up: bool = False
    parts: tuple[Part, ...] = ()

    @property
    def is_unheld(self) -> bool:
        """Whether nothing that the question is about can be searched. A comparison answers for what is held."""
        beyond = bool(self.unheld or self.left_out) and not self.compared
        return beyond or bool(self.unheld_years) or bool(self.missing and not self.addresses)

    @property
    def is_decided(self) -> bool:
        """Whether it is known before anything is read whether the documents answer: not, or by an address."""
        return self.is_unheld or bool(self.addresses)

    def to_dict(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "doc_ids": list(self.doc_ids),
            "regions": list(self.regions),
            "addresses": list(self.addresses),
            "intent": self.intent,
            "is_follow_up": self.is_follow_up,
            "corrections": [{"typed": c.typed, "meant": c.meant} for c in self.corrections],
            "compared": list(self.compared),
            "unheld": [*self.unheld, *map(str, self.unheld_years)],
            "left_out": list(self.left_out),
            "missing": [missing.printed for missing in self.missing],
        }


@dataclass(frozen=True, slots=True)
class EncodedQuery:
    """vector: (dim,) unit; tokens: (t, dim) centred, unit, asking words left out, own_tokens: of an English question as
    asked; words: Chinese, with their synonyms; stems: English."""

    vector: np.ndarray
    tokens: np.ndarray
    own_tokens: np.ndarray
    words: tuple[str, ...]
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """An article found for a query; `ranks` holds its rank (from 1) in each field that found it."""

    article_id: str
    score: float
    ranks: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Quote:
    """Characters [start, end) of the cited article's text, verbatim."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that bears on the question: one or more whole sentences of one article, with its score."""

    article_id: str
    quote: Quote
    score: float


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing the answer says, and the numbers of the citations that hold it up."""

    text: str
    citations: tuple[int, ...]
    supported: bool = True


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered source: the article and the passages quoted from it."""

    n: int
    article_id: str
    doc_id: str
    doc_title: str
    label: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """How an answer came about, for people who ask why: the articles considered, best first, with their rank in each
    field, and the signals that the confidence was read from (none where it was settled without a model)."""

    hits: tuple[Hit, ...] = ()
    signals: Mapping[str, float] = field(default_factory=dict)
    threshold: float = 0.0


@dataclass(frozen=True, slots=True)
class Proof:
    """What became of the statements that a chat model wrote: how many there were, how many of them were proved and how
    many removed; and how many citations named no article that it had been shown."""

    statements: int = 0
    proved: int = 0
    removed: int = 0
    invented_citations: int = 0


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """The few words that answer: characters [start, end) of the article that citation `citation` points at."""

    citation: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `retrieved` holds at least ten article ids where the index has them, best first; none for small talk
    (`query.intent`). `silent` are the documents compared that say nothing; `explanation` is no part of the public JSON;
    `proof` counts what a chat model wrote; `note` is one line for people, "" as a rule; `short` are the few words that
    answer; an answer that is not `assertive` says what may be so."""

    question: str
    language: Language
    status: Status
    confidence: float
    answerer: str
    text: str
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    retrieved: tuple[str, ...]
    query: Query
    timings_ms: dict[str, float]
    explanation: Explanation = Explanation()
    proof: Proof = Proof()
    note: str = ""
    silent: tuple[str, ...] = ()
    short: tuple[ShortAnswer, ...] = ()
    assertive: bool = True

    def to_dict(self) -> dict[str, Any]:
        """The public JSON form."""
        return {
            "question": self.question,
            "language": self.language,
            "status": self.status,
            "confidence": round(self.confidence, 4),
            "answerer": self.answerer,
            "text": self.text,
            "statements": [
                {"text": s.text, "citations": list(s.citations), "supported": s.supported} for s in self.statements
            ],
            "citations": [
                {
                    "n": c.n,
                    "article_id": c.article_id,
                    "doc_id": c.doc_id,
                    "doc_title": c.doc_title,
                    "label": c.label,
                    "quotes": [{"start": q.start, "end": q.end, "text": q.text} for q in c.quotes],
                }
                for c in self.citations
            ],
            "short_answers": [
                {"citation": s.citation, "start": s.start, "end": s.end, "text": s.text} for s in self.short
            ],
            "assertive": self.assertive,
            "retrieved": list(self.retrieved),
            "query": self.query.to_dict(),
            "proof": asdict(self.proof),
            "note": self.note,
            "timings_ms": {stage: round(ms, 1) for stage, ms in self.timings_ms.items()},
            "silent": list(self.silent),
        }
