import numpy as np
import pytest

from index.e5s1 import dequantize, read_weights
from index.errors import ModelError
from tests.index.tiny_model import HEADS, HIDDEN, PIECES, SCORES, UNK, tiny_tensors, tiny_weights


def test_a_block_is_a_scale_and_32_nibbles():
    nibbles = bytes(low | high << 4 for low, high in zip(range(16), reversed(range(16)), strict=True))
    expected = [(n - 8) * 0.5 for n in (*range(16), *reversed(range(16)))]
    assert dequantize(np.float16(0.5).tobytes() + nibbles).tolist() == expected


def test_blocks_follow_one_another():
    blocks = b"".join(np.float16(scale).tobytes() + b"\x99" * 16 for scale in (1, 2))
    assert dequantize(blocks).tolist() == [(9 - 8) * 1.0] * 32 + [(9 - 8) * 2.0] * 32


def test_a_file_gives_its_header_vocabulary_and_tensors():
    header, vocabulary, tensors = read_weights(tiny_weights())
    assert (header["hidden"], header["heads"], header["unk"]) == (HIDDEN, HEADS, UNK)
    assert vocabulary == list(zip(PIECES, SCORES, strict=True))
    expected = tiny_tensors()
    assert tensors.keys() == expected.keys()
    for name, values in expected.items():
        assert np.array_equal(tensors[name], values.reshape(-1)), name


def test_another_file_is_refused():
    with pytest.raises(ModelError, match=r"no E5S1 file\. Run: pip install --force-reinstall"):
        read_weights(b"GGUF" + tiny_weights()[4:])
