"""An index with some of its articles out of reach, for a question that they answer: nothing is built again.

No search finds them, no address means them, no word counts as held that stands in them alone, and IDF is that of the
texts left. Two things stay those of the whole collection, of which a few articles are a few in 55,404: the mean that
centres token vectors, and which words a slip of the keyboard is mended towards.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from index import store
from index.lexical import Bm25
from index.schema import Article
from index.store import ArticleIndex, Scored


class Without:
    """An ArticleIndex without the articles of these ids; all that is not said here is the whole index's."""

    def __init__(self, index: ArticleIndex, article_ids: Collection[str]) -> None:
        self._index = index
        self._out = frozenset(article_ids)
        articles = sorted(index.row_of_article[i] for i in self._out)
        sentences = [row for i in sorted(self._out) for row in index.sentence_rows[i]]
        self._rows = {
            field: np.array(sentences if field in store.SENTENCE_FIELDS else articles, dtype=np.int64)
            for field in (*store.VECTOR_FIELDS, *store.WORD_FIELDS)
        }

    def __getattr__(self, name: str) -> Any:
        return getattr(self._index, name)

    @cached_property
    def words(self) -> Mapping[str, WordsWithout]:
        return {field: WordsWithout(whole, self._rows[field]) for field, whole in self._index.words.items()}

    @cached_property
    def articles_of_document(self) -> Mapping[str, tuple[Article, ...]]:
        found = dict(self._index.articles_of_document)
        for doc_id in {self._index.article(i).doc_id for i in self._out}:
            found[doc_id] = tuple(article for article in found[doc_id] if article.id not in self._out)
        return found

    def rows_of_documents(self, field: str, doc_ids: Sequence[str]) -> np.ndarray:
        return np.setdiff1d(self._index.rows_of_documents(field, doc_ids), self._rows[field])

    def search_vectors(self, field: str, query: np.ndarray, k: int, rows: np.ndarray) -> Scored:
        """Asked of more rows than are there, and those out of reach left out: quicker than to select all others."""
        out, everywhere = set(self._rows[field].tolist()), self._index.vectors[field].ntotal
        if len(rows) + len(out) < everywhere:
            return self._index.search_vectors(field, query, k, np.setdiff1d(rows, self._rows[field]))
        found = self._index.search_vectors(field, query, k + len(out), np.arange(everywhere))
        return [one for one in found if one[0] not in out][:k]

    def search_words(self, field: str, words: Sequence[str], k: int, rows: np.ndarray) -> Scored:
        scores = self.words[field].scores(words)[rows]
        best = np.lexsort((rows, -scores))[:k]
        return [(int(rows[i]), float(scores[i])) for i in best if scores[i] > 0]


class WordsWithout:
    """BM25 without some of its texts: they score 0 and their words are not counted."""

    def __init__(self, whole: Bm25, rows: np.ndarray) -> None:
        self._whole, self._rows = whole, rows
        self._left: dict[str, np.ndarray] = {}

    def scores(self, words: Sequence[str]) -> np.ndarray:
        """(n,) float32 as `Bm25.scores`, each word's share by the IDF that is left."""
        total = np.zeros(len(self._whole), dtype=np.float32)
        for word in words:
            if self.holds(word):
                total += self._scores(word) * np.float32(self.idf(word) / self._whole.idf(word))
        return total

    def idf(self, word: str) -> float:
        texts, held = len(self._whole) - len(self._rows), np.count_nonzero(self._scores(word))
        return float(np.log1p((texts - held + 0.5) / (held + 0.5)))

    def holds(self, word: str) -> bool:
        return bool(self._scores(word).any())

    def _scores(self, word: str) -> np.ndarray:
        """(n,) of one word over the texts left; asked for more than once a question."""
        if word not in self._left:
            scores = self._whole.scores([word])
            scores[self._rows] = 0
            self._left[word] = scores
        return self._left[word]
