"""A learned linear map of centred token vectors to fewer dimensions, in which lay questions lie nearer statutes.

Trained by `python -m eval.train_projection` for one model; projection.json beside the matrix says how, with figures.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

FILE = Path(__file__).with_name("projection.npy")


def unit(vectors: np.ndarray) -> np.ndarray:
    """Rows at unit length; a row of zeros stays."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-6)


def load_projection(path: Path = FILE) -> np.ndarray:
    """(dim, projected) float32."""
    return np.load(path, allow_pickle=False).astype(np.float32)


def project(centred: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """(n, dim) centred unit vectors to (n, projected) unit vectors."""
    return unit(centred @ matrix)
