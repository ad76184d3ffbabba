"""Fit the confidence model on the dev part of the gold set: `python -m eval calibrate`.

One logistic regression a language over the named signals (qa.confidence.SIGNALS), classes weighted equally, L2; a
signal whose weight would contradict its meaning is left out, the worst first, and the rest fitted again. The threshold
is read off cross-validated probabilities, so that no case has a say in its own score: as high as leaves us CONFIDENT,
from so few cases, that at most MAX_FALSE_REFUSAL of the answerable questions are refused (the upper bound of Clopper &
Pearson, 1934). The test part is never read.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import beta
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import RepeatedStratifiedKFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from eval.cases import Case
from eval.errors import EvalInputError
from qa import confidence, fitted, reader_weights
from qa.engine import Tiaowen
from qa.question import analyse
from qa.reading import rank_and_read

MAX_FALSE_REFUSAL = 0.05  # of the answerable questions of a language
CONFIDENT = 0.9
HEDGED = 0.1  # of the answerable questions, the least sure, whose answer says that it may be so
FOLDS, REPEATS, SEED = 8, 10, 0
MIN_OF_A_KIND = 2  # one held out, one to fit on
INVERSE_L2 = 0.1


@dataclass(frozen=True, slots=True)
class Sample:
    """A dev case that the model decides on. signals: (len(SIGNALS),) float."""

    language: str
    answerable: bool
    signals: np.ndarray


def samples(engine: Tiaowen, cases: Sequence[Case]) -> list[Sample]:
    """The signals of every case that is not decided without the model (a place not held, an address …)."""
    found = []
    for case in cases:
        query = analyse(case.question, engine.index, case.history)
        if query.intent != "question" or query.is_decided:
            continue
        encoded = engine.retriever.encode(query)
        hits = engine.retriever.retrieve(query, encoded)
        _, reading = rank_and_read(query, encoded, hits, engine.index, engine.reader)
        signals = confidence.signals(query, encoded, hits, engine.index, reading)
        if confidence.is_settled(signals):
            continue
        row = np.array([signals[name] for name in confidence.SIGNALS])
        found.append(Sample(query.language, case.answerable, row))
    return found


def fit(language: str, found: Sequence[Sample]) -> dict[str, Any]:
    """The fitted model of a language as confidence.json keeps it, with its cross-validated figures.

    Raises EvalInputError where there are too few samples.
    """
    own = [sample for sample in found if sample.language == language]
    answerable = np.array([sample.answerable for sample in own], dtype=bool)
    counts = {"answerable": int(answerable.sum()), "unanswerable": int((~answerable).sum())}
    if min(counts.values()) < MIN_OF_A_KIND or max(counts.values()) < FOLDS:
        raise EvalInputError(
            f"Too few dev cases in {language} to fit on ({counts['answerable']} answerable, {counts['unanswerable']} "
            f"unanswerable); give {MIN_OF_A_KIND} or more of each kind, and {FOLDS} or more of one"
        )
    signals = np.stack([sample.signals for sample in own])
    held_out = _held_out(signals, answerable)
    threshold = float(np.sort(held_out[answerable])[refusals_allowed(counts["answerable"])])
    kept, model = _fit(signals, answerable)
    scaler, logistic = model.named_steps["standardscaler"], model.named_steps["logisticregression"]
    weights = logistic.coef_[0] / scaler.scale_
    names = [list(confidence.SIGNALS)[column] for column in kept]
    return {
        "intercept": round(float(logistic.intercept_[0] - weights @ scaler.mean_), 4),
        "weights": {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)},
        "threshold": round(threshold, 4),
        "sure": round(max(threshold, float(np.quantile(held_out[answerable], HEDGED))), 4),
        "fitted_on": counts,
        "cross_validated": {
            "auroc": round(float(roc_auc_score(answerable, held_out)), 3),
            "refusal_recall": round(float((held_out[~answerable] < threshold).mean()), 3),
            "false_refusal": round(float((held_out[answerable] < threshold).mean()), 3),
        },
    }


def refusals_allowed(answerable: int) -> int:
    """How many of so many answerable cases may be refused with the true share still surely within bounds."""
    allowed = 0
    while beta.ppf(CONFIDENT, allowed + 2, answerable - allowed - 1) <= MAX_FALSE_REFUSAL:
        allowed += 1
    return allowed


def _fit(signals: np.ndarray, answerable: np.ndarray) -> tuple[list[int], Pipeline]:
    """(columns kept, the model over them): every weight has its signal's sign."""
    signs = np.array(list(confidence.SIGNALS.values()))
    kept = list(range(signals.shape[1]))
    while True:
        model = make_pipeline(
            StandardScaler(), LogisticRegression(C=INVERSE_L2, class_weight="balanced", max_iter=1000)
        ).fit(signals[:, kept], answerable)
        agreeing = model.named_steps["logisticregression"].coef_[0] * signs[kept]
        if agreeing.min() >= 0 or len(kept) == 1:
            return kept, model
        kept.pop(int(agreeing.argmin()))


def _held_out(signals: np.ndarray, answerable: np.ndarray) -> np.ndarray:
    """(n,) probability of each case by models that did not see it, the mean over the repeats."""
    total = np.zeros(len(answerable))
    for seen, unseen in RepeatedStratifiedKFold(n_splits=FOLDS, n_repeats=REPEATS, random_state=SEED).split(
        signals, answerable
    ):
        kept, model = _fit(signals[seen], answerable[seen])
        total[unseen] += model.predict_proba(signals[unseen][:, kept])[:, 1]
    return total / REPEATS


def calibrate(engine: Tiaowen, cases: Sequence[Case], path: Path = confidence.MODEL_FILE) -> dict[str, Any]:
    """Fit on the dev cases, write confidence.json and return what was written."""
    found = samples(engine, [case for case in cases if case.split == "dev"])
    written = {
        "note": "fitted by `python -m eval calibrate` on the dev part of eval/gold.jsonl; never edit by hand",
        fitted.EMBEDDING_MODEL: engine.manifest["model"]["name"],
        fitted.READER: reader_weights.digest(),
        "models": {language: fit(language, found) for language in ("zh", "en")},
    }
    path.write_text(json.dumps(written, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return written
