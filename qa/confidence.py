"""How sure we are that the documents answer a question: a logistic model over named signals.

Its coefficients are in confidence.json, fitted on the dev part of the gold set by `python -m eval.fit_confidence`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index import store
from index.store import ArticleIndex
from qa.reranker import maxsim
from qa.schema import EncodedQuery, Evidence, Hit, Query

MODEL_FILE = Path(__file__).with_name("confidence.json")
READ_SENTENCES = 6
SIGNALS = ("cosine", "maxsim", "maxsim_article", "weakest_word", "coverage", "margin", "english")


@dataclass(frozen=True, slots=True)
class ConfidenceModel:
    """P(answerable) = 1 / (1 + exp(-(intercept + sum of weight * signal))); answered from `threshold` on."""

    intercept: float
    weights: Mapping[str, float]
    threshold: float

    def probability(self, signals: Mapping[str, float]) -> float:
        logit = self.intercept + sum(weight * signals[name] for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, logit))))


def load_model(path: Path = MODEL_FILE) -> ConfidenceModel:
    fitted = json.loads(path.read_text(encoding="utf-8"))
    return ConfidenceModel(fitted["intercept"], fitted["weights"], fitted["threshold"])


def signals(
    query: Query, encoded: EncodedQuery, hits: Sequence[Hit], evidence: Sequence[Evidence], index: ArticleIndex
) -> dict[str, float]:
    """The named signals of a question and what was found for it; all 0 where nothing was found.

    cosine: best sentence cosine; maxsim: best MaxSim of a sentence; maxsim_article: of a whole article;
    weakest_word: the lower quartile over question tokens of their best match in that article; coverage: share of the
    question's words, by IDF, that the evidence's articles hold; margin: maxsim above the mean of the sentences read.
    """
    if not evidence or not hits:
        return dict.fromkeys(SIGNALS, 0.0)
    rows = [row for hit in hits[:READ_SENTENCES] for row in index.sentence_rows[hit.article_id]]
    owners = index.article_row_of_sentence[rows]
    similarity = maxsim(encoded.tokens, index, rows)
    by_sentence = similarity.mean(axis=1)
    by_article = {int(row): similarity[owners == row].max(axis=0) for row in np.unique(owners)}
    best = max(by_article.values(), key=lambda tokens: float(tokens.mean()))
    nearest = index.search_vectors(store.SENTENCE_VECTORS, encoded.vector, 1, np.array(rows))
    return {
        "cosine": nearest[0][1] if nearest else 0.0,
        "maxsim": float(by_sentence.max()),
        "maxsim_article": float(best.mean()),
        "weakest_word": float(np.quantile(best, 0.25)),
        "coverage": _coverage(query, encoded, evidence, index),
        "margin": float(by_sentence.max() - by_sentence.mean()),
        "english": float(query.language == "en"),
    }


def _coverage(query: Query, encoded: EncodedQuery, evidence: Sequence[Evidence], index: ArticleIndex) -> float:
    """IDF-weighted share of the question's words among the sentences that would be quoted."""
    english = query.language == "en"
    field = store.SENTENCE_GLOSSES if english else store.SENTENCE_WORDS
    words = dict.fromkeys(encoded.stems if english else encoded.words)
    if not words:
        return 0.0
    quoted = {(found.article_id, found.quote.start) for found in evidence[:READ_SENTENCES]}
    rows = [i for i, s in enumerate(index.sentences) if (s.article_id, s.start) in quoted]
    weight = {word: index.words[field].idf(word) for word in words}
    held = {word for word in words if (index.words[field].scores([word])[rows] > 0).any()}
    return sum(weight[word] for word in held) / sum(weight.values())
