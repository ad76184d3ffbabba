"""Token vectors of every sentence, for late interaction (Khattab & Zaharia, ColBERT, SIGIR 2020)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

FILES = ("vectors", "starts", "mean")


@dataclass(frozen=True)
class TokenVectors:
    """vectors: (tokens, dim) float16 as the model gives them; starts: (sentences + 1,) int64, sentence i owns rows
    starts[i]:starts[i + 1]; mean: (dim,) float32, what centring takes away."""

    vectors: np.ndarray
    starts: np.ndarray
    mean: np.ndarray

    @classmethod
    def of(cls, sentences: Sequence[np.ndarray], dim: int) -> TokenVectors:
        """From one (tokens, dim) array a sentence."""
        vectors = np.concatenate([np.zeros((0, dim), np.float16), *sentences]).astype(np.float16)
        starts = np.concatenate([[0], np.cumsum([len(tokens) for tokens in sentences])]).astype(np.int64)
        mean = vectors.mean(axis=0, dtype=np.float32) if len(vectors) else np.zeros(dim, np.float32)
        return cls(vectors, starts, mean)

    def sentence(self, row: int) -> np.ndarray:
        """(tokens, dim) float16 of one sentence."""
        return self.vectors[self.starts[row] : self.starts[row + 1]]

    def centred(self, vectors: np.ndarray) -> np.ndarray:
        """Unit vectors about the corpus mean: what all texts share says nothing of any."""
        moved = vectors.astype(np.float32) - self.mean
        return moved / np.maximum(np.linalg.norm(moved, axis=-1, keepdims=True), 1e-6)

    def save(self, folder: Path) -> None:
        for name in FILES:
            np.save(folder / f"token_{name}.npy", getattr(self, name), allow_pickle=False)

    @classmethod
    def load(cls, folder: Path) -> TokenVectors:
        """The vectors stay on disk until they are read."""
        return cls(*(np.load(folder / f"token_{name}.npy", mmap_mode="r", allow_pickle=False) for name in FILES))
