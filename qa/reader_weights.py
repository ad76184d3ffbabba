"""The reader's weights as they are shipped: what training changed of the default model, in int8.

Of every matrix the difference to the default model's, a scale a row, rounded to 8 bits; of vectors (bias, norms) the
difference as float16; the last linear layer as it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import numpy as np

from index.errors import ModelError

if TYPE_CHECKING:
    import torch

FILE = Path(__file__).with_name("reader.npz")
HEAD, BIAS, SCALE = "head", "head.bias", ".scale"
MAX_INT8 = 127


def save(
    path: Path, base: Mapping[str, torch.Tensor], tuned: Mapping[str, torch.Tensor], head: torch.nn.Linear
) -> None:
    """What `tuned` has that `base`, the default model's state, has not, and the linear layer over the first token."""
    kept: dict[str, np.ndarray] = {
        HEAD: head.weight.detach().float().numpy()[0],
        BIAS: head.bias.detach().float().numpy(),
    }
    for name, weight in tuned.items():
        change = (weight.detach().float() - base[name].float()).numpy()
        if not change.any():
            continue
        if change.ndim == 2:
            scale = np.abs(change).max(axis=1, keepdims=True) / MAX_INT8
            kept[name] = np.round(change / np.maximum(scale, 1e-12)).astype(np.int8)
            kept[name + SCALE] = scale.astype(np.float32)
        else:
            kept[name] = change.astype(np.float16)
    np.savez_compressed(path, **kept)


def digest(path: Path = FILE) -> str:
    """What tells one reader from another. Raises ModelError where there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> ModelError:
    reason = error.strerror if isinstance(error, OSError) else f"{type(error).__name__}: {error}"
    return ModelError(f"The reader's weights, {path}, cannot be read ({reason}). Restore the file")


def merged(inner: torch.nn.Module, path: Path = FILE) -> torch.nn.Module:
    """The reader: the default model `inner`, changed in place, and the layer that reads its first token.

    Takes `inputs_embeds` (n, longest, dim) and `attention_mask` (n, longest); gives log-odds (n,). Raises ModelError
    where the file cannot be read.
    """
    import torch

    try:
        with np.load(path, allow_pickle=False) as kept:
            state = inner.state_dict()
            with torch.no_grad():
                for name in state.keys() & set(kept.files):
                    scale = kept[name + SCALE] if name + SCALE in kept.files else 1.0
                    state[name] += torch.from_numpy(kept[name].astype(np.float32) * scale)
            weight, bias = kept[HEAD], kept[BIAS]
    except (OSError, EOFError, ValueError, KeyError, RuntimeError, BadZipFile) as error:
        raise _unreadable(path, error) from error
    head = torch.nn.Linear(len(weight), 1)
    with torch.no_grad():
        head.weight[0], head.bias[:] = torch.from_numpy(weight), torch.from_numpy(bias)

    class Answering(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner, self.head = inner, head

        def forward(self, inputs_embeds: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            states = self.inner(inputs_embeds=inputs_embeds, attention_mask=attention_mask).last_hidden_state
            return self.head(states[:, 0]).squeeze(-1)

    return Answering().eval()
