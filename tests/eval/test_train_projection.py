import random
from dataclasses import replace

import numpy as np
import pytest
import torch

from eval.bench import cache
from eval.bench.cache import CachedEncoder
from eval.bench.corpora import paragraph_corpus
from eval.bench.lessons import Collection, Lesson, collection
from eval.bench.ranking import Asked
from eval.train_projection import Recipe, fit, loss_of, maxsim, padded, start, train, validate
from tests.fakes import FakeEncoder

RECIPE = Recipe(projected=8, epochs=3, questions=2, negatives=2, learning_rate=0.05)
PARAGRAPHS = ["甲乙丙丁。", "戊己庚辛。", "子丑寅卯。", "辰巳午未。"]


@pytest.fixture
def lessons(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "MIN_KEPT_TEXTS", 2)
    asked = [Asked(f"q{n}", text[:2] + "申", (f"p{n % 4}:1",)) for n, text in enumerate(PARAGRAPHS * 5)]
    return collection(
        "small", paragraph_corpus(PARAGRAPHS), asked, CachedEncoder(FakeEncoder(), tmp_path), {"q4", "q9"}
    )


def test_a_collection_keeps_its_validation_questions_apart(lessons):
    assert (len(lessons.training), len(lessons.validation)) == (18, 2)
    assert all(lesson.candidates for lesson in lessons.training)
    assert all(set(lesson.gold) <= set(lesson.candidates) for lesson in lessons.training)


def test_maxsim_is_the_mean_of_each_tokens_best_cosine():
    questions, asked = padded([np.array([[1, 0], [0, 1]], np.float32), np.array([[1, 0]], np.float32)], 9)
    articles, there = padded([np.array([[1, 0]], np.float32), np.array([[0, 2], [-1, 0]], np.float32)], 9)
    found = maxsim(torch.eye(2), questions, asked, articles, there)
    assert found.tolist() == [[(1 + 0) / 2, (0 + 1) / 2], [1, 0]]


def test_a_second_gold_article_is_no_negative(lessons):
    recipe = replace(RECIPE, temperature=1.0, negatives=0)
    matrix, draw = torch.from_numpy(start([lessons], recipe)), random.Random(1)
    of = {lesson.gold[0]: lesson for lesson in lessons.training}
    one, other = of["p0:1"], of["p1:1"]
    assert loss_of(matrix, [(lessons, one), (lessons, other)], recipe, draw).item() > 0
    both = [(lessons, replace_gold(lesson, ("p0:1", "p1:1"))) for lesson in (one, other)]
    assert loss_of(matrix, both, recipe, draw).item() == pytest.approx(0)  # nothing else is there


def replace_gold(lesson, gold):
    return Lesson(lesson.tokens, gold, lesson.candidates)


def test_the_matrix_is_of_all_questions_and_the_same_seed_gives_the_same(lessons):
    matrix, figures = train([lessons], RECIPE)
    assert len(figures) == RECIPE.epochs + 1
    best = max(range(len(figures)), key=lambda epoch: figures[epoch]["mean"])
    *_, whole = fit([replace(lessons, training=lessons.training + lessons.validation)], replace(RECIPE, epochs=best))
    assert np.array_equal(matrix, whole)


def test_untrained_means_the_centred_vectors(lessons):
    assert validate(None, [lessons]) == validate(np.eye(FakeEncoder().dim, dtype=np.float32), [lessons])


def test_training_brings_questions_to_their_articles():
    """Two tokens that never match by themselves, always together in question and article: the map learns it."""
    rows = np.eye(4, dtype=np.float32)
    index = _Rows({"a": rows[[0]], "b": rows[[1]]})
    pairs = [Lesson(rows[[2]], ("a",), ("b", "a")), Lesson(rows[[3]], ("b",), ("a", "b"))]
    taught = Collection("pairs", index, tuple(pairs * 4), tuple(pairs))
    matrix, figures = train([taught], replace(RECIPE, projected=3, epochs=20, decay=0.0))
    assert figures[0]["mean"] < 1
    assert validate(matrix, [taught])["mean"] == 1


class _Rows:
    """An index of one-sentence articles whose centred token vectors are given."""

    def __init__(self, rows):
        self.rows = rows
        self.sentence_rows = {name: name for name in rows}
        self.tokens = self

    def sentences(self, name):
        return self.rows[name], None

    def centred(self, rows):
        return rows
