"""A weights file of the wheel's kind, small enough to write by hand: one layer, 32 dimensions, twelve pieces."""

from __future__ import annotations

import struct

import numpy as np

HIDDEN, LAYERS, HEADS, FEED_FORWARD, POSITIONS, TYPES = 32, 1, 2, 64, 64, 1
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", ":", "▁query", "▁passage", "会", "议", "▁meet", "ing"]
SCORES = [0.0, 0.0, 0.0, 0.0, -2.0, -3.0, -3.0, -3.0, -4.0, -4.0, -4.0, -4.0]
BOS, PAD, EOS, UNK = range(4)


def pack_q4(values: np.ndarray) -> bytes:
    """Q4_0 blocks of flat values that are multiples of 1/8 between -1 and 7/8: scale 1/8, nothing is lost."""
    nibbles = (values.reshape(-1, 32) * 8 + 8).astype(np.uint8)
    packed = nibbles[:, :16] | nibbles[:, 16:] << 4
    return b"".join(np.float16(1 / 8).tobytes() + row.tobytes() for row in packed)


def tiny_tensors() -> dict[str, np.ndarray]:
    """{name in the file: values}; matrices are multiples of 1/8, so that 4 bits hold them."""
    random = np.random.default_rng(0)

    def matrix(rows: int, columns: int) -> np.ndarray:
        return random.integers(-8, 8, (rows, columns)).astype(np.float32) / 8

    tensors = {
        "emb.word": matrix(len(PIECES), HIDDEN),
        "emb.pos": matrix(POSITIONS, HIDDEN),
        "emb.type": matrix(TYPES, HIDDEN),
    }
    sizes = {"q": HIDDEN, "k": HIDDEN, "v": HIDDEN, "ao": HIDDEN, "fi": FEED_FORWARD, "fo": HIDDEN}
    for part, rows in sizes.items():
        tensors[f"l0.{part}.w"] = matrix(rows, FEED_FORWARD if part == "fo" else HIDDEN)
        tensors[f"l0.{part}.b"] = np.zeros(rows, np.float32)
    for norm in ("emb.ln", "l0.aln", "l0.oln"):
        tensors[f"{norm}.w"], tensors[f"{norm}.b"] = np.ones(HIDDEN, np.float32), np.zeros(HIDDEN, np.float32)
    return tensors


def tiny_weights() -> bytes:
    """The whole file."""
    blob = [piece.encode() for piece in PIECES]
    offsets = np.cumsum([0, *map(len, blob)])
    head = struct.pack(
        "<4sI7ifi", b"E5S1", 1, HIDDEN, LAYERS, HEADS, FEED_FORWARD, len(PIECES), POSITIONS, TYPES, 1e-12, 32
    )
    head += struct.pack("<5iQ", len(PIECES), BOS, EOS, PAD, UNK, offsets[-1])
    head += offsets.astype("<u4").tobytes() + np.array(SCORES, "<f4").tobytes() + b"".join(blob)
    head += struct.pack("<iI", 0, 3) + b"nmt"
    tensors = tiny_tensors()
    blocks = {name: pack_q4(v) if v.ndim == 2 else v.astype("<f4").tobytes() for name, v in tensors.items()}
    table_size = 4 + sum(2 + len(name) + struct.calcsize("<BIQQ") for name in tensors)
    at, table = len(head) + table_size, struct.pack("<i", len(tensors))
    for name, values in tensors.items():
        table += struct.pack("<H", len(name)) + name.encode()
        table += struct.pack("<BIQQ", int(values.ndim == 2), values.size, at, len(blocks[name]))
        at += len(blocks[name])
    return head + table + b"".join(blocks.values())
