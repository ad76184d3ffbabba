"""The default model on OpenVINO: int8, no torch, sentence and token vectors from one pass."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tqdm import tqdm

from index.bundled import E5_PROMPTS
from index.encoder import Encoded, Kind, printed_piece
from index.int8 import MODEL_FILE, PIECES_FILE
from index.token_batches import batches, graph_inputs, load_tokenizer


class OpenVinoEncoder:
    """The quantised default model; mean pooling, unit length, E5's prompts. Threads may share it."""

    precision = "int8"

    def __init__(self, name: str, model: Path, quantized: Path) -> None:
        import openvino

        self.name = name
        path, hint = str(quantized / MODEL_FILE), {"PERFORMANCE_HINT": "LATENCY"}
        self._compiled = openvino.Core().compile_model(path, "CPU", hint)
        self._pieces = np.load(quantized / PIECES_FILE, mmap_mode="r", allow_pickle=False)
        self.dim = self._pieces.shape[1]
        self._tokenizer = load_tokenizer(model)
        self._requests = threading.local()

    def encode(self, texts: Sequence[str], kind: Kind, progress: bool = False) -> Encoded:
        prompt = E5_PROMPTS[kind]
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch([prompt + text for text in texts])]
        # the opening special token and the prompt's own; its closing space belongs to the text's first word
        first = len(self._tokenizer.encode(prompt.rstrip()).ids) - 1
        vectors = np.zeros((len(texts), self.dim), np.float32)
        tokens: list[np.ndarray] = [np.zeros(0)] * len(texts)
        with tqdm(total=len(texts), desc="embedding", unit="text", disable=not progress) as bar:
            for rows in batches([len(own) for own in ids]):
                states = self._states([ids[row] for row in rows])
                for state, row in zip(states, rows, strict=True):
                    length = len(ids[row])
                    vectors[row] = state[:length].mean(axis=0)
                    tokens[row] = state[_own(ids[row], first)].astype(np.float16)
                bar.update(len(rows))
        own_ids = tuple(np.asarray(own, np.int32)[_own(own, first)] for own in ids)
        return Encoded(
            vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12), tuple(tokens), own_ids
        )

    def pieces(self, token_ids: np.ndarray) -> list[str]:
        return [printed_piece(self._tokenizer.id_to_token(int(i)) or "") for i in token_ids]

    def _states(self, ids: Sequence[Sequence[int]]) -> np.ndarray:
        """(texts, longest, dim) float32: the last hidden states, in this thread's own request."""
        if not hasattr(self._requests, "own"):
            self._requests.own = self._compiled.create_infer_request()
        self._requests.own.infer(graph_inputs(ids, self._pieces))
        return self._requests.own.get_output_tensor(0).data


def _own(ids: Sequence[int], first: int) -> slice:
    """The text's own tokens; where its tokenizer finds none, the closing special one: that is all there is of it."""
    last = len(ids) - 1
    return slice(first, last) if last > first else slice(last, last + 1)
