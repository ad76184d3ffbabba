"""Texts to unit vectors. One Protocol; the default model on OpenVINO, any other by sentence-transformers."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np

from index.bundled import E5_PROMPTS, HUB_NAME, bundled_folder
from index.errors import ModelError
from index.settings import BUNDLED_MODEL, IndexSettings

log = logging.getLogger(__name__)

Kind = Literal["query", "passage"]
BATCH_SIZE = 16


@dataclass(frozen=True, slots=True)
class Encoded:
    """What one pass over n texts gives.

    vectors: (n, dim) float32, unit length, one a text. tokens: n arrays (tokens, dim) float16, the last hidden states
    of the text's own tokens (no special tokens, no prompt). token_ids: n arrays (tokens,) int32, aligned with tokens.
    """

    vectors: np.ndarray
    tokens: tuple[np.ndarray, ...]
    token_ids: tuple[np.ndarray, ...]


class Encoder(Protocol):
    """Embeds queries and passages into one space. `precision` is what its weights are kept in."""

    name: str
    dim: int
    precision: str

    def encode(self, texts: Sequence[str], kind: Kind, progress: bool = False) -> Encoded: ...

    def pieces(self, token_ids: np.ndarray) -> list[str]:
        """The printed form of each token, without the mark of a word's beginning."""
        ...


class SentenceTransformerEncoder:
    """Any sentence-transformers model, its own query and passage prompts applied."""

    precision = "fp32"

    def __init__(self, name: str, folder: str) -> None:
        import torch  # here, so that commands that embed nothing start at once
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()
        self.name = name
        try:
            self._model = SentenceTransformer(folder, device="cuda" if torch.cuda.is_available() else "cpu")
        except Exception as error:  # a damaged folder raises whatever its reader does
            reason = (str(error).splitlines() or [type(error).__name__])[0]
            raise ModelError(f"Embedding model {name} does not load: {reason} {_mend(name, folder)}") from error
        if folder == HUB_NAME:  # the hub's copy of the default model carries no prompts
            self._model.prompts = dict(E5_PROMPTS)
        self.dim = int(self._model.get_embedding_dimension())
        self._special = set(self._model.tokenizer.all_special_ids)

    def encode(self, texts: Sequence[str], kind: Kind, progress: bool = False) -> Encoded:
        encode = self._model.encode_query if kind == "query" else self._model.encode_document
        made = encode(list(texts), batch_size=BATCH_SIZE, show_progress_bar=progress, output_value=None)
        vectors = np.stack([row["sentence_embedding"].float().cpu().numpy() for row in made])
        own = [self._own_tokens(row) for row in made]
        return Encoded(
            vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12),
            tuple(
                row["token_embeddings"][keep].cpu().numpy().astype(np.float16)
                for row, keep in zip(made, own, strict=True)
            ),
            tuple(row["input_ids"][keep].cpu().numpy().astype(np.int32) for row, keep in zip(made, own, strict=True)),
        )

    def _own_tokens(self, row: dict[str, Any]) -> list[int]:
        """Positions of the tokens that are neither padding, special nor the prompt's; at least one.

        A text that its tokenizer knows nothing of keeps the special tokens: that is all there is of it.
        """
        first = max(int(row.get("prompt_length") or 0) - 1, 0)  # counts the prompt's closing special token
        ids, real = row["input_ids"].tolist(), row["attention_mask"].tolist()
        kept = [i for i in range(first, len(ids)) if real[i]]
        return [i for i in kept if ids[i] not in self._special] or kept

    def pieces(self, token_ids: np.ndarray) -> list[str]:
        return [
            printed_piece(piece) for piece in self._model.tokenizer.convert_ids_to_tokens([int(i) for i in token_ids])
        ]


def printed_piece(piece: str) -> str:
    """A vocabulary's piece without its mark of a word's beginning, in lower case."""
    return piece.removeprefix("▁").removeprefix("##").lower()


def _mend(name: str, folder: str) -> str:
    if not Path(folder).is_dir():
        return "To fetch a model from the hub once, run: HF_HUB_OFFLINE=0 python -m index build"
    if name == BUNDLED_MODEL:
        return f"Make it again: rm -r '{folder}' && python -m index build"
    return f"Save the model in {folder} again, or set TIAOWEN_EMBEDDING_MODEL to another"


def load_encoder(settings: IndexSettings, progress: bool = True) -> Encoder:
    """The encoder that the settings name; the bundled model is made on first use."""
    name = settings.embedding_model
    if name == BUNDLED_MODEL:
        return _bundled_encoder(settings, progress)
    if name.startswith((".", "/", "~")) and not (Path(name).expanduser() / "modules.json").exists():
        raise ModelError(
            f"No sentence-transformers model in {name} (modules.json is missing). Set TIAOWEN_EMBEDDING_MODEL"
        )
    return SentenceTransformerEncoder(name, str(Path(name).expanduser()) if name.startswith("~") else name)


def _bundled_encoder(settings: IndexSettings, progress: bool) -> Encoder:
    """The default model on OpenVINO; by sentence-transformers where the settings say so or OpenVINO does not serve."""
    folder = bundled_folder(settings.cache_dir, progress)
    if settings.embedding_runtime == "openvino" and folder != HUB_NAME:
        try:
            from index.fast_encoder import OpenVinoEncoder
            from index.int8 import int8_folder

            return OpenVinoEncoder(BUNDLED_MODEL, Path(folder), int8_folder(Path(folder), progress))
        except Exception as error:  # not installed, not for this processor, no room to write: torch still serves
            reason = (str(error).splitlines() or [type(error).__name__])[0]
            log.warning("OpenVINO does not serve here (%s); the default model runs on torch, slower", reason)
    return SentenceTransformerEncoder(BUNDLED_MODEL, folder)
