"""`python -m eval.train_question_map`: trains index/question_map.npz on STARD's train questions over all its statutes.

Maximum likelihood of a gold article among all articles, and of its sentences among all sentences, with a pull towards
doing nothing. How many epochs is chosen on two validation parts: questions on articles that no training question is
about (`unseen`), and questions drawn at random (`random`); then as many are trained on all. STARD's dev part is not
read.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from eval.bench.cache import CachedEncoder, kept_index
from eval.bench.corpora import stard_corpus
from eval.bench.results import cached_encoder
from eval.bench.stard import questions
from eval.training import training
from index import store
from index.question_map import FILE, QuestionMap
from index.store import ArticleIndex

Figures = dict[str, dict[str, float]]  # {part: {measure: value}}


@dataclass(frozen=True)
class Recipe:
    """Everything that makes the file, beside the data."""

    seed: int = 20
    epochs: int = 5
    questions: int = 64  # a step
    temperature: float = 0.025
    learning_rate: float = 1e-3
    decay: float = 3e-2  # towards the identity
    held_out: float = 0.06  # of the gold articles, and with them all questions on them
    drawn: float = 0.12  # of the other questions


@dataclass(frozen=True)
class Lessons:
    """questions: (n, dim); gold: of each, rows of the articles; passages: (articles, dim) and (sentences, dim);
    owners: (sentences,) the article row of each."""

    questions: torch.Tensor
    gold: tuple[frozenset[int], ...]
    passages: tuple[torch.Tensor, torch.Tensor]
    owners: np.ndarray

    def is_gold(self, rows: Sequence[int], of_sentences: bool) -> torch.Tensor:
        """(rows, passages) bool."""
        mask = np.zeros((len(rows), len(self.passages[0])), bool)
        for i, row in enumerate(rows):
            mask[i, list(self.gold[row])] = True
        return torch.from_numpy(mask[:, self.owners] if of_sentences else mask)


def lessons_of(index: ArticleIndex, ids: dict[str, str], encoder: CachedEncoder) -> Lessons:
    asked = questions("train", ids)
    vectors = encoder.encode([one.question for one in asked], "query").vectors
    fields = (index.vectors[name] for name in store.VECTOR_FIELDS)
    passages = tuple(torch.from_numpy(field.reconstruct_n(0, field.ntotal)) for field in fields)
    gold = tuple(frozenset(index.row_of_article[i] for i in one.gold) for one in asked)
    return Lessons(torch.from_numpy(vectors), gold, passages, index.article_row_of_sentence)


def split(lessons: Lessons, recipe: Recipe) -> dict[str, list[int]]:
    """{part: rows of questions}: training, unseen (no gold article of one is one of another part's), random."""
    draw = random.Random(recipe.seed)
    articles = sorted({row for gold in lessons.gold for row in gold})
    held = set(draw.sample(articles, max(1, round(recipe.held_out * len(articles)))))
    unseen = [i for i, gold in enumerate(lessons.gold) if gold & held]
    asked = {row for i in unseen for row in lessons.gold[i]}
    others = [i for i, gold in enumerate(lessons.gold) if not gold & asked]
    drawn = set(draw.sample(others, max(1, round(recipe.drawn * len(others)))))
    return {"training": [i for i in others if i not in drawn], "unseen": unseen, "random": sorted(drawn)}


def loss_of(
    matrix: torch.Tensor, mean: torch.Tensor, lessons: Lessons, rows: Sequence[int], recipe: Recipe
) -> torch.Tensor:
    """Negative log-likelihood of the gold passages, articles and sentences alike, and the pull to the identity."""
    asked = torch.nn.functional.normalize((lessons.questions[rows] - mean) @ matrix, dim=1)
    loss = recipe.decay * (matrix - torch.eye(len(matrix))).square().sum()
    for of_sentences, passages in enumerate(lessons.passages):
        similarity = asked @ passages.T / recipe.temperature
        gold = similarity.masked_fill(~lessons.is_gold(rows, bool(of_sentences)), -torch.inf)
        loss = loss + (torch.logsumexp(similarity, 1) - torch.logsumexp(gold, 1)).mean()
    return loss


def fit(lessons: Lessons, rows: Sequence[int], recipe: Recipe, epochs: int) -> Iterator[QuestionMap]:
    """The map before the first epoch on these questions and after each."""
    mean = lessons.questions[rows].mean(dim=0)
    matrix = torch.eye(lessons.questions.shape[1]).requires_grad_(True)
    optimizer = torch.optim.Adam([matrix], lr=recipe.learning_rate)
    yield QuestionMap(matrix.detach().clone().numpy(), mean.numpy())
    for epoch in range(epochs):
        order = random.Random(recipe.seed * 1000 + epoch).sample(rows, len(rows))
        for first in range(0, len(order), recipe.questions):
            optimizer.zero_grad()
            loss_of(matrix, mean, lessons, order[first : first + recipe.questions], recipe).backward()
            optimizer.step()
        yield QuestionMap(matrix.detach().clone().numpy(), mean.numpy())


def train(lessons: Lessons, recipe: Recipe, held_out: bool = False) -> tuple[QuestionMap, list[Figures]]:
    """(the map after as many epochs on all questions as validate best, those that validate left out where they are to
    be; the figures of every epoch, the untrained first)."""
    parts = split(lessons, recipe)
    figures: list[Figures] = []
    training = parts.pop("training")
    for made in fit(lessons, training, recipe, recipe.epochs):
        figures.append({part: validate(made, lessons, rows) for part, rows in parts.items()})
        print(f"epoch {len(figures) - 1}: {figures[-1]}", file=sys.stderr, flush=True)
    best = max(range(len(figures)), key=lambda epoch: _quality(figures[epoch]))
    *_, made = fit(lessons, training if held_out else range(len(lessons.gold)), recipe, best)
    return made, figures


def _quality(figures: Figures) -> float:
    return sum(own["R@10"] + own["MRR@10"] for own in figures.values())


def validate(made: QuestionMap, lessons: Lessons, rows: Sequence[int], depth: int = 50) -> dict[str, float]:
    """R@10, R@50 and MRR@10 of the article vectors alone on these questions."""
    matrix, mean = torch.from_numpy(made.matrix), torch.from_numpy(made.mean)
    best = ((lessons.questions[rows] - mean) @ matrix @ lessons.passages[0].T).topk(
        min(depth, len(lessons.passages[0])), dim=1
    )
    found = {"R@10": 0.0, "R@50": 0.0, "MRR@10": 0.0}
    for row, ranking in zip(rows, best.indices.tolist(), strict=True):
        ranks = [rank for rank, article in enumerate(ranking, 1) if article in lessons.gold[row]]
        found["R@10"] += sum(rank <= 10 for rank in ranks) / len(lessons.gold[row]) / len(rows)
        found["R@50"] += len(ranks) / len(lessons.gold[row]) / len(rows)
        found["MRR@10"] += (1 / ranks[0] if ranks and ranks[0] <= 10 else 0.0) / len(rows)
    return {name: round(value, 4) for name, value in found.items()}


def main(argv: Sequence[str] | None = None) -> int:
    """0 done, 2 bad input (one line on stderr)."""
    return training("eval.train_question_map", __doc__, FILE, _train, argv)


def _train(out: Path, held_out: bool) -> dict[str, Any]:
    recipe, encoder = Recipe(), cached_encoder()
    corpus, ids = stard_corpus()
    lessons = lessons_of(kept_index(corpus, encoder, "stard"), ids, encoder)
    torch.manual_seed(recipe.seed)
    made, figures = train(lessons, recipe, held_out)
    made.save(out)
    return {
        "recipe": asdict(recipe),
        "model": encoder.name,
        "precision": encoder.precision,
        "questions": {part: len(rows) for part, rows in split(lessons, recipe).items()},
        "article vectors alone on the validation questions, untrained first": figures,
    }


if __name__ == "__main__":
    sys.exit(main())
