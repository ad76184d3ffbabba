"""`python -m eval.bench.weights`: fits the retriever's field weights, a profile at a time, on what may be fitted on.

English and Chinese: the dev part of the gold set. Chinese over statutes, where they are held: the questions of STARD's
train part that validate the question map and the projection; they must not have been trained on, so first run
`python -m eval.train_question_map --held-out` and `python -m eval.train_projection --held-out`, and afterwards both
without, for what is shipped.
Coordinate ascent over a few round values; every fold of eight is left out once, to see that what is gained holds. It
prints; the weights themselves stand in qa/retriever.py, and a person puts them there.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from eval.bench.cache import CachedEncoder, kept_index
from eval.bench.corpora import stard_corpus
from eval.bench.documents import questions as gold_questions
from eval.bench.ranking import Ranked, rank_all
from eval.bench.results import cached_encoder
from eval.bench.shared_data import DataMissing
from eval.bench.stard import questions as stard_questions
from eval.train_question_map import Recipe, lessons_of, split
from index.cli import DONE, Parser, run
from index.corpus import load_corpus
from index.settings import IndexSettings, settings_of
from qa.fusion import RRF_K
from qa.retriever import FIELD_WEIGHTS, STATUTES

VALUES = (0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0)
FOLDS = 8
ROUNDS = 4
FIRST = 5  # recall@5 counts half as much as the reciprocal rank
Fit = np.ndarray


@dataclass(frozen=True)
class Set:
    """Questions: of each, (articles, fields) of 1 / (60 + rank) and which articles are gold."""

    found: tuple[np.ndarray, ...]
    gold: tuple[np.ndarray, ...]
    golds: tuple[int, ...]

    def part(self, keep: Callable[[int], bool]) -> Set:
        rows = [i for i in range(len(self.found)) if keep(i)]
        return Set(*(tuple(own[i] for i in rows) for own in (self.found, self.gold, self.golds)))


def set_of(ranked: Sequence[Ranked], fields: Sequence[str]) -> Set:
    """The rankings as numbers; addressed questions are no matter of weights."""
    found, gold, golds = [], [], []
    for row in ranked:
        if row.query.addresses:
            continue
        ids = sorted({i for ranking in row.rankings.values() for i in ranking})
        rows = {i: r for r, i in enumerate(ids)}
        matrix = np.zeros((len(ids), len(fields)))
        for column, field in enumerate(fields):
            for rank, i in enumerate(row.rankings.get(field, ()), 1):
                matrix[rows[i], column] = 1 / (RRF_K + rank)
        found.append(matrix)
        gold.append(np.array([i in row.asked.gold for i in ids], dtype=bool))
        golds.append(len(set(row.asked.gold)))
    return Set(tuple(found), tuple(gold), tuple(golds))


def quality(asked: Set, weights: Fit) -> float:
    """MRR@10 + recall@5 / 2, ties broken as the product breaks them: by id."""
    return float(np.mean([_one(*q, weights) for q in zip(asked.found, asked.gold, asked.golds, strict=True)]))


def _one(found: np.ndarray, gold: np.ndarray, golds: int, weights: Fit) -> float:
    best = gold[np.argsort(-(found @ weights), kind="stable")[:10]]
    reciprocal = 1 / (1 + int(best.argmax())) if best.any() else 0.0
    return reciprocal + best[:FIRST].sum() / golds / 2


def fit(asked: Set, start: Fit) -> Fit:
    """Weights by coordinate ascent from `start`; a value changes only where it gains."""
    weights, best = start.copy(), quality(asked, start)
    for _ in range(ROUNDS):
        before = best
        for column in range(len(weights)):
            for value in VALUES:
                tried = weights.copy()
                tried[column] = value
                if tried.any() and (reached := quality(asked, tried)) > best + 1e-6:
                    weights, best = tried, reached
        if best == before:
            break
    return weights


def held_out(asked: Set, start: Fit) -> tuple[float, float]:
    """(quality of `start`, quality of what the other folds fit) on each fold, in the mean."""
    pairs = []
    for fold in range(FOLDS):
        fitted = fit(asked.part(lambda i, fold=fold: i % FOLDS != fold), start)
        left = asked.part(lambda i, fold=fold: i % FOLDS == fold)
        pairs.append((quality(left, start), quality(left, fitted)))
    return tuple(float(value) for value in np.mean(pairs, axis=0))


def fittable(encoder: CachedEncoder) -> dict[str, list[Ranked]]:
    """{key of FIELD_WEIGHTS: ranked questions} of everything that may be fitted on."""
    index = kept_index(load_corpus(settings_of(IndexSettings).corpus_dir), encoder, "documents")
    dev = rank_all([one for one in gold_questions(index) if "dev" in one.parts], index, encoder)
    parts = {language: [row for row in dev if row.query.language == language] for language in ("zh", "en")}
    try:
        parts[STATUTES] = _stard(encoder)
    except DataMissing as error:
        print(error, file=sys.stderr)
    return parts


def _stard(encoder: CachedEncoder) -> list[Ranked]:
    corpus, ids = stard_corpus()
    index = kept_index(corpus, encoder, "stard")
    parts, asked = split(lessons_of(index, ids, encoder), Recipe()), stard_questions("train", ids)
    return rank_all([asked[row] for row in parts["unseen"] + parts["random"]], index, encoder)


def main(argv: Sequence[str] | None = None) -> int:
    """0 done, 2 bad input (one line on stderr)."""
    Parser(prog="python -m eval.bench.weights", description=__doc__).parse_args(argv)
    return run(_fit_all)


def _fit_all() -> int:
    for profile, ranked in fittable(cached_encoder()).items():
        fields = list(FIELD_WEIGHTS[profile])
        asked = set_of(ranked, fields)
        now = np.array([FIELD_WEIGHTS[profile][field] for field in fields])
        fitted = fit(asked, now)
        print(
            f"{profile}: quality now {quality(asked, now):.4f}, fitted {quality(asked, fitted):.4f}; left out: ", end=""
        )
        print("now {:.4f}, fitted {:.4f}".format(*held_out(asked, now)))
        for field, before, after in zip(fields, now, fitted, strict=True):
            print(f"  {field}: {before:g} -> {after:g}")
    return DONE


if __name__ == "__main__":
    sys.exit(main())
