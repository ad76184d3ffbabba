"""Questions with their gold articles and hard negatives, of a collection that may train: what a projection learns from.

STARD's train part. Its dev part is never read here.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

import numpy as np

from eval.bench.cache import CachedEncoder, kept_index
from eval.bench.corpora import stard_corpus
from eval.bench.ranking import Asked, order, rank_all
from eval.bench.stard import questions as stard_questions
from eval.train_question_map import Recipe, lessons_of, split
from index.corpus import Corpus
from index.store import ArticleIndex
from qa.question import analyse
from qa.retriever import Retriever

CANDIDATES = 50  # of the fused ranking: hard negatives to train on, or to rank anew on the validation part


@dataclass(frozen=True)
class Lesson:
    """A question's token vectors (t, dim) centred, its gold articles and what the untrained product ranks high."""

    tokens: np.ndarray
    gold: tuple[str, ...]
    candidates: tuple[str, ...]


@dataclass(frozen=True)
class Collection:
    """An index and the lessons on it, the validation part apart."""

    name: str
    index: ArticleIndex
    training: tuple[Lesson, ...]
    validation: tuple[Lesson, ...]

    def article_tokens(self, article_id: str) -> np.ndarray:
        """(tokens, dim) float32 centred: all sentences of an article."""
        tokens, _ = self.index.tokens.sentences(self.index.sentence_rows[article_id])
        return self.index.tokens.centred(tokens)


def collection(
    name: str, corpus: Corpus, asked: Sequence[Asked], encoder: CachedEncoder, validating: Container[str]
) -> Collection:
    """Every question through the product as it is; those with the ids `validating` are for validation."""
    index = kept_index(corpus, encoder, name)
    retriever = Retriever(index, encoder)
    parts: tuple[list[Lesson], list[Lesson]] = ([], [])
    for ranked in rank_all(asked, index, encoder):
        candidates = order(ranked, ranked.weights)[:CANDIDATES]
        tokens = retriever.encode(analyse(ranked.asked.question, index)).tokens
        parts[ranked.asked.id in validating].append(Lesson(tokens, ranked.asked.gold, tuple(candidates)))
    return Collection(name, index, *map(tuple, parts))


def stard_train(encoder: CachedEncoder) -> Collection:
    """The questions that validate are those that validate the question map."""
    corpus, ids = stard_corpus()
    asked = stard_questions("train", ids)
    parts = split(lessons_of(kept_index(corpus, encoder, "stard"), ids, encoder), Recipe())
    return collection("stard", corpus, asked, encoder, {asked[row].id for row in parts["unseen"] + parts["random"]})
