"""Questions with their gold articles and hard negatives, of collections that may train: what a projection learns from.

STARD train; DRCD dev and test, in simplified characters; CMRC trial; the headings of statutes, asked as questions.
XQuAD, STARD dev and CMRC dev are never read here.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from eval.bench.cache import CachedEncoder, kept_index
from eval.bench.corpora import paragraph_corpus, stard_corpus
from eval.bench.ranking import Asked, order, rank_all
from eval.bench.shared_data import read_json
from eval.bench.stard import questions as stard_questions
from index.corpus import Corpus
from index.store import ArticleIndex
from qa.question import analyse
from qa.retriever import FIELD_WEIGHTS, Retriever

CANDIDATES = 50  # of the fused ranking: hard negatives to train on, or to rank anew on the validation part
VALIDATION_SHARE = 0.1


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


def collection(name: str, corpus: Corpus, asked: Sequence[Asked], encoder: CachedEncoder) -> Collection:
    """Every question through the product as it is; a tenth, chosen by a hash of its id, is for validation."""
    index = kept_index(corpus, encoder, name)
    retriever = Retriever(index, encoder)
    parts: tuple[list[Lesson], list[Lesson]] = ([], [])
    for ranked in rank_all(asked, index, encoder):
        candidates = order(ranked, FIELD_WEIGHTS[ranked.query.language])[:CANDIDATES]
        tokens = retriever.encode(analyse(ranked.asked.question, index)).tokens
        parts[_is_validation(ranked.asked.id)].append(Lesson(tokens, ranked.asked.gold, tuple(candidates)))
    return Collection(name, index, *map(tuple, parts))


def _is_validation(question_id: str) -> bool:
    return int(hashlib.sha256(question_id.encode()).hexdigest()[:8], 16) / 16**8 < VALIDATION_SHARE


def stard_train(encoder: CachedEncoder) -> Collection:
    corpus, ids = stard_corpus()
    return collection("stard", corpus, stard_questions("train", ids), encoder)


def reading(name: str, files: Sequence[str], limit: int, simplified: Callable[[str], str]) -> Callable:
    """A reading collection in SQuAD form: its paragraphs are articles; `limit` questions drawn with seed 0."""

    def load(encoder: CachedEncoder) -> Collection:
        paragraphs = [p for file in files for topic in read_json(file)["data"] for p in topic["paragraphs"]]
        asked = [
            Asked(f"{name}-{question['id']}", simplified(question["question"]), (f"p{number}:1",))
            for number, paragraph in enumerate(paragraphs)
            for question in paragraph["qas"]
        ]
        corpus = paragraph_corpus(simplified(paragraph["context"]) for paragraph in paragraphs)
        return collection(name, corpus, random.Random(0).sample(asked, min(limit, len(asked))), encoder)

    return load
