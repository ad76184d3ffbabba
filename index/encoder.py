"""Texts to unit vectors. One Protocol, sentence-transformers behind it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from index.bundled import E5_PROMPTS, HUB_NAME, bundled_folder
from index.errors import ModelError
from index.settings import BUNDLED_MODEL, IndexSettings

log = logging.getLogger(__name__)

BATCH_SIZE = 16


class Encoder(Protocol):
    """Embeds queries and passages into one space. Vectors: (n, dim) float32, unit length."""

    name: str
    dim: int

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray: ...

    def encode_passages(self, texts: Sequence[str], progress: bool = False) -> np.ndarray: ...


class SentenceTransformerEncoder:
    """Any sentence-transformers model, its own query and passage prompts applied."""

    def __init__(self, name: str, folder: str) -> None:
        import torch  # here, so that commands that embed nothing start at once
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()
        self.name = name
        try:
            self.model = SentenceTransformer(folder, device="cuda" if torch.cuda.is_available() else "cpu")
        except (OSError, ValueError) as error:
            raise ModelError(
                f"Embedding model {name} does not load: {str(error).splitlines()[0]} "
                "To fetch a model from the hub once, run: HF_HUB_OFFLINE=0 python -m index build"
            ) from error
        if folder == HUB_NAME:  # the hub's copy of the default model carries no prompts
            self.model.prompts = dict(E5_PROMPTS)
        self.dim = int(self.model.get_embedding_dimension())

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        return self._unit(self.model.encode_query(list(texts), batch_size=BATCH_SIZE, show_progress_bar=False))

    def encode_passages(self, texts: Sequence[str], progress: bool = False) -> np.ndarray:
        return self._unit(self.model.encode_document(list(texts), batch_size=BATCH_SIZE, show_progress_bar=progress))

    def _unit(self, vectors: np.ndarray) -> np.ndarray:
        vectors = np.asarray(vectors, dtype=np.float32).reshape(-1, self.dim)
        return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)


def load_encoder(settings: IndexSettings, progress: bool = True) -> SentenceTransformerEncoder:
    """The encoder that the settings name; the bundled model is made on first use."""
    name = settings.embedding_model
    if name == BUNDLED_MODEL:
        return SentenceTransformerEncoder(name, bundled_folder(settings.cache_dir, progress))
    if name.startswith((".", "/", "~")) and not (Path(name).expanduser() / "modules.json").exists():
        raise ModelError(
            f"No sentence-transformers model in {name} (modules.json is missing). Set TIAOWEN_EMBEDDING_MODEL"
        )
    return SentenceTransformerEncoder(name, str(Path(name).expanduser()) if name.startswith("~") else name)
