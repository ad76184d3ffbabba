"""An engine that a person can predict by hand: two documents, three articles, one answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import ClassVar

from index.errors import AnswererNotSetUp, IndexCorrupt, QuestionError, UnknownDocument
from index.schema import Article, Document
from qa.question import MAX_QUESTION_CHARS
from qa.schema import Answer, Citation, Query, Quote, Statement

TEXT = "总则\n第一条 主任列席会议。其他人不列席。\n第二条 每年一次。"
HOSTILE = "<script>fire()</script><img src=x onerror=fire()>${fire()}{{fire}}</div>"


def _article(doc_id: str, path: str, label: str, text: str, start: int, title: str) -> Article:
    return Article(f"{doc_id}:{path}", doc_id, label, ("总则",), title, text, start, start + len(text))


RULES = Document(
    "rules", "会议规则", TEXT, title_en="Rules of meetings", region="某市", issuer="某市委", date="2024年1月1日"
)
FIRST = _article("rules", "1", "第一条", "第一条 主任列席会议。其他人不列席。", 3, RULES.title)
SECOND = _article("rules", "2", "第二条", "第二条 每年一次。", 22, RULES.title)
EVIL = Document("evil", HOSTILE, HOSTILE, title_en=HOSTILE, region=HOSTILE, issuer=HOSTILE)
EVIL_ARTICLE = replace(_article("evil", "1", HOSTILE, HOSTILE, 0, HOSTILE), headings=(HOSTILE,))

QUOTE = Quote(4, 11, "主任列席会议。")


class FakeEngine:
    """Answers anything with 第一条; "none" finds nothing, "evil" quotes hostile text, "boom" and "damaged" break."""

    documents = (RULES, EVIL)
    articles = (FIRST, SECOND, EVIL_ARTICLE)
    terms = ()
    manifest: ClassVar = {"corpus_hash": "c0ffee"}

    def __init__(self) -> None:
        self.histories: list[list[str]] = []
        self.filters: list[tuple[list[str], list[str]]] = []

    def article(self, article_id: str) -> Article:
        for article in self.articles:
            if article.id == article_id:
                return article
        raise UnknownDocument(f"No article {article_id!r} 没有这一条")

    def ask(self, question: str, **options: Sequence[str]) -> Answer:
        return list(self.stream(question, **options))[-1]

    def stream(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        doc_ids: Sequence[str] = (),
        regions: Sequence[str] = (),
        answerer: str | None = None,
    ) -> Iterator[Answer]:
        if answerer not in (None, "extractive"):
            raise AnswererNotSetUp(f"The answerer {answerer} is not set up here")
        self.histories.append(list(history))
        self.filters.append((list(doc_ids), list(regions)))
        if not question.strip():
            raise QuestionError("The question is empty 问题是空的")
        if len(question) > MAX_QUESTION_CHARS:
            raise QuestionError("The question is too long 问题太长")
        if "boom" in question:
            raise RuntimeError("secret detail")
        if "damaged" in question:
            raise IndexCorrupt("/srv/secret detail does not hold what its manifest says. Run: python -m index build")
        whole = answer_to(question)
        if whole.status == "answered":
            yield replace(whole, text=whole.text.splitlines()[0])
        yield whole


def answer_to(question: str) -> Answer:
    """The complete answer the fake gives."""
    nothing = Answer(
        question, "zh", "not_found", 0.1, "extractive", "没有找到。", (), (), ("rules:2", "rules:1"),
        Query(question, question, "zh"), {"total": 1.0},
    )  # fmt: skip
    if "none" in question:
        return nothing
    article, quote = (FIRST, QUOTE)
    if "evil" in question:
        article, quote = (EVIL_ARTICLE, Quote(0, len(HOSTILE), HOSTILE))
    return replace(
        nothing,
        status="answered",
        confidence=0.9,
        text=f"会议规则：\n{quote.text}[1] 见[2]",
        statements=(Statement(quote.text, (1,)),),
        citations=(Citation(1, article.id, article.doc_id, article.title, article.label, (quote,)),),
    )
