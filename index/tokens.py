"""Token vectors of every sentence, for late interaction (Khattab & Zaharia, ColBERT, SIGIR 2020)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.projection import project, unit

FILES = ("vectors", "starts", "mean")
MEAN_ROWS = 1 << 18  # rows added up at a time


@dataclass(frozen=True)
class TokenVectors:
    """vectors: (tokens, dim) float16 as the model gives them; starts: (sentences + 1,) int64, sentence i owns rows
    starts[i]:starts[i + 1]; mean: (dim,) float32, what centring takes away."""

    vectors: np.ndarray
    starts: np.ndarray
    mean: np.ndarray

    @classmethod
    def of(cls, sentences: Iterable[np.ndarray], dim: int) -> TokenVectors:
        """From one (tokens, dim) array a sentence. They are kept in an unnamed temporary file, not in memory."""
        starts = [0]
        with tempfile.TemporaryFile() as file:  # the mapping outlives it
            for tokens in sentences:
                file.write(np.ascontiguousarray(tokens, np.float16).tobytes())
                starts.append(starts[-1] + len(tokens))
            file.flush()
            empty = np.zeros((0, dim), np.float16)  # an empty file cannot be mapped
            vectors = np.memmap(file, np.float16, "r", shape=(starts[-1], dim)) if starts[-1] else empty
        return cls(vectors, np.array(starts, np.int64), _mean(vectors))

    def sentences(self, rows: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
        """((tokens, dim) float16 of these sentences one after another, (rows,) where each of them starts)."""
        chosen = np.asarray(rows, dtype=np.int64)
        lengths = self.starts[chosen + 1] - self.starts[chosen]
        first = np.cumsum(lengths) - lengths
        within = np.arange(int(lengths.sum())) - np.repeat(first, lengths)
        return self.vectors[np.repeat(self.starts[chosen], lengths) + within], first

    def cosines(
        self, queries: np.ndarray, rows: Sequence[int], matrix: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """((q, tokens) float32: cosines of centred unit queries to these sentences' tokens, centred; (rows,) starts).

        With `matrix` (dim, projected) of the tokens projected to queries that are. Without,
        q·(d - m) / |d - m| with the difference never written out: it is the memory, not the arithmetic, that costs.
        """
        vectors, starts = self.sentences(rows)
        if matrix is not None:
            return queries @ project(self.centred(vectors), matrix).T, starts
        vectors = vectors.astype(np.float32)
        products = np.concatenate([queries, self.mean[None]]) @ vectors.T
        squares = np.einsum("nd,nd->n", vectors, vectors) - 2 * products[-1] + self.mean @ self.mean
        norms = np.sqrt(np.maximum(squares, 1e-12))
        return (products[:-1] - (queries @ self.mean)[:, None]) / norms, starts

    def sentence(self, row: int) -> np.ndarray:
        """(tokens, dim) float16 of one sentence."""
        return self.vectors[self.starts[row] : self.starts[row + 1]]

    def centred(self, vectors: np.ndarray) -> np.ndarray:
        """Unit vectors about the corpus mean: what all texts share says nothing of any."""
        return unit(vectors.astype(np.float32) - self.mean)

    def save(self, folder: Path) -> None:
        for name in FILES:
            np.save(folder / f"token_{name}.npy", getattr(self, name), allow_pickle=False)

    @classmethod
    def load(cls, folder: Path) -> TokenVectors:
        """The vectors stay on disk until they are read."""
        return cls(*(np.load(folder / f"token_{name}.npy", mmap_mode="r", allow_pickle=False) for name in FILES))


def _mean(vectors: np.ndarray) -> np.ndarray:
    """(dim,) float32, 0 where there are no vectors."""
    total = np.zeros(vectors.shape[1])
    for start in range(0, len(vectors), MEAN_ROWS):
        total += vectors[start : start + MEAN_ROWS].sum(axis=0, dtype=np.float64)
    return (total / max(len(vectors), 1)).astype(np.float32)
