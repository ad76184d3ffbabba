"""What went wrong on a case, in words: the scores a reader would call a failure, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.cases import Case
from eval.metrics import missing_facts
from qa.schema import Answer

READ_DEPTH = 5  # articles a reader is assumed to look through: recall@5 is the retrieval score that fails a case


@dataclass(frozen=True, slots=True)
class Failure:
    """A score that failed on a case, and what was wrong in Chinese and English."""

    metric: str
    zh: str
    en: str


def find_failures(case: Case, answer: Answer, gold: Sequence[str], values: Mapping[str, float]) -> tuple[Failure, ...]:
    """Everything that went wrong, gravest first; empty when nothing did."""
    return tuple(
        failure
        for failure in (
            _refusal(case, answer),
            _retrieval(gold, answer, values),
            _citation(gold, answer, values),
            _facts(case, answer, values),
            _quotes(values),
        )
        if failure
    )


def _refusal(case: Case, answer: Answer) -> Failure | None:
    if case.answerable and answer.status == "not_found":
        return Failure("false_refusal", "本可回答，却说没有找到", "refused, though the corpus answers it")
    if not case.answerable and answer.status == "answered":
        return Failure("refusal_recall", "语料没有答案，却作了回答", "answered, though the corpus does not say")
    return None


def _retrieval(gold: Sequence[str], answer: Answer, values: Mapping[str, float]) -> Failure | None:
    if values.get("recall@5", 1) >= min(1, READ_DEPTH / max(len(gold), 1)):
        return None
    late = [article_id for article_id in gold if article_id not in answer.retrieved[:READ_DEPTH]]
    places = [(a, answer.retrieved.index(a) + 1 if a in answer.retrieved else 0) for a in late]
    zh = "、".join(f"{a} 排第 {rank}" if rank else f"{a} 未检索到" for a, rank in places)
    en = ", ".join(f"{a} at rank {rank}" if rank else f"{a} not retrieved" for a, rank in places)
    return Failure("recall@5", f"前五条缺少：{zh}", f"missing from the first five: {en}")


def _citation(gold: Sequence[str], answer: Answer, values: Mapping[str, float]) -> Failure | None:
    if answer.status == "not_found" or values.get("citation_recall", 1) > 0:
        return None
    wanted = ", ".join(gold)
    return Failure(
        "citation_recall", f"没有引用任何正确条文（{wanted}）", f"cites none of the right articles ({wanted})"
    )


def _facts(case: Case, answer: Answer, values: Mapping[str, float]) -> Failure | None:
    if answer.status == "not_found" or values.get("fact_recall", 1) == 1:
        return None
    missing = missing_facts(case, answer)
    zh = "、".join(f"“{fact[0]}”" for fact in missing)
    en = ", ".join(f'"{fact[0]}"' for fact in missing)
    return Failure("fact_recall", f"没有说到：{zh}", f"does not say: {en}")


def _quotes(values: Mapping[str, float]) -> Failure | None:
    if values.get("quote_exact", 1) == 1:
        return None
    return Failure("quote_exact", "引文与条文原文不一致", "a quote differs from the article's text")
