"""What the API takes and gives, for validation and `/openapi.json`. The answers themselves are made by `qa.schema`."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from index.errors import QuestionError
from qa.question import MAX_HISTORY, MAX_QUESTION_CHARS
from qa.schema import Intent, Language, Status
from qa.settings import AnswererName

MAX_FILTERS = 100
MAX_ID_CHARS = 200
NO_CHARACTER = "holds half a character (a lone surrogate)"
LETTER = "[0-9A-Za-z\u3400-\u4dbf\u4e00-\u9fff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]"
ASKABLE = {"minLength": 1, "maxLength": MAX_QUESTION_CHARS, "pattern": LETTER}


def sendable(text: str) -> str:
    """The text itself. Raises ValueError for half a surrogate pair, which JSON can write and UTF-8 cannot."""
    if not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text):
        raise ValueError(NO_CHARACTER)
    return text


def askable(text: str) -> str:
    """The text itself. Raises QuestionError for one without a letter or digit of either language; of what is empty
    or too long the engine itself says in both languages what is wrong."""
    if text.strip() and not re.search(LETTER, text):
        raise QuestionError("请用中文或英文提问。Ask in Chinese or English, for example 谁列席党委常委会会议？")
    return text


SENDABLE = AfterValidator(sendable)
Question = Annotated[
    str, Field(description="in Chinese or English", json_schema_extra=ASKABLE), SENDABLE, AfterValidator(askable)
]
Earlier = Annotated[str, Field(max_length=MAX_QUESTION_CHARS), SENDABLE]
Name = Annotated[str, Field(max_length=MAX_ID_CHARS), SENDABLE]


class Scoped(BaseModel):
    """Which documents may answer: none named means all."""

    doc_ids: list[Name] = Field([], max_length=MAX_FILTERS, description="answer from these documents only")
    regions: list[Name] = Field([], max_length=MAX_FILTERS, description="answer from these regions only")


class Ask(Scoped):
    """The body of `POST /api/v1/ask`."""

    model_config = ConfigDict(extra="forbid")

    question: Question
    history: list[Earlier] = Field([], max_length=MAX_HISTORY, description="earlier questions, oldest first")
    answerer: AnswererName | None = Field(None, description="who words the answer, if not the one that is set up")

    def asked(self) -> dict[str, Any]:
        """The engine's keyword arguments."""
        asked = {"history": self.history, "doc_ids": self.doc_ids, "regions": self.regions}
        return asked | ({"answerer": self.answerer} if self.answerer else {})


class QuoteJson(BaseModel):
    """Characters [start, end) of the cited article's text, verbatim."""

    start: int
    end: int
    text: str


class CitationJson(BaseModel):
    """A numbered source and the passages quoted from it."""

    n: int
    article_id: str
    doc_id: str
    doc_title: str
    label: str
    quotes: list[QuoteJson]


class StatementJson(BaseModel):
    """One thing the answer says, and the numbers of the citations that hold it up."""

    text: str
    citations: list[int]
    supported: bool


class ShortAnswerJson(BaseModel):
    """The few words that answer: characters [start, end) of the article that the citation of this number points at."""

    citation: int
    start: int
    end: int
    text: str


class CorrectionJson(BaseModel):
    """What was typed, and the documents' word that it was taken for."""

    typed: str
    meant: str


class QueryJson(BaseModel):
    """What was understood of the question: what was searched, and where."""

    text: str
    doc_ids: list[str]
    regions: list[str]
    addresses: list[str]
    intent: Intent
    is_follow_up: bool
    corrections: list[CorrectionJson]
    compared: list[str] = Field(description="documents of which each is to answer")
    unheld: list[str] = Field(description="places, laws and years asked about that no document covers")
    left_out: list[str] = Field(description="documents that the question names and the filters exclude")
    missing: list[str] = Field(description="addresses, as asked, that do not exist")


class ProofJson(BaseModel):
    """What became of the statements that a chat model wrote."""

    statements: int
    proved: int
    removed: int
    invented_citations: int


class AnswerJson(BaseModel):
    """One answer, as `python -m qa ask --json` prints it."""

    question: str
    language: Language
    status: Status
    confidence: float
    answerer: str
    text: str
    statements: list[StatementJson]
    citations: list[CitationJson]
    short_answers: list[ShortAnswerJson]
    assertive: bool = Field(description="false: the answer says what may be so")
    retrieved: list[str] = Field(description="article ids, best first")
    query: QueryJson
    proof: ProofJson
    note: str = Field(description="one line for people where another answerer stood in")
    timings_ms: dict[str, float]
    silent: list[str] = Field(description="documents compared that say nothing")


class DocumentJson(BaseModel):
    """A document's metadata, as printed, and how many articles it has."""

    id: str
    title: str
    title_en: str
    issuer: str
    region: str
    region_en: str
    province: str
    document_number: str
    date: str
    kind: str
    status: str
    articles: int


class ArticleJson(BaseModel):
    """An article, as `python -m index articles --json` prints it."""

    id: str
    doc_id: str
    label: str
    headings: list[str]
    title: str
    text: str


class Ready(BaseModel):
    """What is loaded."""

    status: Literal["ready"]
    documents: int
    articles: int


class Alive(BaseModel):
    """The process answers."""

    status: Literal["ok"]
