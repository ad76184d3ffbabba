"""`python -m eval.train_projection`: trains index/projection.npy, the linear map of the default model's token vectors.

Contrastive (van den Oord et al. 2018) on MaxSim of the whole article, with hard negatives from the product's fused
ranking; the encoder is frozen and its token vectors are read from the index. STARD's train part: how many epochs is
chosen on the questions that validate, then as many are trained on all of its questions.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from eval.bench.lessons import Collection, Lesson, stard_train
from eval.bench.results import cached_encoder
from eval.training import training
from index.projection import FILE, project


@dataclass(frozen=True)
class Recipe:
    """Everything that makes the file, beside the data."""

    seed: int = 20
    projected: int = 128
    epochs: int = 8
    questions: int = 24  # a step
    negatives: int = 4  # hard ones a question; every other article of the step is one too
    temperature: float = 0.03
    learning_rate: float = 1e-3
    decay: float = 1e-2  # towards the principal axes that training starts from
    article_tokens: int = 224  # of an article, the first


def start(collections: Sequence[Collection], recipe: Recipe) -> np.ndarray:
    """(dim, projected): the principal axes of the centred token vectors, the best untrained map."""
    rows = np.concatenate([c.article_tokens(i) for c in collections for i in _some_articles(c, recipe)])
    _, axes = np.linalg.eigh(rows.T @ rows)
    return np.ascontiguousarray(axes[:, ::-1][:, : recipe.projected]).astype(np.float32)


def _some_articles(collection: Collection, recipe: Recipe) -> list[str]:
    known = sorted({i for lesson in collection.training for i in lesson.gold})
    return random.Random(recipe.seed).sample(known, min(400, len(known)))


def steps(collections: Sequence[Collection], recipe: Recipe, epoch: int) -> Iterator[list[tuple[Collection, Lesson]]]:
    """The questions of an epoch, mixed, a step's worth at a time."""
    lessons = [(c, lesson) for c in collections for lesson in c.training]
    random.Random(recipe.seed * 1000 + epoch).shuffle(lessons)
    for first in range(0, len(lessons) - recipe.questions + 1, recipe.questions):
        yield lessons[first : first + recipe.questions]


def padded(rows: Sequence[np.ndarray], longest: int) -> tuple[torch.Tensor, torch.Tensor]:
    """((n, length, dim) float32, (n, length) bool: what is there)."""
    length = min(longest, max(len(row) for row in rows))
    tensor = np.zeros((len(rows), length, rows[0].shape[1]), np.float32)
    there = np.zeros((len(rows), length), bool)
    for i, row in enumerate(rows):
        tensor[i, : len(row[:length])] = row[:length]
        there[i, : len(row)] = True
    return torch.from_numpy(tensor), torch.from_numpy(there)


def loss_of(
    matrix: torch.Tensor, batch: Sequence[tuple[Collection, Lesson]], recipe: Recipe, draw: random.Random
) -> torch.Tensor:
    """Cross-entropy of each question's gold article among all articles of the step, its other gold ones left out."""
    keys: dict[tuple[str, str], tuple[Collection, str]] = {}
    wanted = []
    for c, lesson in batch:
        negatives = [i for i in lesson.candidates if i not in lesson.gold]
        chosen = draw.choice(lesson.gold)
        wanted.append((c.name, chosen))
        for article_id in (chosen, *draw.sample(negatives, min(recipe.negatives, len(negatives)))):
            keys[c.name, article_id] = (c, article_id)
    columns = {key: column for column, key in enumerate(keys)}
    questions, asked = padded([lesson.tokens for _, lesson in batch], 64)
    articles, there = padded([c.article_tokens(i) for c, i in keys.values()], recipe.article_tokens)
    similarity = maxsim(matrix, questions, asked, articles, there) / recipe.temperature
    for row, (c, lesson) in enumerate(batch):
        others = [columns[c.name, i] for i in lesson.gold if (c.name, i) in columns and (c.name, i) != wanted[row]]
        similarity[row, others] = -torch.inf
    return torch.nn.functional.cross_entropy(similarity, torch.tensor([columns[key] for key in wanted]))


def maxsim(
    matrix: torch.Tensor, questions: torch.Tensor, asked: torch.Tensor, articles: torch.Tensor, there: torch.Tensor
) -> torch.Tensor:
    """(questions, articles): mean over a question's tokens of the best cosine in the article, projected."""
    q = torch.nn.functional.normalize(questions @ matrix, dim=-1)[asked]
    a = torch.nn.functional.normalize(articles @ matrix, dim=-1)
    best = torch.einsum("td,nld->tnl", q, a).masked_fill(~there, -1.0).amax(dim=2)
    owner = torch.repeat_interleave(torch.arange(len(asked)), asked.sum(dim=1))
    summed = torch.zeros(len(asked), len(there)).index_add(0, owner, best)
    return summed / asked.sum(dim=1, keepdim=True)


def fit(collections: Sequence[Collection], recipe: Recipe) -> Iterator[np.ndarray]:
    """The matrix before the first epoch and after each."""
    torch.manual_seed(recipe.seed)
    initial = torch.from_numpy(start(collections, recipe))
    matrix = initial.clone().requires_grad_(True)
    optimizer = torch.optim.Adam([matrix], lr=recipe.learning_rate)
    yield initial.numpy()
    for epoch in range(1, recipe.epochs + 1):
        draw = random.Random(recipe.seed * 7919 + epoch)
        for batch in steps(collections, recipe, epoch):
            loss = loss_of(matrix, batch, recipe, draw) + recipe.decay * (matrix - initial).square().sum()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        yield matrix.detach().numpy().copy()


def train(
    collections: Sequence[Collection], recipe: Recipe, held_out: bool = False
) -> tuple[np.ndarray, list[dict[str, float]]]:
    """(the matrix after as many epochs on all questions as validate best, those that validate left out where they are
    to be; the figures of every epoch, the untrained first)."""
    figures: list[dict[str, float]] = []
    for matrix in fit(collections, recipe):
        figures.append(validate(matrix, collections))
        print(f"epoch {len(figures) - 1}: {figures[-1]}", file=sys.stderr, flush=True)
    best = max(range(len(figures)), key=lambda epoch: figures[epoch]["mean"])
    whole = collections if held_out else [replace(c, training=c.training + c.validation) for c in collections]
    *_, matrix = fit(whole, replace(recipe, epochs=best))
    return matrix, figures


def validate(matrix: np.ndarray | None, collections: Sequence[Collection]) -> dict[str, float]:
    """MRR@10 of MaxSim alone over each validation question's candidates, by collection, and their mean.

    Without a matrix: of the centred vectors as they are.
    """
    found = {c.name: float(np.mean([_reciprocal(matrix, c, lesson) for lesson in c.validation])) for c in collections}
    return found | {"mean": float(np.mean(list(found.values())))}


def _reciprocal(matrix: np.ndarray | None, collection: Collection, lesson: Lesson) -> float:
    moved = (lambda rows: rows) if matrix is None else (lambda rows: project(rows, matrix))
    asked = moved(lesson.tokens)
    scores = {i: float((asked @ moved(collection.article_tokens(i)).T).max(axis=1).mean()) for i in lesson.candidates}
    ranking = sorted(scores, key=lambda i: (-scores[i], i))[:10]
    return next((1 / rank for rank, i in enumerate(ranking, 1) if i in lesson.gold), 0.0)


def main(argv: Sequence[str] | None = None) -> int:
    """0 done, 2 bad input (one line on stderr)."""
    return training("eval.train_projection", __doc__, FILE, _train, argv)


def _train(out: Path, held_out: bool) -> dict[str, Any]:
    recipe, encoder = Recipe(), cached_encoder()
    collections = [stard_train(encoder)]
    untrained = validate(None, collections)
    matrix, figures = train(collections, recipe, held_out)
    np.save(out, matrix.astype(np.float16), allow_pickle=False)
    return {
        "recipe": asdict(recipe),
        "model": encoder.name,
        "precision": encoder.precision,
        "questions": {c.name: [len(c.training), len(c.validation)] for c in collections},
        "validation MRR@10 of MaxSim alone": {"centred, as they are": untrained, "epochs": figures},
    }


if __name__ == "__main__":
    sys.exit(main())
