"""How much of a statement's meaning stands in an article, by late interaction over token vectors."""

from __future__ import annotations

import functools

import numpy as np

from index.translate import translate
from qa.reranker import maxsim
from qa.retriever import Retriever
from qa.schema import Language

NEAR_BEST = 0.03


class TokenMeaning:
    """`qa.verify.Meaning` with the index's own encoder. Statements are encoded once, also when many articles are tried.

    An English statement counts as the Chinese words that glossary and dictionary have for it, as English questions do.
    """

    def __init__(self, retriever: Retriever) -> None:
        self._index, self._encoder = retriever.index, retriever.encoder
        self._tokens = functools.lru_cache(maxsize=256)(self._encode)

    def __call__(self, text: str, language: Language, article_id: str) -> float:
        """Mean over the statement's tokens of the best cosine with any token of the article, in [-1, 1]."""
        by_sentence = self._similarity(text, language, article_id)
        return float(by_sentence.max(axis=0).mean()) if len(by_sentence) else -1.0

    def nearest(self, text: str, language: Language, article_id: str) -> list[int]:
        """Rows of the article's sentences that say most of it, in reading order; at least one where it has any."""
        rows = self._index.sentence_rows[article_id]
        if not rows:
            return []
        scores = self._similarity(text, language, article_id).mean(axis=1)
        return [row for row, score in zip(rows, scores, strict=True) if score >= scores.max() - NEAR_BEST]

    def _similarity(self, text: str, language: Language, article_id: str) -> np.ndarray:
        return maxsim(self._tokens(text, language), self._index, self._index.sentence_rows[article_id])

    def _encode(self, text: str, language: Language) -> np.ndarray:
        words = translate(text, self._index.terms, self._index.translations) if language == "en" else ()
        made = self._encoder.encode(["，".join(words) or text], "passage")
        return self._index.tokens.centred(made.tokens[0])
