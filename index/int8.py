"""The default model as int8 for OpenVINO, made once from its sentence-transformers folder and kept in the cache.

Post-training quantisation by NNCF (Kozlov et al., 2020, arXiv:2002.08679) of weights and activations, with its
SmoothQuant and bias correction for transformers, calibrated on `calibration.txt`: passages of the first corpus and of
statutes, and questions, in the proportions the model meets.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.folders import make_once
from index.token_batches import graph_inputs, load_tokenizer

if TYPE_CHECKING:
    import torch

log = logging.getLogger(__name__)

MODEL_FILE = "model.xml"
WEIGHTS_FILE = "model.bin"
PIECES_FILE = "pieces.npy"  # (pieces, dim) float16: read from disk row by row, so that a start loads 20 MB, not 400
CALIBRATION = Path(__file__).with_name("calibration.txt")  # a text a line, its prompt before it
RECIPE = 1  # raise when the quantisation below changes


def int8_folder(model: Path, progress: bool = True) -> Path:
    """The folder of `model`'s int8 form, beside it; made on first use.

    Raises ImportError where OpenVINO or NNCF is not installed, and whatever they raise where they cannot serve.
    """
    digest = hashlib.sha256(CALIBRATION.read_bytes()).hexdigest()
    folder = model.with_name(f"{model.name}-int8-{digest[:8]}-{RECIPE}")
    make_once(folder, (MODEL_FILE, WEIGHTS_FILE, PIECES_FILE), lambda making: _quantize(model, making, progress))
    return folder


def _quantize(model: Path, making: Path, progress: bool) -> None:
    from transformers import AutoModel

    if progress:
        log.warning("making the int8 form of the default model: about a minute, once")
    with quiet(progress):
        inner = AutoModel.from_pretrained(model).eval()
        pieces = pieces_of(inner)
        tokenizer, texts = load_tokenizer(model), calibration_texts()
        quantize(_hidden_states(inner), [tokenizer.encode(text).ids for text in texts], pieces, making / MODEL_FILE)
        np.save(making / PIECES_FILE, pieces, allow_pickle=False)


def calibration_texts() -> list[str]:
    """Passages and questions, each with its prompt before it."""
    return CALIBRATION.read_text(encoding="utf-8").splitlines()


def pieces_of(inner: torch.nn.Module) -> np.ndarray:
    """(pieces, dim) float16: the model's word embeddings."""
    return inner.get_input_embeddings().weight.detach().numpy().astype(np.float16)


def quantize(module: torch.nn.Module, samples: Sequence[Sequence[int]], pieces: np.ndarray, path: Path) -> None:
    """Write a model past its word embeddings (piece vectors and mask in) as an int8 OpenVINO graph, its activations
    calibrated on `samples` of token ids."""
    import nncf
    import openvino
    import torch

    dim = pieces.shape[1]
    example = {"inputs_embeds": torch.zeros((2, 9, dim)), "attention_mask": torch.ones((2, 9), dtype=torch.long)}
    graph = openvino.convert_model(
        module, example_input=example, input={"inputs_embeds": [-1, -1, dim], "attention_mask": [-1, -1]}
    )
    quantized = nncf.quantize(
        graph,
        nncf.Dataset(samples, lambda ids: graph_inputs([ids], pieces)),
        model_type=nncf.ModelType.TRANSFORMER,
        subset_size=len(samples),
    )
    openvino.save_model(quantized, path)


def _hidden_states(inner: torch.nn.Module) -> torch.nn.Module:
    """The model, giving its last hidden states."""
    import torch

    class HiddenStates(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = inner

        def forward(self, inputs_embeds: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            return self.inner(inputs_embeds=inputs_embeds, attention_mask=attention_mask).last_hidden_state

    return HiddenStates()


@contextlib.contextmanager
def quiet(progress: bool) -> Iterator[None]:
    """Progress goes to stderr or nowhere, the tracer's warnings nowhere."""
    with contextlib.ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        logging.getLogger("nncf").setLevel(logging.ERROR)
        shown = sys.stderr if progress else stack.enter_context(Path(os.devnull).open("w", encoding="utf-8"))
        stack.enter_context(contextlib.redirect_stdout(shown))
        yield
