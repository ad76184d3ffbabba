"""Late interaction over token vectors, and the sentences that bear on a question: Hits -> Evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from index import store
from index.store import ArticleIndex
from qa.expected import expected, holds
from qa.schema import EncodedQuery, Evidence, Hit, Query, Quote

# What follows was chosen on the dev part of the gold set.
READ_ARTICLES = 10  # articles whose sentences are read,
MIN_READ_SHARE = 0.85  # as long as their score is this share of the best one's
SENTENCE_RRF_K = 20  # rankings of some dozens of sentences: steeper than for articles
MAXSIM = "maxsim"
EXPECTED = "expected"
ARTICLE = "article"
SENTENCE_WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "zh": {MAXSIM: 2.0, store.SENTENCE_WORDS: 1.0, EXPECTED: 1.0, ARTICLE: 1.0},
    "en": {MAXSIM: 2.0, store.SENTENCE_GLOSSES: 2.0, EXPECTED: 1.0, ARTICLE: 1.0},
}


def maxsim(query_tokens: np.ndarray, index: ArticleIndex, rows: Sequence[int]) -> np.ndarray:
    """(rows, t) float32: for each sentence, the best cosine of each query token among its tokens, centred.

    Khattab & Zaharia, ColBERT (SIGIR 2020); a row's mean is its MaxSim score, in [-1, 1].
    """
    if not len(rows):
        return np.zeros((0, len(query_tokens)), np.float32)
    tokens, starts = index.tokens.sentences(rows)
    similarity = query_tokens @ index.tokens.centred(tokens).T
    return np.maximum.reduceat(similarity, starts, axis=1).T


def rank_sentences(query: Query, encoded: EncodedQuery, hits: Sequence[Hit], index: ArticleIndex) -> list[Evidence]:
    """The sentences of the first hits, best first: MaxSim, shared words, the kind of thing asked for and the rank of
    their article, fused."""
    if not hits:
        return []
    shares = _shares(query, hits, index)
    article_ids = list(shares)
    rows = np.array([row for article_id in article_ids for row in index.sentence_rows[article_id]], dtype=np.int64)
    by_maxsim = rows[np.argsort(-maxsim(encoded.tokens, index, rows).mean(axis=1), kind="stable")].tolist()
    words = store.SENTENCE_WORDS if query.language == "zh" else store.SENTENCE_GLOSSES
    asked = encoded.words if query.language == "zh" else encoded.stems
    kinds = expected(query.text)
    ranks = {
        MAXSIM: _ranks(by_maxsim),
        words: _ranks([row for row, _ in index.search_words(words, asked, len(rows), rows)]),
        EXPECTED: _ranks([row for row in by_maxsim if holds(kinds, index.sentences[row].text)]),
        ARTICLE: {row: rank for rank, i in enumerate(article_ids, 1) for row in index.sentence_rows[i]},
    }
    weights = SENTENCE_WEIGHTS[query.language]
    scores = {
        row: sum(weights[f] / (SENTENCE_RRF_K + own[row]) for f, own in ranks.items() if row in own)
        for row in rows.tolist()
    }
    best_first = sorted(scores, key=lambda row: (-scores[row], row))
    return [_evidence(index, row, scores[row], shares) for row in best_first]


def _shares(query: Query, hits: Sequence[Hit], index: ArticleIndex) -> dict[str, float]:
    """{article id: its score as a share of the best} of the articles to read: those near the best, and the best one of
    each document where several are named."""
    top = max(hit.score for hit in hits)
    shares: dict[str, float] = {}
    seen: set[str] = set()
    for hit in hits[:READ_ARTICLES]:
        doc_id = index.article(hit.article_id).doc_id
        named = len(query.doc_ids) > 1 and doc_id not in seen
        seen.add(doc_id)
        if named or hit.score >= MIN_READ_SHARE * top:
            shares[hit.article_id] = hit.score / top
    return shares


def _ranks(rows: Sequence[int]) -> dict[int, int]:
    return {row: rank for rank, row in enumerate(rows, 1)}


def _evidence(index: ArticleIndex, row: int, score: float, shares: Mapping[str, float]) -> Evidence:
    sentence = index.sentences[row]
    quote = Quote(sentence.start, sentence.end, sentence.text)
    return Evidence(sentence.article_id, quote, score, shares[sentence.article_id])
