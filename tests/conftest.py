"""What tests of every room share: one real index and one real model a session, and the small fake ones."""

from __future__ import annotations

import contextlib
import json
import shutil
from pathlib import Path

import pytest

from index.build import build
from index.encoder import Encoder, load_encoder
from index.settings import BUNDLED_MODEL, ROOT, IndexSettings
from index.store import ArticleIndex, load_index
from qa import confidence
from qa.engine import Tiaowen
from qa.reader import load_reader
from qa.settings import Settings
from tests.fakes import FakeEncoder, write_small_corpus


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The default model."""
    return load_encoder(IndexSettings(embedding_model=BUNDLED_MODEL), progress=False)


@pytest.fixture(scope="session")
def settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of an index over corpus/, brought up to date from a copy of the repository's own where there is one."""
    index_dir = tmp_path_factory.mktemp("real") / "index"
    with contextlib.suppress(OSError):  # none yet, or a build swaps it just now: then it is built from nothing
        shutil.copytree(ROOT / ".index", index_dir)
    settings = Settings(corpus_dir=ROOT / "corpus", index_dir=index_dir, embedding_model=BUNDLED_MODEL)
    build(settings, encoder_of=lambda _: request.getfixturevalue("encoder"))
    return settings


@pytest.fixture(scope="session")
def real_index(settings: Settings) -> ArticleIndex:
    """The index over corpus/."""
    return load_index(settings.index_dir, settings.embedding_model)


@pytest.fixture(scope="session")
def tiaowen(real_index: ArticleIndex, encoder: Encoder, settings: Settings) -> Tiaowen:
    """The engine over the real index and the real model."""
    return Tiaowen(real_index, encoder, confidence.load_models(), reader=load_reader(settings, progress=False))


@pytest.fixture(scope="session")
def dev_questions() -> tuple[str, ...]:
    """The questions of the gold set's dev part."""
    cases = [json.loads(line) for line in (ROOT / "eval" / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    return tuple(case["question"] for case in cases if case["split"] == "dev")


@pytest.fixture
def fake_encoder() -> FakeEncoder:
    """A new one a test, so that what it counts is the test's own."""
    return FakeEncoder()


@pytest.fixture
def small_corpus(tmp_path: Path) -> Path:
    """A folder with the small corpus, free to change."""
    return write_small_corpus(tmp_path / "corpus")


@pytest.fixture(scope="session")
def small_index(tmp_path_factory: pytest.TempPathFactory) -> ArticleIndex:
    """The index of the small corpus, made with the fake encoder."""
    folder = tmp_path_factory.mktemp("small")
    corpus = write_small_corpus(folder / "corpus")
    settings = IndexSettings(corpus_dir=corpus, index_dir=folder / "index", embedding_model=FakeEncoder.name)
    index, _ = build(settings, encoder_of=lambda _: FakeEncoder())
    return index
