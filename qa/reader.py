"""The reader: the default model, tuned to tell whether a passage answers a question. OpenVINO in int8, or torch.

How it was trained and on what: reader.json and eval/train_reader.py.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.bundled import HUB_NAME, bundled_folder
from index.errors import ModelError
from index.fast_encoder import Graph
from index.folders import make_once
from index.int8 import MODEL_FILE, PIECES_FILE, calibration_texts, int8_folder, pieces_of, quantize, quiet
from index.settings import IndexSettings
from index.token_batches import graph_inputs, load_tokenizer
from qa import reader_weights
from qa.reader_input import PASSAGE_PROMPT, QUESTION_PROMPT, pair_ids
from qa.reading import Reader

log = logging.getLogger(__name__)

RECIPE = 1  # raise when the quantisation below changes


class OpenVinoReader:
    """The quantised reader. Threads may share it."""

    def __init__(self, model: Path, quantized: Path, pieces: Path) -> None:
        self._graph = Graph(quantized / MODEL_FILE, pieces / PIECES_FILE)
        self._tokenizer = load_tokenizer(model)

    def read(self, question: str, passages: Sequence[str]) -> np.ndarray:
        return self._graph.run([pair_ids(self._tokenizer, question, one) for one in passages]).astype(np.float32)


class TorchReader:
    """The reader in full precision, where OpenVINO does not serve. Raises ModelError where the model does not load."""

    def __init__(self, folder: str) -> None:
        from transformers import AutoModel, AutoTokenizer

        try:
            inner = AutoModel.from_pretrained(folder).eval()
            self._tokenizer = AutoTokenizer.from_pretrained(folder).backend_tokenizer
        except Exception as error:  # a damaged folder raises whatever its reader does
            reason = (str(error).splitlines() or [type(error).__name__])[0]
            raise ModelError(f"The reader's model {folder} does not load: {reason} {_mend(folder)}") from error
        self._pieces = pieces_of(inner)
        self._model = reader_weights.merged(inner)

    def read(self, question: str, passages: Sequence[str]) -> np.ndarray:
        import torch

        made = graph_inputs([pair_ids(self._tokenizer, question, one) for one in passages], self._pieces)
        with torch.inference_mode():
            return self._model(**{name: torch.from_numpy(value) for name, value in made.items()}).numpy()


def _mend(folder: str) -> str:
    if not Path(folder).is_dir():
        return 'To fetch it from the hub once, run: HF_HUB_OFFLINE=0 python -m qa ask "你好"'
    return f"Remove it, and the next start makes it again: rm -r '{folder}'"


def load_reader(settings: IndexSettings, progress: bool = True) -> Reader:
    """The reader that was shipped, over the default model whatever model embeds; its int8 form is made on first use.

    Raises ModelError where its weights cannot be read.
    """
    folder = bundled_folder(settings.cache_dir, progress)
    if settings.embedding_runtime == "openvino" and folder != HUB_NAME:
        try:
            model = Path(folder)
            return OpenVinoReader(model, _quantized(model, progress), int8_folder(model, progress))
        except ModelError:
            raise
        except Exception as error:  # not installed, not for this processor, no room to write: torch still serves
            reason = (str(error).splitlines() or [type(error).__name__])[0]
            log.warning("OpenVINO does not serve here (%s); the reader runs on torch, slower", reason)
    return TorchReader(folder)


def _quantized(model: Path, progress: bool) -> Path:
    """The folder of the reader's int8 form, beside the model's."""
    folder = model.with_name(f"{model.name}-reader-{reader_weights.digest()[:8]}-{RECIPE}")
    make_once(folder, (MODEL_FILE,), lambda making: _quantize(model, making, progress))
    return folder


def _quantize(model: Path, making: Path, progress: bool) -> None:
    from transformers import AutoModel

    if progress:
        log.warning("making the int8 form of the reader: a minute or two, once")
    with quiet(progress):
        inner = AutoModel.from_pretrained(model).eval()
        samples = [pair_ids(load_tokenizer(model), *pair) for pair in _pairs()]
        quantize(reader_weights.merged(inner), samples, pieces_of(inner), making / MODEL_FILE)


def _pairs() -> list[tuple[str, str]]:
    """Every question to calibrate on, each with passages in turn."""
    texts = calibration_texts()
    questions = [text.removeprefix(QUESTION_PROMPT) for text in texts if text.startswith(QUESTION_PROMPT)]
    read = [text.removeprefix(PASSAGE_PROMPT) for text in texts if text.startswith(PASSAGE_PROMPT)]
    return [(questions[i % len(questions)], passage) for i, passage in enumerate(read)]
