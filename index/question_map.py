"""A learned linear map of a Chinese question's vector, so that lay people's words lie nearer what documents print.

Passage vectors stay as the model gives them: an index needs nothing new. Trained by `python -m eval.train_question_map`
for one model; question_map.json beside the matrix says how, and what it gave.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

FILE = Path(__file__).with_name("question_map.npz")


@dataclass(frozen=True)
class QuestionMap:
    """matrix: (dim, dim) float32; mean: (dim,) float32 of the questions it was trained on."""

    matrix: np.ndarray
    mean: np.ndarray

    def __call__(self, vector: np.ndarray) -> np.ndarray:
        """(dim,) unit vector to search passages with."""
        moved = (vector - self.mean) @ self.matrix
        return (moved / max(float(np.linalg.norm(moved)), 1e-12)).astype(np.float32)

    def save(self, path: Path = FILE) -> None:
        """As float16: 300 kB."""
        np.savez(path, matrix=self.matrix.astype(np.float16), mean=self.mean.astype(np.float16))


def load_question_map(path: Path = FILE) -> QuestionMap:
    with np.load(path, allow_pickle=False) as kept:
        return QuestionMap(kept["matrix"].astype(np.float32), kept["mean"].astype(np.float32))
