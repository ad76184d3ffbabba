"""Texts to batches of token ids: by length, bounded by tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.bundled import MAX_TOKENS

BATCH_TOKENS = 2048  # padding counted: what a batch holds at most, so that memory is bounded whatever the texts


def load_tokenizer(model: Path) -> Any:
    """The folder's tokenizer, cutting at the model's length."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def graph_inputs(ids: Sequence[Sequence[int]], pieces: np.ndarray) -> dict[str, np.ndarray]:
    """What the graph takes: (texts, longest, dim) float32 vectors of the pieces, zero as padding, and their mask."""
    longest = max(len(own) for own in ids)
    inputs = np.zeros((len(ids), longest, pieces.shape[1]), np.float32)
    mask = np.zeros((len(ids), longest), np.int64)
    for row, own in enumerate(ids):
        inputs[row, : len(own)], mask[row, : len(own)] = pieces[own], 1
    return {"inputs_embeds": inputs, "attention_mask": mask}


def batches(lengths: Sequence[int], max_tokens: int = BATCH_TOKENS) -> Iterator[list[int]]:
    """Rows of texts of like length, longest first, at most `max_tokens` a batch with its padding."""
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lambda row: (-lengths[row], row)):
        if batch and lengths[batch[0]] * (len(batch) + 1) > max_tokens:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch
