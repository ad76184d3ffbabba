"""How sure we are that the documents answer a question: a logistic model over named signals.

One small model a language; the coefficients stand in confidence.json, fitted on the dev part of the gold set by
`python -m eval calibrate`. What is known without a model (a place, law or address that is not held) never comes here.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from index import store
from index.errors import ModelError
from index.store import ArticleIndex
from qa import fitted
from qa.asking import ASKING_WORDS, NAMELESS
from qa.expected import EXACT, MEASURES, expected, holds
from qa.reading import NOTHING_READ, Reading
from qa.reranker import maxsim
from qa.retriever import FIELD_WEIGHTS, profile
from qa.schema import EncodedQuery, Hit, Language, Query
from qa.subject import without_names

MODEL_FILE = Path(__file__).with_name("confidence.json")
REFIT = "Restore the file, or fit it again: python -m eval calibrate"
READ_ARTICLES = 6
NEAR_BEST = 0.06  # MaxSim below the best within which a sentence is still about the question
NEAR_SENTENCES = 4
LEAST_TOKENS = 3
ELSEWHERE_DEPTH = 50  # sentences of any document that are compared
# signal: +1 where more of it speaks for an answer, -1 where it speaks against; a fitted weight never says otherwise
SIGNALS = {
    "cosine": 1,
    "article": 1,
    "maxsim": 1,
    "whole": 1,
    "least": 1,
    "named": 1,
    "margin": 1,
    "coverage": 1,
    "new_words": -1,
    "agreement": 1,
    "missing_measure": -1,
    "elsewhere": -1,
    "read": 1,
    "read_best": 1,
    "read_first": 1,
}
# Rules: a question asks of other things with fewer of its words in any one sentence, or more of them nowhere.
MIN_COVERAGE = 0.1
MAX_NEW_WORDS = 0.8
MISSING_EXACT = "missing_exact"  # a rule, not fitted


@dataclass(frozen=True, slots=True)
class ConfidenceModel:
    """P(answerable) = 1 / (1 + exp(-(intercept + sum of weight * signal))); answered from `threshold`
    on, up to `sure` as what may be so.

    0 where a rule holds: a sum, telephone number, web address, age, name or mark is asked for and none is there, or
    hardly a word of the question is.
    """

    intercept: float
    weights: Mapping[str, float]
    threshold: float
    sure: float = 0.0

    def probability(self, signals: Mapping[str, float]) -> float:
        if is_settled(signals):
            return 0.0
        logit = self.intercept + sum(weight * signals[name] for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, logit))))


def is_settled(signals: Mapping[str, float]) -> bool:
    """Whether a rule settles that the documents do not answer, so that no model is asked."""
    few_words = signals["coverage"] < MIN_COVERAGE or signals["new_words"] > MAX_NEW_WORDS
    return bool(signals[MISSING_EXACT]) or few_words


def load_models(path: Path = MODEL_FILE) -> dict[Language, ConfidenceModel]:
    """The fitted model of each language. Raises ModelError where the file does not fit this release."""
    try:
        written = json.loads(path.read_text(encoding="utf-8"))["models"]
        models = {
            language: ConfidenceModel(model["intercept"], model["weights"], model["threshold"], model.get("sure", 0.0))
            for language, model in written.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"{path} cannot be read ({type(error).__name__}: {error}). {REFIT}") from error
    strange = sorted({name for model in models.values() for name in model.weights} - set(SIGNALS))
    if strange:
        raise ModelError(f"{path} weighs a signal that this release does not know: {strange[0]}. {REFIT}")
    return models


def digest(models: Mapping[Language, ConfidenceModel]) -> str:
    """What tells these fitted models from others."""
    written = json.dumps({language: asdict(model) for language, model in models.items()}, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()


def misfit(embedding_model: str, reader: str, path: Path = MODEL_FILE) -> str:
    """Why the fitted models do not hold for this embedding model and reader (its weights' digest), in a line, or ""."""
    served = {fitted.EMBEDDING_MODEL: embedding_model, fitted.READER: reader}
    return fitted.misfit(path, served, "answers may be refused or given wrongly: python -m eval calibrate")


def signals(
    query: Query, encoded: EncodedQuery, hits: Sequence[Hit], index: ArticleIndex, reading: Reading = NOTHING_READ
) -> dict[str, float]:
    """The named signals of a question and the articles found for it; all 0 where nothing was found.

    cosine: best sentence cosine; article: of any article. maxsim: best MaxSim of a sentence; whole: of an article;
    least: of its LEAST_TOKENS worst tokens, of the question as asked (a near miss names one thing too many); margin: of
    a sentence above the mean of those read. named: 1 where the question names a document: its name is then no part of
    what is searched for, and all of these are lower. coverage: IDF-weighted share of the question's words in the
    sentence that holds most of them; new_words: of those that stand nowhere in the index. agreement: how high the
    fields place the first article (1: all of them first). missing_measure: 1 where a share, count, date … is asked for
    and no near sentence holds one; missing_exact: the same for what admits no other answer. elsewhere: by how much a
    document that was not asked about holds a better sentence; 0 where a sentence here says every word of the question:
    what is plainly said here is not better asked elsewhere. read: mean log-odds of the passages that answer likeliest,
    by the reader (qa/reading.py); read_best: of the likeliest; read_first: of the one that the best sentence stands in.
    """
    rows = [row for hit in hits[:READ_ARTICLES] for row in index.sentence_rows[hit.article_id]]
    if not rows:
        return dict.fromkeys((*SIGNALS, MISSING_EXACT), 0.0)
    by_token = maxsim(encoded.tokens, index, rows)
    by_sentence = by_token.mean(axis=1)
    owners = index.article_row_of_sentence[rows]
    nearest = index.search_vectors(store.SENTENCE_VECTORS, encoded.vector, 1, np.array(rows))
    article = index.search_vectors(store.ARTICLE_VECTORS, encoded.vector, 1, np.arange(len(index.articles)))
    as_asked = by_token if query.language == "zh" else maxsim(encoded.own_tokens, index, rows)
    coverage, new_words = _coverage(query, encoded, rows, index)
    near = _near(rows, by_sentence, index)
    kinds = expected(query.text)
    return {
        "cosine": nearest[0][1],
        "maxsim": float(by_sentence.max()),
        "article": article[0][1],
        "whole": float(_by_article(by_token, owners).mean(axis=1).max()),
        "least": _least(_by_article(as_asked, owners)),
        "named": float(bool(query.doc_ids)),
        "margin": float(by_sentence.max() - by_sentence.mean()),
        "coverage": coverage,
        "new_words": new_words,
        "agreement": _agreement(query, hits[0], index),
        "missing_measure": _missing([kind for kind in kinds if kind in MEASURES], near),
        MISSING_EXACT: _missing([kind for kind in kinds if kind in EXACT], near),
        "elsewhere": _elsewhere(query, encoded, rows, float(by_sentence.max()), index),
        "read": reading.likeliest,
        "read_best": reading.best,
        "read_first": reading.first,
    }


def _by_article(by_token: np.ndarray, owners: np.ndarray) -> np.ndarray:
    """(articles, t): of each question token the best cosine in the article."""
    return np.array([by_token[owners == owner].max(axis=0) for owner in np.unique(owners)])


def _least(by_article: np.ndarray) -> float:
    """Mean of the worst tokens in the article that holds the question best."""
    best = by_article[by_article.mean(axis=1).argmax()]
    return float(np.sort(best)[:LEAST_TOKENS].mean())


def _coverage(query: Query, encoded: EncodedQuery, rows: Sequence[int], index: ArticleIndex) -> tuple[float, float]:
    """(share of the question's words, by IDF, in the best sentence; share that no sentence of the index holds)."""
    english = query.language == "en"
    postings = index.words[store.SENTENCE_GLOSSES if english else store.SENTENCE_WORDS]
    words = [w for w in dict.fromkeys(encoded.stems if english else encoded.words) if not NAMELESS.fullmatch(w)]
    if not words:
        return 0.0, 1.0
    weight = np.array([postings.idf(word) for word in words])
    held = np.array([postings.scores([word])[rows] > 0 for word in words])
    unknown = np.array([not postings.holds(word) for word in words])
    return float((weight @ held).max() / weight.sum()), float(weight @ unknown / weight.sum())


def _agreement(query: Query, hit: Hit, index: ArticleIndex) -> float:
    """Mean over the question's fields of 2 / (1 + rank), 0 for a field that did not find the article."""
    return sum(2 / (1 + rank) for rank in hit.ranks.values()) / len(FIELD_WEIGHTS[profile(query.language, index)])


def _near(rows: Sequence[int], similarity: np.ndarray, index: ArticleIndex) -> list[str]:
    """The sentences that are about the question: the best by MaxSim, and those hardly below it."""
    best = np.argsort(-similarity, kind="stable")[:NEAR_SENTENCES]
    return [index.sentences[rows[i]].text for i in best if similarity[i] >= similarity.max() - NEAR_BEST]


def _missing(kinds: Sequence[str], sentences: Sequence[str]) -> float:
    """1 where something is asked for and no sentence holds any of it."""
    return float(bool(kinds) and not any(holds(tuple(kinds), sentence) for sentence in sentences))


def _elsewhere(query: Query, encoded: EncodedQuery, rows: Sequence[int], best: float, index: ArticleIndex) -> float:
    every = len(query.doc_ids) == len(index.documents)
    if not query.doc_ids or every or _says_every_word(query, encoded, rows, index):
        return 0.0
    everywhere = np.arange(len(index.sentences))
    found = index.search_vectors(store.SENTENCE_VECTORS, encoded.vector, ELSEWHERE_DEPTH, everywhere)
    near = sorted(row for row, _ in found)
    return max(0.0, float(maxsim(encoded.tokens, index, near).mean(axis=1).max()) - best)


def _says_every_word(query: Query, encoded: EncodedQuery, rows: Sequence[int], index: ArticleIndex) -> bool:
    """Whether one of the sentences holds all that the question names in its own words, synonyms left out."""
    if query.language == "en":
        words, postings = encoded.stems, index.words[store.SENTENCE_GLOSSES]
    else:
        own = without_names(query.text, [d for d in index.documents if d.id in query.doc_ids])
        words, postings = index.segmenter.words(own), index.words[store.SENTENCE_WORDS]
    naming = sorted(set(words) - ASKING_WORDS)
    held = [postings.scores([word])[rows] > 0 for word in naming]
    return bool(held) and bool(np.logical_and.reduce(held).any())
