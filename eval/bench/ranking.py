"""Questions ranked field by field by the product's retriever, and scored under any choice of fields.

A ranking by late interaction orders what the other fields found, article by article; so leaving a field out leaves out
the articles that it alone found, and nothing need be searched again.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import ir_measures
from ir_measures import RR, Qrel, R, ScoredDoc, Success
from tqdm import tqdm

from index.encoder import Encoder
from index.store import ArticleIndex
from qa.opening import openings
from qa.question import analyse
from qa.reading import Reader, rank_and_read, reordered
from qa.retriever import MAXSIM_FIELDS, Retriever, fuse
from qa.schema import EncodedQuery, Hit, Query

MEASURES = {
    "hit@1": Success @ 1,
    "hit@5": Success @ 5,
    "R@5": R @ 5,
    "R@10": R @ 10,
    "R@100": R @ 100,
    "MRR@10": RR @ 10,
}
Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a benchmark, its gold article ids and the parts of the benchmark it belongs to."""

    id: str
    question: str
    gold: tuple[str, ...]
    parts: tuple[str, ...] = ("all",)
    history: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranked:
    """A question, what was understood of it, {field: article ids best first}, the product's weights of them, what opens
    the documents that it asks about, and the article ids best first as the product retrieves them, and once its reader
    has read, where it was asked to."""

    asked: Asked
    query: Query
    rankings: Mapping[str, Sequence[str]]
    weights: Weights = field(default_factory=dict)
    openings: Sequence[str] = ()
    retrieved: Sequence[str] = ()
    reread: Sequence[str] = ()


def rank_all(
    asked: Sequence[Asked], index: ArticleIndex, encoder: Encoder, reader: Reader | None = None
) -> list[Ranked]:
    """Every question through the product's analysis and retriever, and its reader where one is given, in order."""
    retriever = Retriever(index, encoder)
    ranked = []
    for one in tqdm(asked, desc="asking", unit="question", file=sys.stderr, disable=None):
        query = analyse(one.question, index, one.history)
        encoded, weights = retriever.encode(query), retriever.weights(query)
        rankings = retriever.rankings(query, encoded)
        hits = retriever.fused(query, rankings)
        reread = _reread(query, encoded, hits, index, reader) if reader else ()
        retrieved = tuple(hit.article_id for hit in hits)
        ranked.append(Ranked(one, query, rankings, weights, openings(query, index), retrieved, reread))
    return ranked


def _reread(
    query: Query, encoded: EncodedQuery, hits: Sequence[Hit], index: ArticleIndex, reader: Reader
) -> tuple[str, ...]:
    """As qa.engine orders them."""
    _, reading = rank_and_read(query, encoded, hits, index, reader)
    return tuple(hit.article_id for hit in reordered(hits, reading))


def order(ranked: Ranked, weights: Weights) -> list[str]:
    """Article ids best first when only the fields in `weights` are there; a field alone is that field's ranking."""
    first_stage = [field for field in weights if field not in MAXSIM_FIELDS]
    found = {i for field in first_stage for i in ranked.rankings.get(field, ())} | set(ranked.query.addresses)
    kept = {
        field: ranking if field not in MAXSIM_FIELDS or not first_stage else [i for i in ranking if i in found]
        for field, ranking in ranked.rankings.items()
        if field in weights
    }
    return [hit.article_id for hit in fuse(ranked.query, kept, weights)]


def fused(row: Ranked) -> Sequence[str]:
    """Article ids best first by all fields, before anything is read."""
    return row.retrieved


def served(row: Ranked) -> Sequence[str]:
    """Article ids best first as the product would give them."""
    return row.reread or row.retrieved


def scores(ranked: Iterable[Ranked], ids_of: Callable[[Ranked], Sequence[str]] = served) -> dict[str, float]:
    """Mean of every measure (ir_measures) over these questions, and how many they are."""
    rows = list(ranked)
    qrels = [Qrel(row.asked.id, i, 1) for row in rows for i in dict.fromkeys(row.asked.gold)]
    run = []
    for row in rows:
        ids = ids_of(row)
        run += [ScoredDoc(row.asked.id, i, -rank) for rank, i in enumerate(ids[:100])] or [
            ScoredDoc(row.asked.id, "", 0)
        ]
    found = ir_measures.calc_aggregate(list(MEASURES.values()), qrels, run) if rows else {}
    return {"n": len(rows)} | {name: float(found[measure]) for name, measure in MEASURES.items() if found}


def by_part(ranked: Sequence[Ranked]) -> dict[str, dict[str, float]]:
    """`scores` of each part of the benchmark."""
    parts = dict.fromkeys(part for row in ranked for part in row.asked.parts)
    return {part: scores([row for row in ranked if part in row.asked.parts]) for part in parts}


GROUPS = {
    "sentence vectors": ("sentence_vectors",),
    "article vectors": ("article_vectors",),
    "BM25, articles": ("article_words",),
    "BM25, sentences": ("sentence_words",),
    "glosses, articles": ("article_glosses",),
    "glosses, sentences": ("sentence_glosses",),
    "MaxSim, best sentence": ("sentence_maxsim", "sentence_maxsim_own_words"),
    "MaxSim, whole article": ("article_maxsim", "article_maxsim_own_words"),
    "MaxSim of the question as asked": ("sentence_maxsim_own_words", "article_maxsim_own_words"),
    "MaxSim, learned projection": ("article_maxsim_learned",),
    "late interaction": MAXSIM_FIELDS,
}


def ablation(ranked: Sequence[Ranked]) -> dict[str, dict[str, float]]:
    """{configuration: scores}: all fields, each group of fields left out, each group alone; before anything is read,
    and read where a reader did."""
    rows = {"all fields": scores(ranked, fused)}
    if any(row.reread for row in ranked):
        rows["all fields, then read"] = scores(ranked)
    for name, group in GROUPS.items():
        if not all(any(field in row.weights for field in group) for row in ranked):
            continue
        rows[f"without {name}"] = scores(ranked, partial(_without, group=group))
        rows[f"{name} alone"] = scores(ranked, partial(_alone, group=group))
    return rows


def _without(row: Ranked, group: Sequence[str]) -> Sequence[str]:
    """As the product would retrieve without these fields."""
    left = order(row, {field: weight for field, weight in row.weights.items() if field not in group})
    return sorted(left, key=lambda article_id: article_id not in row.openings)


def _alone(row: Ranked, group: Sequence[str]) -> Sequence[str]:
    return order(row, {field: weight for field, weight in row.weights.items() if field in group})
