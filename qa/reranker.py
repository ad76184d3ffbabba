"""Late interaction over token vectors, and the sentences that bear on a question: Hits -> Evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from index import store
from index.store import ArticleIndex
from qa.expected import expected, holds
from qa.schema import EncodedQuery, Evidence, Hit, Language, Query, Quote

# What follows was chosen on the dev part of the gold set.
READ_ARTICLES = 10  # articles whose sentences are read
MIN_TERM_CHARS = 3  # shorter ones are ordinary words, and a dictionary gives too many of them
MAXSIM = "maxsim"
MAXSIM_OWN = "maxsim_own_words"  # of an English question as asked, beside its translation
WORDS = "words"  # BM25 of the Chinese words, or of the English ones among the glosses: a share of the best sentence's
TERMS = "terms"  # IDF of the terms of an English question whose Chinese the sentence holds
EXPECTED = "expected"  # share of the kinds of thing asked for that the sentence holds
ARTICLE = "article"  # the article's score as a share of the best one's
ARTICLE_RANK = "article_rank"  # 1 / its rank
# Log-odds that the sentence, of those read, is the one that answers: a conditional logit over the dev questions, near
# what `python -m eval.bench.sentence_weights` fits; in Chinese what it fits is no better on the folds left out.
SENTENCE_WEIGHTS: Mapping[Language, Mapping[str, float]] = {
    "zh": {MAXSIM: 14.5, WORDS: 3.3, EXPECTED: 1.8, ARTICLE: 5.6, ARTICLE_RANK: 1.5},
    "en": {MAXSIM: 8.1, MAXSIM_OWN: 19.0, WORDS: 3.4, TERMS: 0.1, EXPECTED: 2.1, ARTICLE: 7.2, ARTICLE_RANK: 1.1},
}


def maxsim(
    query_tokens: np.ndarray, index: ArticleIndex, rows: Sequence[int], matrix: np.ndarray | None = None
) -> np.ndarray:
    """(rows, t) float32: for each sentence, the best cosine of each query token among its tokens, centred and, by
    `matrix`, projected.

    Khattab & Zaharia, ColBERT (SIGIR 2020); a row's mean is its MaxSim score, in [-1, 1].
    """
    if not len(rows):
        return np.zeros((0, len(query_tokens)), np.float32)
    similarity, starts = index.tokens.cosines(query_tokens, rows, matrix)
    return np.maximum.reduceat(similarity, starts, axis=1).T


def rank_sentences(query: Query, encoded: EncodedQuery, hits: Sequence[Hit], index: ArticleIndex) -> list[Evidence]:
    """The sentences of the first hits, best first: MaxSim, shared words, the kind of thing asked for and how their
    article was found, weighed."""
    rows, signals = read_sentences(query, encoded, hits, index)
    if not rows:
        return []
    weights = SENTENCE_WEIGHTS[query.language]
    scores = sum((weight * signals[name] for name, weight in weights.items()), np.zeros(len(rows)))
    best_first = sorted(zip(scores.tolist(), rows, strict=True), key=lambda scored: (-scored[0], scored[1]))
    return [_evidence(index, row, score) for score, row in best_first]


def read_sentences(
    query: Query, encoded: EncodedQuery, hits: Sequence[Hit], index: ArticleIndex
) -> tuple[list[int], dict[str, np.ndarray]]:
    """(rows of the sentences of the first hits, what speaks for each of them by name)."""
    shares = _shares(query, hits, index) if hits else {}
    rows = [row for article_id in shares for row in index.sentence_rows[article_id]]
    return rows, _signals(query, encoded, shares, rows, index) if rows else {}


def _signals(
    query: Query, encoded: EncodedQuery, shares: Mapping[str, float], rows: Sequence[int], index: ArticleIndex
) -> dict[str, np.ndarray]:
    """What speaks for each sentence, each (rows,)."""
    english = query.language == "en"
    field, asked = (store.SENTENCE_GLOSSES, encoded.stems) if english else (store.SENTENCE_WORDS, encoded.words)
    words = index.words[field].scores(asked)[list(rows)]
    kinds = expected(query.text)
    owners = [index.sentences[row].article_id for row in rows]
    rank = {article_id: rank for rank, article_id in enumerate(shares, 1)}
    return {
        MAXSIM: maxsim(encoded.tokens, index, rows).mean(axis=1),
        MAXSIM_OWN: maxsim(encoded.own_tokens, index, rows).mean(axis=1) if english else np.zeros(len(rows)),
        TERMS: _terms_held(encoded.words, rows, index) if english else np.zeros(len(rows)),
        WORDS: words / max(float(words.max()), 1e-9),
        EXPECTED: np.array([holds(kinds, index.sentences[row].text) / max(len(kinds), 1) for row in rows]),
        ARTICLE: np.array([shares[article_id] for article_id in owners]),
        ARTICLE_RANK: np.array([1 / rank[article_id] for article_id in owners]),
    }


def _terms_held(words: Sequence[str], rows: Sequence[int], index: ArticleIndex) -> np.ndarray:
    """(rows,) IDF of the terms, words of MIN_TERM_CHARS or more and no part of another, that each sentence holds."""
    whole = [word for word in dict.fromkeys(words) if not any(word != other and word in other for other in words)]
    weight = {w: index.words[store.SENTENCE_WORDS].idf(w) for w in whole if len(w) >= MIN_TERM_CHARS}
    return np.array([sum(weight[w] for w in weight if w in index.sentences[row].text) for row in rows], np.float32)


def _shares(query: Query, hits: Sequence[Hit], index: ArticleIndex) -> dict[str, float]:
    """{article id: its score as a share of the best} of the articles to read: the first, and the best one of each
    document where several are named."""
    top = max(hit.score for hit in hits)
    best: dict[str, Hit] = {}
    for hit in hits if len(query.doc_ids) > 1 else ():
        best.setdefault(index.article(hit.article_id).doc_id, hit)
    read = [*hits[:READ_ARTICLES], *(hit for hit in best.values() if hit not in hits[:READ_ARTICLES])]
    return {hit.article_id: hit.score / top for hit in read}


def _evidence(index: ArticleIndex, row: int, score: float) -> Evidence:
    sentence = index.sentences[row]
    return Evidence(sentence.article_id, Quote(sentence.start, sentence.end, sentence.text), score)
