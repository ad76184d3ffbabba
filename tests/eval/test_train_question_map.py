from dataclasses import replace

import numpy as np
import pytest
import torch

from eval.train_question_map import Lessons, Recipe, fit, loss_of, split, train, validate
from index.question_map import QuestionMap

EYE = np.eye(4, dtype=np.float32)
RECIPE = Recipe(epochs=4, questions=4, decay=0.0, learning_rate=0.05, held_out=0.25)


@pytest.fixture
def lessons():
    """Articles on four axes with one sentence each; a question about article i points at the axis after it."""
    axes = torch.eye(4)
    asked = torch.stack([axes[(i + 1) % 4] for i in range(4)] * 3)
    return Lessons(asked, tuple(frozenset({i % 4}) for i in range(12)), (axes, axes), np.arange(4))


def test_an_article_that_is_unseen_is_gold_in_no_other_part(lessons):
    parts = split(lessons, RECIPE)
    assert all(parts.values())
    assert sorted(row for rows in parts.values() for row in rows) == list(range(12))
    gold = {part: {row for i in rows for row in lessons.gold[i]} for part, rows in parts.items()}
    assert not gold["unseen"] & (gold["training"] | gold["random"])


def test_gold_sentences_are_those_of_gold_articles(lessons):
    two = replace(lessons, passages=(torch.eye(4), torch.zeros(5, 4)), owners=np.array([0, 0, 1, 2, 3]))
    assert two.is_gold([0], of_sentences=True).tolist() == [[True, True, False, False, False]]


def test_the_loss_falls_where_gold_is_nearest(lessons):
    turn = torch.roll(torch.eye(4), -1, dims=1)
    nothing, mean = torch.eye(4), torch.zeros(4)
    assert loss_of(turn, mean, lessons, [0, 1], RECIPE) < loss_of(nothing, mean, lessons, [0, 1], RECIPE)
    pulled = replace(RECIPE, decay=1.0)
    assert loss_of(turn, mean, lessons, [0], pulled) - loss_of(turn, mean, lessons, [0], RECIPE) == pytest.approx(8)


def test_validation_ranks_articles(lessons):
    nothing, turn = (QuestionMap(m, np.zeros(4, np.float32)) for m in (EYE, np.roll(EYE, -1, axis=1)))
    assert validate(nothing, lessons, [0, 1], depth=4)["MRR@10"] < 1
    assert validate(turn, lessons, [0, 1])["MRR@10"] == 1


def test_the_map_is_of_all_questions_after_the_epochs_that_validate_best(lessons, monkeypatch):
    """Best is recall@10 and reciprocal rank of both parts; recall@50 would choose the last epoch."""
    by_epoch = [(0.1, 0.1, 0.1), (0.4, 0.5, 0.3), (0.6, 0.6, 0.5), (0.5, 0.7, 0.5), (0.5, 1.0, 0.5)]
    measures = ("R@10", "R@50", "MRR@10")
    given = iter(dict(zip(measures, epoch, strict=True)) for epoch in by_epoch for _ in ("unseen", "random"))
    monkeypatch.setattr("eval.train_question_map.validate", lambda made, lessons, rows: next(given))
    made, figures = train(lessons, RECIPE)
    assert [figures[epoch]["random"]["R@10"] for epoch in range(RECIPE.epochs + 1)] == [0.1, 0.4, 0.6, 0.5, 0.5]
    *_, whole = fit(lessons, range(12), RECIPE, epochs=2)
    assert np.array_equal(made.matrix, whole.matrix) and np.array_equal(made.mean, whole.mean)
