"""Texts to vectors and token vectors: what an older index holds already is taken from there, the rest is embedded.

Done a chunk at a time, so that a corpus of any size is embedded in the memory of one chunk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from tqdm import tqdm

from index import store
from index.encoder import Encoder
from index.schema import Article, Sentence
from index.store import ArticleIndex
from index.tokens import TokenVectors

CHUNK_TEXTS = 512  # embedded at a time: enough to batch by length, little to hold
Key = tuple[str, tuple[int, int] | None]
WHOLE = None


def key_of(article: Article, sentence: Sentence | None = None) -> Key:
    """What a vector is known by: the article's content hash, and the sentence's span (WHOLE: the article)."""
    return article.content_hash, WHOLE if sentence is None else (sentence.start, sentence.end)


@dataclass(frozen=True)
class Held:
    """Vectors that need no embedding: row `rows[key]` of vectors (n, dim) float32 and of tokens."""

    rows: Mapping[Key, int] = field(default_factory=dict)
    vectors: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    tokens: TokenVectors | None = None


def held_articles(old: ArticleIndex | None) -> Held:
    """The article vectors of an index."""
    if old is None:
        return Held()
    return Held({key_of(article): row for row, article in enumerate(old.articles)}, _all(old, store.ARTICLE_VECTORS))


def held_sentences(old: ArticleIndex | None) -> Held:
    """The sentence vectors of an index, and their tokens'."""
    if old is None:
        return Held()
    rows = {key_of(old.article(sentence.article_id), sentence): row for row, sentence in enumerate(old.sentences)}
    return Held(rows, _all(old, store.SENTENCE_VECTORS), old.tokens)


def _all(old: ArticleIndex, name: str) -> np.ndarray:
    return old.vectors[name].reconstruct_n(0, old.vectors[name].ntotal)


def embed_articles(
    texts: Mapping[Key, str], keys: Sequence[Key], held: Held, encoder: Encoder, bar: tqdm
) -> np.ndarray:
    """(keys, dim) float32 in the order of `keys`."""
    new = [key for key in texts if key not in held.rows]
    made = [vector for vector, _ in _encoded([texts[key] for key in new], encoder, bar)]
    return _in_order(keys, held, dict(zip(new, range(len(new)), strict=True)), made, encoder.dim)


def embed_sentences(
    texts: Mapping[Key, str], keys: Sequence[Key], held: Held, encoder: Encoder, bar: tqdm
) -> tuple[np.ndarray, TokenVectors]:
    """((keys, dim) float32, token vectors), both in the order of `keys`."""
    new = [key for key in texts if key not in held.rows]
    made: list[np.ndarray] = []

    def tokens() -> Iterator[np.ndarray]:
        for vector, own in _encoded([texts[key] for key in new], encoder, bar):
            made.append(vector)
            yield own

    spooled = TokenVectors.of(tokens(), encoder.dim)
    rows = dict(zip(new, range(len(new)), strict=True))
    vectors = _in_order(keys, held, rows, made, encoder.dim)
    if new == list(keys):
        return vectors, spooled
    own = (spooled.sentence(rows[k]) if k in rows else held.tokens.sentence(held.rows[k]) for k in keys)
    return vectors, TokenVectors.of(own, encoder.dim)


def _in_order(
    keys: Sequence[Key], held: Held, rows: Mapping[Key, int], made: Sequence[np.ndarray], dim: int
) -> np.ndarray:
    vectors = np.zeros((len(keys), dim), np.float32)
    for i, key in enumerate(keys):
        vectors[i] = made[rows[key]] if key in rows else held.vectors[held.rows[key]]
    return vectors


def _encoded(texts: Sequence[str], encoder: Encoder, bar: tqdm) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """(vector, token vectors) of each text."""
    for start in range(0, len(texts), CHUNK_TEXTS):
        chunk = texts[start : start + CHUNK_TEXTS]
        made = encoder.encode(chunk, "passage")
        bar.update(len(chunk))
        yield from zip(made.vectors, made.tokens, strict=True)
