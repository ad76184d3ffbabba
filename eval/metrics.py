"""Scores of one answer, and of many. Pure functions of values; a metric that does not apply gives no value."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ir_measures
import numpy as np
from ir_measures import RR, Qrel, R, ScoredDoc, Success, nDCG
from rapidfuzz.distance import LCSseq
from sklearn.metrics import roc_auc_score

from eval.cases import Case, comparable
from qa.schema import Answer, Quote

CUTOFFS = (1, 3, 5, 10, 100)
RANKING = {
    **{f"recall@{k}": R @ k for k in CUTOFFS},
    **{f"hit@{k}": Success @ k for k in CUTOFFS},
    "mrr@10": RR @ 10,
    "ndcg@10": nDCG @ 10,
}
QUOTE_EXACT = "quote_exact"  # the one that must be 1
CASE_METRICS = (
    *RANKING,
    *("fact_recall", "citation_precision", "citation_recall", "char_f1", "rouge_l"),
    *(QUOTE_EXACT, "refusal_recall", "false_refusal"),
)
METRICS = (*CASE_METRICS, "auroc")
LATENCY_PERCENTILES = {"p50": 50, "p95": 95}
LOWER_IS_BETTER = frozenset({"false_refusal", *(f"latency_ms.{name}" for name in LATENCY_PERCENTILES)})


@dataclass(frozen=True, slots=True)
class Scored:
    """What was measured on one case. `values` holds the metrics that apply, each in [0, 1]."""

    case_id: str
    answerable: bool
    confidence: float
    latency_ms: float
    values: Mapping[str, float]


def score_case(case: Case, answer: Answer, gold: Sequence[str], article_texts: Mapping[str, str]) -> Scored:
    """Every metric that applies to `case`. `article_texts` maps article id to verbatim text."""
    values: dict[str, float] = {}
    refused = float(answer.status == "not_found")
    if case.answerable:
        values |= {**ranking(gold, answer.retrieved), **_citations(answer, gold), "false_refusal": refused}
        values |= _wording(case, answer)
    else:
        values["refusal_recall"] = refused
    values |= quote_exact(answer, article_texts)
    return Scored(case.id, case.answerable, answer.confidence, answer.timings_ms["total"], values)


def ranking(gold: Sequence[str], retrieved: Sequence[str]) -> dict[str, float]:
    """Recall, success, reciprocal rank and nDCG (Järvelin & Kekäläinen 2002) of a ranking, by ir_measures.

    No value without gold articles. A repeated article counts at its first rank.
    """
    if not gold:
        return {}
    ranked = tuple(dict.fromkeys(retrieved))
    run = [ScoredDoc("case", article_id, len(ranked) - rank) for rank, article_id in enumerate(ranked)]
    qrels = [Qrel("case", article_id, 1) for article_id in gold]
    found = {m.measure: m.value for m in ir_measures.iter_calc(list(RANKING.values()), qrels, run)}
    return {name: float(found[measure]) for name, measure in RANKING.items()}


def _citations(answer: Answer, gold: Sequence[str]) -> dict[str, float]:
    """Precision over cases answered with a citation; recall over every case with gold articles."""
    if not gold:
        return {}
    cited = {c.article_id for c in answer.citations} if answer.status == "answered" else set()
    right = len(cited & set(gold))
    precision = {"citation_precision": right / len(cited)} if cited else {}
    return {**precision, "citation_recall": right / len(set(gold))}


def _wording(case: Case, answer: Answer) -> dict[str, float]:
    """Facts and reference answer; a refusal says nothing, so it scores 0 on both."""
    values: dict[str, float] = {}
    refused = answer.status == "not_found"
    if case.facts:
        missing = case.facts if refused else missing_facts(case, answer)
        values["fact_recall"] = 1 - len(missing) / len(case.facts)
    if comparable(case.answer):
        said = "" if refused else spoken(answer)
        values |= {"char_f1": char_f1(said, case.answer), "rouge_l": rouge_l(said, case.answer)}
    return values


def missing_facts(case: Case, answer: Answer) -> tuple[tuple[str, ...], ...]:
    """The facts of `case` of which no accepted string is in the answer's text or in one of its quotes."""
    quotes = (quote.text for citation in answer.citations for quote in citation.quotes)
    places = [comparable(text) for text in (spoken(answer), *quotes)]
    return tuple(
        fact for fact in case.facts if not any(comparable(string) in place for string in fact for place in places)
    )


def spoken(answer: Answer) -> str:
    """The answer's text without its own [n] marks, whose digits are no part of what it says."""
    marks = "|".join(str(citation.n) for citation in answer.citations)
    return re.sub(rf"\[(?:{marks})\]", "", answer.text) if marks else answer.text


def char_f1(said: str, reference: str) -> float:
    """F1 of the two bags of characters: SQuAD's token F1 (Rajpurkar et al. 2016) with characters as tokens."""
    a, b = comparable(said), comparable(reference)
    return _f1((Counter(a) & Counter(b)).total(), len(a), len(b))


def rouge_l(said: str, reference: str) -> float:
    """ROUGE-L (Lin 2004) by characters: F1 over the longest common subsequence."""
    a, b = comparable(said), comparable(reference)
    return _f1(LCSseq.similarity(a, b), len(a), len(b))


def _f1(common: int, a: int, b: int) -> float:
    return 2 * common / (a + b) if a + b else 0.0


def quote_exact(answer: Answer, article_texts: Mapping[str, str]) -> dict[str, float]:
    """Share of the answer's quotes that equal `article.text[start:end]`; no value without quotes."""
    exact = [
        _is_exact(quote, article_texts.get(citation.article_id, ""))
        for citation in answer.citations
        for quote in citation.quotes
    ]
    return {QUOTE_EXACT: sum(exact) / len(exact)} if exact else {}


def _is_exact(quote: Quote, article_text: str) -> bool:
    return bool(quote.text) and quote.start >= 0 and article_text[quote.start : quote.end] == quote.text


def auroc(scored: Iterable[Scored]) -> float | None:
    """Area under the ROC curve of `confidence`, answerable positive; None when a class is missing."""
    pairs = [(case.answerable, case.confidence) for case in scored]
    answerable, confidence = [a for a, _ in pairs], [c for _, c in pairs]
    return float(roc_auc_score(answerable, confidence)) if len(set(answerable)) == 2 else None


def summarise(scored: Sequence[Scored]) -> dict[str, Any]:
    """Mean of each metric over the cases it applies to; None where it applies to none. `n` counts those cases."""
    summary: dict[str, Any] = {"cases": len(scored)}
    counts: dict[str, int] = {}
    for name in CASE_METRICS:
        values = [case.values[name] for case in scored if name in case.values]
        summary[name] = sum(values) / len(values) if values else None
        counts[name] = len(values)
    summary["auroc"] = auroc(scored)
    counts["auroc"] = len(scored) if summary["auroc"] is not None else 0
    latencies = [case.latency_ms for case in scored]
    summary["latency_ms"] = {
        name: float(np.percentile(latencies, percent)) if latencies else None
        for name, percent in LATENCY_PERCENTILES.items()
    }
    return summary | {"n": counts | {"latency_ms": len(latencies)}}
