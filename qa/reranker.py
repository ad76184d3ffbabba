"""Late interaction over token vectors, and the sentences that bear on a question: Hits -> Evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from index import store
from index.store import ArticleIndex
from qa.expected import expected, holds
from qa.fusion import reciprocal_rank_fusion
from qa.schema import EncodedQuery, Evidence, Hit, Query, Quote

READ_ARTICLES = 10  # articles whose sentences are read
MAXSIM = "maxsim"
EXPECTED = "expected"
SENTENCE_WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "zh": {MAXSIM: 2.0, store.SENTENCE_VECTORS: 1.0, store.SENTENCE_WORDS: 1.0, EXPECTED: 1.0},
    "en": {MAXSIM: 1.0, store.SENTENCE_VECTORS: 0.5, store.SENTENCE_GLOSSES: 2.0, EXPECTED: 1.0},
}


def maxsim(query_tokens: np.ndarray, index: ArticleIndex, rows: Sequence[int]) -> np.ndarray:
    """(rows, t) float32: for each sentence, the best cosine of each query token among its tokens, centred.

    Khattab & Zaharia, ColBERT (SIGIR 2020); a row's mean is its MaxSim score, in [-1, 1].
    """
    tokens = [index.tokens.sentence(row) for row in rows]
    if not tokens:
        return np.zeros((0, len(query_tokens)), np.float32)
    starts = np.cumsum([0, *(len(own) for own in tokens[:-1])])
    similarity = query_tokens @ index.tokens.centred(np.concatenate(tokens)).T
    return np.maximum.reduceat(similarity, starts, axis=1).T


def rank_sentences(query: Query, encoded: EncodedQuery, hits: Sequence[Hit], index: ArticleIndex) -> list[Evidence]:
    """The sentences of the first hits, best first: MaxSim, cosine and shared words fused by rank."""
    article_ids = [hit.article_id for hit in hits[:READ_ARTICLES]]
    rows = np.array([row for article_id in article_ids for row in index.sentence_rows[article_id]], dtype=np.int64)
    similarity = maxsim(encoded.tokens, index, rows).mean(axis=1)
    weights = SENTENCE_WEIGHTS[query.language]
    words = store.SENTENCE_WORDS if query.language == "zh" else store.SENTENCE_GLOSSES
    rankings = {
        MAXSIM: [int(row) for row in rows[np.argsort(-similarity, kind="stable")]],
        store.SENTENCE_VECTORS: _rows(index.search_vectors(store.SENTENCE_VECTORS, encoded.vector, len(rows), rows)),
        words: _rows(
            index.search_words(words, encoded.words if query.language == "zh" else encoded.stems, len(rows), rows)
        ),
    }
    if kinds := expected(query.text):
        rankings[EXPECTED] = [row for row in rankings[MAXSIM] if holds(kinds, index.sentences[row].text)]
    fused = reciprocal_rank_fusion({f: [f"{row:09d}" for row in r] for f, r in rankings.items()}, weights)
    return [_evidence(index, int(row), score) for row, score, _ in fused]


def _rows(scored: store.Scored) -> list[int]:
    return [row for row, _ in scored]


def _evidence(index: ArticleIndex, row: int, score: float) -> Evidence:
    sentence = index.sentences[row]
    return Evidence(sentence.article_id, Quote(sentence.start, sentence.end, sentence.text), score)
