"""Two articles, and an engine that answers from a table: every score can be worked out by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from eval.cases import Case
from index.errors import QuestionError
from index.schema import Article
from qa.schema import Answer, Citation, Query, Quote
from qa.settings import Settings

QUORUM = "（一）会议须有半数以上委员到会方能举行。"
TERM = "（二）每届任期五年。"


def article(article_id: str, text: str) -> Article:
    """An article of the document that its id names."""
    return Article(article_id, article_id.partition(":")[0], text[:3], (), "议事规则", text, 0, len(text))


ARTICLES = (article("doc:1", QUORUM), article("doc:2", TERM))
TEXTS = {one.id: one.text for one in ARTICLES}


def citation(n: int, article_id: str, start: int = 0, end: int | None = None) -> Citation:
    """A citation with one verbatim quote."""
    text = TEXTS[article_id][start:end]
    return Citation(n, article_id, "doc", "议事规则", f"（{n}）", (Quote(start, start + len(text), text),))


def answer(text: str = "没有找到", cited: Sequence[Citation] = (), **changes: object) -> Answer:
    """An answer that is found when it cites, refused when it does not."""
    status = "answered" if cited else "not_found"
    query = Query(question="问", text="问", language="zh")
    plain = Answer("问", "zh", status, 0.5, "fake", text, (), tuple(cited), (), query, {"total": 10.0})
    return replace(plain, **changes)


def case(case_id: str = "c1", **changes: object) -> Case:
    """An answerable Chinese case with nothing to score, before `changes`."""
    return replace(Case(case_id, f"问题 {case_id}", "zh", "fact"), **changes)


GOLD = (
    case("found", articles=("doc:1",), facts=(("半数以上", "过半数"),), answer="半数以上委员到会", split="test"),
    case("late", articles=("doc:2",), facts=(("五年",), ("连任",)), lang="en", split="test"),
    case("refused", evidence=("每届任期，五年",), split="dev"),
    case("weather", answerable=False, type="unanswerable", split="test"),
    case("moon", answerable=False, type="unanswerable", split="dev"),
)
ANSWERS = {
    "found": answer("半数以上委员到会[1]。", [citation(1, "doc:1")], retrieved=("doc:1", "doc:2"), confidence=0.9),
    "late": answer("任期五年[1]", [citation(1, "doc:2")], retrieved=("doc:1", "doc:2"), confidence=0.8),
    "refused": answer(retrieved=("doc:1", "doc:2"), confidence=0.2, timings_ms={"total": 20.0}),
    "weather": answer(retrieved=("doc:1", "doc:2"), confidence=0.1),
    "moon": answer("五年[1]", [citation(1, "doc:2")], retrieved=("doc:2", "doc:1"), confidence=0.7),
}


@dataclass
class FakeEngine:
    """Answers `问题 <id>` with the answer under that id; a question without one cannot be asked."""

    answers: Mapping[str, Answer]
    articles: tuple[Article, ...] = ARTICLES

    @classmethod
    def load(cls, settings: Settings) -> FakeEngine:
        """The engine over ANSWERS."""
        return cls(ANSWERS)

    @property
    def manifest(self) -> dict[str, object]:
        """What a build would have recorded."""
        return {"model": "fake", "counts": {"articles": len(self.articles)}}

    @property
    def models(self) -> dict[str, object]:
        """No confidence is fitted."""
        return {}

    def ask(self, question: str, *, history: Sequence[str] = ()) -> Answer:
        """The answer in the table."""
        found = self.answers.get(question.removeprefix("问题 "))
        if found is None:
            raise QuestionError("Question has 9000 characters; ask one of at most 2000")
        return found


def write_gold(path: Path, cases: Sequence[Case] = GOLD) -> Path:
    """A gold file with `cases`."""
    lines = (json.dumps(one.to_dict(), ensure_ascii=False) for one in cases)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
