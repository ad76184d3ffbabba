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


class Graph:
    """A compiled model past its word embeddings. Threads may share it."""

    def __init__(self, path: Path, pieces: Path) -> None:
        import openvino

        self._compiled = openvino.Core().compile_model(str(path), "CPU", {"PERFORMANCE_HINT": "LATENCY"})
        self._pieces = np.load(pieces, mmap_mode="r", allow_pickle=False)
        self.dim = self._pieces.shape[1]
        self._requests = threading.local()

    def run(self, ids: Sequence[Sequence[int]]) -> np.ndarray:
        """(texts, …) float32: what the model gives for texts of token ids, valid until this thread runs it again."""
        if not hasattr(self._requests, "own"):
            self._requests.own = self._compiled.create_infer_request()
        self._requests.own.infer(graph_inputs(ids, self._pieces))
        return self._requests.own.get_output_tensor(0).data


class OpenVinoEncoder:
    """The quantised default model; mean pooling, unit length, E5's prompts. Threads may share it."""

    precision = "int8"

    def __init__(self, name: str, model: Path, quantized: Path) -> None:
        self.name = name
        self._graph = Graph(quantized / MODEL_FILE, quantized / PIECES_FILE)
        self.dim = self._graph.dim
        self._tokenizer = load_tokenizer(model)

    def encode(self, texts: Sequence[str], kind: Kind, progress: bool = False) -> Encoded:
        prompt = E5_PROMPTS[kind]
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch([prompt + text for text in texts])]
        # the opening special token and the prompt's own; its closing space belongs to the text's first word
        first = len(self._tokenizer.encode(prompt.rstrip()).ids) - 1
        vectors = np.zeros((len(texts), self.dim), np.float32)
        tokens: list[np.ndarray] = [np.zeros(0)] * len(texts)
        with tqdm(total=len(texts), desc="embedding", unit="text", disable=not progress) as bar:
            for rows in batches([len(own) for own in ids]):
                states = self._graph.run([ids[row] for row in rows])
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


def _own(ids: Sequence[int], first: int) -> slice:
    """The text's own tokens; where its tokenizer finds none, the closing special one: that is all there is of it."""
    last = len(ids) - 1
    return slice(first, last) if last > first else slice(last, last + 1)
